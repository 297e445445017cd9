"""A reading list: one HTML file with everything in it, to read on a screen without a network, and to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import current_app, url_for
from markupsafe import Markup

from crawler.records import State, StoredRelease
from web.citations import Citation, apa
from web.feeds.entries import prose
from web.wording import direction, machine_date, moment, web_address

STYLE = Path(__file__).parents[1] / "static" / "reading.css"


@dataclass(frozen=True, slots=True)
class Item:
    """A release of the list."""

    title: str
    organisation: str
    date: str
    date_iso: str
    language: str
    direction: str
    is_withdrawn: bool
    reference: Markup
    page: str
    original: str | None
    text: Markup


def reading_list(releases: Iterable[StoredRelease], title: str, total: int) -> Iterator[str]:
    """The file, piece by piece."""
    template = current_app.jinja_env.get_template("reading_list.html")
    style = Markup(STYLE.read_text("utf-8"))  # noqa: S704 - our own stylesheet
    return template.generate(items=map(_item, releases), title=title, total=total, style=style)


def _item(release: StoredRelease) -> Item:
    content = release.content
    page = url_for("releases.page", release_id=release.id, _external=True)
    return Item(
        title=content.title or "Untitled release",
        organisation=content.organisation or "",
        date=moment(content.published, content.published_precision) if content.published else "",
        date_iso=machine_date(content.published, content.published_precision),
        language=content.language or "",
        direction=direction(content.language),
        is_withdrawn=release.state is State.WITHDRAWN,
        reference=apa(Citation.of(release, page)),
        page=page,
        original=web_address(content.url),
        text=prose(release, level=3),
    )
