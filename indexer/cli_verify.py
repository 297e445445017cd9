"""`verify`: store, archive and index, each alone and against each other; and their repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import click

from crawler.added import with_added
from crawler.archive import Archive
from crawler.command import Session, command
from crawler.owner import is_running, this_machine
from crawler.policy import plans
from crawler.progress import progress
from crawler.store import Store, StoreDamagedError, fetches
from crawler.verifying.archive import Read, check_archive, ended
from crawler.verifying.findings import Findings
from crawler.verifying.mend import adopt, mend_archive, mend_store
from crawler.verifying.store import DAMAGED, UNTRUSTED, check_store
from crawler.words import count
from indexer.live import LiveIndex
from indexer.mending import mend_index
from indexer.verifying import BEYOND_MENDING, check_index, compare


@dataclass(slots=True)
class Report:
    """What a look at everything came to; None for what can't be read."""

    found: Findings = field(default_factory=Findings)
    releases: int | None = None
    revisions: int | None = None
    archive: Read = field(default_factory=Read)
    seq: int | None = None  # of the index

    @property
    def sound(self) -> bool:
        return not self.found.faults

    def as_record(self) -> dict[str, Any]:
        """As values that JSON has."""
        archive = {"files": self.archive.files, "records": self.archive.records, "bytes": self.archive.bytes}
        return {
            "sound": self.sound,
            "releases": self.releases,
            "revisions": self.revisions,
            "archive": archive,
            "seq": self.seq,
            "faults": [finding.as_record() for finding in self.found.faults],
            "notes": [finding.as_record() for finding in self.found.notes],
        }

    def lines(self) -> Iterator[str]:
        """For people."""
        for finding in chain(self.found.faults, self.found.notes):
            yield from finding.lines()
        yield self._summary()

    def _summary(self) -> str:
        if not self.sound:
            mends = sum(finding.kind.mends for finding in self.found.faults)
            return f"{count(len(self.found.faults), 'kind of fault', 'kinds of faults')}; {mends} can be repaired."
        archive = f"{count(self.archive.records, 'record')} in {count(self.archive.files, 'file')} of the archive"
        kept = f"{count(self.releases or 0, 'release')} with {count(self.revisions or 0, 'revision')}"
        return f"Sound: {kept}, {archive}, the index at {self.seq}."


@command("verify")
@click.option("--repair", is_flag=True, help="Put right what can be without losing anything, then verify again.")
def verify(session: Session, repair: bool) -> None:
    """Checks store, archive and index against each other; exit status 1 when anything is off."""
    report, repaired = _verified(session), []
    if repair and any(finding.kind.mends for finding in report.found):
        _tell(session, report.lines())
        repaired = list(_repaired(session, report.found))
        _tell(session, ["", *repaired, "", "Verified again:"])
        report = _verified(session)
    session.show(report.as_record() | {"repaired": repaired}, lambda: "\n".join(report.lines()))
    if not report.sound:
        raise click.exceptions.Exit(1)


def _tell(session: Session, lines: Iterable[str]) -> None:
    if not session.as_json:
        click.echo("\n".join(lines))


def _verified(session: Session) -> Report:
    """Looks at everything, and changes nothing."""
    report = Report()
    store = _opened(session, report.found)
    if store is not None:
        with progress("Checking the store", session.now, unit="rows") as tick:
            report.revisions = check_store(store, this_machine(), is_running, report.found, tick)
    _verify_archive(session, None if DAMAGED in report.found else store, report)
    _verify_index(session, None if any(kind in report.found for kind in UNTRUSTED) else store, report)
    return report


def _opened(session: Session, found: Findings) -> Store | None:
    """The store; None where it is damaged."""
    try:
        return session.store(create=False)
    except StoreDamagedError as error:
        found.add(DAMAGED, str(error))
        return None


def _verify_archive(session: Session, store: Store | None, report: Report) -> None:
    folder, over = session.settings.store.archive, ended(session.now())
    with progress("Reading the archive", session.now, unit="MB") as tick, ExitStack() as stack:
        placed = fetches.placed(stack.enter_context(store.reading())) if store else None
        report.archive = check_archive(folder, placed, report.found, tick, over)


def _verify_index(session: Session, store: Store | None, report: Report) -> None:
    live = LiveIndex(session.settings.index.path)
    with progress("Checking the index", session.now, unit="releases") as tick, closing(live):
        commit = check_index(live, report.found, tick)
        if commit is None:
            return
        report.releases, report.seq = commit.size, commit.seq
        if store is not None:
            compare(commit, store, report.found, tick)


def _repaired(session: Session, found: Findings) -> Iterator[str]:
    """Puts right what can be, and says what was done."""
    settings, now = session.settings, session.now()
    store = None if DAMAGED in found else session.store(create=False)
    archive, live = Archive(settings.store.archive), LiveIndex(settings.index.path)
    with progress("Repairing", session.now) as tick, closing(live):
        yield from mend_archive(archive, store, found)
        if store is None or any(kind in found for kind in UNTRUSTED):
            yield "Nothing else was touched: the store has to be restored first."
            return
        yield from mend_store(store, found, this_machine(), is_running, now)
        yield from adopt(archive, store, found, plans(with_added(settings, store)), now, tick)
        if not any(kind in found for kind in BEYOND_MENDING):
            session.index_changes(store)  # of what was behind, and of what has just been put right in the store
        yield from mend_index(store, live, found, tick)
