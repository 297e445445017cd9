"""Screenshots of every page, of the real service on the sample newsroom: `make screenshots`.

    python -m tests.browser.screenshots FOLDER

Phone and desktop, light and dark, each page whole but for very long ones; Latin, Arabic and Chinese releases; nothing
found, one hit, many, an error; the administration, signed in. They wait for the newsroom to change a release, which
takes it three minutes.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from lxml import html
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.browser.conftest import QUIET
from tests.service import Installation, stop, wait_for

RELEASES = 40  # of the sample newsroom that must be searchable
PATIENCE = 600  # seconds for them, and for the newsroom's change
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALLEST = 2_400  # pixels of a page that are taken
EMAIL, PASSWORD = "jane@example.org", "quay bridge lantern"
PROFILES = {"person": "people", "mentioned": "organisations", "place": "places", "topic": "topics"}  # by facet
EMPTY = {"empty": "/", "empty-sources": "/sources"}
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
INTERFACES = {"ar": ("home", "many", "arabic", "timeline"), "zh": ("many", "chinese")}
SIGN_IN = {"sign-in": "/admin/sign-in"}
ADMINISTRATION = {
    "admin": "/admin/",
    "admin-sources": "/admin/sources",
    "admin-source": "/admin/sources/sample",
    "admin-add-source": "/admin/add-source",
    "admin-jobs": "/admin/jobs",
    "admin-job": "/admin/jobs/1",
    "admin-corrections": "/admin/corrections",
    "admin-accounts": "/admin/accounts",
    "admin-keys": "/admin/keys",
    "admin-settings": "/admin/settings",
    "admin-log": "/admin/log",
    "admin-account": "/admin/account",
    "admin-searches": "/admin/searches",
    "admin-search": "/admin/searches/1",
    "admin-new-search": "/admin/searches/new?q=climate",
}


def main(folder: Path) -> None:
    """Starts the service, without releases and then with them, and takes the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no chromium here: install Debian's package chromium.")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        with _running(sample=False) as installation:
            wait_for(lambda: installation.total() == 0, PATIENCE)
            take_all(browser, installation.address, folder, EMPTY)
        with _running(sample=True) as installation:
            wait_for(lambda: installation.total() >= RELEASES, PATIENCE)
            wait_for(lambda: installation.total("&state=changed") > 0, PATIENCE)
            take_installation(browser, installation, folder)
        browser.close()


@contextmanager
def _running(sample: bool) -> Iterator[Installation]:
    """The whole service in a folder of its own."""
    with tempfile.TemporaryDirectory() as data:
        installation = Installation(Path(data))
        if sample:
            installation.add_newsroom()
        process = installation.start("up")
        try:
            yield installation
        finally:
            stop(process)


def take_installation(browser: Browser, installation: Installation, folder: Path) -> None:
    """All pages of an installation with releases: in English, in other languages, and those of its administration."""
    pages = PAGES | found_pages(installation)
    take_all(browser, installation.address, folder, pages)
    for language, names in INTERFACES.items():
        some = {f"{name}-in-{language}": pages[name] for name in names}
        take_all(browser, installation.address, folder, some, locale=language)
    visitor = signed_in(browser, installation)
    take_all(browser, installation.address, folder, SIGN_IN)
    take_all(browser, installation.address, folder, ADMINISTRATION, storage_state=visitor)


def take_all(browser: Browser, address: str, folder: Path, pages: Mapping[str, str], **visitor: Any) -> None:
    """Each page in each size and scheme, as a visitor (options of the browser's context) sees it."""
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **visitor)
            page = context.new_page()
            for name, path in pages.items():
                page.goto(address + path, wait_until="networkidle")
                _take(page, folder / f"{name}-{size}-{scheme}.png", width, height)
            context.close()


def _take(page: Page, path: Path, width: int, height: int) -> None:
    """In a window as tall as the page, so that what sticks to a window's edge covers nothing."""
    tall = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": max(height, min(tall, TALLEST))})
    page.screenshot(path=path)
    page.set_viewport_size({"width": width, "height": height})


def signed_in(browser: Browser, installation: Installation) -> StorageState:
    """What an administrator's browser keeps, who has asked for a crawl and saved a search."""
    made = installation.run("admin", "create", "--name", "Jane Roe", "--email", EMAIL, typed=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    for more in (("key", "--name", "Notebook"), ("invite", "--role", "editor")):
        assert installation.run("admin", *more).returncode == 0
    page = browser.new_page()
    page.goto(f"{installation.address}/admin/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{installation.address}/admin/sources/sample")
    page.get_by_role("button", name="Crawl now").click()
    page.goto(f"{installation.address}/admin/searches/new?q=climate")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/searches/1")
    return page.context.storage_state()


def found_pages(installation: Installation) -> dict[str, str]:
    """The pages of single releases and names, found by what they are to show."""
    latin = _first(installation, "q=conference&language=en")
    changed = _first(installation, "state=changed")
    title = " ".join(latin["title"].split()[:6])
    pages = {
        "one": f'/?q="{title}"',
        "latin": f"/releases/{latin['id']}",
        "marked": f"/releases/{latin['id']}?q=conference",
        "archived": f"/releases/{latin['id']}/archived/1",
        "arabic": f"/releases/{_first(installation, 'language=ar')['id']}",
        "chinese": f"/releases/{_first(installation, 'language=zh')['id']}",
        "cyrillic": f"/releases/{_first(installation, 'language=ru')['id']}",
        "versions": f"/releases/{changed['id']}/revisions",
        "comparison": f"/releases/{changed['id']}/revisions/1..2",
        "beside": f"/releases/{changed['id']}/revisions/1..2?view=side",
    }
    for facet, kind in PROFILES.items():
        pages[f"profile-{kind}"] = f"/{kind}/{_commonest(installation, facet).replace(' ', '_')}"
    for release in _found(installation, "q=*"):
        for event in _links(installation, f"/releases/{release['id']}", "/events/"):
            return pages | {"event": event}
    return pages


def _commonest(installation: Installation, facet: str) -> str:
    """The value of a facet that most releases have."""
    status, body = installation.get(f"/api/v1/search?size=1&facets={facet}")
    assert status == 200, body
    return str(json.loads(body)["facets"][facet][0]["value"])


def _links(installation: Installation, address: str, start: str) -> Iterator[str]:
    """The addresses that a page links to and that start so."""
    status, body = installation.get(address)
    assert status == 200, body
    links: Any = html.fromstring(body).xpath("//main//a/@href")
    yield from (link for link in links if link.startswith(start))


def _first(installation: Installation, query: str) -> dict[str, Any]:
    return _found(installation, query)[0]


def _found(installation: Installation, query: str) -> list[dict[str, Any]]:
    status, body = installation.get(f"/api/v1/search?size=100&facets=none&{query}")
    assert status == 200, body
    found: list[dict[str, Any]] = json.loads(body)["results"]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
