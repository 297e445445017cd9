"""Every release is found: through each kind of pagination to the oldest, and later as far as something is new."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.crawler.crawling import (
    HOST,
    SITE,
    Item,
    Paging,
    Site,
    chunks,
    crawling,
    items,
    listing,
    pages_of,
)
from tests.replay import Page, sitemap

pytestmark = pytest.mark.slow

SIZE = 3  # releases on a page
XML, TEXT, JSON = "text/xml", "text/plain", "application/json"


def rel_next(releases: Sequence[Item]) -> Site:
    return _chain(releases, "/releases?page={}", head='<link rel="next" href="{}">')


def older(releases: Sequence[Item]) -> Site:
    return _chain(releases, "/releases?before={}", below='<p><a class="pager" href="{}">Older releases</a></p>')


def offsets(releases: Sequence[Item]) -> Site:
    return _chain(releases, "/releases?start={}", below='<a href="{}">›</a>', step=SIZE, first=0)


def folders(releases: Sequence[Item]) -> Site:
    return _chain(releases, "/releases/page/{}/", below='<a href="{}">Next »</a>', start="/releases/")


def zero_based(releases: Sequence[Item]) -> Site:
    """Drupal's pager: the second page is called 2 and is page=1."""
    return _numbered(releases, lambda number: f"/releases?page={number}" if number else "/releases", around=2)


def numbered(releases: Sequence[Item]) -> Site:
    return _numbered(releases, lambda number: f"/releases?page={number + 1}" if number else "/releases", around=99)


def numbered_with_the_current(releases: Sequence[Item]) -> Site:
    return _numbered(releases, lambda number: f"/releases?page={number + 1}", around=99, current=True)


def some_numbers(releases: Sequence[Item]) -> Site:
    """1 … 4 [5] 6 … 12"""
    return _numbered(releases, lambda number: f"/releases-{number + 1}.html" if number else "/releases.html", around=1)


def months_as_links(releases: Sequence[Item]) -> Site:
    months = _by_month(releases)
    links = "".join(f'<li><a href="/releases/{m:%Y/%m}/">{m:%B %Y}</a></li>' for m in months)
    pages = {f"/releases/{month:%Y/%m}/": listing(found) for month, found in months.items()}
    return "/releases/", {"/releases/": listing(releases[:SIZE], f"<aside><ul>{links}</ul></aside>"), **pages}


def months_as_form(releases: Sequence[Item]) -> Site:
    months = _by_month(releases)
    options = "".join(f'<option value="{m:%Y-%m}">{m:%B %Y}</option>' for m in months)
    form = f'<form action="/releases" method="get"><select name="month">{options}</select><button>Go</button></form>'
    pages = {f"/releases?month={month:%Y-%m}": listing(found, form) for month, found in months.items()}
    return "/releases", {"/releases": listing(releases[:SIZE], form), **pages}


def only_months(releases: Sequence[Item]) -> Site:
    """A start page that shows no release itself."""
    start, pages = months_as_links(releases)
    links = pages[start][0].replace(b"<h2>", b"<b>").partition(b"<aside>")[2].partition(b"</aside>")[0]
    return start, pages | {start: (b"<!doctype html><title>News</title><main><h1>Archive</h1>" + links, "text/html")}


def load_more_html(releases: Sequence[Item]) -> Site:
    first, *more = chunks(releases, SIZE)
    button = '<button class="load-more" data-url="/ajax/releases?page=2">Load more</button>'
    pages = {
        f"/ajax/releases?page={number}": ("".join(item.row for item in part).encode(), "text/html")
        for number, part in enumerate(more, 2)
    }
    return "/releases", {"/releases": listing(first, button), **pages}


def load_more_html_in_json(releases: Sequence[Item]) -> Site:
    first, *more = chunks(releases, SIZE)
    button = '<a class="load-more" href="/ajax/releases?page=2">Load more</a>'
    pages = {
        f"/ajax/releases?page={number}": _json(
            {"html": "".join(item.row for item in part), "more": number <= len(more)}
        )
        for number, part in enumerate(more, 2)
    }
    return "/releases", {"/releases": listing(first, button), **pages}


