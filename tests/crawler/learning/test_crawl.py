"""A crawl of a site that mixes all kinds of pages: what is learnt, and which visits that saves."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from crawler.cleaning import clean_page
from crawler.discovery import PageKind, article_links, judge_page, read_page_links
from crawler.discovery.listing import passed_over
from crawler.learning import ChromeCounts, PatternCount, Rules, Says, chrome, pattern_of, seen
from crawler.urls import host_of, own_host
from tests.crawler.learning import site


@dataclass
class Crawl:
    """A crawl of the site as the store would keep it."""

    learns: bool
    counts: dict[str, PatternCount] = field(default_factory=dict)
    menus: ChromeCounts = field(default_factory=ChromeCounts)
    taken: set[str] = field(default_factory=set)
    wasted: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)

    @property
    def rules(self) -> Rules:
        return Rules.of(self.counts.values(), chrome(self.menus)) if self.learns else Rules()

    def look(self, front: bytes, pages: dict[str, bytes]) -> None:
        """Reads the front page and visits what it offers."""
        links = read_page_links(front, site.SITE)
        self.left |= dict(passed_over(links, site.HOSTS, (), self.rules))
        for link in article_links(links, site.HOSTS, (), self.rules):
            self._visit(link.url, pages[link.url])

    def _visit(self, url: str, html: bytes) -> None:
        page, release = read_page_links(html, url), clean_page(html, url)
        verdict = judge_page(release, page, url, self.rules)
        is_release = verdict.unaided is PageKind.ARTICLE
        count = self.counts.get(pattern_of(url), PatternCount(pattern_of(url)))
        self.counts[pattern_of(url)] = count.after(release=is_release, dated=release.published is not None)
        own = [link.url for link in page.links if own_host(host_of(link.url), site.HOSTS)]
        self.menus = seen(self.menus, own, site.FIRST_DAY)
        if verdict.kind is PageKind.ARTICLE:
            self.taken.add(url)
        else:
            self.wasted.append(url)


def crawled(*, learns: bool, rounds: int = 12, each: int = 4) -> Crawl:
    """A crawl of `rounds` looks at the front page, with `each` new items in every section at a time."""
    crawl = Crawl(learns)
    for start in range(0, rounds * each, each):
        numbers = range(start, start + each)
        pages = {site.address(section, n): site.page(section, n) for n in numbers for section in site.SECTIONS}
        crawl.look(site.listing(numbers), pages)
    return crawl


@pytest.mark.slow
def test_sections_are_told_apart_and_visits_are_saved() -> None:
    plain, learning = crawled(learns=False), crawled(learns=True)
    releases = {site.address(section, n) for section in site.SECTIONS if section.is_release for n in range(48)}
    assert plain.taken == learning.taken == releases
    assert len(plain.wasted) == 5 * 48
    # 8 visits teach each of the five other kinds; then about 1 in 25 is left.
    assert len(learning.wasted) <= 5 * 8 + 5 * 40 // 8
    learnt = {rule.count.pattern: rule.kind for rule in learning.rules.learnt}
    assert learnt == {
        f"example.org/{section.path}/{{slug}}": Says.RELEASE if section.is_release else Says.OTHER
        for section in site.SECTIONS
    }


@pytest.mark.slow
def test_what_is_left_has_a_reason() -> None:
    crawl = crawled(learns=True)
    urls = {site.address(section, n) for section in site.SECTIONS for n in range(48)}
    assert urls - crawl.taken - set(crawl.wasted) == crawl.left.keys()
    assert all("were no releases" in reason for reason in crawl.left.values())


@pytest.mark.slow
def test_menus_are_learnt() -> None:
    assert {url.rpartition("/")[2] for url in crawled(learns=True, rounds=2).rules.chrome} == {
        "how-the-house-works-today",
        "people-who-lead-the-house",
        "rules-that-bind-the-house",
    }
