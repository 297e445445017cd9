"""What visits teach about a source: its patterns of URLs, its menus, its template, and how well its pages read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, func, select, update

from crawler.learning import (
    ChromeCounts,
    Common,
    Health,
    Lesson,
    PatternCount,
    Rules,
    TemplateCounts,
    chrome,
    common,
    counted,
    pattern_of,
    read_well,
    seen,
)
from crawler.store import upserts
from crawler.store.schema import patterns, sources

MOST_PATTERNS = 2000  # of a source; a site that makes up its folders has no patterns to learn


def rules(connection: Connection, source: str, allow: Sequence[str] = (), deny: Sequence[str] = ()) -> Rules:
    """What has been learnt of a source, under what its configuration allows and denies."""
    menus = connection.execute(select(sources.c.chrome).where(sources.c.name == source)).scalar_one_or_none()
    return Rules.of(counts(connection, source), chrome(ChromeCounts.from_json(menus)), allow, deny)


def in_common(connection: Connection, source: str) -> Common:
    """What the pages of a source's releases have in common; nothing for one that is not known."""
    return common(TemplateCounts.from_json(connection.execute(_TEMPLATE, {"of": source}).scalar_one_or_none()))


def counts(connection: Connection, source: str) -> list[PatternCount]:
    """What the visits of each pattern of a source came to."""
    rows = connection.execute(select(patterns).where(patterns.c.source == source).order_by(patterns.c.pattern))
    return [PatternCount(row.pattern, row.releases, row.others, row.dated) for row in rows]


def count(connection: Connection, source: str, url: str, *, release: bool, dated: bool) -> None:
    """Counts a page under the pattern of its URL; a new pattern only while the source has few enough."""
    pattern = pattern_of(url)
    known = connection.execute(_PATTERN, {"of": source, "shape": pattern}).one_or_none()
    if known is None and connection.execute(_PATTERNS, {"of": source}).scalar_one() >= MOST_PATTERNS:
        return
    before = PatternCount(pattern, known.releases, known.others, known.dated) if known else PatternCount(pattern)
    after = before.after(release=release, dated=dated)
    values = {"releases": after.releases, "others": after.others, "dated": after.dated}
    row = {"source": source, "pattern": pattern} | values
    connection.execute(upserts.renewed(connection, patterns, *values), row)


def count_menus(connection: Connection, source: str, links: Sequence[str], today: date) -> None:
    """Counts what a page links to, while the sample of the source's pages is not full."""
    before = ChromeCounts.from_json(connection.execute(_CHROME, {"of": source}).scalar_one())
    after = seen(before, links, today)
    if after is not before:
        connection.execute(_SOURCE, {"of": source, "chrome": after.to_json()})


def count_template(connection: Connection, source: str, url: str, lesson: Lesson, today: date) -> None:
    """Counts what the page of a release shows of its source's template, while the sample is not full."""
    before = TemplateCounts.from_json(connection.execute(_TEMPLATE, {"of": source}).scalar_one())
    after = counted(before, url, lesson, today)
    if after is not before:
        connection.execute(_SOURCE, {"of": source, "template": after.to_json()})


def count_reading(connection: Connection, source: str, *, titled: bool, dated: bool, body: int) -> None:
    """Counts how well a page read that ought to be a release; `body` is the length of its text in characters."""
    before = Health.from_json(connection.execute(_HEALTH, {"of": source}).scalar_one())
    after = read_well(before, titled=titled, dated=dated, body=body)
    connection.execute(_SOURCE, {"of": source, "health": after.to_json()})


# Statements of each visit are made once: to build one takes longer than to run it.
_PATTERN = select(patterns).where(patterns.c.source == bindparam("of"), patterns.c.pattern == bindparam("shape"))
_PATTERNS = select(func.count()).select_from(patterns).where(patterns.c.source == bindparam("of"))
_CHROME = select(sources.c.chrome).where(sources.c.name == bindparam("of"))
_TEMPLATE = select(sources.c.template).where(sources.c.name == bindparam("of"))
_HEALTH = select(sources.c.health).where(sources.c.name == bindparam("of"))
_SOURCE = update(sources).where(sources.c.name == bindparam("of"))
