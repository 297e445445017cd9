"""Every error as a page for people or a problem document for programs (RFC 9457); never a traceback."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.archive import ArchiveError
from crawler.store import StoreError
from indexer.index import BadCursorError, IndexUnreadableError
from web.access import request_id
from web.api.problems import PROBLEM_TYPE, problem
from web.http import API_PREFIX, MAX_BODY
from web.i18n import gettext, later
from web.library import library
from web.metrics import counted
from web.said import said
from web.validation import ParameterError

log = logging.getLogger(__name__)

RETRY_SECONDS = 10
FEED_PATHS = ("/search.atom", "/search.rss", "/search.feed.json", "/sources.opml")
MACHINE_PATHS = ("/healthz", "/readyz", "/metrics", "/oai", "/robots.txt", "/opensearch.xml", *FEED_PATHS)
MACHINE_PREFIXES = (API_PREFIX, "/sitemap")
# What a browser opens as well.
FOR_BOTH = re.compile(
    r"/export\..*|/timeline\.(csv|svg|png)|/releases/.*\.(bib|ris|json|txt)|/alerts/.*\.atom", re.DOTALL
)

# Status: heading, and what it means with what to do.
PAGES = {
    400: (
        later("This address can’t be read"),
        later("Something in it is not understood. Start again from the search page."),
    ),
    403: (
        later("This is not for your role"),
        later("Your account may not do this. Ask an administrator, if it should."),
    ),
    404: (later("There is nothing here"), later("Check the address, or search for what you are looking for.")),
    405: (
        later("This can’t be done here"),
        later("This address only gives pages: open it, or start from the search page."),
    ),
    413: (later("That was too much"), later("This address takes no content. Start again from the search page.")),
    500: (
        later("Something went wrong here"),
        later("It is our mistake and has been written to the log. Try again, please."),
    ),
    503: (later("Not ready yet"), later("Nothing is lost: this page comes as soon as it can be made.")),
}


def install(app: Flask) -> None:
    """Registers the handlers and the limit on what a client may send."""
    app.before_request(refuse_large_body)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(ParameterError, parameter_error)
    app.register_error_handler(BadCursorError, cursor_error)
    app.register_error_handler(IndexUnreadableError, unreadable)
    app.register_error_handler(StoreError, unreadable)
    app.register_error_handler(ArchiveError, unreadable)
    app.register_error_handler(Exception, unexpected)


def refuse_large_body() -> None:
    if (request.content_length or 0) > MAX_BODY:
        raise RequestEntityTooLarge(f"A request may carry at most {MAX_BODY} bytes.")


def http_error(error: HTTPException) -> WerkzeugResponse:
    if error.code is None or error.code < 400:
        return error.get_response()  # a redirect
    response = answer(error.code, str(error.description or error.name))
    for name, value in error.get_headers():  # Retry-After, WWW-Authenticate
        if name != "Content-Type":
            response.headers[name] = value
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def parameter_error(error: ParameterError) -> Response:
    return answer(400, str(error), error.problems)


def cursor_error(error: BadCursorError) -> Response:
    return answer(404, str(error), [("cursor", "cursor does not belong to this search: start again without it.")])


def unreadable(error: Exception) -> Response:
    log.warning("can't answer %s: %s", request.path, error)
    counted().error("unreadable")
    library().forget()
    response = answer(503, str(error))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def unexpected(error: Exception) -> WerkzeugResponse:
    counted().error("unexpected")
    log.error("failed on %s %s", request.method, request.path, exc_info=error)
    return http_error(InternalServerError("An error of this server, not of the request; it is in the log."))


def is_for_programs() -> bool:
    """Whether what is asked for, or who asks, is no page's reader."""
    if FOR_BOTH.fullmatch(request.path):
        return request.accept_mimetypes.best_match([PROBLEM_TYPE, "text/html"]) != "text/html"
    return request.path.startswith(MACHINE_PREFIXES) or request.path in MACHINE_PATHS


def answer(status: int, detail: str, parameters: Sequence[tuple[str, str]] = ()) -> Response:
    """The error as the kind of client wants it."""
    if is_for_programs():
        return problem(status, detail, parameters)
    heading, advice = PAGES.get(status, PAGES[400])
    own = " ".join(said(sentence) for _, sentence in parameters) or (said(detail) if status == 503 else "")
    again = request.full_path.rstrip("?") if status >= 500 else ""
    page = render_template(
        "error.html",
        heading=gettext(heading),
        advice=gettext(advice),
        detail=own,
        again=again,
        request_id=again and request_id(),
    )
    response = make_response(page, status)
    if FOR_BOTH.fullmatch(request.path):
        response.vary.add("Accept")
    return response
