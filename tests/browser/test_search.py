from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from web.parameters import FILTERS

pytestmark = pytest.mark.browser


def total(page: Page) -> int:
    page.locator("main:not([aria-busy])").wait_for()
    found = re.match(r"([\d,]+) release", page.locator("h1").inner_text())
    return int(found[1].replace(",", "")) if found else 0


def test_searching_from_the_box(page: Page, site: str) -> None:
    page.goto(site)
    assert total(page) == 60
    page.get_by_role("combobox", name="Search for").fill("tanker fog")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("h1")).to_have_text("1 release for tanker fog")
    expect(page.locator(".snippet mark").first).to_have_text("tanker")
    page.get_by_role("link", name="Ports around the North Sea").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ports around the North Sea")
    expect(page.get_by_role("link", name="Read the original")).to_have_attribute(
        "href", "https://news.example/exercise2019"
    )


@pytest.mark.parametrize("facet", [facet.name for facet in FILTERS if facet.name != "source"])
def test_each_facet_narrows_by_link_to_what_its_count_says(page: Page, site: str, facet: str) -> None:
    page.goto(f"{site}/?q=")
    box = page.locator(f"input[name={facet}]").first
    group = page.locator("details.group").filter(has=page.locator(f"input[name={facet}]"))
    if group.get_attribute("open") is None:
        group.locator("summary").first.click()
    row = page.locator(".value").filter(has=box).first
    count = int(row.locator("> .count").inner_text())
    assert 0 < count < 60
    row.locator("> a:not(.without)").click()
    assert total(page) == count
    assert f"{facet}=" in page.url
    page.locator(".chip").click()
    assert total(page) == 60


def open_parts(page: Page) -> None:
    """Opens what is narrower in every tree of values, by a click for each."""
    closed = page.locator("details.parts:not([open]) > summary:visible")
    while closed.count():
        closed.first.click()


def test_several_values_by_boxes_and_one_button(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=exercise")
    before = total(page)
    open_parts(page)
    chips = page.locator(".chip")
    for count, name in enumerate(("Place: Hull", "Place: Rotterdam"), 1):
        page.get_by_role("checkbox", name=name).check()
        expect(chips).to_have_count(count)  # the results are there, and replace no field that is being filled
    page.get_by_label("From", exact=True).fill("2016")
    page.get_by_role("button", name="Apply filters").click()
    expect(chips).to_have_count(3)
    assert 0 < total(page) < before
    expect(page.get_by_role("checkbox", name="Place: Hull")).to_be_checked()
    narrowed = total(page)
    chips.filter(has_text="Hull").click()
    expect(chips).to_have_count(2)
    assert total(page) < narrowed
    page.get_by_role("link", name="Remove all").click()
    assert total(page) == before
    page.go_back()
    expect(chips).to_have_count(2)


def test_who_goes_on_to_a_field_stays_there_when_results_come(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=exercise")
    open_parts(page)
    held: list[Route] = []
    page.route("**/*place=Hull*", lambda route: held.append(route))
    page.get_by_role("checkbox", name="Place: Hull").check()
    since = page.get_by_label("From", exact=True)
    since.press_sequentially("20")
    held[0].continue_()
    expect(page.locator(".chip")).to_have_count(1)
    expect(since).to_be_focused()
    expect(since).to_have_value("20")


def test_more_values_open_on_demand(page: Page, site: str) -> None:
    page.goto(site)
    hidden = page.locator(".more li").first
    expect(hidden).to_be_hidden()
    page.locator(".more summary").first.click()
    expect(hidden).to_be_visible()


def test_paging_and_sorting(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=exercise")
    first = page.locator(".hit h3").all_inner_texts()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".order p")).to_have_text("21–40 of 56")
    assert page.locator(".hit h3").all_inner_texts() != first
    page.get_by_role("link", name="Page 3").click()
    expect(page.locator(".hit")).to_have_count(16)
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)
    page.get_by_role("link", name="Oldest").click()
    expect(page.locator(".order p")).to_have_text("1–20 of 56")
    assert page.locator(".hit time").first.get_attribute("datetime") < "2016"  # type: ignore[operator]


def test_a_mistyped_date_can_be_mended(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=exercise&from=2019-13")
    page.get_by_role("link", name="from must be in the calendar").click()
    expect(page.get_by_label("From", exact=True)).to_be_focused()
    page.get_by_label("From", exact=True).fill("2019-12")
    page.get_by_role("button", name="Search again").click()
    assert total(page) > 0
    assert "from=2019-12" in page.url


def test_no_hits_leads_on(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=excercise")
    page.get_by_role("link", name="exercise", exact=True).click()
    assert total(page) == 56


def tab_to(page: Page, name: str, limit: int = 40) -> None:
    """Presses Tab until the focused element's text, label or value is `name`."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "e => [e.ariaLabel, e.innerText, e.labels && e.labels[0] && e.labels[0].innerText]"
            ".filter(Boolean).map(s => s.trim())",
            page.evaluate_handle("document.activeElement"),
        )
        if any(one.startswith(name) for one in said):
            return
    raise AssertionError(f"{name} is not within {limit} steps of the keyboard")


def test_the_whole_way_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(site)
    tab_to(page, "Skip to the content", 1)
    tab_to(page, "Search for")
    page.keyboard.type("exercise")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("exercise")
    before = total(page)
    tab_to(page, "Organisation: Northern Health Office")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    assert total(page) < before
    tab_to(page, "Skip the filters")
    page.keyboard.press("Enter")
    tab_to(page, "Newest")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    tab_to(page, page.locator(".hit h3").first.inner_text())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="About this release")).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab_to(page, "Cite this release")
    page.keyboard.press("Enter")
    tab_to(page, "Copy", 1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    assert page.locator("h1").inner_text() in page.evaluate("navigator.clipboard.readText()")
    tab_to(page, "BibTeX", 5)
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".bib")


def test_everything_works_without_javascript(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    page.goto(site)
    page.get_by_label("Search for").fill("exercise")
    page.get_by_role("button", name="Search", exact=True).click()
    page.locator(".panel > summary").click()
    open_parts(page)
    page.get_by_role("checkbox", name="Place: Hull").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator(".chip")).to_have_count(1)
    page.get_by_text("This search", exact=True).click()
    page.locator(".offers").get_by_role("link", name="Export").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="BibTeX").click()
    assert saved.value.suggested_filename == "releases.bib"
    page.go_back()
    page.locator(".hit h3 a").first.click()
    expect(page.locator("article h1")).to_be_visible()
    page.goto(f"{site}/releases/exercise2019")
    page.get_by_role("link", name="versions").click()
    page.get_by_role("link", name="What changed").first.click()
    expect(page.locator("ins").first).to_be_visible()


def test_filters_are_folded_on_a_phone_and_open_on_a_desk(
    open_context: Callable[..., BrowserContext], site: str
) -> None:
    for width, visible in ((360, False), (1440, True)):
        page = open_context(viewport={"width": width, "height": 800}).new_page()
        page.goto(site)
        assert page.get_by_role("checkbox", name="Place: Europe").is_visible() is visible
