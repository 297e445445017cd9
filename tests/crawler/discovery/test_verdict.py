"""Which cleaned pages are releases."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crawler.cleaning import clean_page
from crawler.discovery import PageKind, PageLink, PageLinks, judge_page, read_page_links
from crawler.learning import PatternCount, Rules
from crawler.records import Release

SHARED = Path(os.environ.get("PRESSROOM_SHARED", Path(__file__).parents[4] / "shared"))
URL = "https://example.org/press-releases/ministers-meet-in-the-capital"
PARAGRAPH = "The ministers met in the capital and spoke about what their countries can do together in the coming year."
RELEASE = Release(
    url=URL,
    title="Ministers meet in the capital",
    text="\n\n".join([PARAGRAPH] * 5),
    published=date(2019, 10, 30),
    published_from="meta",
    page_type="NewsArticle",
)
PAGE = PageLinks(URL, title="Ministers meet | Example", text_size=800, link_size=40)
PLAIN = replace(RELEASE, page_type=None, published=None, published_from=None)


def links(count: int, page: PageLinks = PAGE) -> PageLinks:
    several = tuple(
        PageLink(
            f"https://example.org/press-releases/the-title-of-release-{n}",
            f"The title of the release with the number {n}",
            in_heading=True,
            shape="h3",
        )
        for n in range(count)
    )
    return replace(page, links=several)


def kind(release: Release, page: PageLinks = PAGE, url: str = URL) -> PageKind:
    verdict = judge_page(release, page, url)
    assert verdict.reason
    return verdict.kind


def test_a_release() -> None:
    assert kind(RELEASE) is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({"published": date(2019, 10, 30), "published_from": "time"}, "https://example.org/x"),
        ({"published": date(2019, 10, 30), "published_from": "line"}, URL),
        ({"published": date(2019, 10, 30), "published_from": "text", "page_type": "website"}, URL),
        ({"page_type": "NewsArticle"}, "https://example.org/x"),
        ({"page_type": "article"}, URL),
        ({}, URL),  # a title at the end of its address, in a folder for releases
    ],
)
def test_evidence_enough(changes: dict[str, object], url: str) -> None:
    assert kind(replace(PLAIN, **changes), url=url) is PageKind.ARTICLE  # type: ignore[arg-type]  # names from the table


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({}, "https://example.org/how-to-apply-for-a-grant"),
        ({"page_type": "website"}, "https://example.org/about"),
        ({"page_type": "article"}, "https://example.org/about"),
        ({"published": date(2019, 10, 30), "published_from": "line"}, "https://example.org/about"),
        (
            {"published": date(2019, 10, 30), "published_from": "json-ld", "page_type": "WebPage"},
            "https://example.org/about",
        ),
        ({"published": date(2019, 10, 30), "published_from": "time"}, "https://example.org/events/default.aspx"),
        ({"published": date(2019, 10, 30), "published_from": "time", "page_type": "Event"}, "https://example.org/x"),
        ({"published": date(2019, 10, 30), "published_from": "page"}, "https://example.org/how-to-apply-for-a-grant"),
        ({"published": date(2019, 10, 30), "published_from": "time"}, "https://example.org/events/a-meeting-of-all-12"),
        ({"published": date(2019, 10, 30), "published_from": "time"}, "https://example.org/jobs/details/4711"),
    ],
)
def test_too_little_evidence(changes: dict[str, object], url: str) -> None:
    assert kind(replace(PLAIN, **changes), url=url) is PageKind.OTHER  # type: ignore[arg-type]  # names from the table


@pytest.mark.parametrize(
    "url", ["https://example.org/", "https://example.org/de/", "https://example.org/en/index.html"]
)
def test_home_pages(url: str) -> None:
    assert kind(RELEASE, url=url) is PageKind.OTHER


@pytest.mark.parametrize(
    "url", ["https://example.org/contact", "https://example.org/de/impressum.html", "https://example.org/events"]
)
def test_service_pages(url: str) -> None:
    assert kind(RELEASE, url=url) is PageKind.OTHER
    assert kind(replace(RELEASE, title="Privacy policy")) is PageKind.OTHER


def test_error_pages_have_little_text() -> None:
    short = replace(RELEASE, text=PARAGRAPH * 2)
    assert kind(replace(short, title="Page not found")) is PageKind.ERROR
    assert kind(short, replace(PAGE, title="404 | Example")) is PageKind.ERROR
    assert kind(replace(RELEASE, title="404 tonnes", text="\n\n".join([PARAGRAPH] * 10))) is PageKind.ARTICLE


def test_login_pages() -> None:
    assert kind(replace(RELEASE, text="Please sign in."), replace(PAGE, has_password_field=True)) is PageKind.OTHER
    assert kind(RELEASE, replace(PAGE, has_password_field=True)) is PageKind.ARTICLE


def test_pages_without_text_or_title() -> None:
    assert kind(replace(RELEASE, text="")) is PageKind.OTHER
    assert kind(replace(RELEASE, text="\n\n".join(["Short line"] * 10), page_type=None)) is PageKind.OTHER
    assert kind(replace(RELEASE, title="")) is PageKind.OTHER


def test_a_short_notice_with_good_evidence_is_enough() -> None:
    notice = replace(RELEASE, text="\n\n".join([PARAGRAPH] * 2))
    assert kind(notice) is PageKind.ARTICLE
    assert (
        kind(replace(notice, page_type=None, published_from="line"), url="https://example.org/news/x") is PageKind.OTHER
    )


def test_unspaced_scripts_say_more_with_less() -> None:
    paragraph = "外交部长们今天在首都举行会议,讨论了明年各国可以共同开展的工作以及地区安全的问题。"
    assert kind(replace(RELEASE, text="\n\n".join([paragraph] * 3), page_type="article")) is PageKind.ARTICLE


def test_listings() -> None:
    teasers = replace(RELEASE, page_type="article")
    assert kind(teasers, links(10)) is PageKind.LISTING
    assert kind(replace(teasers, text="\n\n".join([PARAGRAPH] * 40)), links(10)) is PageKind.ARTICLE
    long_teasers = replace(teasers, text="\n\n".join([PARAGRAPH] * 40))
    assert kind(long_teasers, replace(links(10), next_page=f"{URL}?page=2")) is PageKind.LISTING
    assert (
        kind(replace(PLAIN, text=PARAGRAPH * 4), replace(PAGE, link_size=700), "https://example.org/a")
        is PageKind.LISTING
    )


LIKE = "example.org/press-releases/{slug}"


def test_learnt_rules_are_evidence() -> None:
    undated = replace(PLAIN, page_type="website")
    url = "https://example.org/stuff/12"
    releases = Rules.of([PatternCount("example.org/stuff/{number}", releases=9, dated=9)])
    assert judge_page(undated, PAGE, url).kind is PageKind.OTHER
    verdict = judge_page(undated, PAGE, url, releases)
    assert (verdict.kind, verdict.unaided) == (PageKind.ARTICLE, PageKind.OTHER)
    assert "9 of 9 pages like example.org/stuff/{number} were releases" in verdict.reason
    others = judge_page(PLAIN, PAGE, URL, Rules.of([PatternCount(LIKE, others=12)]))
    assert (others.kind, others.unaided) == (PageKind.OTHER, PageKind.ARTICLE)


def test_learnt_rules_do_not_override_facts() -> None:
    releases, others = Rules.of([PatternCount(LIKE, 9, 0, 9)]), Rules.of([PatternCount(LIKE, 0, 12)])
    error = replace(RELEASE, title="Page not found", text=PARAGRAPH * 2)
    assert judge_page(error, PAGE, URL, releases).kind is PageKind.ERROR
    assert judge_page(replace(RELEASE, text=""), PAGE, URL, releases).kind is PageKind.OTHER
    assert judge_page(replace(RELEASE, title=""), PAGE, URL, releases).kind is PageKind.OTHER
    marked = judge_page(RELEASE, PAGE, URL, others)
    assert (marked.kind, marked.unaided) == (PageKind.ARTICLE, PageKind.ARTICLE)
    assert "were no releases" not in marked.reason


def test_what_a_person_denies_is_no_release() -> None:
    verdict = judge_page(RELEASE, PAGE, URL, Rules.of([], deny=["/press-releases/*"]))
    assert (verdict.kind, verdict.reason) == (PageKind.OTHER, "config.toml denies it")


def test_related_releases_below_a_marked_article_do_not_matter() -> None:
    assert kind(RELEASE, links(10)) is PageKind.ARTICLE


def test_nothing_at_all() -> None:
    assert kind(Release("", "", ""), PageLinks("http://[::1"), "http://[::1") is PageKind.OTHER


@pytest.mark.slow
def test_real_pages() -> None:
    folder = SHARED / "data"
    if not folder.exists():
        pytest.skip("needs the shared data: html, pages/press")
    counts: Counter[tuple[str, PageKind]] = Counter()
    for name, index in (("press", folder / "pages/press/gold.jsonl"), ("html", folder / "html/index.jsonl")):
        for line in index.read_text().splitlines():
            entry = json.loads(line)
            html, url = gzip.decompress((index.parent / entry["file"]).read_bytes()), entry["url"]
            label = "press" if name == "press" or entry["newsish_url"] else "page"
            verdict = judge_page(clean_page(html, url), read_page_links(html, url), url)
            counts[f"{label} {entry.get('page_type', 'article')}", verdict.kind] += 1
    assert counts["press article", PageKind.ARTICLE] >= 0.95 * _total(counts, "press article")
    assert counts["press listing", PageKind.ARTICLE] == 0
    assert counts["page documentation", PageKind.ARTICLE] == 0
    assert counts["page listing", PageKind.ARTICLE] <= 0.03 * _total(counts, "page listing")


def _total(counts: Counter[tuple[str, PageKind]], label: str) -> int:
    return sum(count for (name, _), count in counts.items() if name == label)
