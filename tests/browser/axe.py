"""What axe-core finds wrong with a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no type hints
from playwright.sync_api import Page

# All that it knows; what WCAG 2.2 AA asks for as far as it can see it, target sizes too, and what it calls good
# practice; what the colours of a page decide.
ALL: Mapping[str, Any] = {"resultTypes": ["violations"]}
RULES = {**ALL, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {**ALL, "runOnly": ["color-contrast", "link-in-text-block"]}


def violations(page: Page, options: Mapping[str, Any] = ALL) -> dict[str, list[str]]:
    """The rules that a page breaks, each with the elements that do."""
    if not page.evaluate("'axe' in window"):  # half a megabyte of script: once a page
        page.evaluate(_script())
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", dict(options))
    return {one["id"]: [node["html"] for node in one["nodes"]] for one in found}


@cache
def _script() -> str:
    return str(Axe().axe_script)
