"""Every page in light and dark, narrow and wide: axe-core finds nothing, nothing sticks out or comes from afar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no type hints
from playwright.sync_api import BrowserContext

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
    "place": "/places/Hull",
    "people": "/people",
    "timeline": "/timeline?q=exercise",
    "stacked": "/timeline?q=exercise&compare=fog&compare=ice&view=stacked&unit=month&from=2016",
    "no-timeline": "/timeline?q=zebra+exercise&from=2016",
    "timeline-refused": "/timeline?q=exercise&unit=week",
    "sources": "/sources",
    "api": "/api/docs",
    "missing": "/nope",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", [*PAGES, "empty", "unready"])
def test_axe_finds_nothing(
    open_context: Callable[..., BrowserContext],
    site: str,
    empty_site: str,
    unready_site: str,
    name: str,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    address = {"empty": empty_site, "unready": unready_site}.get(name, site) + PAGES.get(name, "/")
    page = open_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert {urlsplit(url).netloc for url in requested} == {urlsplit(address).netloc}


def test_axe_would_find_something(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context().new_page()
    page.goto(site)
    page.evaluate("document.querySelector('label[for=q]').remove(), document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('.brand').style.color = '#eee'")
    assert {violation["id"] for violation in Axe().run(page).response["violations"]} >= {
        "html-has-lang",
        "color-contrast",
    }


def test_zoomed_to_400_percent_nothing_sticks_out(open_context: Callable[..., BrowserContext], site: str) -> None:
    page = open_context(viewport={"width": 320, "height": 256}).new_page()
    for path in PAGES.values():
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
