"""The sample newsroom as a Flask application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from crawler.sample.content import load_content
from crawler.sample.editions import open_newsroom
from crawler.sample.pages import pages
from crawler.sample.syndication import syndication


def create_newsroom(
    base_url: str,
    clock: Callable[[], datetime],
    edited_after: timedelta,
    *,
    started: datetime | None = None,
) -> Flask:
    """The newsroom, which calls itself `base_url` (scheme and host, no path) whatever host a request names.

    `clock` gives moments with a time zone. Until `started + edited_after` (`started` is now when not given) the first
    edition stands; from then on one release has a new text and another answers 410. Hand in the same `started` again
    after a restart, so that nothing goes back to its first edition.
    """
    newsroom = open_newsroom(load_content(), started or clock(), edited_after)
    app = Flask(__name__)
    app.register_blueprint(pages)
    app.register_blueprint(syndication)
    app.jinja_env.filters["http_date"] = http_date
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.before_request
    def take_snapshot() -> None:
        g.content = newsroom.content
        g.snapshot = newsroom.at(clock())

    @app.context_processor
    def common() -> dict[str, object]:
        return {"base_url": base_url.rstrip("/"), "content": newsroom.content, "snapshot": g.snapshot}

    app.after_request(_answer_conditionally)
    app.register_error_handler(HTTPException, _error_page)
    return app


def _answer_conditionally(response: Response) -> Response:
    """ETag on every good answer, and 304 where the client has it already (RFC 9110, 13)."""
    if response.status_code == 200 and not response.direct_passthrough:
        response.add_etag()
        response.cache_control.no_cache = True  # keep it, but ask again each time
        response.make_conditional(request)
        response.headers.pop("Date", None)  # the server writes its own
    return response


def _error_page(error: HTTPException) -> tuple[str, int]:
    return render_template("error.html", title=error.name, code=error.code), error.code or 500
