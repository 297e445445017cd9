"""What search engines are told: whether they may show this installation, and which pages it has (sitemaps.org 0.9).

`web.public` decides. Of an installation that is not public nothing is to be shown; of a public one the pages are, but
not the states of a search, of which there is no end, nor what their organisation has withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from flask import Blueprint, Flask, Response, request, url_for
from werkzeug.exceptions import NotFound

from web.library import library, settings
from web.xml import instant, rfc3339

blueprint = Blueprint("sitemap", __name__)

LARGEST = 50_000  # addresses in one file, the most that is allowed
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
DIRECTORIES = ("people", "organisations", "places", "topics")
# The pages of which each address is one thing; what follows a question mark is a state of one.
SHOWN = ("search.page", "releases.page", "profiles.page", "profiles.listing", "sources.page", "timeline.page")
# Where every address leads to many more, and what is no page.
CLOSED = ("/*?", "/facets/", "/export", "/api/", "/admin", "/timegate/", "/timemap/")


def install(app: Flask) -> None:
    """Tells every answer's robots, in its head and as a page says it."""
    app.register_blueprint(blueprint)
    app.after_request(_mark)
    app.jinja_env.globals.update(robots=robots)


def robots() -> str:
    """What this answer says to search engines: "noindex", or "" where it may be shown."""
    if not settings().web.public:
        return "noindex, nofollow"
    return "" if request.endpoint in SHOWN and not request.query_string else "noindex"


def _mark(response: Response) -> Response:
    if said := robots():
        response.headers.setdefault("X-Robots-Tag", said)
    return response


@blueprint.get("/robots.txt")
def robots_txt() -> Response:
    """Who may come in (RFC 9309)."""
    lines = ["User-agent: *", "Disallow: /"]
    if settings().web.public:
        closed = [f"Disallow: {path}" for path in CLOSED]
        lines = [
            "User-agent: *",
            "Allow: /search.",
            *closed,
            "",
            f"Sitemap: {url_for('sitemap.index', _external=True)}",
        ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The index of all sitemaps."""
    _only_public()
    changed = library().store.changed_at(library().store.seq())
    parts = -(-library().store.count_standing() // LARGEST)
    listed: list[tuple[str, datetime | None]] = [(url_for("sitemap.pages", _external=True), None)]
    listed += [(url_for("sitemap.part", number=number, _external=True), changed) for number in range(1, parts + 1)]
    return _answer("sitemapindex", "sitemap", listed)


@blueprint.get("/sitemaps/pages.xml")
def pages() -> Response:
    """The pages that are not releases."""
    _only_public()
    fixed = [url_for(endpoint, _external=True) for endpoint in ("search.page", "sources.page", "timeline.page")]
    fixed += [url_for("profiles.listing", directory=directory, _external=True) for directory in DIRECTORIES]
    return _answer("urlset", "url", ((address, None) for address in fixed))


@blueprint.get("/sitemaps/<int(min=1):number>.xml")
def part(number: int) -> Response:
    """Some of the releases."""
    _only_public()
    found = library().store.standing((number - 1) * LARGEST, LARGEST)
    if not found:
        raise NotFound
    listed = ((url_for("releases.page", release_id=identity, _external=True), at) for identity, at in found)
    return _answer("urlset", "url", listed)


def _only_public() -> None:
    if not settings().web.public:
        raise NotFound("This installation is not public: web.public decides.")


def _answer(outer: str, inner: str, listed: Iterable[tuple[str, datetime | None]]) -> Response:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{NAMESPACE}">']
    for address, changed in listed:
        last = f"<lastmod>{rfc3339(instant(changed))}</lastmod>" if changed else ""
        lines.append(f"<{inner}><loc>{escape(address)}</loc>{last}</{inner}>")
    return Response("\n".join([*lines, f"</{outer}>\n"]), content_type="application/xml; charset=utf-8")
