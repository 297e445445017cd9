"""The interface in other languages: chosen, mirrored, without JavaScript too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

pytestmark = pytest.mark.browser


def test_a_language_is_chosen_and_the_page_stays(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/?q=exercise")
    page.get_by_role("button", name="Русский").click()
    expect(page).to_have_url(f"{site}/?q=exercise")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.get_by_role("heading", level=1)).to_contain_text("релизов по запросу")
    page.get_by_role("link", name="Источники").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Источники")


def test_a_language_is_chosen_where_a_script_has_led(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context().new_page()
    page.goto(f"{site}/?q=exercise")
    page.get_by_role("link", name="Oldest").click()
    expect(page).to_have_url(f"{site}/?q=exercise&sort=oldest")
    page.get_by_role("button", name="Deutsch").click()
    expect(page).to_have_url(f"{site}/?q=exercise&sort=oldest")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_arabic_stands_from_the_right(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(locale="ar", viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{site}/?q=exercise")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    brand, menu = page.locator(".brand").bounding_box(), page.locator(".menu").bounding_box()
    assert brand is not None
    assert menu is not None
    assert brand["x"] > menu["x"]
    assert page.locator(".when").evaluate("figure => getComputedStyle(figure).direction") == "ltr"


def test_completions_are_counted_in_the_language(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(locale="ru").new_page()
    found = {"kind": "place", "value": "Riga", "count": 3, "html": site}
    page.route("**/api/v1/suggest*", lambda route: route.fulfill(json={"suggestions": [found]}))
    page.goto(site)
    page.locator("#q").press_sequentially("ri")
    expect(page.locator(".completions .count").first).to_have_text("3 релиза")
