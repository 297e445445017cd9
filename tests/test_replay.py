"""The replay server: right host, right page, on addresses of its own, and an honest watch on how it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from lxml import etree

from crawler.fetch import Fetched, Fetcher, FetchLimits
from tests.replay import SITEMAP, Replay, Site, load_sites, shared_data, sitemap

SITES = {
    "press.example": {"/": (b"<p>press</p>", "text/html"), "/list?page=2": (b"<p>two</p>", "text/html; charset=utf-8")},
    "news.example": {"/": (b"<p>news</p>", "text/html")},
}


@pytest.fixture
def replay() -> Iterator[Replay]:
    with Replay(SITES) as replay:
        yield replay


def get(replay: Replay, url: str, etag: str | None = None) -> Fetched:
    return Fetcher(FetchLimits(), "test", replay.resolve).fetch(url, etag=etag, may_follow=lambda _: None)


def test_each_host_has_its_own_pages_on_an_address_of_its_own(replay: Replay) -> None:
    assert get(replay, "https://press.example/").body == b"<p>press</p>"
    assert get(replay, "http://news.example").body == b"<p>news</p>"
    second = get(replay, "http://press.example:80/list?page=2")
    assert (second.body, second.headers["content-type"]) == (b"<p>two</p>", "text/html; charset=utf-8")
    addresses = [target.removeprefix("http://").rpartition(":")[0] for target in replay.resolve.values()]
    assert addresses == ["127.0.0.2", "127.0.0.3"]
    assert second.exchange is not None
    assert second.exchange.address == "127.0.0.2"


def test_what_is_not_there(replay: Replay) -> None:
    for target in ("/robots.txt", "/list?page=3", "/list"):
        assert get(replay, f"https://press.example{target}").status == 404
    strange = Fetcher(FetchLimits(), "test", {"*": replay.resolve["press.example"]})
    assert strange.fetch("https://strange.example/", may_follow=lambda _: None).status == 421


def test_an_unchanged_page_is_not_sent_again(replay: Replay) -> None:
    etag = get(replay, "https://press.example/").headers["etag"]
    assert get(replay, "https://press.example/", etag).status == 304
    replay.put("press.example", "/", (b"<p>new</p>", "text/html"))
    assert get(replay, "https://press.example/", etag).body == b"<p>new</p>"
    replay.remove("press.example", "/")
    assert get(replay, "https://press.example/", etag).status == 404


def test_one_after_the_other_is_seen(replay: Replay) -> None:
    for _ in range(3):
        get(replay, "https://news.example/")
    assert (replay.requests("news.example"), replay.max_concurrency("news.example")) == (3, 1)
    assert min(replay.gaps("news.example")) > 0


def test_all_at_once_is_seen() -> None:
    with Replay(SITES, meeting=threading.Barrier(3, timeout=30)) as replay:
        threads = [threading.Thread(target=get, args=(replay, "https://press.example/")) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (replay.requests("press.example"), replay.max_concurrency("press.example")) == (3, 3)
    assert max(replay.gaps("press.example")) < 0


def test_the_log_says_who_asked_for_what(replay: Replay) -> None:
    assert replay.max_concurrency("press.example") == replay.requests("press.example") == 0
    get(replay, "https://press.example/robots.txt")
    (visit,) = replay.visits("press.example")
    assert (visit.target, visit.status, visit.headers["user-agent"]) == ("/robots.txt", 404, "test")


def test_a_sitemap_is_well_formed() -> None:
    urls = ["https://press.example/a?b=1&c=2", "https://press.example/<"]
    tree = etree.fromstring(sitemap(urls))
    assert [element.text for element in tree.iter("{*}loc")] == urls


@pytest.fixture(scope="module")
def real() -> dict[str, Site]:
    data = shared_data()
    if data is None:
        pytest.skip("no shared data beside the repository; set PRESSROOM_SHARED")
    return load_sites(data / "html" / "index.jsonl")


def test_every_real_site_has_somewhere_to_begin(real: dict[str, Site]) -> None:
    assert len(real) > 100
    for site in real.values():
        assert site.start
        assert site.urls
        generated = SITEMAP in site.pages
        assert generated != bool(set(site.start) & set(site.urls))


@pytest.mark.slow
def test_every_real_page_is_served_at_its_own_address(real: dict[str, Site]) -> None:
    with Replay({host: site.pages for host, site in real.items()}) as replay:
        for host, site in real.items():
            for url in (*site.urls, *site.start):
                fetched = get(replay, url)
                assert (fetched.error, fetched.status) == (None, 200), url
                target = replay.visits(host)[-1].target
                assert fetched.body == site.pages[target][0]
        assert {target.rpartition(":")[0] for target in replay.resolve.values()} == {
            f"http://127.0.0.{number}" for number in range(2, 18)
        }
