"""Commands that fill the store: crawl, schedule, import, reclean, and the sample newsroom; all of the package."""

from __future__ import annotations

import logging
import os
import re
import socket
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from crawler.added import with_added
from crawler.archive import Archive
from crawler.beside import beside
from crawler.cleaners import Cleaners
from crawler.cli_admin import admin
from crawler.cli_backup import backup, restore
from crawler.cli_clean import clean_
from crawler.cli_correct import correct, corrections
from crawler.cli_sources import sources
from crawler.command import Session, command, stop_on_signals
from crawler.crawl import CrawlCounts, Crawler, set_up
from crawler.entities import tagging
from crawler.fetch import Fetcher
from crawler.importing import BadRecord, ImportCounts, import_files
from crawler.owner import Owner, free_leases_of_the_dead, is_running, this_machine
from crawler.policy import plans
from crawler.progress import progress
from crawler.reclean import RecleanCounts
from crawler.reclean import reclean as clean_again
from crawler.sample.server import running_newsroom, serve_newsroom
from crawler.settings import SOURCE_NAME, Settings, Source
from crawler.store import Store, frontier
from crawler.store.overview import NOTES
from crawler.store.releases import Outcome

log = logging.getLogger(__name__)

EDITED_AFTER = timedelta(minutes=3)  # when the sample newsroom corrects one release and withdraws another
Visited = Callable[[CrawlCounts], None]


@command("crawl")
@click.argument("names", nargs=-1, metavar="[SOURCE]…")
@click.option("--full", is_flag=True, help="Visit again also what is not due yet.")
def crawl(session: Session, names: tuple[str, ...], full: bool) -> None:
    """One crawl round of the named sources, or of all that are due; then the index is brought up to date."""
    stop = stop_on_signals()
    store = session.store()
    settings = with_added(session.settings, store)
    wanted = _known_sources(settings, names)
    with (
        _newsroom(session, store, wanted),
        progress("Crawling", session.now, unit="pages") as tick,
        opened_crawler(
            settings,
            store,
            session.now,
            lambda counts: tick(_crawl_line(counts), counts.visited, counts.planned),
        ) as crawler,
    ):
        if full:
            with store.writing() as connection:
                frontier.make_due(connection, wanted, session.now())
        counts = crawler.run(wanted, session.settings.crawler.fetchers, stop)
    all_plans = plans(settings)
    for name in names:
        if held := all_plans[name].held:
            click.echo(f"{name}: {NOTES[held]}", err=True)
    if stop.is_set():
        click.echo("Stopped before the end: the next crawl goes on from here.", err=True)
    session.index_changes(store)
    session.show(_crawl_result(counts), lambda: _crawl_line(counts))


@command("schedule", level=logging.INFO)
def schedule(session: Session) -> None:
    """The crawl scheduler: visits whatever is due and does the jobs of the administration, until it is stopped."""
    stop = stop_on_signals()
    store = session.store()
    with (
        opened_crawler(with_added(session.settings, store), store, session.now) as crawler,
        closing(Archive(session.settings.store.archive)) as archive,
        beside(session.settings, store, archive, crawler, session.now, stop),
    ):
        crawler.run(None, session.settings.crawler.fetchers, stop, forever=True)


@command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--source", "name", help="The source that the releases belong to.")
@click.option("--organisation", help="The organisation that issued the releases.")
@click.option("--url", help="The address that a single HTML or text file came from.")
def import_(
    session: Session, files: tuple[Path, ...], name: str | None, organisation: str | None, url: str | None
) -> None:
    """Takes releases from JSON Lines, HTML, plain text and WARC files, gzip'd as well; a folder means its files."""
    paths = [path for given in files for path in _files_in(given)]
    if url and len(paths) > 1:
        raise click.UsageError("--url is the address of one file: import the others without it.")
    if name is not None and re.fullmatch(SOURCE_NAME, name) is None:
        raise click.UsageError(f"--source {name!r} is no name: write a-z, 0-9 and hyphens, at most 64.")
    store = session.store()
    tagging.switch(on=session.settings.crawler.encoder)

    def on_bad(path: Path, bad: BadRecord) -> None:
        where = f", {bad.where}" if bad.where else ""
        click.echo(f"{path}{where}: {bad.reason}; skipped.", err=True)

    with (
        progress("Importing", session.now, unit="releases") as tick,
        closing(Archive(session.settings.store.archive)) as archive,
    ):
        counts = import_files(
            paths,
            store,
            archive,
            session.now,
            source=name,
            organisation=organisation,
            url=url,
            on_bad=on_bad,
            on_batch=lambda counts: tick(_import_line(counts), counts.taken),
        )
    session.index_changes(store)
    session.show({**_by_outcome(counts.outcomes), "skipped": counts.bad}, lambda: _import_line(counts))
    if counts.bad and not counts.taken:
        raise click.exceptions.Exit(1)


