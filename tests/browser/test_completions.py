"""Completions under the search box: an editable combobox with a list, for keyboard, mouse, touch and screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.test_accessible import PAGES

pytestmark = pytest.mark.browser

SUGGEST = "**/api/v1/suggest?*"


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search for")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def said(page: Page) -> Locator:
    return page.locator("form#search [role=status]")


def expect_open(page: Page) -> None:
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    expect(box(page)).to_have_attribute("aria-expanded", "true")


def expect_closed(page: Page) -> None:
    expect(page.locator("[role=listbox]")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).not_to_have_attribute("aria-activedescendant", re.compile(""))


def expect_active(page: Page, name: str) -> None:
    """The one option that is selected is named so, and the box points to it."""
    active = page.locator("[role=option][aria-selected=true]")
    expect(active).to_have_count(1)
    expect(active).to_contain_text(name)
    expect(box(page)).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "none")
    expect(box(page)).to_be_focused()


def completion(value: str, kind: str = "place", **values: Any) -> dict[str, Any]:
    return {"kind": kind, "value": value, "count": 1, "release": None, "html": "/?q=chosen", **values}


def answer(*suggestions: dict[str, Any]) -> dict[str, Any]:
    return {"q": "", "took_ms": 0.1, "suggestions": list(suggestions)}


def opened(page: Page, *suggestions: dict[str, Any], typed: str = "ri", at: str) -> None:
    """Types at an address whose completions are these."""
    page.route(SUGGEST, lambda route: route.fulfill(json=answer(*suggestions)))
    page.goto(at)
    box(page).fill(typed)
    expect_open(page)


def questions(page: Page, site: str) -> list[str]:
    """Opens a page whose clock only goes on when it is told to; what it asks for, as it asks."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    page.clock.install(time=0)
    page.goto(site)
    page.clock.pause_at(60_000)
    return asked


def test_the_list_says_what_it_is_and_what_is_in_it(page: Page, site: str) -> None:
    page.goto(site)
    expect(box(page)).to_have_attribute("aria-autocomplete", "list")
    expect_closed(page)
    box(page).press_sequentially("ri")
    expect_open(page)
    assert box(page).get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    expect(options(page)).to_have_count(6)
    expect(said(page)).to_have_text("6 suggestions")
    place = page.get_by_role("group", name="Place").get_by_role("option")
    expect(place).to_have_text("Riga 5 releases")
    expect(place.locator("mark")).to_have_text("Ri")
    expect(page.get_by_role("group", name="Release").get_by_role("option")).to_have_count(5)
    expect(page.get_by_role("listbox").get_by_role("group")).to_have_count(2)
    box(page).press_sequentially("x")
    expect_closed(page)
    expect(said(page)).to_have_text("No suggestions")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_it(page: Page, site: str, name: str) -> None:
    page.goto(site + PAGES[name])
    box(page).fill("riga")
    expect(options(page).first).to_have_text("Riga 5 releases")


def test_arrows_go_through_the_list_and_round_its_ends(page: Page, site: str) -> None:
    page.goto(site)
    box(page).fill("ri")
    expect_open(page)
    last = options(page).last.inner_text()
    page.keyboard.press("ArrowDown")
    expect_active(page, "Riga 5 releases")
    page.keyboard.press("ArrowDown")
    expect_active(page, "Riga and its neighbours")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect_active(page, last)
    page.keyboard.press("ArrowDown")
    expect_active(page, "Riga 5 releases")
    expect(box(page)).to_have_value("ri")


def test_home_and_end_move_in_the_text(page: Page, site: str) -> None:
    page.goto(site)
    box(page).fill("rig")
    expect_open(page)
    for key, place in (("Home", 0), ("End", 3), ("ArrowLeft", 2)):
        page.keyboard.press("ArrowUp")
        expect(page.locator("[aria-selected]")).to_have_count(1)
        page.keyboard.press(key)
        expect(page.locator("[aria-selected]")).to_have_count(0)
        assert box(page).evaluate("box => box.selectionStart") == place
    expect_open(page)


