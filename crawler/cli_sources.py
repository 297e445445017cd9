"""The command `sources`: all of them, one in full, the URLs that were dropped, and what a site has to offer."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import datetime

import click

from crawler import survey
from crawler.added import with_added
from crawler.cli_asking import fetch_for
from crawler.command import Session, command
from crawler.crawl import set_up
from crawler.fetch import Fetched
from crawler.policy import plans
from crawler.progress import progress
from crawler.source_report import render, report, to_json
from crawler.store import SourceState, Store, known
from crawler.store.known import Dropped
from crawler.urls import canonical_url
from crawler.visits import Cause

MOST_DROPPED = 1000
_NO_CAUSE = "none"
_CAUSES = [cause.value or _NO_CAUSE for cause in Cause]


@command("sources")
@click.argument("words", nargs=-1, metavar="[NAME | check URL]")
@click.option("--dropped", metavar="CAUSE", type=click.Choice(_CAUSES), help="All URLs of NAME dropped for this cause.")
def sources(session: Session, words: tuple[str, ...], dropped: str | None) -> None:
    """Lists the sources; with NAME one source in full; check URL looks what a site offers, and makes a source of it."""
    match words:
        case ("check", url) if dropped is None:
            _check(session, url)
        case (name,) if dropped is None:
            _one(session, name)
        case (name,):
            _dropped(session, name, str(dropped))
        case () if dropped is None:
            _list(session)
        case ():
            raise click.UsageError("--dropped needs the name of a source: pressroom sources NAME --dropped CAUSE.")
        case _:
            raise click.UsageError("Write the name of one source, or check and one address.")


def _list(session: Session) -> None:
    states = _set_up(session).sources(session.now())
    session.show([state.as_record() for state in states], lambda: "\n".join(map(_source_line, states)))


def _one(session: Session, name: str) -> None:
    store, now = _set_up(session), session.now()
    plan = plans(with_added(session.settings, store)).get(name)
    found = report(store, name, plan, session.settings.user_agent, now)
    if found is None:
        raise _unknown(store, name, now)
    session.show(to_json(found), lambda: render(found, now))


def _dropped(session: Session, name: str, cause: str) -> None:
    store, now = _set_up(session), session.now()
    if name not in {state.name for state in store.sources(now)}:
        raise _unknown(store, name, now)
    with store.reading() as connection:
        urls = known.dropped(connection, name, "" if cause == _NO_CAUSE else cause, MOST_DROPPED)
    session.show([asdict(each) for each in urls], lambda: "\n".join(map(_dropped_line, urls)) or "None.")
    if len(urls) == MOST_DROPPED:
        click.echo(f"These are the {MOST_DROPPED} that were found last; there may be more.", err=True)


def _check(session: Session, url: str) -> None:
    """Looks at a site as a crawl would: robots.txt first, one request at a time, with the delay between."""
    settings = session.settings
    start = canonical_url(url if "://" in url else f"https://{url.strip()}") or url
    delay = settings.crawler.delay.total_seconds()
    fetch = fetch_for(session, start)
    with progress("Looking", session.now) as tick:

        def shown(address: str) -> Fetched:
            tick(f"asking {address}")
            return fetch(address)

        found = survey.survey(
            url,
            shown,
            pause=lambda seconds: time.sleep(max(seconds, delay)),
            now=session.now(),
            agent=settings.user_agent,
        )
    session.show(survey.to_json(found), lambda: survey.render(found))
    if not found.lines:
        raise click.exceptions.Exit(1)


def _set_up(session: Session) -> Store:
    """The store, with the sources as they are configured now."""
    store = session.store()
    set_up(store, plans(with_added(session.settings, store)), session.now())
    return store


def _unknown(store: Store, name: str, now: datetime) -> click.UsageError:
    if name == "check":
        return click.UsageError("Give the address too: pressroom sources check URL.")
    names = ", ".join(state.name for state in store.sources(now)) or "none yet"
    return click.UsageError(f"No source is named {name}; there are: {names}.")


def _source_line(state: SourceState) -> str:
    line = f"{state.name:<24} {state.state:<14} {state.releases:>7} releases {state.queued:>6} queued"
    return f"{line}  {state.note}".rstrip()


def _dropped_line(dropped: Dropped) -> str:
    return f"{dropped.url}\n  {dropped.reason}" + (f" (found on {dropped.found_on})" if dropped.found_on else "")
