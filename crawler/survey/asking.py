"""Asking a site's servers one polite question after another, and saying what each answer means.

Each host's robots.txt is asked for first and obeyed, each redirect is a question of its own, and a server that wants
fewer requests gets none at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.discovery import Discovery, Kind, PageLinks, discover, read_page_links
from crawler.discovery.directives import directives
from crawler.fetch import ErrorKind, Fetched, Fetcher
from crawler.meanings import ENDLESS, FORBIDDEN, Meaning
from crawler.robots import Access, Robots, read_robots
from crawler.survey.meanings import of_answer, of_failure, of_robots
from crawler.survey.values import Request
from crawler.urls import canonical_url

Fetch = Callable[[str], Fetched]
"""One GET that follows no redirect; `single_hop` makes it of a Fetcher."""

Pause = Callable[[float], None]
"""Waits before a request, at least the seconds given: what robots.txt of the host asks for, 0 where it asks nothing."""

MAX_REQUESTS = 25
_MAX_HOPS = 5  # redirects that are followed (RFC 9309, section 2.3.1.2, asks for at least five on robots.txt)
_SLOW_DOWN = (429, 503)


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: what it is, with the links of its page where it is HTML. `url` is where the redirects led."""

    url: str
    origin: str
    body: bytes
    discovery: Discovery
    page: PageLinks | None


def single_hop(fetcher: Fetcher, *, allow_private: bool = False) -> Fetch:
    """A `Fetch` from a Fetcher: redirects come back unfollowed, so that robots.txt is asked before each."""

    def fetch(url: str) -> Fetched:
        return fetcher.fetch(url, may_follow=lambda target: f"It redirects to {target}.", allow_private=allow_private)

    return fetch


class Asker:
    """Asks for one address at a time and keeps a record of every request. Raises nothing of its own."""

    def __init__(self, fetch: Fetch, pause: Pause, agent: str, limit: int = MAX_REQUESTS) -> None:
        """`agent` is the User-Agent value: its product token is what robots.txt rules are looked up for."""
        self._fetch = fetch
        self._pause = pause
        self._agent = agent
        self._left = limit
        self._asked = False
        self._stopped = False
        self._robots: dict[str, Robots] = {}
        self._seen: set[str] = set()
        self.requests: list[Request] = []

    def get(self, url: str, purpose: str) -> Answer | None:
        """The answer to a request for a canonical URL; None for one that failed, is forbidden or was asked before."""
        passed: list[str] = []
        while url not in self._seen and self._may_ask(url, purpose):
            self._seen.add(url)
            fetched = self._ask(url)
            target = redirect_target(fetched) if fetched else None
            if fetched is None or target is None:
                return self._taken(fetched, purpose) if fetched else None
            passed.append(url)
            if target in passed or len(passed) > _MAX_HOPS:
                self._note(url, purpose, fetched.redirects[-1].status, ENDLESS)
                return None
            self._note(url, purpose, fetched.redirects[-1].status, Meaning(f"redirects to {target}"))
            url = target
        return None

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of a URL's host names."""
        robots = self._robots.get(urlsplit(url).netloc)
        found = (canonical_url(sitemap, url) for sitemap in (robots.sitemaps if robots else ()))
        return list(dict.fromkeys(filter(None, found)))

    def _may_ask(self, url: str, purpose: str) -> bool:
        robots = self._robots_of(url)
        if robots.allows(url):
            return True
        if robots.access is Access.RULED:
            self._note(url, purpose, None, FORBIDDEN)
        return False

    def _robots_of(self, url: str) -> Robots:
        netloc = urlsplit(url).netloc
        if netloc not in self._robots:
            self._robots[netloc] = self._read_robots(canonical_url("/robots.txt", url) or url)
        return self._robots[netloc]

    def _read_robots(self, address: str) -> Robots:
        url = address
        for _ in range(_MAX_HOPS + 1):
            fetched = self._ask(url)
            target = redirect_target(fetched) if fetched else None
            if fetched is None or target is None:
                break
            self._note(url, "robots.txt", fetched.redirects[-1].status, Meaning(f"redirects to {target}"))
            url = target
        if fetched is None:
            return Robots(Access.CLOSED)
        status = fetched.status or (fetched.redirects[-1].status if fetched.redirects else None)
        robots = read_robots(status, fetched.body, self._agent)
        self._note(url, "robots.txt", fetched.status, of_robots(robots, fetched))
        return robots

    def _ask(self, url: str) -> Fetched | None:
        """One request; None when there may be no more."""
        if self._stopped or self._left <= 0:
            return None
        if self._asked:
            robots = self._robots.get(urlsplit(url).netloc)
            self._pause((robots.crawl_delay if robots else None) or 0.0)
        self._asked = True
        self._left -= 1
        return self._fetch(url)

    def _taken(self, fetched: Fetched, purpose: str) -> Answer | None:
        self._stopped = fetched.status in _SLOW_DOWN
        if fetched.error or fetched.status is None or not 200 <= fetched.status < 300:
            self._note(fetched.url, purpose, fetched.status, of_failure(fetched))
            return None
        url = canonical_url(fetched.final_url) or fetched.url
        discovery = discover(fetched.body, url, fetched.headers.get("content-type"))
        page = self._page(fetched, url) if discovery.kind is Kind.HTML else None
        self._note(fetched.url, purpose, fetched.status, of_answer(discovery, page, fetched.body))
        return Answer(url, purpose, fetched.body, discovery, page)

    def _page(self, fetched: Fetched, url: str) -> PageLinks:
        """The links of a page, with what its X-Robots-Tag asks for as well."""
        page = read_page_links(fetched.body, url)
        return replace(page, asked=page.asked | directives((), fetched.headers.get("x-robots-tag"), self._agent))

    def _note(self, url: str, purpose: str, status: int | None, meaning: Meaning) -> None:
        self.requests.append(Request(url, purpose, status, meaning.text, meaning.advice))


def redirect_target(fetched: Fetched) -> str | None:
    """Where an unfollowed redirect leads; None for any other outcome, and for a target that can't be crawled."""
    if fetched.error is None or fetched.error.kind is not ErrorKind.REDIRECT_REFUSED or not fetched.redirects:
        return None
    hop = fetched.redirects[-1]
    return canonical_url(hop.location, hop.url)
