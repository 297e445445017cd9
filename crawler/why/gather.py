"""Gathers the story of a URL from the store and the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Connection

from crawler.archive import Archive, ArchiveError
from crawler.learning import Rules, pattern_of
from crawler.pace import Pace, pause
from crawler.policy import Plan, netloc
from crawler.reading import Body
from crawler.records import StoredRelease, release_id
from crawler.robots import Access as RobotsAccess
from crawler.robots import read_robots
from crawler.store import Store, fetches, known, lessons, likenesses, releases
from crawler.store.known import KnownHost, KnownUrl
from crawler.store.overview import NOTES
from crawler.urls import canonical_url, host_of, own_host
from crawler.why.links import why_left
from crawler.why.values import Access, KeptRelease, Linked, Outlook, RobotsSay, Says, Search, Step, Story

MOST_FETCHES = 50
MOST_PAGES = 50  # start and listing pages that are looked through for a URL
MOST_STEPS = 1000  # on the way from a start page
TRANSLATION = "translation"  # a variant that is a release of its own


@dataclass(frozen=True, slots=True)
class _Asking:
    """What all parts of a story are gathered with."""

    connection: Connection
    plans: Mapping[str, Plan]
    agent: str
    now: datetime


def tell(asked: str, store: Store, archive: Archive, plans: Mapping[str, Plan], *, agent: str, now: datetime) -> Story:
    """The story of a URL, known or not; without its index, which `crawler` doesn't know.

    `agent` is the User-Agent value that robots.txt rules are looked up for. Nothing is asked of the network. Raises
    StoreError.
    """
    url = canonical_url(asked)
    if url is None:
        return Story(asked, now)
    with store.reading() as connection:
        return _story(asked, url, archive, _Asking(connection, plans, agent, now))


def _story(asked: str, url: str, archive: Archive, asking: _Asking) -> Story:
    connection = asking.connection
    found = known.url(connection, url)
    release = _release(connection, url, found)
    is_kept = release is not None and release.relation != TRANSLATION
    host = known.host(connection, netloc(url))
    owners = _owners(url, found, asking.plans)
    return Story(
        asked,
        asking.now,
        url,
        known=found,
        chain=tuple(_chain(connection, found)),
        sources=tuple(_says(name, url, asking) for name in owners),
        robots=_robots(url, host, asking.agent) if owners else None,
        fetches=tuple(fetches.history(connection, url, MOST_FETCHES)),
        fetched=fetches.count(connection, url),
        release=release,
        spellings=() if found or is_kept else tuple(known.among(connection, _spellings(url))),
        search=None if found or is_kept or not owners else _search(url, owners, archive, asking),
        outlook=_outlook(found, host, asking) if found and host else None,
    )


def _owners(url: str, found: KnownUrl | None, plans: Mapping[str, Plan]) -> list[str]:
    """The sources that a URL belongs to by its host, the one that found it first."""
    owners = [name for name, plan in plans.items() if own_host(host_of(url), plan.scope.own_hosts)]
    return list(dict.fromkeys([found.source, *owners] if found else owners))


def _chain(connection: Connection, found: KnownUrl | None) -> Sequence[Step]:
    """The pages from the start page to the one that the URL was found on."""
    steps: dict[str, Step] = {}
    while found and found.found_on and found.found_on not in steps and len(steps) < MOST_STEPS:
        found = known.url(connection, found.found_on)
        if found:
            steps[found.url] = Step(found.url, found.kind, found.found_at)
    return list(steps.values())[::-1]


def _says(name: str, url: str, asking: _Asking) -> Says:
    plan, pattern = asking.plans.get(name), pattern_of(url)
    counts = {count.pattern: count for count in lessons.counts(asking.connection, name)}
    configured = Rules(allow=plan.scope.allow, deny=plan.scope.deny).says(url) if plan else None
    return Says(
        source=name,
        held=NOTES["removed"] if plan is None else NOTES[plan.held] if plan.held else "",
        pattern=pattern,
        configured=configured,
        learnt=lessons.rules(asking.connection, name).says(url),
        count=counts.get(pattern),
    )


def _robots(url: str, host: KnownHost | None, agent: str) -> RobotsSay:
    if host is None or host.robots_at is None:
        return RobotsSay(Access.UNKNOWN)
    rules = read_robots(host.robots_status, host.robots_body or b"", agent)
    access = Access.ALLOWED if rules.allows(url) else Access.DISALLOWED
    if rules.access is RobotsAccess.CLOSED:
        access = Access.CLOSED
    return RobotsSay(access, host.robots_at, host.robots_status, host.robots_error, rules.crawl_delay)


def _release(connection: Connection, url: str, found: KnownUrl | None) -> KeptRelease | None:
    """The release of a URL: the one that its visits gave, the one at this address, or the one it is a variant of."""
    for identity in filter(None, _identities(connection, url, found)):
        release = releases.get(connection, identity)
        if release is not None:
            return _kept(connection, url, release)
    return None


def _identities(connection: Connection, url: str, found: KnownUrl | None) -> Iterator[str | None]:
    yield found.release if found else None
    yield release_id(url)
    yield likenesses.release_of(connection, url)
    if found is None:
        yield releases.addressed(connection, url)


def _kept(connection: Connection, url: str, release: StoredRelease) -> KeptRelease:
    content = release.content
    relation = ""
    if content.url != url:
        kinds = {variant.url: variant.kind for variant in likenesses.variants_of(connection, release.id)}
        relation = kinds.get(url, "variant")
    return KeptRelease(
        id=release.id,
        url=content.url,
        relation=relation,
        title=content.title,
        published=content.published,
        published_from=content.published_from,
        language=content.language,
        characters=len(content.text),
        source=release.source,
        state=release.state,
        first_seen=release.first_seen,
        last_seen=release.last_seen,
        revisions=tuple(releases.history(connection, release.id)),
        relations=likenesses.relations(connection, release),
    )


def _spellings(url: str) -> list[str]:
    """The URL with the other scheme, with or without "www.", with or without a final slash."""
    parts = urlsplit(url)
    bare = parts.netloc.removeprefix("www.")
    path = parts.path.rstrip("/")
    made = product(("https", "http"), (bare, f"www.{bare}"), (path or "/", f"{path}/"))
    urls = (urlunsplit((scheme, host, path, parts.query, "")) for scheme, host, path in made)
    return [other for other in dict.fromkeys(urls) if other != url]


def _search(url: str, owners: Sequence[str], archive: Archive, asking: _Asking) -> Search:
    """Looks for a URL in the newest archived state of its sources' start and listing pages."""
    read = unread = 0
    more = False
    linked: list[Linked] = []
    for plan in (asking.plans[name] for name in owners if name in asking.plans):
        scope = replace(
            plan.scope, rules=lessons.rules(asking.connection, plan.name, plan.scope.allow, plan.scope.deny)
        )
        pages = known.listings(asking.connection, plan.name, MOST_PAGES + 1 - read - unread)
        more |= read + unread + len(pages) > MOST_PAGES
        for page in pages[: MOST_PAGES - read - unread]:
            body = _body(page, archive, asking.connection)
            if body is None:
                unread += 1
                continue
            read += 1
            left = why_left(body[0], url, scope)
            if left is not None:
                linked.append(Linked(page, body[1], left))
    return Search(read, unread, more, tuple(linked))


