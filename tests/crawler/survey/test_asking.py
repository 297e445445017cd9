"""One polite question after another."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from crawler.discovery import Kind
from crawler.fetch import ErrorKind, Fetched, FetchError, Hop
from crawler.survey.asking import Asker
from tests.crawler.survey.sites import AGENT, NOW

HOME = "https://council.example/"
PAGE = b"<html><body><p>Welcome</p><a href='/a'>One</a></body></html>"


class Web:
    """Answers by URL: a body, a status, an error, or the target of a redirect (a text). What isn't there is 404."""

    def __init__(self, answers: Mapping[str, bytes | int | ErrorKind | str]) -> None:
        self.answers = answers
        self.headers: dict[str, str] = {}
        self.log: list[str | float] = []

    def fetch(self, url: str) -> Fetched:
        self.log.append(url)
        answer = self.answers.get(url, 404)
        hops = (Hop(url, 301, answer),) if isinstance(answer, str) and not isinstance(answer, ErrorKind) else ()
        kind = ErrorKind.REDIRECT_REFUSED if hops else answer if isinstance(answer, ErrorKind) else None
        status = answer if isinstance(answer, int) else 200
        return Fetched(
            url=url,
            final_url=url,
            started=NOW,
            elapsed_seconds=0.0,
            status=None if kind else status,
            headers=self.headers,
            body=answer if isinstance(answer, bytes) else b"",
            exchange=None,
            redirects=hops,
            error=FetchError(kind, "It went wrong.") if kind else None,
            retry_after=None,
        )

    def asker(self, limit: int = 25) -> Asker:
        return Asker(self.fetch, self.log.append, AGENT, limit)


def test_robots_txt_comes_first_and_a_pause_stands_between_requests() -> None:
    web = Web({HOME: PAGE})
    asker = web.asker()
    answer = asker.get(HOME, "home")
    assert web.log == [f"{HOME}robots.txt", 0.0, HOME]
    assert answer
    assert answer.discovery.kind is Kind.HTML
    assert answer.page
    assert [(request.status, request.meaning) for request in asker.requests] == [
        (404, "no robots.txt: everything is open"),
        (200, "a page with 1 link"),
    ]


def test_the_delay_that_robots_txt_asks_for_is_kept() -> None:
    web = Web({f"{HOME}robots.txt": b"User-agent: *\nCrawl-delay: 7\n", HOME: PAGE})
    web.asker().get(HOME, "home")
    assert web.log == [f"{HOME}robots.txt", 7.0, HOME]


def test_nothing_is_asked_for_twice() -> None:
    web = Web({HOME: PAGE})
    asker = web.asker()
    assert asker.get(HOME, "home")
    assert asker.get(HOME, "again") is None
    assert web.log.count(HOME) == 1


def test_a_redirect_is_followed_under_the_rules_of_its_target() -> None:
    www = "https://www.council.example/en"
    rules = {"https://www.council.example/robots.txt": b"User-agent: *\nDisallow: /closed\n"}
    web = Web({HOME: www, www: PAGE, **rules})
    answer = web.asker().get(HOME, "home")
    assert answer
    assert answer.url == www
    assert [entry for entry in web.log if isinstance(entry, str)] == [
        f"{HOME}robots.txt",
        HOME,
        "https://www.council.example/robots.txt",
        www,
    ]

    web = Web({HOME: "https://www.council.example/closed", **rules})
    asker = web.asker()
    assert asker.get(HOME, "home") is None
    assert "https://www.council.example/closed" not in web.log
    assert asker.requests[-1].meaning == "robots.txt forbids it"


def test_redirects_in_a_circle_end() -> None:
    web = Web({HOME: f"{HOME}a", f"{HOME}a": HOME})
    asker = web.asker()
    assert asker.get(HOME, "home") is None
    assert len([entry for entry in web.log if isinstance(entry, str)]) == 3
    assert "circle" in asker.requests[-1].meaning


def test_redirects_without_an_end_end() -> None:
    web = Web({f"{HOME}{number}": f"{HOME}{number + 1}" for number in range(100)})
    asker = web.asker()
    assert asker.get(f"{HOME}0", "home") is None
    assert len(asker.requests) == 7  # robots.txt, and five redirects followed
    assert asker.requests[-1].advice


def test_robots_txt_itself_may_redirect() -> None:
    moved = "https://www.council.example/robots.txt"
    web = Web({f"{HOME}robots.txt": moved, moved: b"User-agent: *\nDisallow: /\nSitemap: /s.xml\n", HOME: PAGE})
    asker = web.asker()
    assert asker.get(HOME, "home") is None
    assert asker.sitemaps(HOME) == [f"{HOME}s.xml"]
    assert HOME not in web.log


@pytest.mark.parametrize("answer", [500, 429, ErrorKind.TLS, ErrorKind.DNS])
def test_a_host_whose_rules_cannot_be_had_stays_closed(answer: int | ErrorKind) -> None:
    web = Web({f"{HOME}robots.txt": answer, HOME: PAGE})
    asker = web.asker()
    assert asker.get(HOME, "home") is None
    assert asker.get(f"{HOME}a", "another") is None
    assert web.log == [f"{HOME}robots.txt"]
    assert asker.requests[0].advice


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_wants_fewer_requests_gets_none(status: int) -> None:
    web = Web({HOME: status, f"{HOME}a": PAGE})
    asker = web.asker()
    assert asker.get(HOME, "home") is None
    assert asker.get(f"{HOME}a", "another") is None
    assert f"{HOME}a" not in web.log
    assert "nothing more was asked" in asker.requests[-1].meaning


@pytest.mark.parametrize("answer", [401, 403, 404, 410, 418, 500, ErrorKind.TOO_LARGE, ErrorKind.TLS])
def test_every_failure_has_a_meaning_and_advice(answer: int | ErrorKind) -> None:
    asker = Web({HOME: answer}).asker()
    assert asker.get(HOME, "home") is None
    assert asker.requests[-1].meaning
    assert asker.requests[-1].advice


def test_the_header_asks_as_the_page_does() -> None:
    web = Web({HOME: PAGE})
    web.headers = {"x-robots-tag": "nofollow"}
    answer = web.asker().get(HOME, "home")
    assert answer
    assert answer.page
    assert answer.page.asked.nofollow


def test_the_number_of_requests_is_bounded() -> None:
    web = Web({})
    asker = web.asker(limit=5)
    for number in range(20):
        asker.get(f"{HOME}{number}", "one of many")
    assert len([entry for entry in web.log if isinstance(entry, str)]) == 5


@pytest.mark.parametrize(
    ("body", "meaning"),
    [
        (b"<rss><channel><item><link>https://council.example/a</link></item></channel></rss>", "a feed with 1 entry"),
        (b"<urlset><url><loc>https://council.example/a</loc></url></urlset>", "a sitemap with 1 address"),
        (b"<sitemapindex></sitemapindex>", "an index of 0 sitemaps"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG", "nothing to read links from: an image (PNG)"),
    ],
)
def test_answers_are_told_by_their_content(body: bytes, meaning: str) -> None:
    asker = Web({HOME: body}).asker()
    assert asker.get(HOME, "home")
    assert asker.requests[-1].meaning == meaning
