"""The words that show what a release names, marked while one looks at a fact."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import served
from tests.web.fakes import shelf
from tests.web.newsroom import stored

pytestmark = pytest.mark.browser

MARKED = "() => [...(CSS.highlights.get('evidence') ?? [])].map(String)"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    release = stored(
        "quay",
        title="A quay for Oslo",
        text="Minister Jane Major opened it in Oslo.\n\nOslonians came to Oslo.",
        people=("Jane Major",),
        places=("Oslo", "Norway"),
        language="en",
    )
    with served(shelf([release])) as address:
        yield address


def test_a_fact_under_the_pointer_or_the_focus_marks_its_words(page: Page, site: str) -> None:
    page.goto(f"{site}/releases/quay")
    assert page.evaluate(MARKED) == []
    page.get_by_role("link", name="Oslo", exact=True).hover()
    assert page.evaluate(MARKED) == ["Oslo"] * 3, "whole words, title and text"
    page.get_by_role("link", name="Jane Major").focus()
    assert page.evaluate(MARKED) == ["Jane Major"]
    page.get_by_role("link", name="Norway", exact=True).focus()
    assert page.evaluate(MARKED) == [], "nothing in the text says so but the city"