def load_more_objects(releases: Sequence[Item]) -> Site:
    first, *more = chunks(releases, SIZE)
    button = f'<div data-load-url="/api/releases?offset={SIZE}" class="load-more">Show more</div>'
    pages = {
        f"/api/releases?offset={number * SIZE}": _json(
            {
                "total": len(releases),
                "items": [{"link": item.path, "heading": item.title, "date": str(item.day)} for item in part],
            }
        )
        for number, part in enumerate(more, 1)
    }
    return "/releases", {"/releases": listing(first, button), **pages}


def paged_feed(releases: Sequence[Item]) -> Site:
    """RFC 5005, section 3."""
    parts = chunks(releases, SIZE)
    pages = {}
    for number, part in enumerate(parts, 1):
        link = f'<link rel="next" href="/feed?p={number + 1}"/>' if number < len(parts) else ""
        pages["/feed" if number == 1 else f"/feed?p={number}"] = _atom(part, link)
    return "/feed", pages


def archived_feed(releases: Sequence[Item]) -> Site:
    """RFC 5005, section 4."""
    parts = chunks(releases, SIZE)
    pages = {}
    for number, part in enumerate(parts):
        link = f'<link rel="prev-archive" href="/archive/{number + 1}"/>' if number + 1 < len(parts) else ""
        pages[f"/archive/{number}" if number else "/feed"] = _atom(part, link)
    return "/feed", pages


def sitemap_index(releases: Sequence[Item]) -> Site:
    """A part packed with gzip, a part with the news extension, a part in plain text, none of them called so."""
    plain, packed, news = (releases[start::3] for start in range(3))
    parts = {
        "/maps/1": ("\n".join(f"{SITE}{item.path}" for item in plain).encode(), TEXT),
        "/maps/2": (gzip.compress(sitemap(f"{SITE}{item.path}" for item in packed)), "application/octet-stream"),
        "/maps/3": _news_sitemap(news),
    }
    entries = "".join(f"<sitemap><loc>{SITE}{path}</loc></sitemap>" for path in parts)
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'
    return "/maps/", {"/maps/": (index.encode(), "text/html"), **parts}


def url_list(releases: Sequence[Item]) -> Site:
    return "/list", {"/list": ("\n".join(f"{SITE}{item.path}" for item in releases).encode(), "text/html")}


def rss_091(releases: Sequence[Item]) -> Site:
    return "/x", {"/x": _rss(releases, "0.91")}


def rss_20(releases: Sequence[Item]) -> Site:
    return "/x", {"/x": _rss(releases, "2.0")}


def rss_10(releases: Sequence[Item]) -> Site:
    entries = "".join(
        f'<item rdf:about="{SITE}{item.path}"><title>{item.title}</title><link>{SITE}{item.path}</link></item>'
        for item in releases
    )
    namespaces = 'xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    channel = f'<channel rdf:about="{SITE}/"><title>News</title><link>{SITE}/</link></channel>'
    return "/x", {"/x": (f"<rdf:RDF {namespaces}>{channel}{entries}</rdf:RDF>".encode(), "text/html")}


def atom(releases: Sequence[Item]) -> Site:
    return "/x", {"/x": (_atom(releases)[0], "text/plain")}


def json_feed(releases: Sequence[Item]) -> Site:
    entries = [{"id": item.path, "url": f"{SITE}{item.path}", "title": item.title} for item in releases]
    return "/x", {"/x": (_json({"version": "https://jsonfeed.org/version/1.1", "items": entries})[0], "text/html")}


LISTINGS: tuple[Paging, ...] = (
    rel_next,
    older,
    offsets,
    folders,
    zero_based,
    numbered,
    numbered_with_the_current,
    some_numbers,
    load_more_html,
    load_more_html_in_json,
    load_more_objects,
    paged_feed,
    archived_feed,
)
ARCHIVES: tuple[Paging, ...] = (months_as_links, months_as_form, only_months)
WHOLE: tuple[Paging, ...] = (sitemap_index, url_list, rss_091, rss_10, rss_20, atom, json_feed)


