"""Robots meta elements and `X-Robots-Tag`, as publishers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.directives import Directives, directives

NOTHING = Directives()
NOINDEX, NOFOLLOW, NOARCHIVE = Directives(noindex=True), Directives(nofollow=True), Directives(noarchive=True)
BOTH = Directives(noindex=True, nofollow=True)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("robots", "noindex", NOINDEX),
        ("Robots", "NOINDEX, NoFollow", BOTH),
        (" robots ", "noindex nofollow", BOTH),
        ("robots", "none", BOTH),
        ("robots", "all, noarchive", NOARCHIVE),
        ("robots", "index, follow, max-image-preview:large", NOTHING),
        ("robots", "noindex;nofollow", BOTH),
        ("robots", "unavailable_after: 25-Jun-2030 15:00:00 GMT", NOTHING),
        ("robots", "nonsense, no index", NOTHING),
        ("robots", "", NOTHING),
        ("PressRoom", "nofollow", NOFOLLOW),
        ("otherbot", "none", NOTHING),
        ("description", "none", NOTHING),
        ("pressroom-news", "noindex", NOTHING),
    ],
)
def test_one_meta_element(name: str, content: str, expected: Directives) -> None:
    assert directives([(name, content)], None, "pressroom") == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("noindex", NOINDEX),
        ("NOINDEX,NOFOLLOW", BOTH),
        ("none", BOTH),
        ("noarchive, max-snippet: 20", NOARCHIVE),
        ("otherbot: noindex, nofollow", NOTHING),
        ("otherbot: noindex, pressroom: nofollow", NOFOLLOW),
        ("Pressroom: noindex, nofollow", BOTH),
        ("noarchive, otherbot: noindex", NOARCHIVE),
        ("otherbot: noindex, *: nofollow", NOFOLLOW),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST, noindex", NOINDEX),
        ("unavailable_after: Saturday, 25-Jun-30 15:00:00 PST, nofollow", NOFOLLOW),
        ("max-snippet:-1, noindex", NOINDEX),
        ("pressroom:noindex", NOINDEX),
        ("pressroom :\tnoindex", NOINDEX),
        (":noindex", NOTHING),
        (",,, ,", NOTHING),
        ("", NOTHING),
    ],
)
def test_the_header(header: str, expected: Directives) -> None:
    assert directives([], header, "pressroom") == expected


def test_everything_that_applies_adds_up() -> None:
    metas = [("robots", "index, nofollow"), ("pressroom", "index"), ("robots", "noarchive")]
    assert directives(metas, "noindex", "pressroom") == Directives(noindex=True, nofollow=True, noarchive=True)


def test_a_version_is_no_part_of_the_product_token() -> None:
    assert directives([("pressroom", "noindex")], None, "Pressroom/1.2") == NOINDEX


def test_a_page_that_says_nothing() -> None:
    assert directives([], None, "pressroom") == NOTHING


@given(st.lists(st.tuples(st.text(), st.text())), st.text() | st.none(), st.text())
def test_nothing_raises(metas: list[tuple[str, str]], header: str | None, agent: str) -> None:
    directives(metas, header, agent)


@given(st.text(st.characters(exclude_characters=":,")))
def test_what_stands_beside_a_directive_does_not_hide_it(noise: str) -> None:
    assert directives([], f"{noise}, noindex", "pressroom").noindex
