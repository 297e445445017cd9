"""How heavy and how quick the pages are, as docs/benchmarks.md says: bytes, requests, no layout shift."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Response

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BYTES = 60_000  # compressed, of all that a search page with 20 hits loads
MOST_REQUESTS = 4
TRIES = 3
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 500);
})"""


@pytest.mark.parametrize("address", ["/?q=exercise", "/"])
def test_a_search_page_is_light(open_context: Callable[..., BrowserContext], site: str, address: str) -> None:
    page = open_context().new_page()
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response) if response.url.startswith("http") else None)
    page.goto(site + address, wait_until="networkidle")
    assert page.locator(".hit").count() == 20
    assert len(answers) <= MOST_REQUESTS
    assert all(answer.url.startswith(site) for answer in answers)
    assert sum(len(gzip.compress(answer.body())) for answer in answers) < MOST_BYTES


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("address", ["/?q=exercise", "/", "/releases/exercise2019?q=tanker", "/sources"])
def test_nothing_shifts_while_a_page_loads(
    open_context: Callable[..., BrowserContext], site: str, address: str, width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 900}).new_page()
    shifts = []
    for _ in range(TRIES):  # a busy machine paints before the style is there once in some hundred times
        page.goto(site + address)
        shifts.append(page.evaluate(SHIFTS))
        if not shifts[-1]:
            return
    pytest.fail(f"it shifts each time: {shifts}")