def test_enter_takes_what_the_arrows_have_come_to(page: Page, site: str) -> None:
    page.goto(f"{site}/sources")
    box(page).fill("ri")
    expect_open(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_contain_text("Place: Riga")
    assert page.url == f"{site}/?place=Riga"


def test_enter_alone_searches_what_was_typed(page: Page, site: str) -> None:
    page.goto(site)
    box(page).fill("riga")
    expect_open(page)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("5 releases for riga")
    expect_closed(page)


def test_escape_closes_then_clears(page: Page, site: str) -> None:
    page.goto(site)
    box(page).fill("ri")
    expect_open(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect_closed(page)
    expect(box(page)).to_have_value("ri")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()


def test_tab_leaves(page: Page, site: str) -> None:
    page.goto(site)
    box(page).fill("ri")
    expect_open(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_focused()
    expect_closed(page)
    expect(box(page)).to_have_value("ri")
    assert page.url == f"{site}/"


@pytest.mark.parametrize(("key", "place"), [("ArrowDown", 0), ("ArrowUp", -1)])
def test_arrows_open_the_list_of_what_stands_there(page: Page, site: str, key: str, place: int) -> None:
    page.goto(f"{site}/?q=ri")
    box(page).focus()
    expect_closed(page)
    page.keyboard.press(key)
    expect_open(page)
    expect_active(page, options(page).nth(place).inner_text())


def test_the_mouse_takes_and_elsewhere_closes(page: Page, site: str) -> None:
    page.goto(site)
    box(page).fill("ri")
    page.get_by_role("listbox").get_by_text("Place", exact=True).click()
    expect(box(page)).to_be_focused()
    expect_open(page)
    page.locator("footer p").first.click()
    expect_closed(page)
    box(page).fill("riga a")
    title = options(page).last.inner_text()
    options(page).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("kind", ["query", "place"])
def test_an_option_opens_in_another_tab_like_any_link(page: Page, site: str, kind: str) -> None:
    opened(page, completion("Riga", kind, html="/?place=Riga"), at=site)
    with page.context.expect_page() as other:
        options(page).click(modifiers=["ControlOrMeta"])
    other.value.wait_for_url(f"{site}/?place=Riga")
    expect_open(page)
    expect(box(page)).to_have_value("ri")


def test_a_finger_takes(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True).new_page()
    page.goto(site)
    box(page).tap()
    box(page).fill("ri")
    options(page).first.tap()
    page.wait_for_url(f"{site}/?place=Riga")


def test_a_query_of_others_is_searched_with_the_filters_that_are_set(page: Page, site: str) -> None:
    opened(page, completion("exercise", "query", count=0), typed="exer", at=f"{site}/?place=Hull")
    expect(page.get_by_role("group", name="Others searched for").get_by_role("option")).to_have_text("exercise")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("for exercise")
    expect(page.locator(".chip")).to_contain_text("Place: Hull")


def test_a_late_answer_replaces_no_newer_one(page: Page, site: str) -> None:
    held: list[Route] = []

    def serve(route: Route) -> None:
        if route.request.url.endswith("q=ri"):
            held.append(route)
        else:
            route.fulfill(json=answer(completion("Newer")))

    page.route(SUGGEST, serve)
    page.goto(site)
    with page.expect_request(re.compile("q=ri$")):
        box(page).fill("ri")
    box(page).fill("rig")
    expect(options(page)).to_have_text("Newer 1 release")
    held[0].fulfill(json=answer(completion("Late")))
    page.evaluate("fetch('/healthz')")  # by then the answer is there
    expect(options(page)).to_have_text("Newer 1 release")


@pytest.mark.parametrize("key", ["Escape", "Tab"])
def test_what_was_asked_before_the_list_was_closed_opens_it_no_more(page: Page, site: str, key: str) -> None:
    held: list[Route] = []
    page.route(SUGGEST, lambda route: held.append(route))
    page.goto(site)
    with page.expect_request(SUGGEST):
        box(page).fill("ri")
    with page.expect_event("requestfailed"):
        page.keyboard.press(key)
    held[0].fulfill(json=answer(completion("Late")))
    page.evaluate("fetch('/healthz')")
    expect_closed(page)


def test_keys_in_quick_succession_are_one_question(page: Page, site: str) -> None:
    asked = questions(page, site)
    for key in "riga":
        box(page).press(key)
        page.clock.run_for(50)
    page.clock.run_for(1000)
    expect_open(page)
    assert asked == [f"{site}/api/v1/suggest?q=riga"]


def test_nothing_is_completed_while_an_input_method_composes(page: Page, site: str) -> None:
    asked = questions(page, site)
    box(page).focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "rig", "selectionStart": 3, "selectionEnd": 3})
    expect(box(page)).to_have_value("rig")
    page.clock.run_for(1000)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "riga"})
    page.clock.run_for(1000)
    expect_open(page)
    assert asked == [f"{site}/api/v1/suggest?q=riga"]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 201])