@pytest.mark.parametrize("paging", [*LISTINGS, *ARCHIVES, *WHOLE], ids=lambda paging: str(paging.__name__))
def test_the_first_crawl_goes_back_to_the_oldest(tmp_path: Path, paging: Paging) -> None:
    releases = items(7 * SIZE - 1)
    start, pages = paging(releases)
    with crawling(tmp_path, pages | pages_of(releases), [start]) as (crawl, _):
        crawl.run()
        assert crawl.releases() == {item.path for item in releases}
        asked = crawl.asked()
    assert len(asked) == len(set(asked))
    assert set(pages) <= set(asked)
    assert len(asked) <= len(pages) + len(releases) + 1  # one to see that it ends, where no page says so


def test_a_long_listing_is_found_whole_though_the_crawl_is_interrupted(tmp_path: Path) -> None:
    releases = items(220)
    start, pages = _numbered(releases, lambda number: f"/releases?page={number + 1}", around=2, size=11)
    with crawling(tmp_path, pages | pages_of(releases), [start]) as (crawl, _):
        for visits in (1, 7, 40, 90):
            crawl.run(visits, threads=1)
        assert len(crawl.releases()) < len(releases)
        crawl.run()
        assert crawl.releases() == {item.path for item in releases}
        assert sorted(crawl.asked()) == sorted([*pages, *(item.path for item in releases)])


def test_a_listing_is_walked_though_a_sitemap_has_shown_it_all(tmp_path: Path) -> None:
    releases = items(5 * SIZE)
    start, pages = numbered(releases)
    pages["/map"] = (sitemap(f"{SITE}{item.path}" for item in releases), XML)
    with crawling(tmp_path, pages | pages_of(releases), ["/map", start]) as (crawl, _):
        crawl.run()
        assert set(pages) <= set(crawl.asked())


@pytest.mark.parametrize("paging", LISTINGS, ids=lambda paging: str(paging.__name__))
def test_later_rounds_go_as_far_as_something_is_new(tmp_path: Path, paging: Paging) -> None:
    releases = items(6 * SIZE)
    held = SIZE + 2  # back, at first
    start, pages = paging(releases[held:])
    with crawling(tmp_path, pages | pages_of(releases), [start]) as (crawl, replay):
        crawl.run()
        assert crawl.round(hours=8) == [start]

        def publish(first: int) -> list[str]:
            _, now = paging(releases[first:])
            for target, page in now.items():
                replay.put(HOST, target, page)
            return [target for target in crawl.round(hours=8) if target in pages]

        assert len(publish(held - 1)) <= 2
        assert releases[held - 1].path in crawl.releases()
        assert len(publish(0)) == 3  # one with nothing but new ones, one with some, one with none
        assert crawl.releases() == {item.path for item in releases}
        assert crawl.round(hours=8) == [start]


@pytest.mark.parametrize("paging", ARCHIVES, ids=lambda paging: str(paging.__name__))
def test_what_is_new_in_the_newest_archive_is_found(tmp_path: Path, paging: Paging) -> None:
    releases = items(40, newest=date(2026, 11, 20))
    start, pages = paging(releases[1:])
    with crawling(tmp_path, pages | pages_of(releases), [start]) as (crawl, replay):
        crawl.run()
        assert releases[0].path not in crawl.releases()
        _, now = paging(releases)
        for target, page in now.items():
            replay.put(HOST, target, page)
        asked = [target for target in crawl.round(hours=8) if target in now]
        assert releases[0].path in crawl.releases()
        assert len(asked) <= 3


