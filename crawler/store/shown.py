"""Releases as readers see them: as `releases` has them, with what editors have corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from crawler.entities.correcting import correct
from crawler.records import StoredRelease
from crawler.store import corrections, releases


def get(connection: Connection, identity: str) -> StoredRelease | None:
    """One release with its newest content."""
    found = releases.get(connection, identity)
    return found and correct(found, corrections.concerning(connection, [found]))


def get_many(connection: Connection, identities: Sequence[str]) -> list[StoredRelease]:
    """The releases that are there, in no particular order."""
    found = releases.get_many(connection, identities)
    known = corrections.concerning(connection, found)
    return [correct(release, known) for release in found]


def lately_changed(connection: Connection, limit: int) -> list[tuple[StoredRelease, datetime]]:
    """The releases that were changed or withdrawn last, and when; the latest first."""
    found = releases.lately_changed(connection, limit)
    known = corrections.concerning(connection, [release for release, _ in found])
    return [(correct(release, known), at) for release, at in found]


def followed(connection: Connection, seq: int) -> Iterator[tuple[StoredRelease, bool]]:
    """All releases in the order of their ids' characters, and whether each has not changed after `seq`."""
    in_force = corrections.in_force(connection)
    return ((correct(release, in_force), settled) for release, settled in releases.followed(connection, seq))
