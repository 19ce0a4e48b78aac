"""What each table lists and what each of its columns means, in plain English, for whoever does not have the documents.

docs/method.md, section 8, has the same texts, with marks and references; a test holds the two together.
"""

from positions import tables

ABOUT: dict[str, str] = {
    "positions": "One row for each party × proposition × citation of the statement in force.",
    "gaps": "One row for each proposition × pair of parties.",
    "overlap": "One row for each pair of parties, over the chosen issues.",
    "statements": (
        "One row for each citation of each statement dated up to the day, of every rung, superseded ones too."
    ),
    "sources": "One row for each source.",
    "changes": (
        "One row for each step that began after since and up to as_of, in the order of the day from which it counts, "
        "then of display."
    ),
    "drift": (
        "For each chosen pair one row for the day on which the table begins, and one for each later day on which a "
        "change moved its figures."
    ),
    "movement": "One row for each pair of parties: its figures on both days, and what can be compared on both.",
    "blocks": ("For each chosen pair one row for each proposition that stands between the two, in the order of rank."),
    "common-ground": "One row for each proposition that none of the chosen parties is against.",
    "conflicts": "One row for each two propositions that exclude each other, and each party that is for both.",
    "robustness": (
        "One row for each pair under each other choice: first by both measures under each rung limit from 4 to 1, "
        "whatever limit is chosen; then by the chosen measure and limit without each issue."
    ),
    "reliance": (
        "One row for each cell that rests on the chosen source or, without a choice, on each source behind a "
        "statement in force; those that fall without it first."
    ),
}
"""What one row of each table is."""

DOCUMENTS: dict[str, str] = {
    "sheet": "Two parties side by side: each proposition, what either said, with sources, and how they stand.",
    "brief": (
        "Two parties in short: agreement with its interval, what blocks, what is shared, what moved, what is old."
    ),
    "party": "All that one party has said: positions with their sources, red lines, changes, and what it is silent on.",
}
"""What each document is that is not a table for reading."""

_SHARED = {
    "as_of": "the day looked at",
    "max_rung": "the rung limit: weakest rung that counts",
    "data_version": "version of the record",
    "since": "the day compared with",
    "measure": "formula of the agreement: city-block or exact",
    "issue": "id of the issue",
    "proposition": "id of the proposition",
    "proposition_text": "the proposition as a sentence",
    "party": "id of the party",
    "party_a": "id of the first party, in the order of display",
    "party_b": "id of the second party",
    "stance_a": "stance of the first party; missing without one",
    "stance_b": "stance of the second party; missing without one",
    "status": "status of the cell",
    "red_line": "whether the statement is marked as a red line",
    "date": "when it was said; may be partial",
    "speaker": "who spoke",
    "speaker_role": "office in which the speaker spoke",
    "venue": "where or in what setting it was said",
    "summary": "the curator's own sentence on the statement",
    "condition": "the condition or the part that is named",
    "range_min": "lower end of a numeric condition; missing when not stated",
    "range_max": "upper end of a numeric condition; missing when not stated",
    "unit": "unit of the proposition's numbers",
    "form": "how the page carries the statement: direct-speech, document, reported, characterisation",
    "rung": "rung of the citation, 1 to 6",
    "quote": "the quoted words",
    "quote_language": "language of the quote; missing without a quote",
    "quote_translation": "translation of the quote",
    "verified": "whether the quoted words were seen on the page",
    "source": "id of the source",
    "publisher": "who published the source",
    "title": "title of the source",
    "url": "address of the source",
    "archive_url": "address of an archived copy",
    "published": "date of publication; may be partial",
    "sources_a": "ids of the sources behind the first cell or, without a statement, of those searched",
    "urls_a": "addresses of the sources of the first cell, in the same order",
    "sources_b": "ids of the sources behind the second cell or, without a statement, of those searched",
    "urls_b": "addresses of the sources of the second cell, in the same order",
    "n_propositions": "N: number of propositions that concern both parties",
    "n_comparable": "n: number of those on which both positions are known",
    "agreement": "agreement, S / n: mean similarity of the comparable propositions, from 0 to 1; n/a when n = 0",
    "lower": "lower end of the interval, S / N: if no unknown pair agreed at all; n/a when N = 0",
    "upper": "upper end of the interval, (S + N − n) / N: if every unknown pair agreed; n/a when N = 0",
}
"""Columns that mean the same in several tables."""

