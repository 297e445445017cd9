"""Every page in light and dark, narrow and wide: axe-core finds nothing, nothing sticks out or comes from afar."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.axe import COLOURS, violations
from tests.browser.looks import find_nothing_in_any_look, find_nothing_in_any_width

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    "newest": "/",
    "many": "/?q=exercise&place=-Riga&organisation=Harbour+Safety+Union&from=2016",
    "second": "/?q=exercise&page=2",
    "none": "/?q=excercise+zebra&from=2019",
    "refused": "/?q=exercise&from=2019-13&size=0",
    "latin": "/releases/exercise2019",
    "arabic": "/releases/arabic1",
    "chinese": "/releases/chinese1",
    "withdrawn": "/releases/russian1",
    "compact": "/?q=exercise&density=compact",
    "marked": "/releases/exercise2019?q=tanker+harbour",
    "versions": "/releases/exercise2019/revisions",
    "comparison": "/releases/exercise2019/revisions/1..2",
    "beside": "/releases/exercise2019/revisions/1..2?view=side",
    "archived": "/releases/exercise2019/archived/1",
    "values": "/facets/place?q=exercise",
    "person": "/people/Chair_of_the_Board",
    "organisation": "/organisations/Harbour_Safety_Union",
    "place": "/places/Hull",
    "topic": "/topics/Safety_at_sea",
    "people": "/people",
    "places": "/places",
    "event": "/events/arabic1",
    "timeline": "/timeline?q=exercise",
    "stacked": "/timeline?q=exercise&compare=fog&compare=ice&view=stacked&unit=month&from=2016",
    "no-timeline": "/timeline?q=zebra+exercise&from=2016",
    "timeline-refused": "/timeline?q=exercise&unit=week",
    "sources": "/sources",
    "export": "/export?q=exercise",
    "api": "/api/docs",
    "missing": "/nope",
}
EVERY = [*PAGES, "empty", "unready"]
# Elements with a transition, an animation or smooth scrolling.
MOVING = """[...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  return parseFloat(style.transitionDuration) || style.animationName != "none" || style.scrollBehavior == "smooth";
}).map((element) => element.outerHTML.slice(0, 80))"""


@pytest.fixture
def address(request: pytest.FixtureRequest, site: str, empty_site: str, unready_site: str) -> str:
    return {"empty": empty_site, "unready": unready_site}.get(request.param, site) + PAGES.get(request.param, "/")


@pytest.mark.parametrize("address", EVERY, indirect=True)
def test_axe_finds_nothing(open_context: Callable[..., BrowserContext], address: str) -> None:
    page = open_context().new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address)
    find_nothing_in_any_look(page)
    assert {urlsplit(url).netloc for url in requested} == {urlsplit(address).netloc}


@pytest.mark.parametrize("address", EVERY, indirect=True)
def test_axe_finds_nothing_in_arabic(open_context: Callable[..., BrowserContext], address: str) -> None:
    page = open_context(locale="ar").new_page()
    page.goto(address)
    find_nothing_in_any_width(page)


def test_nothing_moves_for_who_wants_that(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(reduced_motion="reduce").new_page()
    for path in ("/?q=exercise", "/releases/exercise2019"):
        page.goto(site + path)
        page.locator(".skip").first.focus()
        assert page.evaluate(MOVING) == []
    page.emulate_media(reduced_motion="no-preference")
    page.locator(".skip").first.focus()
    assert page.evaluate(MOVING) != []


def test_axe_would_find_something(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context().new_page()
    page.goto(site)
    page.evaluate("document.querySelector('label[for=q]').remove(), document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('.brand').style.color = '#eee'")
    assert violations(page).keys() >= {"html-has-lang", "color-contrast"}
    assert violations(page, COLOURS).keys() == {"color-contrast"}


def test_zoomed_to_400_percent_nothing_sticks_out(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(viewport={"width": 320, "height": 256}).new_page()
    for path in PAGES.values():
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
