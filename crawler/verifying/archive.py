"""The archive: every record of every file read to its end, and compared with the visits that the store names.

Both come in the order of files and places in them, so that one pass over each is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from crawler.archive import Location
from crawler.progress import Tick
from crawler.store.fetches import Placed
from crawler.store.leases import LEASE
from crawler.verifying.findings import Findings, Kind, Part
from crawler.verifying.merging import side_by_side
from crawler.warc import files
from crawler.warc.checking import Broken, Checked, check_records
from crawler.words import count

VISITS = frozenset({"response", "revisit", "resource"})  # records that the store names
TICK = 200  # records between two looks at the progress
MB = 10**6
_LOST = (
    "Restore the file from a backup. Without one these pages are lost; the releases that came of them stay, and what "
    "is still on the web is archived anew when it is visited next."
)

TORN = Kind(
    "torn-tail",
    Part.ARCHIVE,
    "files end in the middle of a record",
    "`pressroom verify --repair` cuts off what is no whole record, unless the store names it: then restore the file.",
    mends=True,
)
DAMAGED = Kind("damaged-records", Part.ARCHIVE, "bytes between whole records are no record", _LOST)
WRONG_DIGEST = Kind("wrong-digest", Part.ARCHIVE, "records have another digest than is written in them", _LOST)
UNREADABLE = Kind(
    "unreadable-files", Part.ARCHIVE, "files can't be read", "Let this user read them, or restore them from a backup."
)
LEFT_BEHIND = Kind(
    "left-behind",
    Part.ARCHIVE,
    "files were left behind by a process that was killed, and are whole",
    "The next crawl finishes them.",
    mends=True,
    fault=False,
)
MISSING_FILE = Kind("missing-files", Part.PAGES, "archived pages are in files that are not there", _LOST)
MISSING_PAGE = Kind("missing-pages", Part.PAGES, "archived pages are not where the store says", _LOST)
OTHER_PAGE = Kind(
    "other-pages", Part.PAGES, "archived pages are not those that the store says", "Restore the store from a backup."
)
UNKNOWN_PAGE = Kind(
    "unknown-pages",
    Part.PAGES,
    "archived pages are not known to the store, as after a kill or when an older store was restored",
    "Nothing is lost; `pressroom verify --repair` makes them known, with the releases that the store lacks.",
    mends=True,
    fault=False,
)


@dataclass(slots=True)
class Read:
    """What has been read."""

    files: int = 0
    records: int = 0
    bytes: int = 0


def check_archive(
    folder: Path,
    placed: Iterable[Placed] | None,
    found: Findings,
    tick: Tick,
    is_over: Callable[[datetime], bool] = lambda at: True,
    on_unknown: Callable[[Location, Checked], None] = lambda location, record: None,
) -> Read:
    """Reads all files of an archive, and compares them with what the store says is in them, unless that is None.

    Pages are archived before the store knows them, so `placed` has to come of one state of it, older than what is read.
    `is_over` tells of a page that the store does not know, by when it was fetched, whether its visit must have ended:
    only then is it unknown, and `on_unknown` is told of it.
    """
    total = files.total_size(folder)
    archive = _Files(found, lambda read: tick("Reading the archive", read.bytes // MB, total // MB))
    there = ((name, None) for name in files.names(folder))
    named = ((page.location.file, page) for page in placed or ())
    for name, both in side_by_side(there, named):
        pages = filter(None, both)
        try:
            file = files.opened(folder / name)
        except FileNotFoundError:
            if missing := sum(1 for _ in pages):
                found.add(MISSING_FILE, f"{name}: {count(missing, 'page')}", missing)
            continue
        except OSError as error:
            found.add(UNREADABLE, f"{name}: {error.strerror or error}")
            continue
        records = archive.records(name, file)
        for record in _unnamed(records, pages, found):
            if placed is not None and is_over(record.at):
                found.add(UNKNOWN_PAGE, f"{record.url} in {name} at byte {record.offset}")
                on_unknown(Location(name, record.offset, record.length), record)
    return archive.read


class _Files:
    """Reads the files of an archive, one after the other, and says what is off in them alone."""

    def __init__(self, found: Findings, on_read: Callable[[Read], None]) -> None:
        self._found = found
        self._on_read = on_read
        self.read = Read()

    def records(self, name: str, file: BinaryIO) -> Iterator[Checked]:
        """The whole records of a file, which is closed behind the last of them."""
        before, problem = self.read.bytes, False
        with file:
            in_use = files.in_use(file)
            for number, record in enumerate(check_records(file), 1):
                self.read.bytes = before + record.offset + record.length
                if number % TICK == 0:
                    self._on_read(self.read)
                if isinstance(record, Checked):
                    self.read.records += 1
                    self._check_digests(name, record)
                    yield record
                elif not (record.torn and in_use):  # what is written just now has no end yet
                    problem = True
                    self._broken(name, record)
            if files.is_unfinished(file) and not in_use and not problem:
                self._found.add(LEFT_BEHIND, name)
        self.read.files += 1
        self._on_read(self.read)

    def _check_digests(self, name: str, record: Checked) -> None:
        for digest in record.wrong:
            self._found.add(WRONG_DIGEST, f"{digest} of {record.url or record.kind} in {name} at byte {record.offset}")

    def _broken(self, name: str, broken: Broken) -> None:
        kind = TORN if broken.torn else DAMAGED
        self._found.add(kind, f"{name}: {broken.length:,} bytes from byte {broken.offset} on")


def ended(now: datetime) -> Callable[[datetime], bool]:
    """Whether the visit of what was fetched at some moment must have ended: it has its lease no longer."""
    return lambda at: at < now - LEASE


def _unnamed(records: Iterable[Checked], pages: Iterator[Placed], found: Findings) -> Iterator[Checked]:
    """Compares what the store says is in a file with its records; gives the pages that the store does not name."""
    named = ((page.location.offset, page) for page in pages)
    there = ((record.offset, record) for record in records)
    for _, both in side_by_side(named, there):
        said, record = _parted(both)
        if not said and record is not None and record.kind in VISITS:
            yield record
        for page in said:
            if record is None:
                found.add(MISSING_PAGE, _place(page))
            elif problem := _difference(page, record):
                found.add(OTHER_PAGE, f"{_place(page)}: {problem}")


def _parted(both: Iterable[Placed | Checked]) -> tuple[list[Placed], Checked | None]:
    """What the store says of a place, and the record that is there."""
    said, record = [], None
    for one in both:
        if isinstance(one, Placed):
            said.append(one)
        else:
            record = one
    return said, record


def _difference(page: Placed, record: Checked) -> str:
    """What the archive has in the place of a page; "" where it is that page."""
    if record.kind not in VISITS:
        return f"a record of the kind {record.kind} is there"
    if record.url != page.url:
        return f"{record.url} is there"
    if record.length != page.location.length:
        return f"it takes {record.length:,} bytes, not {page.location.length:,}"
    return "its digest is another" if page.digest not in (None, record.digest) else ""


def _place(page: Placed) -> str:
    return f"{page.url} in {page.location.file} at byte {page.location.offset}"
