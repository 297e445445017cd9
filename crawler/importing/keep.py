"""Imported releases into the store, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from crawler.archive import Archive
from crawler.cleaning.language import detect
from crawler.entities import annotate
from crawler.importing.files import BadRecord, Record, read_file
from crawler.likeness import bands
from crawler.records import release_id
from crawler.store import Store, fetches, likenesses, releases, sources
from crawler.store.likenesses import Banded
from crawler.store.releases import Incoming, Outcome, Reason

BATCH = 500


@dataclass(slots=True)
class ImportCounts:
    """What an import came to, by outcome."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    bad: int = 0

    @property
    def taken(self) -> int:
        """Releases that are in the store now, new or known."""
        return self.outcomes.total()


def import_files(
    paths: Sequence[Path],
    store: Store,
    archive: Archive,
    clock: Callable[[], datetime],
    *,
    source: str | None = None,
    organisation: str | None = None,
    url: str | None = None,
    on_bad: Callable[[Path, BadRecord], None] = lambda path, bad: None,
    on_batch: Callable[[ImportCounts], None] = lambda counts: None,
) -> ImportCounts:
    """Imports every file, in order. A part that can't be read goes to `on_bad`, and the rest goes in.

    Each batch is one transaction: interrupted, the import can be run again and finds what is there. Raises StoreError,
    ArchiveError and OSError.
    """
    counts = ImportCounts()
    records = _good_records(paths, url, counts, on_bad)
    while batch := list(islice(records, BATCH)):
        kept = _keep(batch, store, archive, clock(), source, organisation)
        counts.outcomes.update(kept)
        on_batch(counts)
    return counts


def _good_records(
    paths: Sequence[Path], url: str | None, counts: ImportCounts, on_bad: Callable[[Path, BadRecord], None]
) -> Iterator[Record]:
    for path in paths:
        for record in read_file(path, url):
            if isinstance(record, BadRecord):
                counts.bad += 1
                on_bad(path, record)
            else:
                yield record


def _keep(
    batch: Sequence[Record], store: Store, archive: Archive, now: datetime, source: str | None, organisation: str | None
) -> list[Outcome]:
    batch = [_finished(record, source, organisation) for record in batch]
    pages = [_archived(record, archive, now) for record in batch]
    keys = [bands(record.release.text) for record in batch]
    with store.writing() as connection:
        for name in dict.fromkeys(record.source or sources.IMPORTED for record in batch):
            sources.ensure(connection, name, organisation or "")
        identities = _identities(batch, releases.addresses(connection, [record.id for record in batch]))
        incoming = [
            Incoming(
                id=identity,
                source=record.source or sources.IMPORTED,
                content=record.release,
                reason=Reason.IMPORTED,
                fetch=None if page is None else fetches.record(connection, page),
            )
            for identity, record, page in zip(identities, batch, pages, strict=True)
        ]
        outcomes = releases.put(connection, incoming, now)
        banded = [Banded(item.id, item.content.text, of) for item, of in zip(incoming, keys, strict=True)]
        likenesses.link_batch(connection, banded, now)
        return outcomes


def _finished(record: Record, source: str | None, organisation: str | None) -> Record:
    """The record with what the command line says of it, its language and its entities."""
    release = record.release
    release = replace(
        release,
        organisation=organisation or release.organisation,
        language=release.language or detect(release.text),
    )
    return replace(record, release=annotate(release), source=source or record.source)


def _archived(record: Record, archive: Archive, now: datetime) -> fetches.Fetch | None:
    """An imported page goes to the archive like a fetched one, so that it can be cleaned again."""
    if record.page is None:
        return None
    url = record.release.url
    location = archive.append_resource(url, record.page, "text/html", now)
    return fetches.Fetch(url, record.source or sources.IMPORTED, now, None, None, 0, len(record.page), location)


def _identities(batch: Sequence[Record], known: dict[str, str]) -> list[str]:
    """Each record's own id, unless a release at another address has it: then the id of its own address.

    Files exist in which two different releases share an id; neither may replace the other.
    """
    taken = dict(known)
    identities = []
    for record in batch:
        address = record.release.url
        owner = taken.setdefault(record.id, address)
        identities.append(release_id(address) if address and owner and owner != address else record.id)
    return identities
