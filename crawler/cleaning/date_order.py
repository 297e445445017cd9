"""Whether a page writes the day first or the month: 3/4/2024 is a day in April, or in March."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from .published import DateEvidence, Published, find_published

_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<a>[0-3]?\d)(?P<sep>[/-])(?P<b>[0-3]?\d)(?P=sep)(?P<year>(?:19|20)\d\d)(?![\d/-])"
)
_NEAR = 12  # blocks before and after the title
_SHORT = 160  # characters; a date in a longer block belongs to running text, which may quote anybody
_LONGEST_META = 60  # characters of a value in the head
_PRESET = ("en", "en-US")  # what site software writes into pages by itself

_Numbers = tuple[int, int, int]  # as written, the year last


def reads_month_first(language: str | None, declared: str | None, learnt: bool | None = None) -> bool:
    """How to read a day in numbers that can be read both ways.

    What the source's other pages show goes before "en" and "en-US": software declares these on any site, whoever
    writes there. A page that declares another country was set so by somebody; and one source may have an edition for
    each country, most of which write the other way: so a country goes before what was learnt. Without any of these:
    American order in English that does not call itself anything else.
    """
    tag = declared if declared and declared.startswith("en") else language
    is_english = tag in _PRESET
    names_country = declared is not None and "-" in declared and declared not in _PRESET
    return is_english if learnt is None or names_country else learnt


def order_shown(evidence: DateEvidence, published: Published | None) -> bool | None:
    """Whether the dates around the title and in the head have the month first; None where that can't be told.

    A number above 12 tells it, and so does the day of publication where that is certain without it.
    """
    written = set(_written(evidence))
    orders = {second > 12 for first, second, _ in written if (first > 12) != (second > 12)}
    if not orders and any(first != second for first, second, _ in written):
        orders = set(_as_published(written, _certain(evidence, published)))
    return orders.pop() if len(orders) == 1 else None


def _written(evidence: DateEvidence) -> Iterator[_Numbers]:
    """The days in numbers that stand in short lines around the title, and in the head."""
    at = evidence.title_at or 0
    lines = (block.text for block in evidence.blocks[max(0, at - _NEAR) : at + _NEAR] if len(block.text) <= _SHORT)
    values = (value for values in evidence.meta.meta.values() for value in values if len(value) <= _LONGEST_META)
    for text in (*lines, *values):
        yield from ((int(found["a"]), int(found["b"]), int(found["year"])) for found in _NUMERIC.finditer(text))


def _as_published(written: Iterable[_Numbers], day: date | None) -> Iterator[bool]:
    """The order of each of them that is a certain day."""
    for first, second, year in written:
        if day is not None and year == day.year and first != second and {first, second} == {day.month, day.day}:
            yield first == day.month


def _certain(evidence: DateEvidence, published: Published | None) -> date | None:
    """The day of publication, if it is the same however days in numbers are read."""
    otherwise, _ = find_published(replace(evidence, month_first=not evidence.month_first))
    if published is None or otherwise != published:
        return None
    return published.date() if isinstance(published, datetime) else published
