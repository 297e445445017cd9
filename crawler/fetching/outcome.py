"""What a fetch is asked under and what came of it: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_MAX_REASON = 300  # characters


class ErrorKind(StrEnum):
    """Why there is no whole response; stable names that the store keeps and `status` counts."""

    BAD_URL = "bad-url"
    DNS = "dns"
    PRIVATE_ADDRESS = "private-address"
    REFUSED = "refused"
    TIMEOUT_CONNECT = "timeout-connect"
    TIMEOUT_READ = "timeout-read"
    TIMEOUT_TOTAL = "timeout-total"
    TLS = "tls"
    BAD_RESPONSE = "bad-response"
    TOO_LARGE = "too-large"
    DECODE = "decode"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    REDIRECT_REFUSED = "redirect-refused"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The bounds of one fetch. `max_bytes` holds for the body as received and again for the body decoded."""

    connect_seconds: float = 10.0  # for the look-up, for each address, and for the TLS handshake
    read_seconds: float = 20.0  # between two pieces of the response
    total_seconds: float = 60.0  # from the look-up to the last byte, redirects included
    max_bytes: int = 20_000_000
    max_redirects: int = 8


@dataclass(frozen=True, slots=True)
class FetchError:
    """`reason` is one plain sentence for people."""

    kind: ErrorKind
    reason: str


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was answered with `status`; `location` is its target as the server wrote it."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response, byte for byte as they crossed the connection.

    `head` is the status line and the header fields with the blank line behind them; `body` still carries its transfer
    coding and content coding. `address` is the IP address of the other end.
    """

    url: str
    address: str
    request: bytes
    head: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """The outcome of a fetch: a whole response, or an error.

    `final_url` is where the redirects led, as it was sent: ASCII, without a fragment. With an `error` there is no
    `status`, no `exchange` and an empty `body`; else `body` is decoded from its content coding. The keys of `headers`
    ignore case. `retry_after` is in seconds from `started` on.
    """

    url: str
    final_url: str
    started: datetime  # UTC
    elapsed_seconds: float
    status: int | None
    headers: Mapping[str, str]
    body: bytes
    exchange: Exchange | None
    redirects: tuple[Hop, ...]
    error: FetchError | None
    retry_after: float | None


class ExchangeError(Exception):
    """Ends a fetch. Neither an OSError nor a RequestException, so that no library on the way rewrites it."""

    def __init__(self, kind: ErrorKind, reason: str) -> None:
        super().__init__(reason)
        self.error = FetchError(kind, _plain(reason))


def _plain(reason: str) -> str:
    """One printable line of bearable length: servers have a say in what stands in some reasons."""
    line = "".join(char if char.isprintable() else " " for char in reason)
    return line if len(line) <= _MAX_REASON else line[: _MAX_REASON - 2] + "…."
