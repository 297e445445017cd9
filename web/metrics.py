"""What the web server's workers count, and `/metrics`: Prometheus' text of it all.

Each worker counts for itself, in a file that all can read where there are several (prometheus-client's multiprocess
mode, which `web.serve` turns on). What store and index know already is read from them as it is asked for
(`web.figures`): crawler and indexer are processes of their own, and no scrape finds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from ipaddress import ip_address, ip_network
from time import perf_counter
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.exceptions import Forbidden

from crawler.store.keys import Scope
from indexer.index import Index
from web.figures import Figures
from web.library import EXTENSION as LIBRARY
from web.library import Library, library, settings
from web.limiting import calling

blueprint = Blueprint("metrics", __name__)

EXTENSION = "pressroom-counted"
TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# What a search is, by the method of the index that answers it.
SEARCHES = {
    "search": "search",
    "count": "count",
    "timeline": "timeline",
    "suggest": "suggest",
    "similar": "similar",
    "told_by_others": "event",
    "profile": "profile",
    "marks": "marks",
}
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


class Counted:
    """The counters of one application. Every label has a fixed set of values."""

    def __init__(self) -> None:
        # They would be a second series for each counter, which says when it was first counted.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "pressroom_http_requests",
            "Requests that were answered.",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "pressroom_http_request_seconds",
            "Time from a request to the end of its answer.",
            ["route"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._searches = Histogram(
            "pressroom_search_seconds",
            "Time that the index took to answer.",
            ["kind"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._errors = Counter(
            "pressroom_errors",
            "Requests that failed by our mistake (unexpected), or because store, index or archive could not be read.",
            ["kind"],
            registry=self._registry,
        )

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request that was answered; `route` is the rule, not the path."""
        known = method if method in METHODS else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def search(self, kind: str, seconds: float) -> None:
        self._searches.labels(kind).observe(seconds)

    def error(self, kind: str) -> None:
        self._errors.labels(kind).inc()

    def registry(self) -> CollectorRegistry:
        """What is to be shown: of all workers where they share, else of this one."""
        shared = CollectorRegistry()
        try:
            MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        except ValueError:  # they do not share
            return self._registry
        return shared


def counted() -> Counted:
    """The counters of the running application."""
    return cast(Counted, current_app.extensions[EXTENSION])


class Timed:
    """An index whose searches are timed; all else is the index's own."""

    def __init__(self, index: Index, counted: Counted) -> None:
        self._index = index
        self._counted = counted

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._index, name)
        return found if name not in SEARCHES else self._timed(SEARCHES[name], found)

    def _timed(self, kind: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(ask)
        def timed(*arguments: Any, **options: Any) -> Any:
            started = perf_counter()
            try:
                return ask(*arguments, **options)
            finally:
                self._counted.search(kind, perf_counter() - started)

        return timed


def install(app: Flask) -> Counted:
    """Gives an application its counters and the page that shows them, and times the index of its library."""
    made = app.extensions[EXTENSION] = Counted()
    shelf = cast(Library, app.extensions[LIBRARY])
    shelf.around_index = lambda index: cast(Index, Timed(index, made))
    app.register_blueprint(blueprint)
    return made


@blueprint.get("/metrics")
def page() -> Response:
    """Store or index that can't be read are figures too: the page comes all the same."""
    if not (may_read(settings().web.metrics_from, request.remote_addr or "") or _has_key()):
        raise Forbidden(
            "Metrics are not for this address: web.metrics_from in config.toml says for whose they are, or send a key "
            "of the API with the scope metrics."
        )
    registry = counted().registry()
    shown = generate_latest(registry) + generate_latest(cast(CollectorRegistry, Figures(library())))
    response = Response(shown, content_type=TEXT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _has_key() -> bool:
    key = calling().key
    return key is not None and Scope.METRICS in key.scopes


def may_read(networks: Iterable[str], address: str) -> bool:
    """Whether an address may read the metrics. What a proxy forwards comes from elsewhere than it seems to."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        client = ip_address(address)
    except ValueError:
        return False
    return any(client in ip_network(network) for network in networks)
