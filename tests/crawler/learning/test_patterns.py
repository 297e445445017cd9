"""The shapes of URLs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.learning.patterns import MAX_LENGTH, pattern_of
from crawler.urls import canonical_url
from tests.replay import shared_data


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("/", "/"),
        ("/news", "/{name}"),
        ("/news/", "/{name}"),
        ("/press-releases/minister-meets-counterpart-in-vienna", "/press-releases/{slug}"),
        ("/Press-Releases/Minister_meets_counterpart_in_Vienna.html", "/press-releases/{slug}.html"),
        ("/press-releases/budget", "/press-releases/{name}"),
        ("/press-releases/budget-law-2019", "/press-releases/{slug}"),
        ("/news/2019/10/30/ministers-meet-in-the-capital", "/news/{year}/{month}/{day}/{slug}"),
        ("/news/2019/oct/ministers-meet-in-the-capital", "/news/{year}/{month}/{slug}"),
        ("/news/2019-10/ministers-meet-in-the-capital", "/news/{month}/{slug}"),
        ("/news/2019-10-30/budget", "/news/{date}/{name}"),
        ("/news/20191030", "/news/{date}"),
        ("/news/30.10.2019", "/news/{date}"),
        ("/node/10", "/node/{number}"),
        ("/de/aktuelles/4711", "/{lang}/aktuelles/{number}"),
        ("/en-gb/news/4711", "/{lang}/news/{number}"),
        ("/us/en/news/4711", "/{lang}/{lang}/news/{number}"),
        ("/de/news823175", "/{lang}/news{number}"),
        ("/presse2022/220126_PM_Telegram.html", "/presse{number}/{slug}.html"),
        ("/detail/c3aa546f-24d3-4b47-9c0c-59db58b2f725", "/detail/{id}"),
        ("/detail/9f86d081884c7d65", "/detail/{id}"),
        ("/detail/x7k2m9", "/detail/{id}"),
        ("/artikel/article-12345", "/artikel/article-{number}"),
        ("/index.php?view=article&id=1234&catid=7:news", "/index.php?catid={name}&id={number}&view=article"),
        ("/index.php?b=1&a=2", "/index.php?a={number}&b={number}"),
        ("/spip.php?article8532", "/spip.php?article{number}"),
        ("/show?t=Minister+meets+counterpart+in+Vienna&date=2019-10-30&a=", "/show?a=&date={date}&t={slug}"),
        ("/default.aspx", "/{name}.aspx"),
        ("/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/12345", "/новости/{number}"),
        ("/新闻/外交部长今天在首都举行会议讨论安全问题", "/新闻/{slug}"),
    ],
)  # fmt: skip
def test_shapes(url: str, pattern: str) -> None:
    assert pattern_of(f"https://www.example.org{url}") == f"example.org{pattern}"


def test_hosts_are_told_apart_but_www() -> None:
    assert pattern_of("https://press.example.org/a") == "press.example.org/{name}"
    assert pattern_of("http://example.org/a") == pattern_of("https://www.example.org/b")


@pytest.mark.parametrize("url", ["", "http://[::1", "https://example.org/%FF%FE/a", "https://example.org//a//b?&&=&"])
def test_sloppy_urls_have_a_shape_too(url: str) -> None:
    assert pattern_of(url) == pattern_of(url)


def test_long_urls() -> None:
    pattern = pattern_of(
        "https://example.org/" + "a-section/" * 100 + "a?" + "&".join(f"name{n}x={n}" for n in range(99))
    )
    assert len(pattern) == MAX_LENGTH
    assert pattern.endswith("…")


@given(st.text(max_size=300))
def test_any_path(path: str) -> None:
    url = canonical_url(f"https://example.org/{path}")
    if url:
        pattern = pattern_of(url)
        assert 0 < len(pattern) <= MAX_LENGTH
        assert pattern.startswith("example.org/")


def test_real_sites_have_few_shapes() -> None:
    """Article pages of one host are of one or two kinds."""
    data = shared_data()
    if data is None:
        pytest.skip("needs the shared data: html")
    lines = (data / "html" / "index.jsonl").read_text().splitlines()
    urls = [entry["url"] for entry in map(json.loads, lines) if entry["page_type"] == "article"]
    releases = {pattern_of(url) for url in urls if "/news/en/press-room/" in url}
    assert releases == {"europarl.europa.eu/news/en/press-room/{number}ipr{number}/{slug}"}
