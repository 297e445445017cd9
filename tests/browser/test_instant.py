"""The search page with its script: results in place, keys, the histogram, values to find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def search(page: Page, site: str) -> Page:
    """The search page, marked so that a full page load shows."""
    page.goto(f"{site}/?q=exercise")
    page.evaluate("window.isTheSame = true")
    return page


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.isTheSame === true"))


def test_results_replace_themselves_in_place_and_the_focus_stays(search: Page) -> None:
    box = search.get_by_role("checkbox", name="Organisation: Northern Health Office")
    box.check()
    expect(search.locator(".chip")).to_have_count(1)
    expect(box).to_be_focused()
    assert "organisation=Northern+Health+Office" in search.url
    assert is_the_same(search)
    expect(search.locator("[data-announces]")).to_contain_text("for exercise")


def test_back_and_forward_go_from_search_to_search(search: Page) -> None:
    heading = search.locator("h1").inner_text()
    search.get_by_role("link", name="Next page").click()
    expect(search.locator(".order p")).to_have_text("21–40 of 56")
    assert search.evaluate("scrollY") == 0
    search.go_back()
    expect(search.locator(".order p")).to_have_text("1–20 of 56")
    assert search.locator("h1").inner_text() == heading
    search.go_forward()
    expect(search.locator(".order p")).to_have_text("21–40 of 56")
    assert is_the_same(search)


def test_the_title_and_what_the_form_carries_follow(search: Page) -> None:
    search.get_by_role("link", name="Oldest").click()
    expect(search.locator("[data-carried] input[name=sort]")).to_have_value("oldest")
    search.get_by_role("combobox", name="Search for").fill("tanker")
    search.keyboard.press("Enter")
    expect(search).to_have_title("tanker – 1 release – Pressroom")
    assert "sort=oldest" in search.url
    assert is_the_same(search)


def test_a_release_is_a_page_of_its_own(search: Page) -> None:
    search.locator(".hit h3 a").first.click()
    expect(search.get_by_role("heading", name="About this release")).to_be_visible()
    search.go_back()
    expect(search.locator(".hit")).to_have_count(20)


def test_a_link_opened_elsewhere_leaves_the_page(search: Page) -> None:
    with search.context.expect_page():
        search.get_by_role("link", name="Next page").click(modifiers=["Control"])
    expect(search.locator(".order p")).to_have_text("1–20 of 56")


def test_what_was_typed_beside_a_change_stays(search: Page) -> None:
    search.get_by_label("From", exact=True).fill("2016")
    search.get_by_role("link", name="Oldest").click()
    expect(search.locator("[data-carried] input[name=sort]")).to_have_value("oldest")
    expect(search.get_by_label("From", exact=True)).to_have_value("2016")


def test_when_the_server_is_gone_the_browser_says_so(search: Page) -> None:
    search.route("**/?q=exercise&page=2", lambda route: route.fulfill(status=502, content_type="text/plain", body="no"))
    search.get_by_role("link", name="Next page").click()
    expect(search.locator("body")).to_have_text("no")


def test_keys_go_through_the_results(search: Page) -> None:
    search.locator("main").focus()
    search.keyboard.press("j")
    expect(search.locator(".hit h3 a").nth(0)).to_be_focused()
    search.keyboard.press("j")
    search.keyboard.press("k")
    search.keyboard.press("j")
    expect(search.locator(".hit h3 a").nth(1)).to_be_focused()
    search.keyboard.press("/")
    expect(search.locator("#q")).to_be_focused()
    search.keyboard.type("jo?")
    expect(search.locator("#q")).to_have_value("jo?")
    search.keyboard.press("Escape")
    search.locator(".hit h3 a").nth(2).focus()
    title = search.locator(".hit h3 a").nth(2).inner_text()
    search.keyboard.press("o")
    expect(search.locator("h1")).to_have_text(title)


def test_keys_can_be_switched_off(search: Page) -> None:
    search.locator("main").focus()
    search.keyboard.press("?")
    dialog = search.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    search.locator("main").focus()
    search.keyboard.press("j")
    expect(search.locator(".hit h3 a").first).not_to_be_focused()
    search.reload()
    search.keyboard.press("j")
    expect(search.locator(".hit h3 a").first).not_to_be_focused()
    search.keyboard.press("?")
    dialog.get_by_role("checkbox").check()
    search.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    search.keyboard.press("j")
    expect(search.locator(".hit h3 a").first).to_be_focused()


def test_a_stretch_of_the_histogram_is_dragged(search: Page) -> None:
    bars = search.locator("[data-days] a")
    box = search.locator("[data-days]").bounding_box()
    assert box is not None
    count = bars.count()
    middle = box["y"] + box["height"] / 2

    def centre(bar: int) -> float:
        assert box is not None
        return box["x"] + (bar + 0.5) * box["width"] / count

    search.mouse.move(centre(2), middle)
    search.mouse.down()
    search.mouse.move(centre(1), middle, steps=3)
    expect(search.locator("[data-days] a.picked")).to_have_count(2)
    since, until = bars.nth(1).get_attribute("data-since"), bars.nth(2).get_attribute("data-until")
    search.mouse.up()
    expect(search.get_by_label("From", exact=True)).to_have_value(since or "")
    expect(search.get_by_label("To", exact=True)).to_have_value(until or "")
    expect(search.locator(".chip")).to_have_count(2)
    assert is_the_same(search)


def test_a_value_of_a_facet_is_found_in_place(search: Page) -> None:
    group = search.locator("details.group").filter(has=search.get_by_role("searchbox", name="Find in: Place"))
    before = group.locator(".value:visible").all_inner_texts()
    group.get_by_role("searchbox").fill("gdan")
    expect(group.locator(".value:visible > a:not(.without) > bdi")).to_have_text(["Europe", "Poland", "Gdańsk"])
    group.get_by_role("searchbox").fill("")
    expect(group.locator(".value:visible")).to_have_text(before, use_inner_text=True)


def test_a_value_is_excluded(search: Page) -> None:
    search.get_by_role("link", name="Exclude: Northern Health Office").click()
    expect(search.locator(".chip")).to_contain_text("not Northern Health Office")
    search.get_by_role("link", name="No longer exclude: Northern Health Office").click()
    expect(search.locator(".chip")).to_have_count(0)


def test_the_link_of_a_search_is_copied(open_context: Callable[..., BrowserContext], site: str) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/?q=exercise")
    page.get_by_text("This search", exact=True).click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_compact_results_fit_more(search: Page) -> None:
    expect(search.locator(".snippet").first).to_be_visible()
    search.get_by_role("link", name="Compact").click()
    expect(search.locator(".snippet")).to_have_count(0)
    search.get_by_role("link", name="Next page").click()
    expect(search.locator(".order p")).to_have_text("21–40 of 56")
    expect(search.locator(".compact")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False])
def test_all_values_of_a_facet_can_be_looked_through(
    open_context: Callable[..., BrowserContext], site: str, scripts: bool
) -> None:
    page = open_context(java_script_enabled=scripts).new_page()
    page.goto(f"{site}/facets/place?q=exercise")
    page.get_by_label("Find a value").fill("ROTTER")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".values bdi")).to_have_text(["Rotterdam"])
    page.get_by_role("link", name="Rotterdam", exact=True).click()
    expect(page.locator(".chip")).to_contain_text("Place: Rotterdam")
