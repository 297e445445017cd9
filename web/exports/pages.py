"""The addresses of exports, and the page that offers them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, current_app, render_template, request
from werkzeug.exceptions import NotFound

from web.exports.formats import FORMATS, Format, Written
from web.exports.gathering import gathered, in_bulk
from web.feeds.pages import offered
from web.i18n import in_english
from web.library import library, settings
from web.links import search_address, timeless
from web.parameters import EXPORT, PARAMETERS, Search
from web.titles import title_of
from web.validation import read

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

blueprint = Blueprint("exports", __name__)

log = logging.getLogger(__name__)


class Streamed(Response):
    """An answer that is made while it is sent, and never held as a whole."""

    implicit_sequence_conversion = False


@blueprint.get("/export")
def page() -> str:
    """What a search can be had as, and how many releases that are."""
    search = read(PARAMETERS, request.args, ignore_unknown=True)
    found = library().index.find(search.request({}, recent=settings().search.recent))
    return render_template(
        "export.html",
        search=search,
        title=title_of(search),
        total=found.size,
        files={one.ending: (one.label, file_address(search, one), one.mark) for one in FORMATS.values()},
        feeds=offered(search),
        back=search_address("search.page", search.for_people()),
    )


@blueprint.get("/export.<ending>")
@in_english
def file(ending: str) -> Response:
    """All releases of a search as a file."""
    form = FORMATS.get(ending)
    if form is None:
        raise NotFound
    search = read(EXPORT, request.args, ignore_unknown=True, exact=True)
    state = [library().index.seq, library().store.seq(), request.host_url, settings().web.title]
    found = library().index.find(search.request({}, recent=settings().search.recent))
    written = Written(title_of(search), found.size, search.bom)
    pieces = in_bulk(form.write(gathered(library(), found), written))
    response = Streamed(_as_of(request.environ, pieces, current_app._get_current_object()))  # type: ignore[attr-defined]
    response.content_type = f"{form.media_type}; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"releases.{form.ending}")
    response.headers["X-Total-Count"] = str(found.size)
    response.set_etag(sha256(repr([ending, search.pairs(), state]).encode()).hexdigest()[:32], weak=True)
    return response


def _as_of(environ: WSGIEnvironment, pieces: Iterator[str], app: Flask) -> Iterator[str]:
    """Pieces that are made behind the request that they answer, each in a context of its own: whoever takes them may
    stop at any of them, or not begin. By its broken end they see that something went wrong."""
    while True:
        with app.request_context(environ):
            try:
                piece = next(pieces, None)
            except Exception:
                log.exception("an export broke off")
                library().forget()
                raise
        if piece is None:
            return
        yield piece


def file_address(search: Search, form: Format) -> str:
    """The address of a search's export; spreadsheets are what people open CSV with."""
    plain = timeless(search)
    address = search_address("exports.file", plain.but(sort=search.sort), ending=form.ending)
    if form.ending != "csv":
        return address
    return f"{address}{'&' if '?' in address else '?'}bom=true"