@command("reclean")
@click.argument("names", nargs=-1, metavar="[SOURCE]…")
def reclean(session: Session, names: tuple[str, ...]) -> None:
    """Derives the releases again from the archive, without a fetch; revisions only where the content changed."""
    store, archive = session.store(create=False), Archive(session.settings.store.archive)
    tagging.switch(on=session.settings.crawler.encoder)
    known = {state.name for state in store.sources(session.now())}
    if unknown := sorted(set(names) - known):
        raise click.UsageError(f"No source is named {unknown[0]}; there are: {', '.join(sorted(known))}.")
    with progress("Cleaning", session.now, unit="releases") as tick:
        counts = clean_again(
            store,
            archive,
            plans(with_added(session.settings, store)),
            names,
            session.now,
            lambda counts: tick(_reclean_line(counts), counts.done, counts.pages),
        )
    for release, reason in counts.unreadable:
        click.echo(f"{release}: {reason}; left as it was.", err=True)
    session.index_changes(store)
    result = {**_by_outcome(counts.outcomes), "unreadable": len(counts.unreadable), "without_page": counts.without_page}
    session.show(result, lambda: _reclean_line(counts))


@command("newsroom", level=logging.INFO)
def newsroom(session: Session) -> None:
    """Serves the sample newsroom at the address that its source names."""
    source = sample_source(session.settings)
    if source is None:
        raise click.UsageError("No source has sample = true in the configuration.")
    host, port = sample_address(source)
    opened = _opened(session.store(), source.name)
    serve_newsroom(host, port, clock=session.now, edited_after=EDITED_AFTER, started=opened)


COMMANDS = (crawl, schedule, import_, reclean, clean_, correct, corrections, sources, newsroom, admin, backup, restore)


def sample_source(settings: Settings) -> Source | None:
    """The source that asks for the sample newsroom."""
    return next((source for source in settings.source if source.sample and not source.paused), None)


def sample_address(source: Source) -> tuple[str, int]:
    """Host and port that the sample newsroom is served at."""
    parts = urlsplit(source.start[0])
    return parts.hostname or "127.0.0.1", parts.port or 80


@contextmanager
def opened_crawler(
    settings: Settings, store: Store, clock: Callable[[], datetime], on_visit: Visited = lambda counts: None
) -> Iterator[Crawler]:
    """A crawler over all configured sources, which the store knows from now on."""
    crawler, all_plans = settings.crawler, plans(settings)
    tagging.switch(on=crawler.encoder)
    set_up(store, all_plans, clock())
    owner = Owner(this_machine(), os.getpid(), uuid.uuid4().hex[:12])
    free_leases_of_the_dead(store, owner.machine, is_running)
    with (
        closing(Archive(settings.store.archive)) as archive,
        Cleaners(crawler.cleaners, encoder=crawler.encoder) as cleaners,
    ):
        for repaired in archive.repair():
            log.warning(repaired)
        yield Crawler(
            store,
            archive,
            Fetcher(crawler.limits, settings.user_agent, crawler.resolve, now=clock),
            cleaners,
            all_plans,
            owner=owner,
            user_agent=settings.user_agent,
            retries=crawler.retries,
            clock=clock,
            on_visit=on_visit,
        )


def _known_sources(settings: Settings, names: Sequence[str]) -> list[str]:
    configured = [source.name for source in settings.source]
    if unknown := sorted(set(names) - set(configured)):
        raise click.UsageError(f"No source is named {unknown[0]}; there are: {', '.join(configured)}.")
    return list(names) or configured


def _newsroom(session: Session, store: Store, names: Sequence[str]) -> AbstractContextManager[object]:
    """The sample newsroom for the time of a crawl, unless `pressroom up` serves it already."""
    source = sample_source(session.settings)
    if source is None or source.name not in names:
        return nullcontext()
    host, port = sample_address(source)
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            return nullcontext()
    set_up(store, plans(with_added(session.settings, store)), session.now())
    return running_newsroom(
        host, port, clock=session.now, edited_after=EDITED_AFTER, started=_opened(store, source.name)
    )


def _opened(store: Store, name: str) -> datetime | None:
    """Since when this installation knows its newsroom: it must not grow young again with each start."""
    with store.reading() as connection:
        return frontier.first_found(connection, name)


def _files_in(given: Path) -> list[Path]:
    if given.is_dir():
        return sorted(path for path in given.rglob("*") if path.is_file())
    if not given.exists():
        raise click.UsageError(f"There is no {given}.")
    return [given]


def _crawl_result(counts: CrawlCounts) -> dict[str, int]:
    rest = {"withdrawn": counts.withdrawn, "failed": counts.failed}
    return {"fetched": counts.fetched, "found": counts.found, **_by_outcome(counts.outcomes), **rest}


def _by_outcome(outcomes: Counter[Outcome]) -> dict[str, int]:
    return {outcome.value: outcomes[outcome] for outcome in Outcome}


def _crawl_line(counts: CrawlCounts) -> str:
    new, changed = counts.outcomes[Outcome.NEW], counts.outcomes[Outcome.CHANGED]
    return (
        f"{counts.fetched} fetched, {counts.found} addresses found; releases: {new} new, {changed} changed, "
        f"{counts.withdrawn} withdrawn; {counts.failed} failed"
    )


def _import_line(counts: ImportCounts) -> str:
    new, changed = counts.outcomes[Outcome.NEW], counts.outcomes[Outcome.CHANGED]
    known = counts.taken - new - changed
    return f"{new} new, {changed} changed, {known} known already, {counts.bad} skipped"


def _reclean_line(counts: RecleanCounts) -> str:
    changed, refreshed = counts.outcomes[Outcome.CHANGED], counts.outcomes[Outcome.REFRESHED]
    return (
        f"{counts.outcomes.total()} cleaned again: {changed} changed, {refreshed} with other names or topics; "
        f"{len(counts.unreadable)} unreadable, {counts.without_page} without an archived page"
    )
