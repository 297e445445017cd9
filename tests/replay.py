"""A server that replays pages under their own host names on loopback addresses, and watches how it is asked.

with Replay({"press.example": {"/": (b"...", "text/html")}}) as replay:
    fetcher = Fetcher(limits, user_agent, replay.resolve)
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

Page = tuple[bytes, str]  # body, content type
Pages = dict[str, Page]  # by path and query, as they stand in the request line

SITEMAP = "/sitemap.xml"
_FIRST_ADDRESS = 2  # 127.0.0.2: whoever confuses a mapped address with plain localhost is found out
_MAX_ADDRESSES = 16
_SESSION = re.compile(r";jsessionid=[^/?]*")


@dataclass(slots=True)
class Visit:
    """One request: `began` and `ended` on the monotonic clock, in seconds; header names in lower case."""

    target: str
    status: int
    headers: Mapping[str, str]
    began: float
    ended: float


@dataclass(slots=True)
class Site:
    """A host's pages, and where a crawl of them begins: its listing pages, else a generated sitemap."""

    host: str
    pages: Pages = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)  # of the real pages, as they were found
    start: list[str] = field(default_factory=list)


class Replay:
    """Serves `sites` (host to pages) as a context manager.

    `resolve` is what the crawler needs as `[crawler.resolve]`. Hosts share up to 16 addresses from 127.0.0.2 on and
    are told apart by their Host header; one that isn't known gets 421. What isn't there gets 404, robots.txt too.
    Pages have an ETag, and a request that knows it gets 304. `delay_seconds` makes each answer take as long, so that
    requests overlap when somebody lets them; a `meeting` makes each wait until as many are under way as it has
    parties. `answer_with` gives an address another status and further header fields.
    """

    def __init__(
        self,
        sites: Mapping[str, Mapping[str, Page]],
        delay_seconds: float = 0.0,
        meeting: threading.Barrier | None = None,
    ) -> None:
        self._sites = {host: dict(pages) for host, pages in sites.items()}
        self._delay = delay_seconds
        self._meeting = meeting
        self._others: dict[tuple[str, str], tuple[int, dict[str, str]]] = {}
        self._visits: dict[str, list[Visit]] = {host: [] for host in sites}
        self._lock = threading.Lock()
        numbers = range(_FIRST_ADDRESS, _FIRST_ADDRESS + min(len(self._sites), _MAX_ADDRESSES))
        self._servers = [_Server((f"127.0.0.{number}", 0), self._answer) for number in numbers]
        self._threads = [threading.Thread(target=server.serve_forever, args=(0.05,)) for server in self._servers]
        self.resolve = {
            host: self._servers[number % len(self._servers)].origin for number, host in enumerate(self._sites)
        }

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def put(self, host: str, target: str, page: Page) -> None:
        """Adds a page, or changes one."""
        self._sites[host][target] = page

    def remove(self, host: str, target: str) -> None:
        del self._sites[host][target]

    def answer_with(self, host: str, target: str, status: int = 200, **fields: str) -> None:
        """Answers requests for `target`, also where there is no page, with this status and further header fields; "_"
        in their names stands for "-". Status 200 without fields is the usual answer again."""
        self._others[host, target] = status, {name.replace("_", "-"): value for name, value in fields.items()}

    def visits(self, host: str) -> list[Visit]:
        """The requests for `host`, in the order of their beginnings."""
        with self._lock:
            return sorted(self._visits[host], key=lambda visit: visit.began)

    def requests(self, host: str) -> int:
        return len(self.visits(host))

    def max_concurrency(self, host: str) -> int:
        """How many requests for `host` were being answered at once, at most."""
        visits = self.visits(host)
        return max((sum(other.began <= visit.began < other.ended for other in visits) for visit in visits), default=0)

    def gaps(self, host: str) -> list[float]:
        """Seconds from the end of each request to the beginning of the next; negative where they overlap."""
        return [after.began - before.ended for before, after in pairwise(self.visits(host))]

    def _answer(self, host: str, target: str, headers: Mapping[str, str]) -> tuple[int, Page, dict[str, str]]:
        """Status, page and header fields for a request."""
        began = time.monotonic()
        if self._delay:
            time.sleep(self._delay)
        if self._meeting:
            self._meeting.wait()
        pages = self._sites.get(host)
        page = pages.get(target) if pages is not None else None
        etag = f'"{hashlib.sha256(page[0]).hexdigest()[:16]}"' if page else ""
        status, fields = self._others.get((host, target), (HTTPStatus.OK, {}))
        if pages is None:
            status = HTTPStatus.MISDIRECTED_REQUEST
        elif status != HTTPStatus.OK:
            page, etag = None, ""
        elif page is None:
            status = HTTPStatus.NOT_FOUND
        elif headers.get("if-none-match") == etag:
            status = HTTPStatus.NOT_MODIFIED
        if pages is not None:
            visit = Visit(target, status, headers, began, time.monotonic())
            with self._lock:
                self._visits[host].append(visit)
        found = page if page and status == HTTPStatus.OK else (b"", "text/plain")
        return status, found, fields | ({"ETag": etag} if etag else {})


Answer = Callable[[str, str, Mapping[str, str]], tuple[int, Page, dict[str, str]]]


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for the answers that are under way

    def __init__(self, address: tuple[str, int], answer: Answer) -> None:
        super().__init__(address, _Handler)
        self.answer = answer
        self.origin = f"http://{address[0]}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        status, (body, content_type), fields = self.server.answer(host, self.path, headers)
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in fields.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815  http.server finds its methods by these names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name in http.server
        """Quiet: `Replay.visits` is the log."""


def shared_data() -> Path | None:
    """The data that stands beside the repository (or in $PRESSROOM_SHARED); None where there is none."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    data = Path(os.environ.get("PRESSROOM_SHARED") or beside) / "data"
    return data if data.is_dir() else None


def load_sites(index: Path) -> dict[str, Site]:
    """The real pages that `index` (JSON Lines: file, url, page_type) lists, as sites by host name.

    A host without a listing page gets a sitemap of its pages, unless it has one.
    """
    sites: dict[str, Site] = {}
    with index.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            host = urlsplit(entry["url"]).hostname or ""
            site = sites.setdefault(host, Site(host))
            site.urls.append(entry["url"])
            page = gzip.decompress((index.parent / entry["file"]).read_bytes())
            site.pages[_target(entry["url"])] = (page, "text/html")
            site.pages[_target(_SESSION.sub("", entry["url"]))] = (page, "text/html")  # as its server would answer
            if entry["page_type"] == "listing":
                site.start.append(entry["url"])
    for site in sites.values():
        if not site.start:
            site.pages.setdefault(SITEMAP, (sitemap(site.urls), "application/xml"))
            site.start.append(f"{urlsplit(site.urls[0]).scheme}://{site.host}{SITEMAP}")
    return sites


def sitemap(urls: Iterable[str]) -> bytes:
    """A sitemap (sitemaps.org protocol 0.9) of `urls`."""
    entries = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{namespace}">{entries}</urlset>'.encode()


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
