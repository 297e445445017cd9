"""Repairs of store and archive that lose nothing. Each may be made at any time, and again; it says what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import update

from crawler.archive import Archive
from crawler.owner import free_leases_of_the_dead
from crawler.policy import Plan
from crawler.progress import Tick
from crawler.store import Store, feed, fetches, queueing, upserts
from crawler.store.reading import READ
from crawler.store.schema import queues
from crawler.verifying import archive as archived
from crawler.verifying import store as kept
from crawler.verifying.adopt import Adoption
from crawler.verifying.findings import Findings
from crawler.verifying.rules import LOST_RELEASES, NOT_IN_FEED, QUEUES, unfed, wrong_queues
from crawler.words import count


def mend_store(
    store: Store, found: Findings, machine: str, alive: Callable[[int], bool], now: datetime
) -> Iterator[str]:
    """What of the findings can be put right in the store alone. Raises StoreError."""
    if kept.DEAD_LEASES in found:
        freed = free_leases_of_the_dead(store, machine, alive)
        yield f"{count(freed, 'process that is gone holds', 'processes that are gone hold')} up no host any more."
    if QUEUES in found:
        yield f"{count(_count_queues(store), 'queue')} counted again."
    if NOT_IN_FEED in found:
        yield f"{count(_feed_releases(store, now), 'release')} put into the change feed."


def _count_queues(store: Store) -> int:
    with store.writing() as connection:
        wrong = connection.execute(wrong_queues()).all()
        for row in wrong:
            values = {"known": row.known, "waiting": row.waiting}
            connection.execute(upserts.new(connection, queues), {"source": row.source, "host": row.host} | values)
            mine = update(queues).where(queues.c.source == row.source, queues.c.host == row.host)
            connection.execute(mine.values(values))
            queueing.refresh(connection, row.source, row.host)
    return len(wrong)


def _feed_releases(store: Store, now: datetime) -> int:
    done = 0
    while True:
        with store.writing() as connection:
            some = connection.execute(unfed().limit(READ)).scalars().all()
            feed.append(connection, some, now)
        if not some:
            return done
        done += len(some)


def mend_archive(archive: Archive, store: Store | None, found: Findings) -> Iterator[str]:
    """Finishes files that were left behind, and cuts torn tails that the store does not name; without a store, only
    those of files that were left behind. Raises StoreError and ArchiveError."""
    if archived.LEFT_BEHIND in found or archived.TORN in found:
        yield from archive.repair()
    if archived.TORN in found and store is not None:
        yield from archive.cut_torn_tails(lambda file, offset: not _is_named(store, file, offset))


def adopt(
    archive: Archive, store: Store, found: Findings, plans: Mapping[str, Plan], now: datetime, tick: Tick
) -> Iterator[str]:
    """Takes pages in that the store does not know, and derives the releases that it lacks. Raises StoreError."""
    adoption = Adoption(store, archive, plans, now)
    if LOST_RELEASES in found:
        adoption.derive_lost()
    if archived.UNKNOWN_PAGE in found:
        with store.reading() as connection:
            placed = fetches.placed(connection)
            archived.check_archive(archive.folder, placed, Findings(), tick, archived.ended(now), adoption.take)
    if adoption.pages or adoption.releases:
        yield (
            f"{count(adoption.pages, 'archived page')} made known to the store; "
            f"{count(adoption.releases, 'release')} derived from the archive."
        )


def _is_named(store: Store, file: str, offset: int) -> bool:
    with store.reading() as connection:
        return fetches.any_from(connection, file, offset)
