"""A file of many releases, as people see it come."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from crawler.records import StoredRelease
from tests.browser.conftest import served
from tests.web.fakes import MemoryArchive, MemoryIndex, MemoryStore
from tests.web.newsroom import stored
from web.library import Library

MANY = [stored(f"many{number:04}", text="A sentence of some length about harbours. " * 20) for number in range(600)]


class Slow(MemoryStore):
    """Gives the first half of its releases, and the others when it may."""

    def __init__(self) -> None:
        super().__init__(MANY, [])
        self.may_go_on, self.breaks = threading.Event(), False

    def several(self, identities: Sequence[str], /) -> list[StoredRelease]:
        if "many0300" in identities:
            assert self.may_go_on.wait(30)
            if self.breaks:
                raise RuntimeError("broken")
        return super().several(identities)


@contextmanager
def slow() -> Iterator[tuple[str, Slow]]:
    store, index = Slow(), MemoryIndex(MANY)
    with served(Library(lambda: index, lambda: store, MemoryArchive())) as address:
        yield address, store


def click(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize("name", ["CSV", "HTML"])
def test_what_has_come_is_counted(page: Page, name: str) -> None:
    with slow() as (address, store):
        page.goto(f"{address}/export?sort=oldest")
        expect(page.get_by_text("600 releases")).to_be_visible()
        bar = page.get_by_role("progressbar")
        expect(bar).to_be_hidden()
        with page.expect_download() as waiting:
            click(page, name)
            expect(page.locator("#progress .count")).to_have_text(re.compile("^[12][0-9][0-9] of 600 releases$"))
            assert 100 <= bar.evaluate("bar => bar.value") <= 300
            store.may_go_on.set()
        assert waiting.value.suggested_filename == f"releases.{name.lower()}"
        assert Path(waiting.value.path()).read_bytes().count(b"many0599") >= 1
        expect(page.get_by_role("status").filter(has_text="The file is there.")).to_be_visible()
        expect(page.locator("#progress .count")).to_have_text("600 of 600 releases")


def test_it_can_be_stopped_and_says_when_it_breaks_off(browser: Browser) -> None:
    # A context of its own: the browser complains of what is broken on purpose.
    with slow() as (address, store), closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(f"{address}/export?sort=oldest")
        click(page, "CSV")
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_role("status").filter(has_text="Stopped")).to_be_visible()
        store.breaks = True
        store.may_go_on.set()
        click(page, "JSON Lines")
        expect(page.get_by_role("status").filter(has_text="broke off")).to_be_visible()
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()
