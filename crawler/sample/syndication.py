"""What the newsroom offers to machines: feeds, sitemaps and robots.txt."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, g, render_template

from crawler.sample.editions import Edition, Snapshot

FEED_SIZE = 20

syndication = Blueprint("syndication", __name__)


@syndication.get("/feeds/releases.rss")
def rss() -> Response:
    """RSS 2.0, newest first."""
    editions = _snapshot().editions[:FEED_SIZE]
    return _xml("feed.rss.xml", "application/rss+xml", _snapshot().modified, editions=editions)


@syndication.get("/feeds/releases.atom")
def atom() -> Response:
    """Atom (RFC 4287), the latest change first."""
    editions = _snapshot().latest_changes()[:FEED_SIZE]
    return _xml("feed.atom.xml", "application/atom+xml", _snapshot().modified, editions=editions)


@syndication.get("/sitemap.xml")
def sitemap_index() -> Response:
    newest = {key: _latest(_addressed(key)) for key in g.content.organisations}
    return _xml("sitemap-index.xml", "application/xml", _snapshot().modified, newest=newest)


@syndication.get("/sitemaps/<key>.xml")
def sitemap(key: str) -> Response:
    """An organisation's releases; one that was withdrawn stays, so that crawlers come to see that it is gone."""
    editions = _addressed(key) or abort(404)
    return _xml("sitemap.xml", "application/xml", _latest(editions), editions=editions)


@syndication.get("/sitemaps/pages.xml")
def sitemap_pages() -> Response:
    return _xml("sitemap-pages.xml", "application/xml", None)


@syndication.get("/robots.txt")
def robots() -> Response:
    return Response(render_template("robots.txt"), mimetype="text/plain")


def _addressed(key: str) -> list[Edition]:
    everything = (*_snapshot().editions, *_snapshot().withdrawn)
    return [edition for edition in everything if edition.release.organisation == key]


def _latest(editions: list[Edition]) -> datetime:
    return max(edition.modified for edition in editions)


def _xml(template: str, mimetype: str, modified: datetime | None, **values: object) -> Response:
    response = Response(render_template(template, **values), mimetype=mimetype)
    response.last_modified = modified
    return response


def _snapshot() -> Snapshot:
    snapshot: Snapshot = g.snapshot
    return snapshot
