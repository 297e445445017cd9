"""Releases derived again from the archive, without a fetch: for when cleaning has learnt something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.archive import Archive, ArchiveError, Location
from crawler.cleaning.quality import is_doubtful
from crawler.learning import Template
from crawler.likeness import bands
from crawler.policy import Plan
from crawler.reading import Scope, clean, finish
from crawler.store import Store, lessons, likenesses, releases
from crawler.store.likenesses import Banded
from crawler.store.releases import ArchivedPage, Incoming, Outcome, Reason
from crawler.urls import host_of

BATCH = 50


@dataclass(slots=True)
class RecleanCounts:
    """What a reclean came to: by outcome, and the releases whose page could not be used, with the reason."""

    pages: int = 0  # to be cleaned
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    without_page: int = 0  # imported as records: there is no page to clean

    @property
    def done(self) -> int:
        return self.outcomes.total() + len(self.unreadable)


def reclean(
    store: Store,
    archive: Archive,
    plans: Mapping[str, Plan],
    names: Sequence[str],
    clock: Callable[[], datetime],
    on_batch: Callable[[RecleanCounts], None] = lambda counts: None,
) -> RecleanCounts:
    """Cleans the newest archived page of each release of the named sources (all without names) again.

    What has been learnt of their sources is used. A revision comes only where the content really changed; a page that
    gives no text any more, or reads badly, changes nothing. Raises StoreError.
    """
    counts = RecleanCounts()
    with store.reading() as connection:
        pages = releases.archived(connection, names)
        counts.pages = len(pages)
        counts.without_page = releases.count(connection, names) - len(pages)
        templates = {name: lessons.in_common(connection, name).template for name in {page.source for page in pages}}
    for start in range(0, len(pages), BATCH):
        batch = pages[start : start + BATCH]
        again = (_clean_again(page, archive, plans.get(page.source), templates[page.source], counts) for page in batch)
        incoming = [item for item in again if item is not None]
        # All of them, changed or not: what an earlier version kept has no bands yet.
        alike = [Banded(item.id, item.content.text, bands(item.content.text)) for item in incoming]
        with store.writing() as connection:
            now = clock()
            counts.outcomes.update(releases.put(connection, incoming, now))
            likenesses.link_batch(connection, alike, now)
        on_batch(counts)
    return counts


def _clean_again(
    page: ArchivedPage, archive: Archive, plan: Plan | None, learnt: Template, counts: RecleanCounts
) -> Incoming | None:
    try:
        archived = archive.read(Location(page.file, page.offset, page.length))
    except ArchiveError as error:
        counts.unreadable.append((page.release, str(error)))
        return None
    if archived.problem:
        counts.unreadable.append((page.release, archived.problem))
        return None
    scope = plan.scope if plan else Scope(frozenset({host_of(archived.url)}))
    release = clean(archived.body, archived.url, learnt=learnt)
    if release is None or not release.text:
        counts.unreadable.append((page.release, "the page gives no text"))
        return None
    if is_doubtful(release.quality):
        counts.unreadable.append((page.release, f"the page reads badly ({', '.join(release.quality.reasons)})"))
        return None
    finished = finish(replace(release, url=page.url), scope)
    return Incoming(page.release, page.source, finished, Reason.RECLEANED, page.fetch)
