"""Families of releases against what the links between them say, link by link."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection, select

from crawler.records import Release
from crawler.store import Store, families, feed, likenesses, releases, schema, sources
from crawler.store.releases import Incoming, Reason

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NAMES = tuple("abcdefghij")


def put(connection: Connection, names: tuple[str, ...]) -> None:
    """Keeps releases, the last of which is the oldest."""
    sources.ensure(connection, "coast")
    for age, name in enumerate(names):
        content = Release(f"https://coast.example/{name}", name, f"The text of {name}.", date(2026, 11, 20))
        releases.put(connection, [Incoming(name, "coast", content, Reason.FETCHED)], NOW - timedelta(hours=age))


def named(connection: Connection) -> dict[str, str | None]:
    return {name: found.family for name in NAMES if (found := releases.get(connection, name))}


def expected(connection: Connection) -> dict[str, str | None]:
    """The families that the links make, said anew."""
    links = {(row.release, row.other) for row in connection.execute(select(schema.likenesses))}
    found: dict[str, str | None] = {}
    for name in NAMES:
        reached = {name}
        while more := {other for one, other in links if one in reached} - reached:
            reached |= more
        found[name] = max(reached) if len(reached) > 1 else None  # the oldest has the last name
    return found


@pytest.mark.parametrize("seed", range(20))
def test_families_follow_the_links(store: Store, seed: int) -> None:
    random = Random(seed)
    with store.writing() as connection:
        put(connection, NAMES)
        for _ in range(25):
            release = random.choice(NAMES)
            others = random.sample([name for name in NAMES if name != release], random.choice([0, 1, 1, 2]))
            before, seq = named(connection), feed.head(connection)
            likenesses.link(connection, release, dict.fromkeys(others, random.choice([0.8, 0.9])), NOW)
            after = named(connection)
            assert after == expected(connection)
            told, _ = feed.after(connection, seq, 1000)
            assert set(told) == {name for name in NAMES if before[name] != after[name]}


def test_a_family_keeps_its_name_while_others_join(store: Store) -> None:
    with store.writing() as connection:
        put(connection, NAMES)
        likenesses.link(connection, "i", {"j": 0.9}, NOW)
        likenesses.link(connection, "a", {"i": 0.9}, NOW)
        seq = feed.head(connection)
        likenesses.link(connection, "b", {"a": 0.9}, NOW)
        assert {named(connection)[name] for name in "abij"} == {"j"}
        assert feed.after(connection, seq, 1000)[0] == ["b"]
        likenesses.link(connection, "b", {"a": 0.8}, NOW)
        assert feed.head(connection) == seq + 1


def test_what_pairs_connect() -> None:
    found = families.connected("abcdef", [("a", "b"), ("c", "d"), ("b", "d"), ("e", "e")])
    assert sorted(map(sorted, found)) == [["a", "b", "c", "d"], ["e"], ["f"]]
