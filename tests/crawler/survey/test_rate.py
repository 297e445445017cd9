"""What speaks for a candidate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crawler.discovery import discover, read_page_links
from crawler.survey.asking import Answer
from crawler.survey.rate import Lead, rate, shared_folder
from tests.crawler.survey.sites import NOW, feed, html, listing, sitemap
from tests.replay import Page

HOST = "www.council.example"


def rated(page: Page, path: str = "/press") -> Lead | None:
    url = f"https://{HOST}{path}"
    discovery = discover(page[0], url)
    links = read_page_links(page[0], url) if page[1].startswith("text/html") else None
    return rate(Answer(url, "a test", page[0], discovery, links), [HOST], NOW)


def score(page: Page, path: str = "/press") -> int:
    lead = rated(page, path)
    return lead.candidate.score if lead else 0


def test_the_figures_of_a_listing() -> None:
    lead = rated(listing("/press/", following="/press?page=2"))
    assert lead
    candidate = lead.candidate
    assert (candidate.kind, candidate.releases, candidate.dated) == ("listing", 8, 8)
    assert candidate.newest == date(2026, 5, 29)
    assert candidate.complete
    assert candidate.folder == "/press/"
    assert candidate.score > 80


def test_each_property_counts() -> None:
    best = score(listing("/press/", following="/press?page=2"))
    assert score(listing("/press/")) < best  # leads to no older ones
    assert score(listing("/a/", "Stories", following="/a?page=2"), "/a") < best  # named after something else
    assert score((feed("/press/")[0].replace(b"pubDate", b"x"), "application/rss+xml")) < score(feed("/press/"))
    assert score((feed("/press/")[0].replace(b"2026", b"2019"), "application/rss+xml")) < score(feed("/press/"))


def test_a_sitemap_of_everything_counts_its_press_section_alone() -> None:
    paths = [f"/press/the-council-agrees-on-plan-{n}" for n in range(6)]
    lead = rated(sitemap(["/", "/about", *(f"/shop/a-very-fine-thing-{n}" for n in range(40)), *paths]), "/sitemap.xml")
    assert lead
    assert (lead.candidate.entries, lead.candidate.releases, lead.candidate.folder) == (48, 6, "/press/")


def test_other_people_s_links_are_no_releases() -> None:
    assert rated(feed("/press/", origin="https://other.example")) is None


def test_a_page_that_asks_not_to_follow_its_links_gives_none() -> None:
    assert rated(listing("/press/", head='<meta name="robots" content="nofollow">')) is None


def test_a_page_without_releases_is_no_candidate() -> None:
    assert rated(html("News", "<main><p>Nothing yet.</p></main>")) is None


def test_dates_to_come_do_not_count() -> None:
    page = (feed("/press/")[0].replace(b"2026", b"2031"), "application/rss+xml")
    lead = rated(page)
    assert lead
    assert lead.candidate.newest is None
    assert lead.candidate.dated == 0
    assert NOW.date() + timedelta(days=365) < date(2031, 1, 1)


@pytest.mark.parametrize(
    ("paths", "folder"),
    [
        (["/press/a", "/press/b", "/press/c"], "/press/"),
        (["/en/press/2026/a", "/en/press/2026/b", "/en/press/2026/c"], "/en/press/"),
        (["/press/news-2026/a", "/press/news-2026/b", "/press/news-2026/c"], "/press/"),
        (["/press/room-86821/a", "/press/room-86821/b", "/press/room-86821/c"], "/press/room-86821/"),
        (["/en/a", "/en/b", "/en/c"], ""),
        (["/a", "/b", "/c"], ""),
        (["/press/a/", "/press/b/", "/press/c/"], "/press/"),
        (["/press/a", "/press/b", "/jobs/c"], ""),
        (["/press/a", "/press/b"], ""),
        ([*(f"/press/{n}" for n in range(10)), "/other/a"], "/press/"),
        ([], ""),
    ],
)
def test_shared_folders(paths: list[str], folder: str) -> None:
    assert shared_folder([f"https://{HOST}{path}" for path in paths]) == folder
