"""The page of the sources with more of a source opened, in light and dark, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_where_more_is_open(
    open_context: Callable[..., BrowserContext], site: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = open_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(f"{site}/sources")
    for summary in page.locator(".more summary").all():
        summary.click()
    expect(page.get_by_text("https://hub.harbour.example/")).to_be_visible()
    assert violations(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_more_opens_by_keyboard_and_the_warning_leads_to_its_source(page: Page, site: str) -> None:
    page.goto(f"{site}/sources")
    page.get_by_role("link", name="Harbour Safety Union").first.press("Enter")
    assert page.url.endswith("#source-harbour")
    expect(page.locator("#source-harbour")).to_be_in_viewport()
    details = page.locator("#source-harbour details")
    expect(details.locator("dl")).to_be_hidden()
    details.locator("summary").press("Enter")
    expect(details.locator("dl")).to_be_visible()
