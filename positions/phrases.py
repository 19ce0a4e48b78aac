"""Numbers, days and names as readers write them; nothing here knows what is compared."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from positions.model import days

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def grouped(value: float) -> str:
    r"""A number for readers, thousands apart by a thin space from five digits on, so that a year stays whole.

    >>> grouped(85000), grouped(2.5), grouped(2027)
    ('85\u202f000', '2.5', '2027')
    """
    text = f"{value:,.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.replace(",", "\u202f" if abs(value) >= 10_000 else "")


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "party"), count(2, "party"), count(0, "deadlock"), count(30, "day")
    ('1 party', '2 parties', '0 deadlocks', '30 days')
    """
    plural = noun[:-1] + "ies" if re.search("[^aeiou]y$", noun) else noun + "s"
    return f"{grouped(number)} {noun if number == 1 else plural}"


def day(value: date | str) -> str:
    r"""A date in words; a partial one stays partial.

    >>> day("2025-04-22"), day("2025-04")
    ('22\xa0April\xa02025', 'April\xa02025')
    """
    if isinstance(value, date):
        return f"{value.day}\u00a0{MONTHS[value.month - 1]}\u00a0{value.year}"
    first, last = days(value)
    if first == last:
        return day(first)
    return f"{MONTHS[first.month - 1]}\u00a0{first.year}" if len(value) == 7 else value


def on(value: str) -> str:
    r"""When something was said, in words.

    >>> on("2025-04-22"), on("2022-07")
    ('on 22\xa0April\xa02025', 'in July\xa02022')
    """
    return f"{'on' if len(value) == 10 else 'in'} {day(value)}"


def percent(share: float | None) -> str:
    r"""A share in whole per cent, "n/a" when there is none.

    >>> percent(0.166), percent(None)
    ('17\xa0%', 'n/a')
    """
    return "n/a" if share is None else f"{share * 100:.0f}\u00a0%"


def points(before: float | None, after: float | None) -> str:
    r"""The difference of two shares in points of per cent; empty when one of them is none.

    >>> points(0.3, 0.256), points(0.5, 0.5), points(None, 0.5)
    ('−4.4\xa0points', '±0.0\xa0points', '')
    """
    if before is None or after is None:
        return ""
    moved = round((after - before) * 100, 1)
    return f"{'+' if moved > 0 else '−' if moved < 0 else '±'}{abs(moved):.1f}\u00a0points"


def step(difference: float) -> str:
    """A difference of similarities on one proposition; a whole one is from opposed to agreed.

    >>> step(0.5), step(-1), step(1)
    ('+½', '−1', '+1')
    """
    size = {0.5: "½", 1.0: "1"}.get(abs(difference), f"{abs(difference):g}")
    return f"{'+' if difference > 0 else '−'}{size}"


def day_span(since: date, until: date) -> str:
    r"""A time between two days in words.

    >>> day_span(date(2025, 4, 22), date(2025, 5, 1))
    'after 22\xa0April\xa02025, up to 1\xa0May\xa02025'
    """
    return f"after {day(since)}, up to {day(until)}"


def range_text(low: float | None, high: float | None, unit: str | None) -> str:
    """A numeric condition in words; empty when no end was stated.

    >>> range_text(30, None, "days"), range_text(20, 50, "years"), range_text(2027, 2027, None)
    ('at least 30 days', '20 to 50 years', '2027')
    """
    if low is None and high is None:
        return ""
    if low == high:
        return f"{grouped(low or 0)} {unit or ''}".strip()
    ends = {
        (True, True): f"{grouped(low or 0)} to {grouped(high or 0)}",
        (True, False): f"at least {grouped(low or 0)}",
        (False, True): f"at most {grouped(high or 0)}",
    }
    return f"{ends[low is not None, high is not None]} {unit or ''}".strip()


def sentence(text: str) -> str:
    """The text with a capital at its beginning, the rest as it is.

    >>> sentence("gap of 2.9 MW")
    'Gap of 2.9 MW'
    """
    return text[:1].upper() + text[1:]


def fields(names: Sequence[str]) -> str:
    """Names of fields in words.

    >>> fields(("red_line", "stance"))
    'red line, stance'
    """
    return ", ".join(name.replace("_", " ") for name in names)


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
