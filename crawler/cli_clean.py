"""The command `clean`: one page to a release, and why it came out so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, astuple
from pathlib import Path

import click

from crawler.cleaning import Choice, Trace
from crawler.cli_asking import fetch_for
from crawler.command import Session, command
from crawler.learning import NO_TEMPLATE, Template
from crawler.reading import clean
from crawler.records import Release, iso
from crawler.store import lessons
from crawler.survey.asking import Asker
from crawler.urls import canonical_url


@command("clean")
@click.argument("page", metavar="FILE-or-URL")
@click.option("--url", default="", help="The address that a FILE came from: dates and titles are told by it as well.")
@click.option("--source", default="", help="Cleans as a page of this source, with what its other pages have taught.")
@click.option("--explain", is_flag=True, help="Shows which rule chose what.")
def clean_(session: Session, page: str, url: str, source: str, explain: bool) -> None:
    """Cleans one page or document and prints the release; stores nothing."""
    content, address = _asked(session, page) if "://" in page else (_read(page), url)
    trace = Trace() if explain else None
    release = clean(content, address, trace, _learnt(session, source) if source else NO_TEMPLATE)
    if release is None:
        raise click.ClickException(f"{page} is no page, PDF or DOCX document with text: look at it in a browser.")
    choices = trace.choices if trace else []
    session.show(_to_json(release, choices, explain=explain), lambda: "\n".join(_lines(release, choices)))


def _learnt(session: Session, source: str) -> Template:
    """What the store knows of the pages of a source."""
    store = session.store(create=False)
    names = [state.name for state in store.sources(session.now())]
    if source not in names:
        known = ", ".join(names) or "none yet"
        raise click.UsageError(f"No source is named {source}; there are: {known}.")
    with store.reading() as connection:
        return lessons.in_common(connection, source).template


def _read(name: str) -> bytes:
    path = Path(name)
    if not path.is_file():
        raise click.UsageError(f"There is no file {name}: give a file, or an address that begins with https://.")
    return path.read_bytes()


def _asked(session: Session, page: str) -> tuple[bytes, str]:
    """What an address answers, and where it led: robots.txt is asked first, as a crawl does."""
    url = canonical_url(page)
    if url is None:
        raise click.UsageError(f"{page} is no address that can be crawled: it has to begin with http:// or https://.")
    delay = session.settings.crawler.delay.total_seconds()
    fetch = fetch_for(session, url)
    asker = Asker(fetch, lambda seconds: time.sleep(max(seconds, delay)), session.settings.user_agent)
    answer = asker.get(url, "the page")
    if answer is None:
        last = asker.requests[-1]
        raise click.ClickException(" ".join(filter(None, (f"{url} could not be had: {last.meaning}", last.advice))))
    return answer.body, answer.url


def _to_json(release: Release, choices: list[Choice], *, explain: bool) -> dict[str, object]:
    moments = {"published": iso(release.published) or None, "modified": iso(release.modified) or None}
    fields = asdict(release) | moments
    return {**fields, "choices": [asdict(choice) for choice in choices]} if explain else fields


def _lines(release: Release, choices: list[Choice]) -> Iterator[str]:
    facts = {
        "Title": release.title,
        "Published": iso(release.published) and f"{iso(release.published)} (from {release.published_from})",
        "Modified": iso(release.modified),
        "Dateline": release.dateline,
        "Embargo": release.embargo,
        "Reference": release.reference,
        "Organisation": release.organisation,
        "Authors": ", ".join(release.authors),
        "Language": release.language,
        "Languages": " ".join(dict.fromkeys(release.paragraph_languages)),
        "Address": release.url,
        "Topics": ", ".join(release.topics),
        "People": ", ".join(release.people),
        "Quality": ", ".join((str(release.quality.score), *release.quality.reasons)),
    }
    wanted = ("Title", "Published")
    yield from (f"{name}: {fact or 'unknown'}" for name, fact in facts.items() if fact or name in wanted)
    yield from ("", release.text or "(no text)")
    if release.notes:
        yield from ("", "Notes:", "", release.notes)
    for heading, things in (
        ("Contacts", release.contacts),
        ("Attachments", release.attachments),
        ("Images", release.images),
    ):
        if things:
            yield from ("", f"{heading}:")
            yield from ("  " + " | ".join(filter(None, astuple(thing))) for thing in things)
    if choices:
        yield from ("", "Why:")
        yield from (f"  {choice.of:<11} {choice.step:<8} {choice.rule}: {choice.evidence}" for choice in choices)
