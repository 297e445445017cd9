"""How often the API may be asked, per address or per key, and what an answer says of it.

The header fields are those of the IETF's draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` has the limit,
`RateLimit` what is left of it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from flask import Flask, Response, g, request
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests, Unauthorized

from crawler.settings import WebSettings
from web.api.keys import Caller, caller
from web.counts import SharedCounts
from web.http import API_PREFIX
from web.library import library

WINDOW_SECONDS = 60
LIMITED = "rate_limited"  # in `g`: what was counted for this request


@dataclass(frozen=True)
class Counted:
    """Where a caller stands in the current window; `policy` is "address" or "key"."""

    policy: str
    limit: int
    remaining: int
    seconds: int

    def write(self, response: Response) -> None:
        response.headers["RateLimit-Policy"] = f'"{self.policy}";q={self.limit};w={WINDOW_SECONDS}'
        response.headers["RateLimit"] = f'"{self.policy}";r={self.remaining};t={self.seconds}'


def install(app: Flask, settings: WebSettings, counts: SharedCounts) -> None:
    """Counts every request to the API, and refuses those that are too many."""
    limiter = FixedWindowRateLimiter(counts)

    def count(policy: str, limit: int, who: str) -> None:
        if not limit:
            return
        item = RateLimitItemPerMinute(limit)
        allowed = limiter.hit(item, policy, who)
        reset, remaining = limiter.get_window_stats(item, policy, who)
        counted = Counted(policy, limit, remaining, max(1, ceil(reset - time.time())))
        g.setdefault(LIMITED, counted)
        if not allowed:
            raise TooManyRequests(
                f"This {policy} has asked {limit} times within a minute, which is all it may: go on in "
                f"{counted.seconds} seconds.",
                retry_after=counted.seconds,
            )

    def check() -> None:
        if not request.path.startswith(API_PREFIX) or request.method == "OPTIONS":
            return
        try:
            found = caller(request, library().keys)
        except Unauthorized:
            count(
                "address", settings.address_limit, counted_address(request.remote_addr or "")
            )  # so that keys can't be guessed
            raise
        g.caller = found
        if found.key is None:
            count("address", settings.address_limit, counted_address(found.address))
        else:
            count("key", found.key.per_minute or settings.key_limit, found.key.name)

    app.before_request(check)
    app.after_request(write_limits)


def counted_address(address: str) -> str:
    """What is counted for an address: itself, or its /64 network, of which one subscriber has all (RFC 6177)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))


def calling() -> Caller:
    """Who sends the current request."""
    return g.caller if "caller" in g else caller(request, library().keys)


def write_limits(response: Response) -> Response:
    """Says in an answer what is left of the limit that it counts for."""
    counted: Counted | None = g.get(LIMITED)
    if counted is not None:
        counted.write(response)
    return response
