"""The administration in a browser: every page passes axe, and a person signs in and works without JavaScript too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from crawler.crawl import set_up
from crawler.policy import plans
from crawler.settings import Settings, Source, StoreSettings, WebSettings
from crawler.store import Store, accounts, invitations, jobs, keys, source_edits
from crawler.store.accounts import Role
from crawler.store.jobs import Kind, State
from tests.browser.conftest import served
from tests.browser.looks import find_nothing_in_any_look, find_nothing_in_any_width
from tests.web.admin.test_sources import SURVEY
from tests.web.fakes import MemoryArchive, MemoryIndex
from tests.web.newsroom import RELEASES
from tests.web.staff import PASSWORD, kept_password
from web.library import Library

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHO = "Jane Roe <jane@example.org>"
PAGES = (
    "/admin/",
    "/admin/sources",
    "/admin/sources/post",
    "/admin/sources/harbour",
    "/admin/add-source?job=1",
    "/admin/jobs",
    "/admin/jobs/1",
    "/admin/jobs/2",
    "/admin/corrections",
    "/admin/accounts",
    "/admin/keys",
    "/admin/settings",
    "/admin/log",
    "/admin/account",
    "/sources",
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[str]:
    """The address of an installation with something on every page."""
    harbour = Source(name="harbour", organisation="Harbour Board", start=("https://harbour.example.org/press",))
    config = Settings(
        store=StoreSettings(url=f"sqlite:///{tmp_path}/p.db", archive=tmp_path / "archive"),
        web=WebSettings(secret=tmp_path / "secret.key", past_queries=""),
        source=(harbour,),
    )
    store, now = Store.open(config.store), datetime.now(UTC)
    set_up(store, plans(config), now)
    with store.writing() as connection:
        accounts.add(connection, "jane@example.org", "Jane Roe", Role.ADMINISTRATOR, kept_password(), now)
        accounts.close(connection, accounts.add(connection, "x@example.org", "X", Role.READER, "", now).id, now)
        jobs.add(connection, Kind.CHECK, "https://post.example.org", WHO, now)
        looked = jobs.take(connection, "a", now)
        assert looked is not None
        jobs.log(connection, looked.id, "Asking https://post.example.org/", now)
        jobs.end(connection, looked, "a", State.DONE, now, "Post Office: a listing with releases.", SURVEY)
        jobs.add(connection, Kind.CRAWL, "harbour", WHO, now)
        crawled = jobs.take(connection, "a", now)
        assert crawled is not None
        jobs.tell(connection, crawled, "a", now, "12 requests, 1 failed.", 12, 40)
        keys.make(connection, "Notebook", list(keys.Scope), WHO, now, per_minute=600)
        invitations.make(connection, Role.EDITOR, "Li Wei", WHO, now)
        added = {"name": "post", "organisation": "Post Office", "start": ["https://post.example.org/news"]}
        source_edits.put(connection, "post", added, WHO, now)
    index = MemoryIndex(RELEASES)
    with served(Library(lambda: index, lambda: store, MemoryArchive()), config) as address:
        yield address
    store.close()


def sign_in(page: Page, office: str) -> None:
    page.goto(f"{office}/admin/")
    page.get_by_label("E-mail address").fill("jane@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Administration")


def test_axe_finds_nothing(open_context: Callable[..., BrowserContext], office: str) -> None:
    page = open_context().new_page()
    page.goto(f"{office}/admin/sign-in")
    find_nothing_in_any_look(page)
    sign_in(page, office)
    for path in PAGES:
        page.goto(office + path)
        find_nothing_in_any_look(page)


def test_axe_finds_nothing_in_arabic(open_context: Callable[..., BrowserContext], office: str) -> None:
    signed_in = open_context()
    sign_in(signed_in.new_page(), office)
    page = open_context(storage_state=signed_in.storage_state(), locale="ar").new_page()
    for path in PAGES:
        page.goto(office + path)
        find_nothing_in_any_width(page)


def test_all_of_it_works_without_javascript(open_context: Callable[..., BrowserContext], office: str) -> None:
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, office)
    page.goto(f"{office}/admin/sources")
    page.get_by_label("Home page of an organisation").fill("museum.example.org")
    page.get_by_role("button", name="Look what it offers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at a site: museum.example.org")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#job .mark")).to_have_text("Cancelled")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{office}/admin/jobs")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
