"""Families: releases with nearly the same text, as the links between them (`likenesses`) connect them.

A family has the name of its first member, the oldest and of these the least id, so that it keeps its name when others
join. Who joins or leaves one, or has to take another name, is in the change feed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from crawler.store import feed
from crawler.store.reading import chunks
from crawler.store.schema import likenesses, releases

Pair = tuple[str, str]


def follow(connection: Connection, fresh: Collection[Pair], broken: Collection[Pair], now: datetime) -> None:
    """Brings families up to date when links have been made and broken."""
    ends = {identity for pair in (*fresh, *broken) for identity in pair}
    if not ends:
        return
    before = _families(connection, ends)
    after = _split(connection, before) if broken else _joined(connection, before, fresh)
    changed = {identity: name for identity, name in after.items() if before.get(identity) != name}
    if changed:
        connection.execute(_NAME, [{"key": identity, "name": name} for identity, name in changed.items()])
        feed.append(connection, sorted(changed), now)


def _joined(connection: Connection, before: Mapping[str, str | None], fresh: Iterable[Pair]) -> dict[str, str | None]:
    """What joins families, and how those are called then that become one: costs what changes its name."""
    names = {identity: name or identity for identity, name in before.items()}
    ages = _ages(connection, set(names.values()))
    called = {
        name: _first(together, ages)
        for together in connected(names.values(), [(names[one], names[other]) for one, other in fresh])
        for name in together
    }
    renamed = [name for name, first in called.items() if first != name]
    after: dict[str, str | None] = {identity: called[name] for identity, name in _members(connection, renamed)}
    return after | {identity: called[name] for identity, name in names.items()}


def _split(connection: Connection, before: dict[str, str | None]) -> dict[str, str | None]:
    """What is left of families when links are broken. `before` is completed by all of their members."""
    before |= dict(_members(connection, sorted({name for name in before.values() if name})))
    links = [
        (row.release, row.other)
        for some in chunks(sorted(before))
        for row in connection.execute(_LINKS, {"keys": some})
    ]
    ages = _ages(connection, before)
    after: dict[str, str | None] = {}
    for together in connected(before, links):
        first = _first(together, ages) if len(together) > 1 else None
        after |= dict.fromkeys(together, first)
    return after


def connected(nodes: Iterable[str], pairs: Iterable[Pair]) -> Iterable[Collection[str]]:
    """The nodes that pairs connect with each other."""
    together = {node: {node} for node in nodes}
    for one, other in pairs:
        few, many = sorted((together[one], together[other]), key=len)
        if few is not many:
            many |= few
            together.update(dict.fromkeys(few, many))
    return {id(some): some for some in together.values()}.values()


def _first(together: Collection[str], ages: Mapping[str, datetime]) -> str:
    return min(together, key=lambda identity: (ages[identity], identity))


def _families(connection: Connection, identities: Iterable[str]) -> dict[str, str | None]:
    return {row.id: row.family for row in _rows(connection, identities)}


def _ages(connection: Connection, identities: Iterable[str]) -> dict[str, datetime]:
    return {row.id: row.first_seen for row in _rows(connection, identities)}


def _rows(connection: Connection, identities: Iterable[str]) -> Iterator[Any]:
    for some in chunks(sorted(identities)):
        yield from connection.execute(_OF, {"keys": some})


def _members(connection: Connection, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for some in chunks(names):
        for row in connection.execute(_IN, {"keys": some}):
            yield row.id, row.family


_AMONG: BindParameter[Any] = bindparam("keys", expanding=True)
_OF = select(releases.c.id, releases.c.family, releases.c.first_seen).where(releases.c.id.in_(_AMONG))
_IN = select(releases.c.id, releases.c.family).where(releases.c.family.in_(_AMONG))
_LINKS = select(likenesses.c.release, likenesses.c.other).where(likenesses.c.release.in_(_AMONG))
_NAME = update(releases).where(releases.c.id == bindparam("key")).values(family=bindparam("name"))
