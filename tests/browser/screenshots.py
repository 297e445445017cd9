"""Screenshots of every page, of the real service on the sample newsroom: `make screenshots`.

    python -m tests.browser.screenshots FOLDER

Phone and desktop, light and dark, each page whole but for very long ones; Latin, Arabic and Chinese releases; nothing
found, one hit, many, an error.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import QUIET
from tests.service import Installation, stop, wait_for

RELEASES = 40  # of the sample newsroom that must be searchable
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALLEST = 2_400  # pixels of a page that are taken
PAGES = {
    "home": "/",
    "many": "/?q=climate",
    "compact": "/?q=climate&density=compact",
    "none": "/?q=zebra+crossing&from=2019",
    "error": "/?q=climate&from=2019-13",
    "missing": "/nothing-here",
    "values": "/facets/place",
    "people": "/people",
    "places": "/places",
    "topics": "/topics",
    "organisations": "/organisations",
    "sources": "/sources",
    "timeline": "/timeline?q=climate&compare=space",
    "no-timeline": "/timeline?q=zebra+crossing",
    "export": "/export?q=climate",
    "api": "/api/docs",
}


def main(folder: Path) -> None:
    """Starts the service in a folder of its own, waits for its releases, and takes the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no chromium here: install Debian's package chromium.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        installation = Installation(Path(data))
        installation.add_newsroom()
        process = installation.start("up")
        try:
            wait_for(lambda: installation.total() >= RELEASES, seconds=120)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
                take_all(browser, installation, folder)
                browser.close()
        finally:
            stop(process)


def take_all(browser: Browser, installation: Installation, folder: Path) -> None:
    """Each page in each size and scheme."""
    pages = PAGES | found_pages(installation)
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            for name, address in pages.items():
                page.goto(f"http://127.0.0.1:{installation.port}{address}", wait_until="networkidle")
                tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
                clip = {"x": 0.0, "y": 0.0, "width": float(width), "height": float(max(tall, height))}
                page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
            context.close()


def found_pages(installation: Installation) -> dict[str, str]:
    """The pages of single releases and names, found by what they are to show."""
    latin = _first(installation, "q=conference&language=en")
    title = " ".join(latin["title"].split()[:6])
    pages = {
        "one": f'/?q="{title}"',
        "latin": f"/releases/{latin['id']}",
        "marked": f"/releases/{latin['id']}?q=conference",
        "archived": f"/releases/{latin['id']}/archived/1",
        "arabic": f"/releases/{_first(installation, 'language=ar')['id']}",
        "chinese": f"/releases/{_first(installation, 'language=zh')['id']}",
        "cyrillic": f"/releases/{_first(installation, 'language=ru')['id']}",
    }
    changed = _found(installation, "state=changed")
    if changed:
        pages["versions"] = f"/releases/{changed[0]['id']}/revisions"
        pages["comparison"] = f"/releases/{changed[0]['id']}/revisions/1..2?view=side"
    return pages


def _first(installation: Installation, query: str) -> dict[str, Any]:
    return _found(installation, query)[0]


def _found(installation: Installation, query: str) -> list[dict[str, Any]]:
    status, body = installation.get(f"/api/v1/search?size=1&facets=none&{query}")
    assert status == 200, body
    found: list[dict[str, Any]] = json.loads(body)["results"]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
