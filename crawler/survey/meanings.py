"""What the answer to a request means, for people: a few words, and what to do where something is wrong."""

from __future__ import annotations

from typing import NamedTuple

from crawler.discovery import Discovery, Kind, PageLinks
from crawler.fetch import ErrorKind, Fetched
from crawler.robots import Access, Robots

_LITTLE_TEXT = 200  # characters
_FEW_LINKS = 5


class Meaning(NamedTuple):
    """What happened, and what to do about it ("" where nothing needs doing)."""

    text: str
    advice: str = ""


_LATER = "Try again later."
_CHECK = "Check the address, or give another page of the site."
_ASK = (
    "Ask the organisation whether you may crawl it; the User-Agent carries your contact (crawler.contact), so that it "
    "can let you in."
)

FORBIDDEN = Meaning("robots.txt forbids it", _ASK)

ENDLESS = Meaning("it redirects in a circle, or on and on", "Give the address that your browser ends at.")

_ADVICE = {
    ErrorKind.BAD_URL: _CHECK,
    ErrorKind.DNS: "Check the name for a typing mistake; if it is right, try again later.",
    ErrorKind.PRIVATE_ADDRESS: "Only a source of your own network may be there: give it allow_private = true.",
    ErrorKind.REFUSED: "Check scheme and port of the address (http or https), or try again later.",
    ErrorKind.TLS: (
        "Pressroom takes nothing over a connection that it can't trust: try the name with or without www, or tell the "
        "organisation that its certificate is invalid."
    ),
    ErrorKind.TOO_MANY_REDIRECTS: ENDLESS.advice,
    ErrorKind.REDIRECT_REFUSED: _CHECK,
    ErrorKind.TOO_LARGE: "Raise crawler.max_bytes if you want to take it.",
}
_STATUS = {
    401: Meaning("it wants a login", _ASK),
    403: Meaning("the server refuses this program", _ASK),
    404: Meaning("there is nothing at this address", _CHECK),
    410: Meaning("what was at this address is gone", _CHECK),
    429: Meaning("the server wants fewer requests: nothing more was asked", _LATER),
    503: Meaning("the server is overloaded or under maintenance: nothing more was asked", _LATER),
}
_KINDS = {
    Kind.FEED: ("a feed with", "entry", "entries"),
    Kind.JSON_LISTING: ("a listing in JSON with", "entry", "entries"),
    Kind.SITEMAP: ("a sitemap with", "address", "addresses"),
    Kind.SITEMAP_INDEX: ("an index of", "sitemap", "sitemaps"),
}


def of_robots(robots: Robots, fetched: Fetched) -> Meaning:
    """What a host's robots.txt says in all."""
    if fetched.error and robots.access is Access.CLOSED:
        return Meaning(fetched.error.reason.rstrip("."), _ADVICE.get(fetched.error.kind, _LATER))
    if robots.access is Access.CLOSED:
        return Meaning("robots.txt can't be had: the host stays closed until it can (RFC 9309)", _LATER)
    if robots.access is Access.FREE:
        return Meaning("no robots.txt: everything is open")
    delay = f", {robots.crawl_delay:g} s between requests" if robots.crawl_delay else ""
    return Meaning(f"rules{delay}, {_count(len(robots.sitemaps), 'sitemap', 'sitemaps')}")


def of_failure(fetched: Fetched) -> Meaning:
    """Why there is no good answer."""
    if fetched.error:
        return Meaning(fetched.error.reason.rstrip("."), _ADVICE.get(fetched.error.kind, _LATER))
    status = fetched.status or 0
    if status in _STATUS:
        return _STATUS[status]
    if status >= 500:
        return Meaning("the server has a fault", _LATER)
    return Meaning("the server does not give it", _CHECK)


def of_answer(discovery: Discovery, page: PageLinks | None, body: bytes) -> Meaning:
    """What a good answer holds."""
    if page is None:
        return Meaning(_thing(discovery))
    if needs_script(page, body):
        return Meaning(
            "a page without text and links: it builds itself with JavaScript",
            "Pressroom runs no scripts: look for a feed, a sitemap or a section that works without, and give its "
            "address.",
        )
    return Meaning(f"a page with {_count(len(page.links), 'link', 'links')}")


def needs_script(page: PageLinks, body: bytes) -> bool:
    """Whether a page shows next to nothing without its scripts."""
    return page.text_size < _LITTLE_TEXT and len(page.links) < _FEW_LINKS and b"<script" in body.lower()


def _thing(discovery: Discovery) -> str:
    if discovery.kind is Kind.PDF:
        return "a PDF"
    if discovery.kind not in _KINDS:
        return f"nothing to read links from: {discovery.reason}"
    what, one, many = _KINDS[discovery.kind]
    return f"{what} {_count(len(discovery.links), one, many)}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
