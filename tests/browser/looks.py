"""Every look that a page can have, and axe-core on each: narrow, zoomed and wide, light, dark and forced colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from playwright.sync_api import Page

from tests.browser.axe import COLOURS, LAYOUT, RULES, violations

NARROW, ZOOMED, WIDE = 320, 720, 1440  # CSS pixels; at 200 % zoom a window of 1440 has 720
HEIGHT = 900
LOOKS: Sequence[tuple[int, Literal["light", "dark"], Mapping[str, Any]]] = (
    (NARROW, "light", RULES),
    (NARROW, "dark", COLOURS),
    (ZOOMED, "light", LAYOUT),
    (WIDE, "light", RULES),
    (WIDE, "dark", COLOURS),
)


def find_nothing(page: Page, look: str, rules: Mapping[str, Any] = RULES) -> None:
    """Asserts that axe finds nothing on a page as it is, and that nothing sticks out of it."""
    assert violations(page, rules) == {}, f"{page.url}, {look}"
    assert_it_fits(page, look)


def assert_it_fits(page: Page, look: str) -> None:
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits), f"{page.url}, {look}"


def find_nothing_in_any_look(page: Page) -> None:
    """The same in each width and scheme, then in forced colours without motion.

    What elements there are and what they are called is looked at where the page is narrowest and widest. In the dark,
    as in forced colours, it has the same elements in the same places.
    """
    for width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        find_nothing(page, f"{width} px, {scheme}", rules)
    page.emulate_media(color_scheme="light", forced_colors="active", reduced_motion="reduce")
    find_nothing(page, "forced colours", COLOURS)
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")


def find_nothing_in_any_width(page: Page) -> None:
    """The same in the widest, as for another language; in the narrowest that nothing sticks out."""
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    find_nothing(page, f"{WIDE} px")
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    assert_it_fits(page, f"{NARROW} px")
