"""The bands of releases: keys of which releases with nearly the same text share one (`crawler.likeness.bands`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, insert, select, union_all

from crawler.likeness import BANDS
from crawler.store.schema import bands, releases

MOST_IN_BAND = 200  # a band with more is that of a template: it says nothing
MOST_COMPARED = 10  # of the source's own, and of the others'

Members = dict[int, list[tuple[str, str]]]
"""The releases that have each band: id and source."""


def keep(connection: Connection, after: Mapping[str, Iterable[int]]) -> None:
    """Keeps the bands of stored releases in the place of those that they had."""
    had = {(row.release, row.band) for row in connection.execute(_BANDS_OF, {"keys": list(after)})}
    have = {(release, band) for release, keys in after.items() for band in keys}
    if stale := sorted(had - have):
        connection.execute(_NO_BAND, [{"of": release, "key": band} for release, band in stale])
    if fresh := sorted(have - had):
        connection.execute(_NEW_BAND, [{"release": release, "band": band} for release, band in fresh])


def members(connection: Connection, keys: Sequence[int]) -> Members:
    """The members of a few bands; of a common one, more than 200 and not all."""
    found: Members = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = dict(zip_longest(_NAMES, keys[start : start + _AT_ONCE]))
        _gather(found, connection.execute(_IN_BANDS, some))
    return found


def members_with(connection: Connection, identities: Sequence[str]) -> Members:
    """The members of all bands of some stored releases that at least one other has, but not more than 200 have."""
    found: Members = {}
    _gather(found, connection.execute(_WITH, {"keys": identities}))
    return found


def _gather(found: Members, rows: Iterable[Row[Any]]) -> None:
    for row in rows:
        found.setdefault(row.band, []).append((row.id, row.source))


def ranked(found: Members, keys: Iterable[int], source: str) -> tuple[list[str], list[str]]:
    """The members of these bands: those of the source, and those of others; at most 10 of each, likeliest first.

    A shared band counts the more the fewer have it; one that more than 200 have does not count.
    """
    owners: dict[str, str] = {}
    weights: defaultdict[str, float] = defaultdict(float)
    for band in keys:
        having = found.get(band, [])
        if len(having) > MOST_IN_BAND:
            continue
        for identity, owner in having:
            owners[identity] = owner
            weights[identity] += 1 / len(having)
    likeliest = sorted(weights, key=lambda identity: (-weights[identity], identity))
    own = [identity for identity in likeliest if owners[identity] == source]
    others = [identity for identity in likeliest if owners[identity] != source]
    return own[:MOST_COMPARED], others[:MOST_COMPARED]


# Statements that run all day are made once: to build one takes longer than to run it.
_BANDS_OF = select(bands).where(bands.c.release.in_(bindparam("keys", expanding=True)))
_NO_BAND = delete(bands).where(bands.c.release == bindparam("of"), bands.c.band == bindparam("key"))
_NEW_BAND = insert(bands)

_AT_ONCE = BANDS + 1  # those of one text
_NAMES = [f"band{number}" for number in range(_AT_ONCE)]


def _in_band(name: str) -> Select[Any]:
    some = select(bands.c.band, bands.c.release).where(bands.c.band == bindparam(name)).limit(MOST_IN_BAND + 1)
    having = some.subquery()
    return select(having.c.band, releases.c.id, releases.c.source).join(having, having.c.release == releases.c.id)


_IN_BANDS = union_all(*map(_in_band, _NAMES))

_OF = bands.alias()
_THEIRS = select(_OF.c.band).where(_OF.c.release.in_(bindparam("keys", expanding=True))).distinct().subquery()


def _has_more_than(number: int) -> ColumnElement[bool]:
    having = bands.alias()
    further = select(having.c.release).where(having.c.band == _THEIRS.c.band).limit(1).offset(number)
    return further.scalar_subquery().is_not(None)


_WITH = (
    select(bands.c.band, releases.c.id, releases.c.source)
    .select_from(_THEIRS)
    .join(bands, bands.c.band == _THEIRS.c.band)
    .join(releases, releases.c.id == bands.c.release)
    .where(_has_more_than(1), ~_has_more_than(MOST_IN_BAND))
)
