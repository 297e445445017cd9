"""The buckets of a date histogram: days, months, years or decades, whichever fit."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from indexer import labels


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of days, both ends included."""

    first: date
    last: date
    label: str


def buckets(first: date, last: date, limit: int) -> Sequence[Bucket]:
    """Buckets without a gap from the one that holds `first` to the one that holds `last`; at least one.

    The finest kind of which at most `limit` are needed; where not even decades are few enough, the newest decades.
    """
    for bucket_of in (_day, _month, _year):
        found = list(islice(_following(bucket_of, first, last), limit + 1))
        if len(found) <= limit:
            return found
    return list(_following(_decade, first, last))[-max(limit, 1) :]


def _following(bucket_of: Callable[[date], Bucket], first: date, last: date) -> Iterator[Bucket]:
    bucket = bucket_of(first)
    yield bucket
    while bucket.last < last:
        bucket = bucket_of(bucket.last + timedelta(days=1))
        yield bucket


def _day(day: date) -> Bucket:
    return Bucket(day, day, day.isoformat())


def _month(day: date) -> Bucket:
    length = calendar.monthrange(day.year, day.month)[1]
    return Bucket(day.replace(day=1), day.replace(day=length), labels.month(day.isoformat()[:7]))


def _year(day: date) -> Bucket:
    return Bucket(date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year:04}")


def _decade(day: date) -> Bucket:
    start = day.year - day.year % 10
    return Bucket(date(max(start, 1), 1, 1), date(start + 9, 12, 31), f"{start:04}s")
