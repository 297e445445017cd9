"""The element with the text, recognised on other pages of a source."""

from __future__ import annotations

import pytest
from bs4 import Tag

from crawler.cleaning.blocks import read_blocks
from crawler.cleaning.signature import preferred, signature
from tests.crawler.cleaning.pages import FIRST, SECOND, THIRD, body_of

TEXT = f"<p>{FIRST}</p><p>{SECOND}</p>"


def element(html: str, name: str) -> Tag:
    found = body_of(html).find(id=name) or body_of(html).find(class_=name)
    assert isinstance(found, Tag)
    return found


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<main><div class="text" >x</div></main>', "main > div.text"),
        ('<div id="page"><div class="wide text">x</div></div>', "div#page > div.text.wide"),
        ('<div id="post-12"><div class="text col-6">x</div></div>', "div > div.text"),
        ("<div>" * 20 + '<div class="text">x</div>', "div > div > div > div > div > div.text"),
    ],
)
def test_a_signature_is_made_of_names_that_last(html: str, expected: str) -> None:
    (found,) = body_of(html).select(".text")
    assert signature(found) == expected


def test_elements_without_names_have_none() -> None:
    body = body_of("<div><div><p>x</p></div></div>")
    assert signature(body) is None
    assert all(signature(each) is None for each in body.find_all(True))


def chosen_in(html: str, learnt: str | None) -> str:
    """The id of the element that is taken when the one with the id "other" was chosen."""
    body = body_of(html)
    other = body.find(id="other")
    assert isinstance(other, Tag)
    return str(preferred(other, read_blocks(body), learnt)["id"])


def test_the_learnt_element_goes_before_another_with_about_as_much() -> None:
    html = f'<div id="other">{TEXT}<p>{THIRD}</p></div><div id="text" class="body">{TEXT}</div>'
    assert chosen_in(html, "div#text.body") == "text"
    assert chosen_in(html, "div#body") == "other"
    assert chosen_in(html, None) == "other"


def test_an_element_with_little_in_it_does_not() -> None:
    html = f'<div id="other">{TEXT}<p>{THIRD}</p></div><div id="text" class="body"><p>{FIRST[:80]}.</p></div>'
    assert chosen_in(html, "div#text.body") == "other"
    assert chosen_in('<div id="other"></div><div id="text" class="body"></div>', "div#text.body") == "other"


def test_of_an_element_around_it_little_may_be_lost() -> None:
    html = f'<div id="other"><div class="b" id="a1">{TEXT}</div><p>{THIRD[:60]}.</p></div>'
    assert chosen_in(html, "div#other > div.b") == "a1"
    assert chosen_in(html.replace(THIRD[:60], f"{THIRD} {THIRD[:60]}"), "div#other > div.b") == "other"


def test_several_of_the_kind_are_parts_of_one_text() -> None:
    part = f'<div class="b"><p>{FIRST}</p></div>'
    assert chosen_in(f'<div id="other">{part}{part}{part.replace("b", "c")}</div>', "div#other > div.b") == "other"
