"""What the answer to a request of a survey means, for people: a few words, and what to do where something is wrong."""

from __future__ import annotations

from crawler.discovery import Discovery, Kind, PageLinks
from crawler.fetch import Fetched
from crawler.meanings import CLOSED, Meaning, meaning_of
from crawler.pace import BUSY
from crawler.robots import Access, Robots

_LITTLE_TEXT = 200  # characters
_FEW_LINKS = 5

_LATER = "Try again later."
_KINDS = {
    Kind.FEED: ("a feed with", "entry", "entries"),
    Kind.JSON_LISTING: ("a listing in JSON with", "entry", "entries"),
    Kind.SITEMAP: ("a sitemap with", "address", "addresses"),
    Kind.SITEMAP_INDEX: ("an index of", "sitemap", "sitemaps"),
}


def of_robots(robots: Robots, fetched: Fetched) -> Meaning:
    """What a host's robots.txt says in all."""
    if robots.access is Access.CLOSED:
        return of_failure(fetched) if fetched.error else CLOSED._replace(advice=_LATER)
    if robots.access is Access.FREE:
        return Meaning("no robots.txt: everything is open")
    delay = f", {robots.crawl_delay:g} s between requests" if robots.crawl_delay else ""
    return Meaning(f"rules{delay}, {_count(len(robots.sitemaps), 'sitemap', 'sitemaps')}")


def of_failure(fetched: Fetched) -> Meaning:
    """Why there is no good answer."""
    if fetched.error:
        return Meaning(fetched.error.reason.rstrip("."), meaning_of(fetched.error.kind).advice or _LATER)
    text, advice = meaning_of(str(fetched.status))
    if fetched.status in BUSY:
        return Meaning(f"{text}: nothing more was asked", _LATER)
    return Meaning(text, advice or _LATER)


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
