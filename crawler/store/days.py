"""What happened of each source on each day (UTC): requests, traffic, releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from crawler.store import upserts
from crawler.store.schema import source_days


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of some time. `failed`: requests without a usable answer; `milliseconds`: of waiting for answers;
    `found`: URLs; `new`, `changed` and `withdrawn`: releases."""

    requests: int = 0
    failed: int = 0
    bytes: int = 0
    milliseconds: int = 0
    found: int = 0
    new: int = 0
    changed: int = 0
    withdrawn: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Tally)))


def count(connection: Connection, source: str, day: date, tally: Tally) -> None:
    """Adds to the counts of a day."""
    counts = {name: int(value) for name, value in asdict(tally).items()}  # not every database takes True for 1
    row = {"source": source, "day": day} | counts
    connection.execute(upserts.added(connection, source_days, *counts), row)


def since(connection: Connection, first: date, names: Sequence[str] = ()) -> dict[str, dict[date, Tally]]:
    """The counts of each source by day from `first` on; days without any are left out."""
    statement = select(source_days).where(source_days.c.day >= first).order_by(source_days.c.day)
    if names:
        statement = statement.where(source_days.c.source.in_(names))
    found: dict[str, dict[date, Tally]] = {}
    for row in connection.execute(statement).mappings():
        counts = {each.name: row[each.name] for each in fields(Tally)}
        found.setdefault(row["source"], {})[row["day"]] = Tally(**counts)
    return found


def totals(connection: Connection) -> dict[str, Tally]:
    """The counts of each source since it is known."""
    sums = [func.sum(source_days.c[each.name]) for each in fields(Tally)]
    rows = connection.execute(select(source_days.c.source, *sums).group_by(source_days.c.source))
    return {source: Tally(*map(int, counts)) for source, *counts in rows}


@dataclass(frozen=True, slots=True)
class SourceDay:
    """What was done of a source on a day."""

    source: str
    day: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days to list, at most `limit` of them: of these sources or of all, those on one side of the place `after`,
    a day and a source. Within a day, sources stand by name."""

    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    newest_first: bool = True
    after: tuple[date, str] | None = None
    limit: int = 100


def listed(connection: Connection, wanted: Wanted) -> tuple[int, list[SourceDay]]:
    """How many days there are in all, and those that are wanted of them."""
    day, source = source_days.c.day, source_days.c.source
    which: list[ColumnElement[bool]] = []
    if wanted.sources:
        which.append(source.in_(wanted.sources))
    if wanted.since is not None:
        which.append(day >= wanted.since)
    if wanted.until is not None:
        which.append(day <= wanted.until)
    number = connection.execute(select(func.count()).select_from(source_days).where(*which)).scalar_one()
    if wanted.after is not None:
        last, name = wanted.after
        which.append(or_(day < last if wanted.newest_first else day > last, and_(day == last, source > name)))
    order = (day.desc() if wanted.newest_first else day, source)
    rows = connection.execute(select(source_days).where(*which).order_by(*order).limit(wanted.limit)).mappings()
    counts = [each.name for each in fields(Tally)]
    found = [SourceDay(row["source"], row["day"], Tally(**{name: row[name] for name in counts})) for row in rows]
    return number, found


def total(days: dict[date, Tally], first: date, length: int) -> Tally:
    """The sum of `length` days from `first` on."""
    wanted = (days.get(first + timedelta(days=number), Tally()) for number in range(length))
    return sum(wanted, Tally())
