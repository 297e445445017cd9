"""Listings in JSON: objects whose fields are found by comparing them, HTML in strings, and the next page."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Discovery, Hint, Kind, Link, discover
from crawler.discovery.jsonlistings import read_json_listing

SITE = "https://example.org"
URL = f"{SITE}/api/news?page=1"

TITLES = ("Ministers meet in the capital", "New rules for the harbour", "The budget is adopted", "A bridge is opened")


def found(value: object, url: str = URL) -> Discovery:
    return discover(json.dumps(value).encode(), url)


def items(**more: Any) -> list[dict[str, Any]]:
    return [{"t": title, "u": f"/news/{title.lower().replace(' ', '-')}", **more} for title in TITLES]


def titles(value: object) -> list[str | None]:
    return [link.title for link in found(value).links]


def test_objects_with_addresses_titles_and_dates() -> None:
    discovery = found([{"headline": "Ministers &amp; mayors meet", "permalink": "/news/a", "when": "2024-10-03"}])
    assert discovery.kind is Kind.JSON_LISTING
    assert discovery.links == (
        Link(f"{SITE}/news/a", "Ministers & mayors meet", date(2024, 10, 3), kind_hint=Hint.RELEASE),
    )


@pytest.mark.parametrize(
    "value",
    [
        items(),
        {"data": {"list": items(), "total": 4}},
        {"months": [{"name": "October", "items": items()[:2]}, {"name": "September", "items": items()[2:]}]},
        {"2024": items()[:2], "2023": items()[2:]},
        {str(number): item for number, item in enumerate(items())},
        {"hits": {"hits": [{"_id": str(n), "_source": item} for n, item in enumerate(items())]}},
        {"menu": [{"text": "About this organisation", "to": "/about"}], "items": items()},
        items(category="Press release", author="Office of the spokesperson", image="/files/picture.jpg"),
        items(teaser="All that was said there, in two sentences. And this is the second one of them."),
        [{**item, "id": f"{n}-ab", "self": f"/api/news/{n}"} for n, item in enumerate(items())],
        [{**item, "topics": [{"t": f"Topic {k} of this", "u": f"/topics/{k}"} for k in range(1)]} for item in items()],
        [*items(), {"unrelated": True}, None, 5],
    ],
)
def test_where_the_items_stand(value: object) -> None:
    discovery = found(value)
    assert [link.title for link in discovery.links] == list(TITLES)
    assert [link.url for link in discovery.links] == [SITE + item["u"] for item in items()]


def test_the_interface_of_a_common_system() -> None:
    """As WordPress answers at /wp-json/wp/v2/posts."""
    posts = [
        {
            "id": number,
            "date": f"2024-10-0{number}T10:00:00",
            "modified_gmt": f"2024-11-0{number}T08:00:00Z",
            "guid": {"rendered": f"{SITE}/?p={number}"},
            "slug": f"ministers-meet-again-{number}",
            "link": f"{SITE}/2024/10/ministers-meet-again-{number}/",
            "title": {"rendered": f"Ministers meet again &#8211; {number}"},
            "content": {"rendered": f"<p>They met <a href='/news/{number}'>again</a>.</p>"},
            "_links": {"self": [{"href": f"{SITE}/wp-json/wp/v2/posts/{number}"}]},
        }
        for number in (1, 2, 3)
    ]
    discovery = found(posts, f"{SITE}/wp-json/wp/v2/posts?page=4&per_page=3")
    first = Link(
        f"{SITE}/2024/10/ministers-meet-again-1/", "Ministers meet again – 1", date(2024, 10, 1), kind_hint=Hint.RELEASE
    )
    assert discovery.links[0] == first
    assert len(discovery.links) == 3
    assert discovery.next_page == f"{SITE}/wp-json/wp/v2/posts?page=5&per_page=3"


def test_moments() -> None:
    value = [{"t": TITLES[0], "u": "/news/a", "changed": "2024-11-01T10:00:00Z", "out": "2024-10-30T10:00:00Z"}]
    assert found(value).links[0].published == datetime(2024, 10, 30, 10, tzinfo=UTC)


HTML = "".join(
    f"<li><h3><a href='{item['u']}'>{item['t']} after long talks</a></h3><p>3 October 2024</p></li>" for item in items()
)


@pytest.mark.parametrize(
    "value",
    [
        HTML,
        {"html": HTML, "count": 4},
        [{"command": "settings", "settings": {"path": "/x"}}, {"command": "insert", "data": f"<ul>{HTML}</ul>"}],
        {"rows": [f"{row}</li>" for row in HTML.split("</li>")]},
    ],
)
def test_html_in_strings(value: object) -> None:
    discovery = found(value)
    assert discovery.kind is Kind.JSON_LISTING
    assert [link.url for link in discovery.links] == [SITE + item["u"] for item in items()]
    assert discovery.links[0].published == date(2024, 10, 3)
    assert discovery.next_page == f"{SITE}/api/news?page=2"


@pytest.mark.parametrize(
    ("more", "url", "expected"),
    [
        ({"next": "/api/news?cursor=x"}, "/api/news", "/api/news?cursor=x"),
        ({"links": {"next": f"{SITE}/api/news?page=9"}}, "/api/news?page=1", "/api/news?page=9"),
        ({"links": {"next": {"href": "/api/news?page=9"}}}, "/api/news?page=1", "/api/news?page=9"),
        ({"pagination": {"nextPageUrl": "?page=9"}}, "/api/news?page=1", "/api/news?page=9"),
        ({"next_page": 2}, "/api/news?page=1", "/api/news?page=2"),
        ({"next": None}, "/api/news?page=1", None),
        ({"has_more": False}, "/api/news?page=1", None),
        ({"meta": {"hasNextPage": False}}, "/api/news?page=1", None),
        ({"has_more": True}, "/api/news?page=1", "/api/news?page=2"),
        ({}, "/api/news?offset=8", "/api/news?offset=12"),
        ({}, "/api/news", None),
        ({"next": "https://other.example/x"}, "/api/news", None),
        ({"next": "/api/news?page=1"}, "/api/news?page=1", "/api/news?page=2"),
    ],
)
def test_the_next_page(more: dict[str, object], url: str, expected: str | None) -> None:
    discovery = found({"items": items(), **more}, SITE + url)
    assert discovery.next_page == (SITE + expected if expected else None)


def test_the_next_page_within_html() -> None:
    value = {"html": f"{HTML}<a href='?page=7' class=load-more>Load more</a>"}
    assert found(value).next_page == f"{SITE}/api/news?page=7"


def test_what_an_item_calls_next_is_its_own() -> None:
    assert found({"items": items(next="/news/another")}, f"{SITE}/api/news").next_page is None


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"items": [], "next": None},
        {"title": "A page of its own", "url": "/news/a"},
        [{"title": "Without an address at all"}],
        [{"url": "/news/a", "slug": "without-a-title"}],
        [{"title": "A picture and nothing else", "url": "/files/picture.jpg"}],
        [{"title": "mailto and nothing else", "url": "mailto:a@example.org"}],
        {"html": "<p>Nothing <a href='mailto:a@example.org'>here</a></p>"},
    ],
)
def test_what_is_no_listing(value: object) -> None:
    discovery = found(value)
    assert (discovery.kind, discovery.reason) == (Kind.OTHER, "JSON without links")


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["/news/a-long-title", *TITLES, "2024-10-03", HTML, ""]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "next", "1", ""]), inner),
)


@given(_VALUES | st.text())
def test_never_raises(value: object) -> None:
    read_json_listing(value, URL)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "[" + ",".join(f'{{"u":"/n/a-long-title-of-{n}","t":"A long title of {n}"}}' for n in range(150_000)) + "]",
        "[{" + ",".join(f'"k{n}":"A text of {n}"' for n in range(300_000)) + "}]",
        '["' + "<a " * 2_500_000 + '"]',
        '[{"a":' * 300 + "1" + "}]" * 300,
        '{"a":' * 100_000,
        "[" + "1," * 5_000_000 + "1]",
    ],
    ids=["items", "fields", "markup", "nested", "deep", "numbers"],
)
def test_ten_megabytes_of_anything_take_no_age(text: str) -> None:
    started = time.process_time()
    discovery = discover(text.encode(), URL)
    assert time.process_time() - started < 15  # one to two seconds on a free machine
    assert len(discovery.links) <= 10_000