_RELATION = "number of propositions with this relation"
_UP_TO = "the day up to which statements are listed"
_CITED = "ids of the sources that this statement cites"
_ADDRESSES = "addresses of these sources, in the same order"

_OWN: dict[str, dict[str, str]] = {
    "positions": {
        "stance": "stance of the statement; missing without a statement",
        "value": "value of the position: 1 (for), 0.5 (conditional) or 0 (against); missing when unknown",
        "summary": "the curator's own sentence; in a cell without a statement, the note on the search",
        "corroboration": "number of distinct origins behind the cell",
        "source": "id of the source; in a cell without a statement, ids of the sources searched",
        "url": "address of the source; in a cell without a statement, addresses of the sources searched",
        "retrieved": "day on which the page was read; in a cell without a statement, the day of the search",
    },
    "gaps": {
        "relation": "relation of the two cells",
        "red_line_a": "whether it is a red line of the first party; missing without a stance",
        "red_line_b": "whether it is a red line of the second party; missing without a stance",
        "zone_min": "highest minimum of the two numeric conditions",
        "zone_max": "lowest maximum of the two numeric conditions",
        "gap": "what is missing between the two numeric conditions; missing when an end was not stated",
    },
    "overlap": {
        "agreed": _RELATION,
        "bridgeable": _RELATION,
        "opposed": f"{_RELATION}, deadlocks not included",
        "deadlock": _RELATION,
        "unanswered": _RELATION,
        "unknown": _RELATION,
        "sources": "ids of all sources behind the statements in force of both, sorted",
    },
    "statements": {
        "statement": "id of the statement",
        "stance": "stance of the statement",
        "supersedes": "id of the statement that this one replaces",
        "note": "why the statement is coded so",
        "locator": "where in the source the statement stands",
        "origin": "agency, transcript, text or interview that several outlets share",
        "as_of": _UP_TO,
    },
    "sources": {
        "kind": "kind of the source: official, transcript, news, wire, broadcast or leak",
        "authors": "names of the authors, separated by a semicolon and a space",
        "retrieved": "day on which the page was read and all quoted words were seen",
        "language": "language of the source",
        "caveats": "what to keep in mind about the source, one sentence after the other",
        "n_statements": "how many of the chosen statements cite the source",
        "as_of": _UP_TO,
    },
    "changes": {
        "date": "when it was said; may be partial, and then counts from its last possible day",
        "kind": "kind of the change: first, reaffirmed, hardened, softened, reversed",
        "from_stance": "stance before; missing before the first step and after a contradictory one",
        "to_stance": "stance from then on; missing when it is contradictory",
        "statement": "id of the statement then in force; of a contradictory step all ids",
        "source": _CITED,
        "url": _ADDRESSES,
        "detail": (
            "what else there is to say of the change: became-unclear, still-unclear, clear-again, became-clear, "
            "red-line, other-number; missing where there is nothing to add"
        ),
        "red_line": "whether the statement is marked as a red line; missing when contradictory",
        "from_statement": "id of the statement in force before",
        "from_date": "when the statement before was made; may be partial",
        "from_source": "ids of the sources that the statement before cites",
        "from_url": _ADDRESSES,
        "from_red_line": "whether the statement before was marked as a red line",
        "measure": "formula of the effects: city-block or exact",
        "effects": (
            "one party:before>after for each other party with which this moved the figures: S / n before and after, "
            "from 0 to 1, at most six digits, or n/a"
        ),
    },
    "drift": {
        "date": "the day from which the figures hold; never partial",
        "statements": "ids of the statements that moved the figures on this day; missing in the first row",
        "since": "the day on which the table begins",
    },
    "movement": {
        "since": "the day compared with: then",
        "as_of": "the day looked at: now",
        "trend": (
            "whether stated positions grew more alike where both days can compare: closer, further, level, or open "
            "when n_both is 0"
        ),
        "n_both": "number of propositions that are comparable on both days",
        "agreement_both_then": (
            "mean similarity of the propositions comparable on both days, on the day compared with; missing when "
            "there are none"
        ),
        "agreement_both_now": (
            "mean similarity of the propositions comparable on both days, on the day looked at; missing when there "
            "are none"
        ),
        "whole": ("the answer for all N propositions: closer, further, level, open, other-propositions, nothing"),
        "n_propositions_then": "N, number of propositions that concern both parties, on the day compared with",
        "n_comparable_then": "n, number of those on which both positions are known, on the day compared with",
        "agreement_then": "agreement, S / n, on the day compared with; missing when n = 0",
        "lower_then": "lower end of its interval, S / N, on the day compared with; missing when N = 0",
        "upper_then": "upper end of its interval, (S + N − n) / N, on the day compared with; missing when N = 0",
        "n_propositions_now": "N, number of propositions that concern both parties, on the day looked at",
        "n_comparable_now": "n, number of those on which both positions are known, on the day looked at",
        "agreement_now": "agreement, S / n, on the day looked at; missing when n = 0",
        "lower_now": "lower end of its interval, S / N, on the day looked at; missing when N = 0",
        "upper_now": "upper end of its interval, (S + N − n) / N, on the day looked at; missing when N = 0",
    },
    "blocks": {
        "rank": "place in the list of this pair, from 1",
        "obstacle": ("what stands between the two: deadlock, opposition, unanswered-demand, unanswered, bridgeable"),
        "unbroken_since": "day from which, without a break, it has been this obstacle; never partial",
        "red_line_called_a": (
            "when the first party last called its present side a red line; may be partial, missing when it did not"
        ),
        "red_line_called_b": (
            "when the second party last called its present side a red line; may be partial, missing when it did not"
        ),
        "asked_by": "of an unanswered demand: id of the party that demands it; missing otherwise",
        "silent": "where one has not answered, demand or not: id of the party whose position is not known",
        "silent_status": "status of the cell of the silent party",
    },
    "common-ground": {
        "coalition": "ids of the chosen parties",
        "support": "how the chosen parties stand to it: all-for, conditional, incomplete",
        "for": "ids of the parties that are for it",
        "conditional": "ids of the parties that named a condition",
        "unknown": "ids of the parties whose position is not known",
        "sources": "ids of the sources behind all these cells or, without a statement, of those searched",
        "urls": _ADDRESSES,
    },
    "conflicts": {
        "proposition_a": "id of the first proposition, in the order of display",
        "proposition_text_a": "the first proposition as a sentence",
        "date_a": "when the statement in force on the first proposition was made; may be partial",
        "statement_a": "id of the statement in force on the first proposition",
        "sources_a": _CITED,
        "proposition_b": "id of the second proposition",
        "proposition_text_b": "the second proposition as a sentence",
        "date_b": "when the statement in force on the second proposition was made; may be partial",
        "statement_b": "id of the statement in force on the second proposition",
        "sources_b": _CITED,
    },
    "robustness": {
        "measure": "formula of the agreement in this row: city-block or exact",
        "max_rung": "the rung limit of this row: weakest rung that counts",
        "without_issue": "id of the issue left out; missing in the rows of the rung limits",
    },
    "reliance": {
        "falls": "true: the cell becomes something else without the source; false: it cites it and stands without it",
        "stance": "stance of the cell; missing without one",
        "statement": "id of the statement in force; of a contradictory cell all ids",
        "without_status": "status of the cell without the source",
        "without_stance": "stance of the cell without the source; missing without one",
        "without_statement": "id of the statement in force without the source; of a contradictory cell all ids",
    },
}
"""Columns that mean something of their own in a table."""

MEANING: dict[str, dict[str, str]] = {
    name: {column: _OWN[name].get(column, _SHARED.get(column, "")) for column in columns}
    for name, (columns, _) in tables.TABLES.items()
}
"""The meaning of each column of each table, in the order of the columns."""
