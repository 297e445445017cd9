"""What visits teach about a source: its patterns of URLs, its menus, and how well its pages read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawler.learning import ChromeCounts, Health, PatternCount, Rules, chrome, pattern_of, read_well, seen
from crawler.store.schema import patterns, sources


def rules(connection: Connection, source: str, allow: Sequence[str] = (), deny: Sequence[str] = ()) -> Rules:
    """What has been learnt of a source, under what its configuration allows and denies."""
    menus = connection.execute(select(sources.c.chrome).where(sources.c.name == source)).scalar_one_or_none()
    return Rules.of(counts(connection, source), chrome(ChromeCounts.from_json(menus)), allow, deny)


def counts(connection: Connection, source: str) -> list[PatternCount]:
    """What the visits of each pattern of a source came to."""
    rows = connection.execute(select(patterns).where(patterns.c.source == source).order_by(patterns.c.pattern))
    return [PatternCount(row.pattern, row.releases, row.others, row.dated) for row in rows]


def count(connection: Connection, source: str, url: str, *, release: bool, dated: bool) -> None:
    """Counts a page under the pattern of its URL."""
    pattern = pattern_of(url)
    known = connection.execute(
        select(patterns).where(patterns.c.source == source, patterns.c.pattern == pattern)
    ).one_or_none()
    before = PatternCount(pattern, known.releases, known.others, known.dated) if known else PatternCount(pattern)
    after = before.after(release=release, dated=dated)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"releases": after.releases, "others": after.others, "dated": after.dated}
    statement = dialect.insert(patterns).values(source=source, pattern=pattern, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["source", "pattern"], set_=values))


def count_menus(connection: Connection, source: str, links: Sequence[str], today: date) -> None:
    """Counts what a page links to, while the sample of the source's pages is not full."""
    mine = sources.c.name == source
    before = ChromeCounts.from_json(connection.execute(select(sources.c.chrome).where(mine)).scalar_one())
    after = seen(before, links, today)
    if after is not before:
        connection.execute(update(sources).where(mine).values(chrome=after.to_json()))


def count_reading(connection: Connection, source: str, *, titled: bool, dated: bool, body: int) -> None:
    """Counts how well a page read that ought to be a release; `body` is the length of its text in characters."""
    mine = sources.c.name == source
    before = Health.from_json(connection.execute(select(sources.c.health).where(mine)).scalar_one())
    after = read_well(before, titled=titled, dated=dated, body=body)
    connection.execute(update(sources).where(mine).values(health=after.to_json()))
