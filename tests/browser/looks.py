"""Every look that a page can have, and axe-core on each: narrow, zoomed and wide, light, dark and forced colours."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no type hints
from playwright.sync_api import Page

# What WCAG 2.2 AA asks for as far as axe-core can see it, target sizes too, and what it calls good practice.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
NARROW, ZOOMED, WIDE = 320, 720, 1440  # CSS pixels; at 200 % zoom a window of 1440 has 720
HEIGHT = 900


def find_nothing(page: Page, look: str) -> None:
    """Asserts that axe finds nothing on a page as it is, and that nothing sticks out of it."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}, {look}: {found.generate_report()}"
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits), f"{page.url}, {look}"


def find_nothing_in_any_look(page: Page) -> None:
    """The same in each width and scheme, then in forced colours without motion."""
    for width in (NARROW, ZOOMED, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in ("light", "dark"):
            if (width, scheme) != (ZOOMED, "dark"):
                page.emulate_media(color_scheme=scheme)
                find_nothing(page, f"{width} px, {scheme}")
    page.emulate_media(color_scheme="light", forced_colors="active", reduced_motion="reduce")
    find_nothing(page, "forced colours")
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")


def find_nothing_in_any_width(page: Page) -> None:
    """The same in the narrowest and the widest, as for another language."""
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        find_nothing(page, f"{width} px")
