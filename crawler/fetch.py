"""One HTTP GET, or POST, under all limits: time, size, redirects, addresses. Whatever goes wrong is a value.

Fetching again, robots.txt, delays and what to do about an outcome belong to the callers.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urldefrag, urljoin, urlsplit

import requests

from crawler.fetching.addresses import Lookup, is_public, look_up, parse_mapping, system_lookup
from crawler.fetching.content import TooLargeError, UndecodableError, decode
from crawler.fetching.outcome import ErrorKind, Exchange, ExchangeError, Fetched, FetchError, FetchLimits, Hop
from crawler.fetching.transport import Answer, Deadline, Line, exchange, too_large

__all__ = ["ErrorKind", "Exchange", "FetchError", "FetchLimits", "Fetched", "Fetcher", "Hop", "retry_after_seconds"]

MayFollow = Callable[[str], str | None]
"""Asked before each redirect is followed: None, or the reason (a plain sentence) why its target may not be fetched."""

_PORTS = {"http": 80, "https": 443}
_ACCEPTED = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


class Fetcher:
    """Fetches pages; holds settings only, so that any number of threads may share one.

    Each request gets a connection of its own, which is opened to an address that was checked for this very request.
    No cookie is kept; proxy variables and .netrc are not read.
    """

    def __init__(
        self,
        limits: FetchLimits,
        user_agent: str,
        resolve: Mapping[str, str],
        *,
        lookup: Lookup = system_lookup,
        ca_file: Path | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`resolve` is `[crawler.resolve]` of the configuration; raises ValueError where it can't be read.

        `ca_file` holds the certificates (PEM) that are trusted instead of the usual authorities'.
        """
        self._limits = limits
        self._user_agent = user_agent
        self._mapping = parse_mapping(resolve)
        self._lookup = lookup
        self._ca_file = str(ca_file) if ca_file else None
        self._now = now

    def fetch(
        self,
        url: str,
        *,
        may_follow: MayFollow,
        etag: str | None = None,
        last_modified: str | None = None,
        allow_private: bool = False,
    ) -> Fetched:
        """GETs `url`, follows its redirects as far as `may_follow` lets it, and gives what came of it.

        `etag` and `last_modified` are the validators of the copy that one has (RFC 9110, section 13.1); they go to
        `url` itself only, not to where it redirects. `allow_private` lifts the guard against private addresses.
        """
        trip = _Trip(url, may_follow, Deadline(self._limits.total_seconds), allow_private)
        return self._fetched(trip, lambda: self._travel(trip, _validators(etag, last_modified)))

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool = False) -> Fetched:
        """POSTs `body` to `url` with these headers, and gives what came of it; a redirect is an answer like others."""
        trip = _Trip(url, lambda _: None, Deadline(self._limits.total_seconds), allow_private)

        def ask() -> Answer:
            request = _prepared(url)
            trip.here = str(request.url)
            request.prepare_method("POST")
            request.prepare_body(body, None)
            return self._ask(request, headers, trip)

        return self._fetched(trip, ask)

    def _fetched(self, trip: _Trip, ask: Callable[[], Answer]) -> Fetched:
        """What comes of asking."""
        url, started, begin = trip.here, self._now(), time.monotonic()
        answer, body, error = None, b"", None
        try:
            answer = ask()
            body = self._decoded(answer)
        except ExchangeError as failure:
            answer, error = None, failure.error
        headers = answer.headers if answer else MappingProxyType({})
        return Fetched(
            url=url,
            final_url=trip.here,
            started=started,
            elapsed_seconds=time.monotonic() - begin,
            status=answer.status if answer else None,
            headers=headers,
            body=body,
            exchange=answer.exchange if answer else None,
            redirects=tuple(trip.hops),
            error=error,
            retry_after=retry_after_seconds(headers.get("retry-after"), started),
        )

    def _travel(self, trip: _Trip, validators: Mapping[str, str]) -> Answer:
        request = _prepared(trip.here)
        trip.here = str(request.url)
        answer = self._ask(request, validators, trip)
        while answer.location is not None:
            request = self._next(trip, answer, answer.location)
            answer = self._ask(request, {}, trip)
        return answer

    def _next(self, trip: _Trip, answer: Answer, location: str) -> requests.PreparedRequest:
        """The request for the next hop. Raises ExchangeError when it may not be made."""
        trip.hops.append(Hop(trip.here, answer.status, location))
        if len(trip.hops) > self._limits.max_redirects:
            reason = f"The address redirects more than {self._limits.max_redirects} times."
            raise ExchangeError(ErrorKind.TOO_MANY_REDIRECTS, reason)
        request = _prepared(location, base=trip.here)
        target = str(request.url)
        if target in {hop.url for hop in trip.hops}:
            raise ExchangeError(ErrorKind.TOO_MANY_REDIRECTS, _circle(target, cookies="set-cookie" in answer.headers))
        asked = time.monotonic()
        refusal = trip.may_follow(target)
        trip.deadline.postpone(time.monotonic() - asked)
        if refusal is not None:
            raise ExchangeError(ErrorKind.REDIRECT_REFUSED, refusal)
        trip.here = target
        return request

    def _ask(self, request: requests.PreparedRequest, more: Mapping[str, str], trip: _Trip) -> Answer:
        parts = urlsplit(trip.here)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        request.headers["Host"] = parts.netloc.removesuffix(f":{_PORTS[parts.scheme]}")
        request.headers.update({"User-Agent": self._user_agent, **_ACCEPTED, **more})
        mapped = self._mapping.get(host.rstrip("."), self._mapping.get("*"))
        if mapped:
            addresses, port = [mapped[0]], mapped[1]
        else:
            addresses = self._addresses(host, trip)
        line = Line(addresses, port, self._limits, trip.deadline)
        tls = parts.scheme == "https" and not mapped
        return exchange(request, host, line, self._limits, tls=tls, ca_file=self._ca_file)

    def _addresses(self, host: str, trip: _Trip) -> list[str]:
        """The addresses of `host` that may be asked; never empty. Raises ExchangeError."""
        seconds = min(self._limits.connect_seconds, trip.deadline.left())
        try:
            found = look_up(host, self._lookup, seconds)
        except TimeoutError:
            raise ExchangeError(ErrorKind.DNS, f"No address of {host} was found within {seconds:.3g} s.") from None
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise ExchangeError(ErrorKind.DNS, f"The name {host} has no address.")
        usable = [address for address in found if trip.allow_private or is_public(address)]
        if not usable:
            reason = f"{host} is at {found[0]}, which is not a public address: allow_private in its source permits it."
            raise ExchangeError(ErrorKind.PRIVATE_ADDRESS, reason)
        return usable

    def _decoded(self, answer: Answer) -> bytes:
        try:
            return decode(answer.body, answer.headers.get("content-encoding", ""), self._limits.max_bytes)
        except UndecodableError as error:
            raise ExchangeError(ErrorKind.DECODE, f"The page can't be decoded: {error}.") from error
        except TooLargeError:
            raise too_large(self._limits) from None