def _body(page: str, archive: Archive, connection: Connection) -> tuple[Body, datetime] | None:
    """The newest archived state of a page, and when it was fetched."""
    fetch = fetches.newest_page(connection, page)
    if fetch is None or fetch.location is None:
        return None
    try:
        kept = archive.read(fetch.location)
    except ArchiveError:
        return None
    if kept.problem:
        return None
    content_type, tag = kept.headers.get("content-type"), kept.headers.get("x-robots-tag")
    return Body(kept.body, fetch.final_url or page, content_type, tag, fetch.at.date()), fetch.at


def _outlook(found: KnownUrl, host: KnownHost, asking: _Asking) -> Outlook | None:
    """What stands between now and a visit; None where none is planned."""
    plan = asking.plans.get(found.source)
    if found.next_at is None or plan is None or plan.held:
        return None
    rules = read_robots(host.robots_status, host.robots_body or b"", asking.agent) if host.robots_at else None
    return Outlook(
        every=pause(Pace(host.strain, host.response_seconds), plan.delay, rules.crawl_delay if rules else None),
        ready_at=host.next_at if host.next_at > asking.now else None,
        pace_note=host.pace_note,
        ahead=known.ahead(asking.connection, found, asking.now) if found.next_at <= asking.now else 0,
        budget=plan.budget,
        spent=known.spent(asking.connection, found.source, asking.now.date()),
        quiet_until=plan.quiet.ends(asking.now) if plan.quiet and plan.quiet.covers(asking.now) else None,
    )
