"""What went wrong, for people: what each kind of error means, and what one can do about it.

A kind is an `ErrorKind`, the status of an answer, the `Cause` for which a start page was dropped, or `NO_ROBOTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crawler.fetching.outcome import ErrorKind
from crawler.visits import Cause

NO_ROBOTS = "no-robots"  # a host whose robots.txt can't be had


class Meaning(NamedTuple):
    """What happened, and what to do about it ("" where waiting is all); `text` is a clause, `advice` sentences."""

    text: str
    advice: str = ""


_CHECK = "Check the address, or give another page of the site."
_BROWSER = "Give the address that your browser ends at."
_ASK = (
    "Ask the organisation whether you may crawl it; the User-Agent carries your contact (crawler.contact), so that it "
    "can let you in."
)
_SLOW = Meaning(
    "the server is slow, overloaded, or does not let this machine through",
    "If it is always as slow as this, raise crawler.connect_timeout, read_timeout or total_timeout.",
)
_CERTIFICATE = Meaning(
    "its certificate has expired, was made for another name, or is signed by nobody known",
    "Pressroom takes nothing over a connection that it can't trust: try the name with or without www, or tell the "
    "organisation that its certificate is invalid.",
)
_NO_PAGE = Meaning(
    "it lists no releases, or builds itself with JavaScript, which Pressroom does not run",
    "Name another start page: `pressroom sources check URL` looks for a site's feeds, sitemaps and listings.",
)
_FAULT = Meaning("the server has a fault")
_NOT_GIVEN = Meaning("the server does not give it", _CHECK)
_UNKNOWN = Meaning("")

FORBIDDEN = Meaning("robots.txt forbids it", _ASK)
CLOSED = Meaning("robots.txt can't be had: the host stays closed until it can (RFC 9309)")
ENDLESS = Meaning(
    "it redirects in a circle, or on and on; some sites do so for who keeps no cookies, as Pressroom does", _BROWSER
)

MEANINGS: Mapping[str, Meaning] = {
    ErrorKind.BAD_URL: Meaning("it is not written as an address on the web is", _CHECK),
    ErrorKind.DNS: Meaning(
        "the name is mistyped or out of use, or its name server is down", "Check the name for a typing mistake."
    ),
    ErrorKind.PRIVATE_ADDRESS: Meaning(
        "the name leads into a private network, where no public site is",
        "Only a source of your own network may be there: give it allow_private = true.",
    ),
    ErrorKind.REFUSED: Meaning(
        "the server is down, or nothing listens at this port", "Check scheme and port of the address (http or https)."
    ),
    ErrorKind.TIMEOUT_CONNECT: _SLOW,
    ErrorKind.TIMEOUT_READ: _SLOW,
    ErrorKind.TIMEOUT_TOTAL: _SLOW,
    ErrorKind.TLS: _CERTIFICATE,
    ErrorKind.BAD_RESPONSE: Meaning("the server broke off, or its answer is no proper HTTP"),
    ErrorKind.TOO_LARGE: Meaning(
        "no page of releases is so large, but some feeds and sitemaps are",
        "Raise crawler.max_bytes if you want to take it.",
    ),
    ErrorKind.DECODE: Meaning("what came is damaged, or packed in another way than the server says"),
    ErrorKind.TOO_MANY_REDIRECTS: ENDLESS,
    ErrorKind.REDIRECT_REFUSED: Meaning("the address has moved to where the crawler may not follow", _BROWSER),
    "401": Meaning("it wants a login", _ASK),
    "403": Meaning("the server refuses this program", _ASK),
    "404": Meaning("there is nothing at this address", _CHECK),
    "410": Meaning("what was at this address is gone", _CHECK),
    "429": Meaning("the server wants fewer requests", "Give the source a longer delay if it goes on."),
    "503": Meaning("the server is overloaded or under maintenance"),
    NO_ROBOTS: CLOSED,
    Cause.ROBOTS: FORBIDDEN,
    Cause.MOVED_AWAY: Meaning(
        "the site has moved",
        "Give the new address as start page; where both hosts are the organisation's, name the other under hosts.",
    ),
    Cause.NOINDEX: _NO_PAGE,
    Cause.NO_RELEASE: _NO_PAGE,
    Cause.DOUBTFUL: _NO_PAGE,
    Cause.UNREADABLE: _NO_PAGE,
}


def meaning_of(kind: str) -> Meaning:
    """What a kind of error means; a meaning without words where nothing is known of it."""
    if known := MEANINGS.get(kind):
        return known
    if not kind.isdecimal():
        return _UNKNOWN
    return _FAULT if int(kind) >= 500 else _NOT_GIVEN


CAUSES: Mapping[str, str] = {
    Cause.ROBOTS: "forbidden by robots.txt",
    Cause.NOINDEX: "their pages ask not to be indexed",
    Cause.NO_RELEASE: "read, and no releases",
    Cause.DOUBTFUL: "to look at: perhaps releases, but they read badly",
    Cause.UNREADABLE: "empty, or of a kind that is not read",
    Cause.MOVED_AWAY: "moved to another site",
    Cause.DENIED: "denied in config.toml",
    Cause.LEARNT: "like others that never were releases",
    Cause.PASSED_OVER: "linked, but not like releases",
    Cause.TRAP: "in a listing without end",
    Cause.GONE: "gone",
    Cause.UNCONFIGURED: "start pages no longer in config.toml",
    Cause.OTHER: "for other reasons",
}
"""Why URLs were dropped, in words that follow a number."""
