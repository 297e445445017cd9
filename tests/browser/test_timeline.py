"""The timeline in a browser: points by keyboard, the table, its form, and files; nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Literal
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.web.newsroom import HARBOUR, HEALTH

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(autouse=True, scope="module")
def search_page(site: str) -> None:
    """The first search page of a process takes long: it reads the names of languages."""
    with urlopen(site, timeout=120) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("view", ["multiples", "stacked"])
def test_axe_finds_nothing_where_the_table_is_open(
    open_context: Callable[..., BrowserContext], site: str, view: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = open_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(f"{site}/timeline?q=exercise&view={view}")
    for summary in page.locator("main summary").all():
        if summary.is_visible():
            summary.click()
    expect(page.get_by_role("table")).to_be_visible()
    assert violations(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("view", ["multiples", "stacked"])
def test_points_are_reached_and_followed_by_keyboard(page: Page, site: str, view: str) -> None:
    page.goto(f"{site}/timeline?q=exercise&view={view}")
    first = page.locator(".plot").first.get_by_role("link").first
    expect(first).to_have_accessible_name(f"{HARBOUR}, 2015: 4 releases")
    skip = page.get_by_role("link", name="Skip the charts")
    skip.focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if first.evaluate("one => one === document.activeElement"):
            break
    expect(first).to_be_focused()
    assert first.locator(".spot").evaluate("one => getComputedStyle(one).strokeWidth") == "3px"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("4 releases")


def test_the_charts_can_be_skipped(page: Page, site: str) -> None:
    page.goto(f"{site}/timeline?q=exercise")
    page.get_by_role("link", name="Skip the charts").press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#numbers summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("table").get_by_role("link", name=f"{HEALTH}, 2015: 3 releases").click()
    expect(page.locator("h1")).to_contain_text("3 releases")


@pytest.mark.parametrize("width", [320, 1440])
def test_bars_fill_the_plot_and_stay_inside(open_context: Callable[..., BrowserContext], site: str, width: int) -> None:
    page = open_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(f"{site}/timeline?q=exercise&unit=month&from=2016&to=2019&by=query")
    plot = page.locator(".plot").first.bounding_box()
    boxes = [box for box in (bar.bounding_box() for bar in page.locator(".plot").first.locator(".amount").all()) if box]
    assert plot is not None
    assert len(boxes) > 10
    assert all(plot["x"] - 1 <= box["x"] and box["x"] + box["width"] <= plot["x"] + plot["width"] + 1 for box in boxes)
    assert max(box["x"] for box in boxes) > plot["x"] + 0.8 * plot["width"]
    assert all(box["width"] < plot["width"] / 30 for box in boxes)
    shown = page.locator(".plot").first.locator(".ticks:visible").all()
    assert len(shown) == 1
    labels = [box for box in (text.bounding_box() for text in shown[0].locator("text").all()) if box]
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(labels))


def test_a_bar_is_followed_by_the_mouse(page: Page, site: str) -> None:
    page.goto(f"{site}/timeline?q=tanker")
    page.locator(".plot a").first.click()
    expect(page.locator("h1")).to_contain_text("1 release")


def test_comparing_without_javascript(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(java_script_enabled=False, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{site}/?q=exercise")
    page.get_by_text("This search", exact=True).click()
    page.get_by_role("link", name="Timeline of these releases").click()
    page.get_by_label("Compare with").fill("fog")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("h1")).to_have_text("2 queries over time")
    page.get_by_role("link", name="Stacked").click()
    expect(page.locator(".legend a")).to_have_text(["fog", "exercise"])
    with page.expect_download() as file:
        page.get_by_role("link", name="SVG").click()
    assert file.value.suggested_filename == "timeline.svg"


def test_patterns_tell_series_apart_in_forced_colours(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(forced_colors="active", viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{site}/timeline?q=exercise&view=stacked")
    fills = {bar.get_attribute("fill") for bar in page.locator(".plot .amount").all()}
    assert fills == {"url(#fill-0)", "url(#fill-1)"}
    colours = [page.locator(f"#fill-{number} rect").evaluate("one => getComputedStyle(one).fill") for number in (0, 1)]
    assert colours[0] == colours[1] == page.locator("h1").evaluate("one => getComputedStyle(one).color")
    expect(page.locator("#fill-0 path")).to_have_count(0)
    expect(page.locator("#fill-1 path")).to_have_count(1)
