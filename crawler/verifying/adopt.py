"""Releases that the store lacks, derived from the archive: of pages that it does not know, and of those that it does.

Pages are unknown after an older copy of the store was restored: what was fetched since stands in the archive alone.
Each is written down as a fetch, read as a crawl would read it, and kept where it is newer than what the store has; its
address is visited again. Nothing is fetched, and what is done need not be done again when this is interrupted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from crawler.archive import Archive, Archived, ArchiveError, Location
from crawler.policy import Plan, netloc
from crawler.reading import Body, Reading, Scope, read
from crawler.records import release_id
from crawler.store import Store, fetches, frontier, lessons, likenesses, releases, sources
from crawler.store.releases import Incoming, Outcome, Reason
from crawler.store.schema import urls
from crawler.urls import canonical_url, host_of
from crawler.verifying.rules import lost_releases
from crawler.visits import Kind, Link, UrlState
from crawler.warc.checking import Checked


class Adoption:
    """Takes what the archive has into the store."""

    def __init__(self, store: Store, archive: Archive, plans: Mapping[str, Plan], now: datetime) -> None:
        self._store = store
        self._archive = archive
        self._plans = plans
        self._now = now
        self._scopes: dict[str, Scope] = {}
        self.pages = 0  # that were not known
        self.releases = 0  # new, or with another content

    def take(self, location: Location, record: Checked) -> None:
        """Makes a page known; best in the order in which they were fetched. Raises StoreError."""
        url = canonical_url(record.url) or record.url
        archived = self._archived(location)
        with self._store.reading() as connection:
            source = self._source(connection, url)
            reading = self._read(connection, source, url, archived) if archived else None
        with self._store.writing() as connection:
            number = fetches.record(connection, _fetch(source, location, record, archived))
            if reading is not None:
                self._keep(connection, source, url, reading, number, record.at)
        self.pages += 1

    def derive_lost(self) -> None:
        """Derives releases that addresses name and that are not there from the archived pages of these addresses.

        Raises StoreError.
        """
        with self._store.reading() as connection:
            lost = lost_releases().add_columns(urls.c.release, urls.c.source).where(urls.c.state == UrlState.RELEASE)
            rows = connection.execute(lost).all()
        for url, identity, source in rows:
            with self._store.reading() as connection:
                page = fetches.newest_page(connection, url)
                archived = self._archived(page.location) if page and page.location else None
                reading = self._read(connection, source, url, archived) if archived else None
            if page is None or reading is None or reading.release is None:
                continue
            with self._store.writing() as connection:
                if releases.get(connection, identity) is None:
                    self._put(connection, identity, source, reading, page.number, page.at)

    def _archived(self, location: Location) -> Archived | None:
        """What an address answered well; None for anything else, a revisit among it."""
        try:
            archived = self._archive.read(location)
        except ArchiveError:
            return None
        return archived if archived.status in (200, None) and not archived.problem else None

    def _source(self, connection: Connection, url: str) -> str:
        """The source that knows an address, or takes such."""
        known = connection.execute(_SOURCE, {"address": url}).scalar_one_or_none()
        takers = (name for name, plan in self._plans.items() if plan.scope.takes(url))
        return known or next(takers, sources.IMPORTED)

    def _read(self, connection: Connection, source: str, url: str, page: Archived) -> Reading:
        if source not in self._scopes:
            plan = self._plans.get(source)
            scope = plan.scope if plan else Scope(frozenset())
            rules = lessons.rules(connection, source, scope.allow, scope.deny)
            template = lessons.in_common(connection, source).template
            self._scopes[source] = replace(scope, rules=rules, template=template)
        scope = self._scopes[source]
        if not scope.own_hosts:
            scope = replace(scope, own_hosts=frozenset({host_of(url)}))
        headers = page.headers
        content_type, robots_tag = headers.get("content-type"), headers.get("x-robots-tag")
        return read(Body(page.body, page.url, content_type, robots_tag, page.fetched_at.date()), scope, listing=False)

    def _keep(self, connection: Connection, source: str, url: str, reading: Reading, fetch: int, at: datetime) -> None:
        """The release of a page, where that is newer than what the store has of it."""
        release = reading.release
        if release is None:
            return
        sources.ensure(connection, source)
        identity = release_id(release.url)
        found = likenesses.resolve(connection, source, identity, release, None, reading.bands)
        known = releases.get(connection, found.identity)
        if found.kind is not None or (known is not None and known.last_seen >= at):
            return
        self._put(connection, found.identity, source, reading, fetch, at)
        frontier.add(connection, source, [Link(url, netloc(url), Kind.PAGE)], None, self._now)
        connection.execute(_GAVE, {"address": url, "identity": found.identity})

    def _put(
        self, connection: Connection, identity: str, source: str, reading: Reading, fetch: int, at: datetime
    ) -> None:
        release = reading.release
        assert release is not None
        incoming = Incoming(identity, source, release, Reason.FETCHED, fetch, reading.unaided)
        (outcome,) = releases.put(connection, [incoming], at)
        likenesses.link_batch(connection, [likenesses.Banded(identity, release.text, reading.bands)], at)
        self.releases += outcome in (Outcome.NEW, Outcome.CHANGED)


def _fetch(source: str, location: Location, record: Checked, page: Archived | None) -> fetches.Fetch:
    """A fetch as it is written down when it is made, as far as the archive tells."""
    return fetches.Fetch(
        url=record.url,
        source=source,
        at=record.at,
        status=page.status if page else None,
        error=None,
        milliseconds=0,
        size=len(page.body) if page else 0,
        location=location,
        digest=record.digest if record.kind == "response" else None,
    )


_MINE = urls.c.url == bindparam("address")
_SOURCE = select(urls.c.source).where(_MINE)
_GAVE = update(urls).where(_MINE, urls.c.release.is_(None)).values(release=bindparam("identity"))
