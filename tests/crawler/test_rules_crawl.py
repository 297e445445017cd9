"""What a crawl learns of a site's sections, what a person says of them, and what pages ask of crawlers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.crawler.crawling import HOST, SITE, Item, crawling, items, listing, other, pages_of, release, title_of
from tests.replay import Page, sitemap

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 2)


def section(name: str, count: int) -> dict[str, Page]:
    return {
        f"/{name}/{title_of(f'{name} {number}').replace(' ', '-').lower()}": other(f"{name} {number}")
        for number in range(count)
    }


def site_of_everything() -> tuple[list[Item], dict[str, Page]]:
    """Releases between all the rest, in the order in which a sitemap may have them."""
    releases = items(40)
    rest: dict[str, Page] = {}
    for name in ("events", "jobs", "tags", "gallery"):
        rest |= section(name, 30)
    rest |= {"/legal/imprint": other("imprint"), "/legal/privacy": other("privacy")}
    pages = dict(sorted((rest | pages_of(releases)).items(), key=lambda page: title_of(page[0])))
    return releases, pages | {"/map": (sitemap(f"{SITE}{path}" for path in pages), "text/xml")}


def test_sections_that_never_give_releases_are_left_and_no_release_is_lost(tmp_path: Path) -> None:
    releases, pages = site_of_everything()
    with crawling(tmp_path, pages, ["/map"]) as (crawl, replay):
        crawl.run(100, threads=1)
        crawl.run(threads=1)  # what was learnt is looked up again
        assert crawl.releases() == {item.path for item in releases}
        learnt = {path: why for path, (_, cause, why) in crawl.urls().items() if cause == "learnt"}
        assert len(learnt) > 20
        assert all("were no releases" in why for why in learnt.values())
        assert not learnt.keys() & set(crawl.asked())
        more = section("events", 45)
        fresh = items(3, newest=date(2026, 11, 23))
        everything = [*pages, *more, *(item.path for item in fresh)]
        replay.put(HOST, "/map", (sitemap(f"{SITE}{path}" for path in everything), "text/xml"))
        for path, page in {**more, **pages_of(fresh)}.items():
            replay.put(HOST, path, page)
        asked = crawl.round(hours=8)
        assert {item.path for item in fresh} <= crawl.releases()
        assert sum(path.startswith("/events/") for path in asked) <= 3  # a sample, so that a wrong rule is unlearnt


def test_a_person_may_deny_and_allow(tmp_path: Path) -> None:
    releases, pages = site_of_everything()
    half = {item.path for item in releases if item.path.startswith("/news/2026/")}
    with crawling(tmp_path, pages, ["/map"], allow=["/news/**", "/legal/*"], deny=["/news/2025/**"]) as (crawl, _):
        crawl.run()
        assert crawl.releases() == half
        assert set(crawl.asked()) == half | {"/map", "/legal/imprint", "/legal/privacy"}
        reasons = {why for _, cause, why in crawl.urls().values() if cause in ("denied", "passed-over")}
    assert {"config.toml denies it", "config.toml does not allow it"} <= reasons


def test_what_a_person_allows_is_not_unlearnt(tmp_path: Path) -> None:
    """Every page of the section is no release; the next one is looked at all the same, because a person said so."""
    pages = section("notices", 40)
    pages["/map"] = sitemap(f"{SITE}{path}" for path in pages), "text/xml"
    with crawling(tmp_path, pages, ["/map"], allow=["/notices/**"]) as (crawl, replay):
        crawl.run()
        new = "/notices/the-first-one-that-is-a-release"
        replay.put(HOST, "/map", (sitemap(f"{SITE}{path}" for path in [*pages, new]), "text/xml"))
        replay.put(HOST, new, release(new, date(2026, 11, 24)))
        crawl.round(hours=9)
        assert crawl.releases() == {new}


@pytest.mark.parametrize("by", ["meta", "header", "named", "both"])
def test_noindex_and_noarchive_are_kept_to_and_recorded(tmp_path: Path, by: str) -> None:
    releases = items(5, newest=DAY)
    hidden, uncopied = releases[1].path, releases[2].path

    def asking(path: str, what: str) -> Page:
        head = f'<meta name="robots" content="{what}">' if by in ("meta", "both") else ""
        return release(path, DAY, head=head)

    pages = {"/": listing(releases)} | pages_of(releases)
    pages |= {hidden: asking(hidden, "noindex"), uncopied: asking(uncopied, "noarchive")}
    with crawling(tmp_path, pages) as (crawl, replay):
        if by != "meta":
            scope = "pressroom: " if by == "named" else ""
            replay.answer_with(HOST, hidden, X_Robots_Tag=f"{scope}noindex")
            replay.answer_with(HOST, uncopied, X_Robots_Tag=f"{scope}noarchive")
        crawl.run()
        assert crawl.releases() == {item.path for item in releases} - {hidden}
        assert crawl.urls()[hidden][:2] == ("dropped", "noindex")
        recorded = crawl.rows("select url, directives from fetches where directives <> ''")
    assert set(recorded) == {(f"{SITE}{hidden}", "noindex"), (f"{SITE}{uncopied}", "noarchive")}


def test_what_others_are_told_does_not_count(tmp_path: Path) -> None:
    releases = items(4, newest=DAY)
    with crawling(tmp_path, {"/": listing(releases)} | pages_of(releases)) as (crawl, replay):
        replay.answer_with(HOST, releases[0].path, X_Robots_Tag="otherbot: noindex, nofollow")
        crawl.run()
        assert len(crawl.releases()) == 4


@pytest.mark.parametrize("by_header", [True, False])
def test_nofollow_is_kept_to_and_recorded(tmp_path: Path, by_header: bool) -> None:
    releases = items(8, newest=DAY)
    head = "" if by_header else '<meta name="robots" content="nofollow">'
    pages = {
        "/": listing(releases[:4], '<a rel="next" href="/?page=2">Next</a>'),
        "/?page=2": listing(releases[4:], '<a rel="next" href="/?page=3">Next</a>', head),
    }
    with crawling(tmp_path, pages | pages_of(releases)) as (crawl, replay):
        if by_header:
            replay.answer_with(HOST, "/?page=2", X_Robots_Tag="nofollow")
        crawl.run()
        assert crawl.releases() == {item.path for item in releases[:4]}
        assert "/?page=3" not in crawl.asked()
        assert crawl.rows("select url, directives from fetches where directives <> ''") == [
            (f"{SITE}/?page=2", "nofollow")
        ]


def test_a_release_that_asks_not_to_be_indexed_later_is_withdrawn(tmp_path: Path) -> None:
    releases = items(4, newest=date(2026, 11, 23))
    path = releases[0].path
    with crawling(tmp_path, {"/": listing(releases)} | pages_of(releases)) as (crawl, replay):
        crawl.run()
        replay.put(HOST, path, release(path, releases[0].day, head='<meta name="robots" content="noindex">'))
        crawl.round(hours=2)
        assert str(crawl.release(path).state) == "withdrawn"
        replay.put(HOST, path, release(path, releases[0].day))
        crawl.round(days=31)
        assert str(crawl.release(path).state) == "live"
