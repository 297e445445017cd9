"""A search as a feed, before it has a format: what it is called, its entries, and the documents beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from flask import current_app, url_for
from markupsafe import Markup

from crawler.records import Attachment, Precision, State, StoredRelease
from indexer.index import SearchResult
from web.library import library, settings
from web.links import following, preceding, search_address
from web.parameters import WINDOW, FeedSearch
from web.prose import Block, beginning, blocks
from web.titles import title_of
from web.wording import web_address
from web.xml import in_a_line, instant

SUMMARY = 500  # characters
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed changed that has never had anything
WITHDRAWN = "Withdrawn: no longer on the organisation’s site."
CHANGED = "Changed since it was first published."


@dataclass(frozen=True, slots=True)
class Entry:
    """A release in a feed. `id` is the same in every feed and at every address; `html` is its text, where that is
    wanted; `state` is "changed", "withdrawn" or ""."""

    id: str
    title: str
    page: str
    original: str | None
    published: datetime | None
    updated: datetime
    author: str
    language: str
    categories: tuple[str, ...]
    state: str
    summary: str
    html: str
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A document of a feed. `links` are the addresses of the documents beside it, by their relation (RFC 5005)."""

    title: str
    site: str
    id: str  # the address of its first document
    page: str
    address: str
    links: Mapping[str, str]
    hub: str
    updated: datetime
    total: int
    first: int | None  # the place of its first entry, from 1; None after a cursor
    size: int
    entries: tuple[Entry, ...]


def feed(search: FeedSearch, endpoint: str) -> Feed:
    """The feed of a search at an address. Raises what the index and the store raise."""
    found = library().index.search(search.request({}))
    identities = [hit.id for hit in found.hits]
    updated = library().store.updated(identities)
    entries = [
        entry_of(release, updated.get(release.id, release.last_seen), whole=search.content == "full")
        for release in library().store.several(identities)
    ]
    return Feed(
        title=title_of(search),
        site=settings().web.title,
        id=search_address(endpoint, search.but(), external=True),
        page=search_address("search.page", search.as_page, external=True),
        address=search_address(endpoint, search, external=True),
        links=_links(search, found, endpoint),
        hub=settings().web.websub_hub,
        updated=max((entry.updated for entry in entries), default=NEVER),
        total=found.shown,
        first=None if search.cursor else (search.page - 1) * search.size + 1,
        size=search.size,
        entries=tuple(entries),
    )


def _links(search: FeedSearch, found: SearchResult, endpoint: str) -> dict[str, str]:
    last = min(-(-found.shown // search.size), WINDOW // search.size)
    beside = {
        "first": search.but(),
        "previous": preceding(search),
        "next": following(search, found),
        "last": search.but(page=last) if last and not search.cursor and last * search.size >= found.shown else None,
    }
    return {name: search_address(endpoint, other, external=True) for name, other in beside.items() if other}


def entry_of(release: StoredRelease, updated: datetime, *, whole: bool, event: str = "") -> Entry:
    """A release as an entry; the entry of an event of it, where it is one of several in a feed."""
    content = release.content
    dated = content.published is not None and content.published_precision is Precision.DAY
    note = {State.WITHDRAWN: WITHDRAWN, State.CHANGED: CHANGED}.get(release.state, "")
    title = in_a_line(content.title) or "Untitled release"
    summary = beginning(content.text, SUMMARY)
    return Entry(
        id=entry_id(f"{release.id} {event}" if event else release.id),
        title=f"[Withdrawn] {title}" if release.state is State.WITHDRAWN else title,
        page=url_for("releases.page", release_id=release.id, _external=True),
        original=web_address(content.url),
        published=instant(content.published) if content.published and dated else None,
        updated=instant(updated),
        author=in_a_line(content.organisation or "; ".join(content.authors)) or release.source,
        language=content.language or "",
        categories=tuple(filter(None, map(in_a_line, content.topics))),
        state="" if release.state is State.LIVE else release.state.value,
        summary=f"{WITHDRAWN} {summary}" if release.state is State.WITHDRAWN else summary,
        html=prose(release, note) if whole else "",
        files=tuple(file for file in content.attachments if web_address(file.url)),
    )


def entry_id(identity: str) -> str:
    """A name of a release that no other has (RFC 9562, 5.5), wherever it is served."""
    return uuid5(NAMESPACE_URL, f"https://pressroom.invalid/releases/{identity}").urn


def prose(release: StoredRelease, note: str = "", level: int = 2) -> Markup:
    """Text and notes of a release as HTML that stands for itself, behind a note; `level` is that of its headings."""
    content = release.content
    found = blocks(content.text, content.paragraph_languages, content.language) + blocks(content.notes)
    write = current_app.jinja_env.get_template("macros.html").module.prose  # type: ignore[attr-defined]
    above = Markup("<p><em>{}</em></p>\n").format(note) if note else Markup("")
    return above + Markup(write([_nameless(block) for block in found], level).strip())  # noqa: S704 - a template's


def _nameless(block: Block) -> Block:
    """Without the ids of its paragraphs: several texts stand in one document."""
    return replace(block, anchors=("",) * len(block.lines))