@dataclass(slots=True)
class _Trip:
    """A fetch on its way: where it stands, what it may do, and what it has passed."""

    here: str
    may_follow: MayFollow
    deadline: Deadline
    allow_private: bool
    hops: list[Hop] = field(default_factory=list)


def _circle(target: str, *, cookies: bool) -> str:
    wanted = ": it seems to want a cookie, and none is kept" if cookies else ""
    return f"The address redirects in a circle, back to {target}{wanted}."


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """The Retry-After field (RFC 9110, section 10.2.3) in seconds from `now`, at least 0; None where there is none."""
    value = (value or "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:10])  # ten digits are centuries
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The conditional header fields. Servers chose these values: one that can't be sent back safely is left out."""
    validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in validators.items() if value and value.isascii() and value.isprintable()}


def _prepared(url: str, base: str = "") -> requests.PreparedRequest:
    """A GET of `url`, ASCII and without a fragment, with no headers yet. Raises ExchangeError."""
    request = requests.PreparedRequest()
    try:
        request.prepare_method("GET")
        request.prepare_url(urldefrag(urljoin(base, url.strip())).url, None)
        request.prepare_headers({})
        parts = urlsplit(str(request.url))
        proper = parts.scheme in _PORTS and parts.hostname and "@" not in parts.netloc and (parts.port or 1) > 0
    except (ValueError, requests.RequestException):
        proper = False
    if not proper:
        raise ExchangeError(ErrorKind.BAD_URL, f"{url!r} is not an address that can be fetched.")
    return request