def test_a_listing_goes_on_past_what_a_feed_has_just_shown(tmp_path: Path) -> None:
    """After a long pause the feed knows the newest, the listing the rest."""
    releases = items(10 * SIZE)
    old = releases[5 * SIZE :]
    with crawling(tmp_path, numbered(old)[1] | rss_20(old)[1] | pages_of(releases), ["/x", "/releases"]) as (crawl, r):
        crawl.run()
        for target, page in {**numbered(releases)[1], **rss_20(releases[: 2 * SIZE])[1]}.items():
            r.put(HOST, target, page)
        crawl.round(days=30)
        assert crawl.releases() == {item.path for item in releases}


def test_what_is_new_comes_before_the_backlog(tmp_path: Path) -> None:
    backlog = items(500)
    fresh = items(1, newest=date(2026, 11, 24))
    pages = {"/map": (sitemap(f"{SITE}{item.path}" for item in backlog), XML), **rss_20(backlog[:SIZE])[1]}
    with crawling(tmp_path, pages | pages_of(backlog[:60] + fresh), ["/map", "/x"], delay="2s") as (crawl, replay):
        crawl.tick = timedelta(milliseconds=200)
        crawl.run(20, threads=1)
        assert crawl.rows("select waiting > 470 from queues") == [(1,)]
        replay.put(HOST, "/x", _rss([*fresh, *backlog[:SIZE]], "2.0"))
        crawl.now += timedelta(hours=9)
        crawl.run(8, threads=1)
        asked = crawl.asked()
    shown = len(asked) - asked[::-1].index("/x") - 1
    assert fresh[0].path in asked[shown + 1 : shown + 3]


def _chain(
    releases: Sequence[Item],
    address: str,
    *,
    head: str = "",
    below: str = "",
    step: int = 1,
    first: int = 1,
    start: str = "/releases",
) -> Site:
    """Pages that each lead to the next."""
    parts = chunks(releases, SIZE)
    targets = [start, *(address.format(first + step * number) for number in range(1, len(parts)))]
    pages = {}
    for number, part in enumerate(parts):
        further = targets[number + 1] if number + 1 < len(parts) else None
        pages[targets[number]] = (
            listing(part, below.format(further), head.format(further)) if further else listing(part)
        )
    return start, pages


def _numbered(
    releases: Sequence[Item], address: object, *, around: int, current: bool = False, size: int = SIZE
) -> Site:
    """Pages with the numbers of the first, the last and those `around` the current one, which is linked or not."""
    assert callable(address)
    parts = chunks(releases, size)
    pages = {}
    for number, part in enumerate(parts):
        shown = [n for n in range(len(parts)) if n in (0, len(parts) - 1) or abs(n - number) <= around]
        links = [
            f"<b>{n + 1}</b>" if n == number and not current else f'<a href="{address(n)}">{n + 1}</a>' for n in shown
        ]
        pages[address(number)] = listing(part, f"<div class='pages'>{' '.join(links)}</div>")
    return address(0), pages


def _by_month(releases: Sequence[Item]) -> dict[date, list[Item]]:
    return {month: list(found) for month, found in groupby(releases, lambda item: item.day.replace(day=1))}


def _json(value: object) -> Page:
    return json.dumps(value).encode(), JSON


def _rss(releases: Sequence[Item], version: str) -> Page:
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{SITE}{item.path}</link>"
        f"<pubDate>{item.day:%a, %d %b %Y} 10:00:00 GMT</pubDate></item>"
        for item in releases
    )
    return f'<rss version="{version}"><channel><title>News</title>{entries}</channel></rss>'.encode(), "text/html"


def _atom(releases: Sequence[Item], links: str = "") -> Page:
    entries = "".join(
        f"<entry><title>{item.title}</title><link href='{SITE}{item.path}'/>"
        f"<updated>{item.day}T10:00:00Z</updated></entry>"
        for item in releases
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{links}{entries}</feed>'.encode(), XML


def _news_sitemap(releases: Sequence[Item]) -> Page:
    entries = "".join(
        f"<url><loc>{SITE}{item.path}</loc><n:news><n:publication_date>{item.day}</n:publication_date>"
        f"<n:title>{item.title}</n:title></n:news></url>"
        for item in releases
    )
    names = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f"<urlset {names}>{entries}</urlset>".encode(), XML
