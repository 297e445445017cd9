"""A search is saved without scripts, from the search page on; axe finds nothing on the pages of saved searches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from crawler.settings import AlertSettings, Settings, StoreSettings, WebSettings
from crawler.store import Store, accounts, saved
from crawler.store.accounts import Role
from tests.browser.conftest import served
from tests.browser.looks import WIDE, find_nothing_in_any_look
from tests.browser.test_search import tab_to
from tests.web.fakes import MemoryArchive, MemoryIndex
from tests.web.newsroom import RELEASES
from tests.web.staff import PASSWORD, kept_password
from web.alerts import addresses
from web.library import Library

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(
        store=StoreSettings(url=f"sqlite:///{tmp_path}/pressroom.db", archive=tmp_path / "archive"),
        web=WebSettings(secret=tmp_path / "secret.key", past_queries=""),
        alerts=AlertSettings(smtp_host="127.0.0.1", sender="press@example.org"),
    )


@pytest.fixture
def store(config: Settings) -> Iterator[Store]:
    opened = Store.open(config.store)
    with opened.writing() as connection:
        now = datetime.now(UTC)
        accounts.add(connection, "reader@example.org", "A Reader", Role.ADMINISTRATOR, kept_password(), now)
    yield opened
    opened.close()


@pytest.fixture
def address(config: Settings, store: Store) -> Iterator[str]:
    index = MemoryIndex(RELEASES)
    with served(Library(lambda: index, lambda: store, MemoryArchive()), config) as found:
        yield found


def test_saving_without_scripts_and_axe(
    open_context: Callable[..., BrowserContext], address: str, store: Store, config: Settings
) -> None:
    plain = open_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{address}/?q=exercise&place=Riga")
    page.get_by_text("This search", exact=True).click()
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("E-mail").fill("reader@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Name", exact=True).fill("Exercises near Riga")
    page.get_by_label("How often").select_option("weekly")
    page.get_by_role("button", name="Save", exact=True).click()
    assert "Exercises near Riga" in page.inner_text("h1")
    page.get_by_role("button", name="Send a test").click()
    assert "A test is on its way." in page.inner_text("main")
    with store.reading() as connection:
        (one,) = saved.of_account(connection, 1)
    assert (one.wishes.query, one.wishes.schedule) == ("q=exercise&place=Riga", "weekly")

    scripted = open_context(storage_state=plain.storage_state()).new_page()
    public = [addresses.unsubscribe(config, one), addresses.confirm(config, one)]
    paths = [link.removeprefix(addresses.site(config)) for link in public]
    for path in ("/admin/searches", f"/admin/searches/{one.id}", "/admin/searches/new?q=exercise", *paths):
        scripted.goto(address + path)
        find_nothing_in_any_look(scripted)


def test_saving_by_keyboard_alone(open_context: Callable[..., BrowserContext], address: str, store: Store) -> None:
    page = open_context(viewport={"width": WIDE, "height": 900}).new_page()
    page.goto(f"{address}/?q=exercise")
    tab_to(page, "Skip the filters")
    page.keyboard.press("Enter")
    tab_to(page, "This search")
    page.keyboard.press("Enter")
    tab_to(page, "Save this search")
    page.keyboard.press("Enter")
    for label, typed in (("E-mail", "reader@example.org"), ("Password", PASSWORD)):
        expect(page.get_by_label(label)).to_be_visible()
        tab_to(page, label)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_visible()
    tab_to(page, "Name")
    page.keyboard.press("Enter")  # in a field it sends the form
    expect(page.get_by_role("button", name="Send a test")).to_be_visible()
    with store.reading() as connection:
        assert [one.wishes.query for one in saved.of_account(connection, 1)] == ["q=exercise"]
