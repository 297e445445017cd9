"""Responses for the archive's tests."""

from __future__ import annotations

from datetime import UTC, datetime

from requests.structures import CaseInsensitiveDict

from crawler.fetching.outcome import Exchange, Fetched

AT = datetime(2019, 10, 30, 10, 0, 0, 123456, tzinfo=UTC)
PAGE = "<title>Pressemitteilung über Maßnahmen</title>".encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Name: caf\xe9\r\nLink: </a>\r\nlink: </b>\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def fetched(url: str = "https://press.example/a", head: bytes = HEAD, raw: bytes = PAGE, status: int = 200) -> Fetched:
    """A response whose header fields and body stand in the exchange as they crossed the wire."""
    request = b"GET /a HTTP/1.1\r\nHost: press.example\r\n\r\n"
    exchange = Exchange(url, "192.0.2.7", request, head + b"\r\n", raw)
    fields = [line.split(": ", 1) for line in head.decode("latin-1").splitlines()[1:]]
    headers = CaseInsensitiveDict((name, value) for name, value in fields)
    return Fetched(url, url, AT, 0.1, status, headers, PAGE, exchange, (), None, None)


def chunks(body: bytes, size: int) -> bytes:
    """A body in chunks of `size` bytes."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])