def test_what_can_not_be_completed_is_not_asked(page: Page, site: str, typed: str) -> None:
    asked = questions(page, site)
    box(page).fill("y")
    box(page).fill(typed)
    page.clock.run_for(1000)
    expect_closed(page)
    assert asked == []


def test_where_nothing_answers_it_can_be_searched_all_the_same(page: Page, site: str, unready_site: str) -> None:
    page.goto(site)
    box(page).fill("ri")
    expect_open(page)
    page.route(SUGGEST, lambda route: route.fulfill(body="Busy"))
    box(page).fill("riga")
    expect_closed(page)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("5 releases for riga")
    page.unroute(SUGGEST)
    page.goto(unready_site)
    with page.expect_response(lambda response: response.status == 503):
        box(page).fill("ri")
    expect_closed(page)


def test_a_kind_that_the_page_does_not_know_is_left_out(page: Page, site: str) -> None:
    opened(page, completion("Moon", "planet"), completion("Riga"), at=site)
    expect(options(page)).to_have_text("Riga 1 release")
    expect(said(page)).to_have_text("1 suggestion")


def test_a_title_is_text_whatever_stands_in_it(page: Page, site: str) -> None:
    title = "<img src=x onerror=\"document.title='Broken'\"><b>Riga</b> &amp; <script>document.title='Broken'</script>"
    opened(page, completion(title, "release"), completion(title, "topic"), typed="img riga", at=site)
    expect(options(page).first).to_have_text(title)
    expect(options(page).first.locator("mark")).to_have_text(["img", "Riga"])
    assert page.locator("[role=listbox] :is(img, b, script)").count() == 0
    assert page.title() != "Broken"


def test_what_was_typed_is_marked(page: Page, site: str) -> None:
    found: list[dict[str, Any]] = []
    page.route(SUGGEST, lambda route: route.fulfill(json=answer(*found)))
    page.goto(site)
    for typed, value, marked in (
        ("gdan", "Port of Gdańsk", ["Gdań"]),
        ("ЕЛК", "Ёлки и палки", ["Ёлк"]),
        ("port gd", "Port of Gdańsk, a portal", ["Port", "Gd"]),  # only the last word may go on
        ("of", "Oh, off he goes", ["of"]),
        ("ask", "Gdansk", []),  # inside a word
        ("合作", "上海合作组织", ["合作"]),
        ("하", "한국", ["한"]),
        ("مدر", "المدرسة: مَدرسة", ["مَدر"]),
        ("c++ *", "The C++ (language)", ["C"]),
        ("rega", "Riga", []),  # mistyped
    ):
        found[:] = [completion(value)]
        box(page).fill(typed)
        expect(options(page)).to_contain_text(value)
        assert options(page).locator("mark").all_inner_texts() == marked, typed


def test_right_to_left(page: Page, site: str) -> None:
    page.goto(site)
    box(page).fill("لجنة")
    expect_open(page)
    text = options(page).locator("span")
    assert [element.evaluate("e => getComputedStyle(e).direction") for element in (box(page), text)] == ["rtl", "rtl"]


def test_the_list_lies_over_the_page(open_context: Callable[..., BrowserContext], site: str) -> None:
    for width in (320, 1440):
        page = open_context(viewport={"width": width, "height": 600}).new_page()
        long = completion("Donaudampfschifffahrtsgesellschaftskapitän" * 3, "release")
        page.goto(site)
        before = page.locator("h1").bounding_box()
        opened(page, *[completion("Riga")] * 6, *[long] * 4, at=site)
        assert page.locator("h1").bounding_box() == before
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.keyboard.press("ArrowUp")
        expect(options(page).last).to_be_in_viewport(ratio=0.9)


def test_without_javascript_the_box_is_a_plain_one(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(site)
    field = page.get_by_role("searchbox", name="Search for")
    field.press_sequentially("riga")
    expect(page.get_by_role("combobox", name="Search for")).to_have_count(0)
    expect(page.locator("[role=listbox]")).to_be_hidden()
    field.press("Enter")
    expect(page.locator("h1")).to_have_text("5 releases for riga")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_where_the_list_is_open(
    open_context: Callable[..., BrowserContext], site: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = open_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    opened(
        page, completion("riga", "query"), completion("Riga"), completion("Riga agrees", "release"), typed="ri", at=site
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert violations(page) == {}
