"""How soon pages show themselves: `python -m tests.bench.paint ADDRESS…`, into docs/benchmarks.md.

Each page of a running service is opened again and again in a fresh Chromium profile; what counts is the First
Contentful Paint that the browser itself measures (W3C Paint Timing), from the start of the navigation on.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from statistics import median

from playwright.sync_api import Browser, sync_playwright

PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const paint = list.getEntriesByName("first-contentful-paint")[0];
  if (paint) done(paint.startTime);
}).observe({type: "paint", buffered: true}))"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="+")
    parser.add_argument("--times", type=int, default=11)
    given = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("No chromium on this machine: install Debian's package chromium.")
    print("| page | first contentful paint: median / most, ms |\n|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for address in given.address:
            times = [first_paint(browser, address) for _ in range(given.times)]
            print(f"| {address} | {median(times):.0f} / {max(times):.0f} |")


def first_paint(browser: Browser, address: str) -> float:
    """Milliseconds from the start of the navigation, with nothing in the cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address)
    painted = float(page.evaluate(PAINTED))
    context.close()
    return painted


if __name__ == "__main__":
    main()
