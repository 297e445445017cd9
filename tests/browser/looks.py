"""Every look that a page can have, and axe-core on each: narrow, zoomed and wide, light, dark and forced colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from tests.browser.axe import COLOURS, RULES, violations

NARROW, ZOOMED, WIDE = 320, 720, 1440  # CSS pixels; at 200 % zoom a window of 1440 has 720
HEIGHT = 900


def find_nothing(page: Page, look: str, rules: Mapping[str, Any] = RULES) -> None:
    """Asserts that axe finds nothing on a page as it is, and that nothing sticks out of it."""
    assert violations(page, rules) == {}, f"{page.url}, {look}"
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits), f"{page.url}, {look}"


def find_nothing_in_any_look(page: Page) -> None:
    """The same in each width and scheme, then in forced colours without motion."""
    for width in (NARROW, ZOOMED, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in ("light", "dark"):
            if (width, scheme) != (ZOOMED, "dark"):
                page.emulate_media(color_scheme=scheme)
                # In the dark, as in forced colours, a page has the same elements in the same places.
                find_nothing(page, f"{width} px, {scheme}", RULES if scheme == "light" else COLOURS)
    page.emulate_media(color_scheme="light", forced_colors="active", reduced_motion="reduce")
    find_nothing(page, "forced colours", COLOURS)
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")


def find_nothing_in_any_width(page: Page) -> None:
    """The same in the narrowest and the widest, as for another language."""
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        find_nothing(page, f"{width} px")
