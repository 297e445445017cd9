"""A real headless Chromium, and the application served on a free port."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from crawler.settings import Settings
from tests.web import serving
from tests.web.fakes import MemoryArchive, MemoryIndex, MemoryStore, shelf
from tests.web.newsroom import CAPTURES, EARLIER, PAGES, RELEASES, SOURCES
from web.app import build_app
from web.library import Library

PATIENCE = 30_000  # milliseconds: other tests keep the machine busy
expect.set_options(timeout=PATIENCE)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(library: Library, config: Settings | None = None) -> Iterator[str]:
    """The address of an application on a library, as long as the context lasts."""
    with serving.served(build_app(config or Settings(), library)) as address:
        yield address


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a newsroom with releases and sources."""
    index, store, archive = MemoryIndex(RELEASES), MemoryStore(RELEASES, SOURCES), MemoryArchive()
    store.earlier, store.archived, archive.pages = dict(EARLIER), dict(CAPTURES), dict(PAGES)
    with served(Library(lambda: index, lambda: store, archive)) as address:
        yield address


@pytest.fixture(scope="session")
def empty_site() -> Iterator[str]:
    """The address of one that has no releases yet."""
    with served(shelf([], SOURCES[3:])) as address:
        yield address


@pytest.fixture(scope="session")
def unready_site() -> Iterator[str]:
    """The address of one whose index can't be read."""
    index = MemoryIndex()
    index.unreadable = "There is no index yet: `pressroom index` makes it."
    with served(Library(lambda: index, MemoryStore, MemoryArchive())) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine: install Debian's package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts that are closed at the test's end; page errors and CSP violations fail the test."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def make(**options: Any) -> BrowserContext:
            context = browser.new_context(**options)
            context.set_default_timeout(PATIENCE)
            context.on("weberror", lambda error: complaints.append(str(error.error)))
            context.on("console", lambda message: complaints.append(message.text) if _is_ours(message) else None)
            stack.callback(context.close)
            return context

        yield make
    assert complaints == []


def _is_ours(message: Any) -> bool:
    """Whether a console message is a fault of a page; that a page answers 404 is what some tests ask for."""
    return message.type == "error" and "status of" not in message.text


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    return open_context(viewport={"width": 1440, "height": 900}).new_page()
