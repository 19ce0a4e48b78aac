"""Numbers, days and names as readers write them, in the language spoken; nothing here knows what is compared."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

from babel.dates import format_date
from babel.numbers import get_decimal_symbol

from positions.language import _, language, marked, plural
from positions.model import days

_decimal = cache(get_decimal_symbol)


def grouped(value: float) -> str:
    r"""A number for readers, thousands apart by a thin space from five digits on, so that a year stays whole.

    >>> grouped(85000), grouped(2.5), grouped(2027)
    ('85\u202f000', '2.5', '2027')
    """
    text = f"{value:,.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return _with_decimal(text.replace(",", "\u202f" if abs(value) >= 10_000 else ""))


def _with_decimal(number: str) -> str:
    return number.replace(".", _decimal(language()))


_COUNTED: dict[str, Callable[[int], str]] = {
    "cell": lambda n: plural("{} cell", "{} cells", n),
    "day": lambda n: plural("{} day", "{} days", n),
    "deadlock": lambda n: plural("{} deadlock", "{} deadlocks", n),
    "distinct origin": lambda n: plural("{} distinct origin", "{} distinct origins", n),
    "pair": lambda n: plural("{} pair", "{} pairs", n),
    "party": lambda n: plural("{} party", "{} parties", n),
    "proposition": lambda n: plural("{} proposition", "{} propositions", n),
    "red line": lambda n: plural("{} red line", "{} red lines", n),
    "source": lambda n: plural("{} source", "{} sources", n),
    "statement": lambda n: plural("{} statement", "{} statements", n),
}
"""The forms of each noun that is counted; a message of its own, since how many forms there are depends on language."""


def count(number: int, noun: str) -> str:
    """A number with its noun, one of those declared above.

    >>> count(1, "party"), count(2, "party"), count(0, "deadlock"), count(30, "day")
    ('1 party', '2 parties', '0 deadlocks', '30 days')
    """
    return _COUNTED[noun](number).format(grouped(number))


def day(value: date | str) -> str:
    r"""A date in words; a partial one stays partial.

    >>> day("2025-04-22"), day("2025-04")
    ('22\xa0April\xa02025', 'April\xa02025')
    """
    return _day(value, language())


# A page names some hundreds of days, again on every choice of the reader.
@lru_cache(maxsize=16384)
def _day(value: date | str, code: str) -> str:
    if isinstance(value, date):
        return _written(value, "d MMMM y", code)
    first, last = days(value)
    if first == last:
        return _written(first, "d MMMM y", code)
    return _written(first, "LLLL y", code) if len(value) == 7 else value


def _written(value: date, pattern: str, code: str) -> str:
    return format_date(value, pattern, locale=code).replace(" ", "\u00a0")


@cache
def _months(code: str) -> tuple[str, ...]:
    return tuple(_written(date(2000, month, 1), "LLL", code) for month in range(1, 13))


def months() -> tuple[str, ...]:
    """The short names of the months.

    >>> months()[3]
    'Apr'
    """
    return _months(language())


def on(value: str) -> str:
    r"""When something was said, in words.

    >>> on("2025-04-22"), on("2022-07"), on("2022")
    ('on 22\xa0April\xa02025', 'in July\xa02022', 'in 2022')
    """
    if len(value) == 10:
        return _("on {day}").format(day=day(value))
    if len(value) == 7:
        # Not as the month stands alone: after a preposition it has another form.
        return _("in {month}").format(month=_written(days(value)[0], "MMMM y", language()))
    return _("in {year}").format(year=value)


def percent(share: float | None, decimals: int = 0) -> str:
    r"""A share in whole per cent, or with decimals; "n/a" when there is none.

    >>> percent(0.166), percent(None), percent(0.0041, 1)
    ('17\xa0%', 'n/a', '0.4\xa0%')
    """
    return _("n/a") if share is None else _with_decimal(f"{share * 100:.{decimals}f}\u00a0%")


def points(before: float | None, after: float | None) -> str:
    r"""The difference of two shares in points of per cent; empty when one of them is none.

    >>> points(0.3, 0.256), points(0.5, 0.5), points(None, 0.5)
    ('−4.4\xa0points', '±0.0\xa0points', '')
    """
    if before is None or after is None:
        return ""
    moved = round((after - before) * 100, 1)
    number = f"{'+' if moved > 0 else '−' if moved < 0 else '±'}{abs(moved):.1f}"
    return _("{} points").format(_with_decimal(number)).replace(" ", "\u00a0")


def step(difference: float) -> str:
    """A difference of similarities on one proposition; a whole one is from opposed to agreed.

    >>> step(0.5), step(-1), step(1)
    ('+½', '−1', '+1')
    """
    size = {0.5: "½", 1.0: "1"}.get(abs(difference), f"{abs(difference):g}")
    return f"{'+' if difference > 0 else '−'}{_with_decimal(size)}"


def day_span(since: date, until: date) -> str:
    r"""A time between two days in words.

    >>> day_span(date(2025, 4, 22), date(2025, 5, 1))
    'after 22\xa0April\xa02025, up to 1\xa0May\xa02025'
    """
    return _("after {since}, up to {until}").format(since=day(since), until=day(until))


def measured(value: float, unit: str | None) -> str:
    """A number with its unit, if it has one.

    >>> measured(30, "days"), measured(2027, None)
    ('30 days', '2027')
    """
    return f"{grouped(value)} {unit or ''}".strip()


def range_text(low: float | None, high: float | None, unit: str | None) -> str:
    """A numeric condition in words; empty when no end was stated.

    >>> range_text(30, None, "days"), range_text(20, 50, "years"), range_text(2027, 2027, None)
    ('at least 30 days', '20 to 50 years', '2027')
    """
    if low is not None and high is not None:
        if low == high:
            return measured(low, unit)
        return _("{low} to {high}").format(low=grouped(low), high=measured(high, unit))
    if low is not None:
        return _("at least {}").format(measured(low, unit))
    return _("at most {}").format(measured(high, unit)) if high is not None else ""


def listed(names: Sequence[str]) -> str:
    """Names in a row, with a word before the last.

    >>> listed(["East"]), listed(["East", "West"]), listed(["East", "North", "West"])
    ('East', 'East and West', 'East, North and West')
    """
    if len(names) < 2:
        return "".join(names)
    return _("{some} and {last}").format(some=", ".join(names[:-1]), last=names[-1])


def sentence(text: str) -> str:
    """The text with a capital at its beginning, the rest as it is.

    >>> sentence("gap of 2.9 MW")
    'Gap of 2.9 MW'
    """
    return text[:1].upper() + text[1:]


_FIELDS = {
    "party": marked("party"),
    "proposition": marked("proposition"),
    "stance": marked("stance"),
    "red_line": marked("red line"),
    "date": marked("date"),
    "speaker": marked("speaker"),
    "venue": marked("venue"),
    "summary": marked("summary"),
    "condition": marked("condition"),
    "range": marked("range"),
    "citations": marked("citations"),
    "supersedes": marked("supersedes"),
    "note": marked("note"),
    "rung": marked("rung"),
}


def fields(names: Sequence[str]) -> str:
    """Names of the fields of a statement in words.

    >>> fields(("red_line", "stance"))
    'red line, stance'
    """
    return ", ".join(_(_FIELDS[name]) for name in names)


def labels(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id for a list to choose from: those that are alike get their id, since a widget tells them by label.

    >>> labels({"a": "East", "b": "West", "c": "East"})
    {'a': 'East (a)', 'b': 'West', 'c': 'East (c)'}
    """
    times = Counter(names.values())
    return {id_: name if times[name] == 1 else f"{name} ({id_})" for id_, name in names.items()}


def one_line(text: str) -> str:
    r"""A text for a terminal: on one line, without signs that would steer it.

    >>> one_line("so\nit\tis \x1b[2J")
    'so it is [2J'
    """
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def plain(text: str) -> str:
    r"""A text as Markdown that shows just this text.

    >>> print(plain("1 − |a − b| [S/N] *"))
    1 − \|a − b\| \[S/N\] \*
    """
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:])", r"\\\1", text)
