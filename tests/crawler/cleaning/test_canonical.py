"""Which address of its own a page is believed."""

from __future__ import annotations

import pytest

from crawler.cleaning.canonical import canonical_url, owner

from .pages import metadata_of

URL = "https://www.office.example/news/item?id=7"


def named_by(head: str, url: str = URL) -> str:
    return canonical_url(metadata_of(f"<html><head>{head}</head></html>"), url)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://www.office.example/news/quay", "https://www.office.example/news/quay"),
        ("/news/quay", "https://www.office.example/news/quay"),
        ("https://press.office.example/quay", "https://press.office.example/quay"),
        ("https://www.office.example/news/item?id=7", URL),
        ("https://elsewhere.example/news/quay", URL),
        ("https://www.office.example/", URL),
        ("https://www.office.example/news/item", URL),  # without the parameter that tells releases apart
        ("javascript:void(0)", URL),
        ("http://[broken", URL),
        ("", URL),
    ],
)
def test_link_rel_canonical(href: str, expected: str) -> None:
    assert named_by(f'<link rel="canonical" href="{href}">') == expected


def test_tracking_parameters_may_go() -> None:
    url = "https://www.office.example/news/quay?utm_source=feed"
    assert named_by('<link rel="canonical" href="/news/quay">', url) == "https://www.office.example/news/quay"


def test_og_url_stands_in() -> None:
    assert named_by('<meta property="og:url" content="/news/quay">') == "https://www.office.example/news/quay"


def test_a_url_that_is_none_stays_as_it_is() -> None:
    assert named_by('<link rel="canonical" href="https://a.example/b">', "") == ""


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.office.example", "office.example"),
        ("www.defence.gov.au", "defence.gov.au"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_owner(host: str, name: str) -> None:
    assert owner(host) == name
