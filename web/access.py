"""Every request: its id, what is counted of it, and its line in the log.

It stands around the whole application, so that it sees answers as they go out, whatever made them. The line says which
page was asked for, not by whom, nor what was searched for: that is for the log of a proxy, which has the same id.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

from flask import Flask, has_request_context, request
from werkzeug.wsgi import ClosingIterator

from crawler import logs
from web.metrics import Counted

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", re.ASCII)
# What is asked all day and says nothing: counted, and logged for who looks closely.
ROUTINE = re.compile(r"/(healthz|readyz|metrics|static/.*)")
UNLOGGED = "<token>"  # an address with it lets in whoever has it: only its rule is logged
_ID, _ROUTE = "pressroom.request_id", "pressroom.route"
NO_ROUTE = "(none)"


def install(app: Flask, counted: Counted) -> None:
    """Puts it around the application. To be called before what may refuse a request is installed."""
    app.before_request(_note_route)
    app.wsgi_app = Access(app.wsgi_app, counted)  # type: ignore[method-assign]  # as Flask's documentation has it


def request_id() -> str:
    """The id of the request that is being answered; "" outside of one."""
    return str(request.environ.get(_ID, "")) if has_request_context() else ""


def accepted(given: str) -> str:
    """The id that a client gave where it is well-formed, else a new one."""
    return given if WELL_FORMED.fullmatch(given) else uuid4().hex


def _note_route() -> None:
    """The rule that answers, of which there are as many as are written here, however many addresses are asked for."""
    if request.url_rule is not None:
        request.environ[_ROUTE] = request.url_rule.rule


@dataclass(slots=True)
class _Answer:
    """What is known of an answer once its head is out."""

    status: int = 500
    size: int | None = None


class Access:
    """WSGI middleware (PEP 3333)."""

    def __init__(self, application: WSGIApplication, counted: Counted) -> None:
        self._application = application
        self._counted = counted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started, answer = perf_counter(), _Answer()
        environ[_ID] = accepted(environ.get("HTTP_X_REQUEST_ID", ""))

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            length = next((value for name, value in headers if name.lower() == "content-length"), "")
            answer.status, answer.size = int(status[:3]), int(length) if length.isdecimal() else None
            return start_response(status, [*headers, (HEADER, environ[_ID])], exc_info)

        asked = logs.request_id.set(environ[_ID])
        try:
            body = self._application(environ, start)
        finally:
            logs.request_id.reset(asked)
        return ClosingIterator(body, lambda: self._note(environ, answer, perf_counter() - started))

    def _note(self, environ: WSGIEnvironment, answer: _Answer, seconds: float) -> None:
        method, path = str(environ["REQUEST_METHOD"]), str(environ.get("PATH_INFO", ""))
        route = str(environ.get(_ROUTE, NO_ROUTE))
        self._counted.request(route, method, answer.status, seconds)
        shown = route if UNLOGGED in route else quote(path.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~")
        log.log(
            logging.DEBUG if ROUTINE.fullmatch(path) else logging.INFO,
            "answered",
            extra={
                "method": quote(method),
                "path": shown,
                "status": answer.status,
                "milliseconds": round(seconds * 1000, 1),
                "bytes": answer.size,
                "request_id": environ[_ID],
            },
        )
