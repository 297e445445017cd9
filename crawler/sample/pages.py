"""The newsroom's pages for people: releases, listings, and the pages around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from flask import Blueprint, Response, abort, g, make_response, render_template, request
from werkzeug.exceptions import Gone

from crawler.sample.content import Content, SampleRelease
from crawler.sample.editions import Edition, Snapshot
from crawler.sample.metadata import news_article
from crawler.sample.pdf import write_pdf

PAGE_SIZE = 12

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Response:
    highlights = _snapshot().select(lambda release: release.head.highlight)
    return _page("home.html", _snapshot().modified, highlights=highlights, latest=_snapshot().editions[:7])


@pages.get("/releases")
def releases() -> Response:
    return _listing("Press releases", _snapshot().editions)


@pages.get("/organisations")
def organisations() -> Response:
    return _page("organisations.html", _snapshot().modified)


@pages.get("/organisations/<key>")
def organisation(key: str) -> Response:
    issuer = _content().organisations.get(key) or abort(404)
    return _listing(issuer.name, _snapshot().select(lambda release: release.organisation == key), issuer.about["en"])


@pages.get("/topics/<key>")
def topic(key: str) -> Response:
    labels = _content().sections.get(key) or abort(404)
    editions = _snapshot().select(lambda release: key in release.head.sections)
    return _listing(f"Topic: {labels['en']}", editions)


@pages.get("/<any(about, contact, vacancies, events):name>")
def plain_page(name: str) -> Response:
    return _page(f"{name}.html", None)


@pages.get("/preview/annual-review")
def preview() -> Response:
    """The page that robots.txt closes: it looks like a release, and only an impolite crawler ever sees it."""
    return _page("preview.html", None)


@pages.get("/cards/<key>.svg")
def card(key: str) -> Response:
    issuer = _content().organisations.get(key) or abort(404)
    return _typed(render_template("card.svg", issuer=issuer), "image/svg+xml")


@pages.get("/<language>/<organisation>/<int:year>/<slug>")
def release(language: str, organisation: str, year: int, slug: str) -> Response:
    edition = _find(f"/{language}/{organisation}/{year}/{slug}")
    if edition.release.head.pdf:
        return _pdf(edition)
    printed = edition.release.head.printable and request.args.get("print") == "1"
    return _article(edition, "print.html" if printed else "release.html")


@pages.get("/<language>/highlights/<slug>")
def highlight(language: str, slug: str) -> Response:
    """A release under its second address; the canonical link names the first."""

    def wanted(release: SampleRelease) -> bool:
        return release.head.highlight and (release.language, release.slug) == (language, slug)

    found = _snapshot().select(wanted) or abort(404)
    return _article(found[0])


def _find(path: str) -> Edition:
    if _snapshot().is_withdrawn(path):
        raise Gone("This release was withdrawn.")
    return _snapshot().find(path) or abort(404)


def _article(edition: Edition, template: str = "release.html") -> Response:
    release = edition.release
    return _page(
        template,
        edition.modified,
        edition=edition,
        release=release,
        issuer=_content().organisations[release.organisation],
        language=_content().languages[release.language],
        translations=_snapshot().translations(release),
        related=_snapshot().related(release),
        json_ld=news_article,
    )


def _pdf(edition: Edition) -> Response:
    release = edition.release
    issuer = _content().organisations[release.organisation]
    dateline = f"{issuer.name} – {release.head.place}, {_content().languages[release.language].day(release.moment)}"
    texts = [f"• {line}" if block.kind == "list" else line for block in release.blocks for line in block.lines]
    about = f"About {issuer.short}: {issuer.about[release.language]}"
    data = write_pdf(
        release.head.title,
        [dateline, *texts, about],
        author=issuer.name,
        created=release.moment,
        language=release.language,
    )
    response = _typed(data, "application/pdf")
    response.last_modified = edition.modified
    return response


def _listing(title: str, editions: Sequence[Edition], intro: str = "") -> Response:
    """One page of a listing; `?page=` counts from 1."""
    number = request.args.get("page", 1, type=int)
    last = max(1, ceil(len(editions) / PAGE_SIZE))
    if not 1 <= number <= last:
        abort(404)
    shown = editions[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return _page(
        "listing.html", _snapshot().modified, title=title, intro=intro, editions=shown, number=number, last=last
    )


def _page(template: str, modified: datetime | None, **values: object) -> Response:
    response = make_response(render_template(template, **values))
    response.last_modified = modified
    return response


def _typed(body: str | bytes, mimetype: str) -> Response:
    return Response(body, mimetype=mimetype)


def _content() -> Content:
    content: Content = g.content
    return content


def _snapshot() -> Snapshot:
    snapshot: Snapshot = g.snapshot
    return snapshot
