"""Stories of URLs after crawls of a small site: where each was found, what became of it, and what stands in its way."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.importing import import_files
from crawler.learning import Says
from crawler.policy import plans
from crawler.records import State
from crawler.visits import Cause, UrlState
from crawler.why import Story, render, tell, to_json, verdict
from crawler.why.values import Access
from tests.crawler.crawling import HOST, SITE, Crawling, crawling, items, listing, other, pages_of, release
from tests.replay import Page

pytestmark = pytest.mark.slow

ITEMS = items(6)
FIRST = ITEMS[0].path


def site(**pages: Page) -> dict[str, Page]:
    """Six releases on two listing pages; keywords replace or add pages by name."""
    first = listing(ITEMS[:3], '<a rel="next" href="/page2">Older</a>')
    made = {"/": first, "/page2": listing(ITEMS[3:])} | pages_of(ITEMS)
    return made | {f"/{name.replace('_', '.')}": page for name, page in pages.items()}


def told(crawl: Crawling, path: str, now: datetime | None = None) -> Story:
    url = path if "://" in path else f"{SITE}{path}"
    with closing(crawl.store()) as store, closing(Archive(crawl.settings.store.archive)) as archive:
        agent = crawl.settings.user_agent
        story = tell(url, store, archive, plans(crawl.settings), agent=agent, now=now or crawl.now)
    json.dumps(to_json(story))  # nothing in it that JSON has no word for
    assert verdict(story) in render(story)
    return story


def test_a_release(tmp_path: Path) -> None:
    with crawling(tmp_path, site()) as (crawl, _):
        crawl.run()
        story = told(crawl, f"{ITEMS[4].path}?utm_source=mail#top")
    assert (story.url, story.asked) == (f"{SITE}{ITEMS[4].path}", f"{SITE}{ITEMS[4].path}?utm_source=mail#top")
    assert story.known is not None
    assert (story.known.state, story.known.found_on) == (UrlState.RELEASE, f"{SITE}/page2")
    assert [(step.url, step.kind) for step in story.chain] == [(f"{SITE}/", "seed"), (f"{SITE}/page2", "listing")]
    (fetch,) = story.fetches
    assert (fetch.status, story.fetched, fetch.location is not None) == (200, 1, True)
    kept = story.release
    assert kept is not None
    assert (kept.title, kept.relation, kept.state, len(kept.revisions)) == (ITEMS[4].title, "", State.LIVE, 1)
    assert story.outlook is not None
    text = render(story)
    for part in (
        f"Found on the listing page {SITE}/page2, found on the start page {SITE}/.",
        "Fetched: status 200",
        "archived in pressroom-",
        "Revision 1: kept as a release (from its page).",
        "robots.txt: there is none (status 404), so everything is allowed",
        f"Release {kept.id} of press: {kept.title}",
        "characters of text",
        "Budget of its source: 5,000 requests a day; 9 are spent.",
    ):
        assert part in text
    assert text.index("Found on") < text.index("Fetched") < text.index("Revision 1")


def test_a_changed_and_then_a_withdrawn_release(tmp_path: Path) -> None:
    with crawling(tmp_path, site()) as (crawl, replay):
        crawl.run()
        replay.put(HOST, FIRST, release("another text", ITEMS[0].day))
        crawl.round(days=100)
        changed = told(crawl, FIRST)
        replay.remove(HOST, FIRST)
        for _ in range(3):
            crawl.round(days=200)
        gone = told(crawl, FIRST)
    assert changed.release is not None
    assert [revision.number for revision in changed.release.revisions] == [1, 2]
    assert "Revision 2: its content had changed (from its page)." in render(changed)
    assert gone.release is not None
    assert gone.release.state is State.WITHDRAWN
    assert "withdrawn at its source" in verdict(gone)
    assert gone.known is not None
    assert gone.known.cause is Cause.GONE
    assert "It failed 3 times in a row" in render(gone)


def test_another_address_of_a_release(tmp_path: Path) -> None:
    copy = release(FIRST, ITEMS[0].day, head=f'<link rel="canonical" href="{FIRST}">')
    pages = site(**{"topics/bridges": copy})
    pages["/"] = listing(ITEMS[:3], f"<h2><a href='/topics/bridges'>{ITEMS[0].title}</a></h2>")
    with crawling(tmp_path, pages, allow=["/**"]) as (crawl, _):
        crawl.run()
        crawl.round(days=2)
        story, own = told(crawl, "/topics/bridges"), told(crawl, FIRST)
    assert story.release is not None
    assert (story.release.url, story.release.relation) == (f"{SITE}{FIRST}", "duplicate")
    assert own.release is not None
    assert [form.url for form in own.release.relations.forms] == [f"{SITE}/topics/bridges"]
    assert f"Other form (duplicate): {SITE}/topics/bridges" in render(own)


def test_a_start_page(tmp_path: Path) -> None:
    with crawling(tmp_path, site()) as (crawl, _):
        crawl.run()
        story = told(crawl, "/")
    assert story.chain == ()
    assert "Named as a start page in config.toml." in render(story)
    assert "not a release but a start page" in verdict(story)


def test_a_page_that_is_no_release_and_one_that_fails(tmp_path: Path) -> None:
    pages = site() | {FIRST: other("about"), ITEMS[1].path: (b"", "text/html")}
    with crawling(tmp_path, pages) as (crawl, replay):
        replay.remove(HOST, ITEMS[2].path)
        crawl.run()
        no_release, empty, missing = (told(crawl, item.path) for item in ITEMS[:3])
    assert no_release.known is not None
    assert no_release.known.cause is Cause.NO_RELEASE
    assert "It was read, and is no release: " in verdict(no_release)
    assert "It is missing because" in verdict(empty)
    assert "could not be had: missing (status 404)" in verdict(missing)


def test_what_robots_forbid(tmp_path: Path) -> None:
    robots = (f"User-agent: *\nDisallow: {FIRST}\nCrawl-delay: 0".encode(), "text/plain")
    with crawling(tmp_path, site(robots_txt=robots)) as (crawl, _):
        crawl.run()
        story = told(crawl, FIRST)
    assert story.robots is not None
    assert story.robots.access is Access.DISALLOWED
    assert story.fetches == ()
    assert verdict(story) == "It is missing because robots.txt disallows it."
    assert "robots.txt: it is disallowed" in render(story)


def test_what_the_listing_passes_over(tmp_path: Path) -> None:
    pages = site()
    pages["/"] = listing(ITEMS[:3], "<p><a href='/files/bridge.jpg'>A photograph of the new bridge</a></p>")
    with crawling(tmp_path, pages) as (crawl, _):
        crawl.run()
        story = told(crawl, "/files/bridge.jpg")
    assert story.known is not None
    assert (story.known.cause, story.known.found_on) == (Cause.PASSED_OVER, f"{SITE}/")
    assert "media file" in verdict(story)
    assert "None is planned." in render(story)


def test_a_url_that_no_page_links_to(tmp_path: Path) -> None:
    with crawling(tmp_path, site()) as (crawl, _):
        crawl.run()
        story = told(crawl, "/news/2026/another")
    assert story.known is None
    assert story.search is not None
    assert (story.search.read, story.search.unread, story.search.linked) == (2, 0, ())
    assert "no page that press lists its releases on links to it (2 pages read)" in verdict(story)
    assert "None of them links to it." in render(story)


def test_a_link_of_the_menu_is_found_with_its_reason(tmp_path: Path) -> None:
    pages = site()
    pages["/"] = (pages["/"][0].replace(b"</nav>", b"<a href='/contact-the-office'>Contact</a></nav>"), "text/html")
    with crawling(tmp_path, pages) as (crawl, _):
        crawl.run()
        story = told(crawl, "/contact-the-office")
    assert story.known is None
    assert story.search is not None
    (linked,) = story.search.linked
    assert linked.page == f"{SITE}/"
    assert linked.left
    assert f"the link to it on {SITE}/ is left: " in verdict(story)


def test_what_config_toml_says_now_is_told(tmp_path: Path) -> None:
    with crawling(tmp_path, site(), deny=["/news/2019/**"]) as (crawl, _):
        crawl.run()
        story = told(crawl, "/news/2019/old")
    (says,) = story.sources
    assert says.denied == "config.toml denies it"
    assert "Besides, config.toml denies it." in verdict(story)


def test_what_was_learnt_is_told(tmp_path: Path) -> None:
    with crawling(tmp_path, site()) as (crawl, _):
        crawl.run()
        story = told(crawl, "/news/2026/the-council-of-ministers-welcomes-a-bridge")
        (known,) = told(crawl, FIRST).sources
    (says,) = story.sources
    assert says.pattern == f"{HOST}/news/{{year}}/{{slug}}"
    assert says.learnt is not None
    assert says.learnt.kind is Says.RELEASE
    assert known.count is not None
    assert known.count.releases == 6
    assert "Learnt: 6 of 6 pages like" in render(story)


def test_another_spelling_is_pointed_out(tmp_path: Path) -> None:
    with crawling(tmp_path, site()) as (crawl, _):
        crawl.run()
        for url in (f"http://{HOST}{FIRST}", f"{SITE}{FIRST}/", f"https://www.{HOST}{FIRST}"):
            story = told(crawl, url)
            assert story.spellings == (f"{SITE}{FIRST}",)
            assert "not known as it is written" in verdict(story)


def test_a_host_that_is_nobodys(tmp_path: Path) -> None:
    with crawling(tmp_path, site()) as (crawl, _):
        crawl.run()
        story = told(crawl, "https://www.example.net/news/1")
    assert (story.sources, story.search, story.robots) == ((), None, None)
    assert "no source has the host www.example.net" in verdict(story)
    assert "No source has its host." in render(story)


@pytest.mark.parametrize("url", ["mailto:press@example.org", "https://", "not a url", "ftp://example.org/x", ""])
def test_what_is_no_url(tmp_path: Path, url: str) -> None:
    with crawling(tmp_path, site()) as (crawl, _), closing(crawl.store()) as store:
        story = tell(url, store, Archive(tmp_path / "archive"), {}, agent="Pressroom/0.1", now=crawl.now)
    assert story.url is None
    assert "is not an address that can be crawled" in render(story)
    assert to_json(story)["verdict"] == verdict(story)


def test_a_url_that_waits(tmp_path: Path) -> None:
    keys: dict[str, Any] = {"budget": 3, "quiet": "22:00-06:00"}
    with crawling(tmp_path, site(), **keys) as (crawl, _):
        crawl.run()
        waiting = [path for path, (state, _, _) in crawl.urls().items() if state == "new" and path != "/page2"]
        story = told(crawl, waiting[-1])
        quiet = told(crawl, waiting[-1], crawl.now + timedelta(hours=11))
    assert story.outlook is not None
    assert (story.outlook.spent, story.outlook.is_spent) == (3, True)
    assert story.outlook.ahead == len(waiting) - 1
    assert "today's budget of its source (3 requests) is spent" in verdict(story)
    assert "it is spent, the next requests are tomorrow's" in render(story)
    assert "quiet hours until 2026-11-25 06:00 UTC" in verdict(quiet)


def test_a_source_that_was_never_read_is_paused_or_was_removed(tmp_path: Path) -> None:
    with crawling(tmp_path, site()) as (crawl, _):
        assert "no start page of its source press has been read yet" in verdict(told(crawl, FIRST))
        crawl.run()
        crawl.sources = (crawl.sources[0].model_copy(update={"paused": True}),)
        assert "its source press is not crawled. Paused in config.toml" in verdict(told(crawl, "/news/another"))
        crawl.sources = ()
        story = told(crawl, FIRST)
        assert "No longer configured" in render(story)
        assert "It would be due" in render(story)


def test_the_fetches_of_a_busy_page_are_counted_and_the_last_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.why.gather.MOST_FETCHES", 2)
    with crawling(tmp_path, site()) as (crawl, _):
        for _ in range(4):
            crawl.round(days=2)
        story = told(crawl, "/")
    assert (len(story.fetches), story.fetched) == (2, 4)
    assert "(2 earlier fetches are not shown)" in render(story)
    assert "Fetched: status 304" in render(story)


def test_pages_beyond_the_limit_and_a_lost_archive_are_admitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crawling(tmp_path, site()) as (crawl, _):
        crawl.run()
        monkeypatch.setattr("crawler.why.gather.MOST_PAGES", 1)
        story = told(crawl, "/news/another")
        assert story.search is not None
        assert (story.search.read, story.search.more) == (1, True)
        assert "none of the 1 listing pages of press that were looked through" in verdict(story)
        for file in (tmp_path / "archive").iterdir():
            file.unlink()
        story = told(crawl, "/news/another")
        assert story.search is not None
        assert (story.search.read, story.search.unread) == (0, 1)
        assert "1 could not be read from the archive" in render(story)


def test_an_imported_release_is_found_by_its_address(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    record = {"id": "my-own-id", "url": "https://www.example.net/1", "title": "A bridge", "text": "It is open."}
    lines.write_text(json.dumps(record), "utf-8")
    with crawling(tmp_path, site()) as (crawl, _):
        with closing(crawl.store()) as store, closing(Archive(tmp_path / "archive")) as archive:
            import_files([lines], store, archive, crawl.clock)
        story = told(crawl, "https://www.example.net/1")
    assert story.release is not None
    assert (story.release.id, story.known) == ("my-own-id", None)
    assert "Revision 1: kept as a release (imported)." in render(story)
