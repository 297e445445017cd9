"""Signing in and out, sessions, throttling, and one's own account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import select, update

from crawler import passwords
from crawler.settings import Settings
from crawler.store import Store, accounts, attempts, audit, invitations, keys, sessions
from crawler.store.accounts import Role
from crawler.store.audit import Action
from crawler.store.schema_accounts import accounts as accounts_table
from crawler.store.schema_accounts import sessions as sessions_table
from tests.web.fakes import MemoryArchive, MemoryIndex
from tests.web.staff import PASSWORD, Visitor
from web.admin.forms import COOKIE
from web.app import build_app
from web.library import Library


def cookie(visitor: Visitor) -> str:
    found = visitor.client.get_cookie(COOKIE)
    return found.value if found else ""


def acts(store: Store) -> list[tuple[str, str]]:
    with store.reading() as connection:
        return [(entry.action, entry.who) for entry in audit.listed(connection)]


def tried(store: Store, times: int) -> None:
    """Somebody else has tried to sign in as the editor, elsewhere."""
    with store.writing() as connection:
        for _ in range(times):
            assert attempts.count(connection, "editor@example.org", "192.0.2.1", datetime.now(UTC)) is None


def test_signing_in_leads_where_one_was_going(visitor: Visitor, staffed: Store) -> None:
    asked = visitor.get("/admin/keys")
    assert asked.location == "/admin/sign-in?next=/admin/keys"
    assert 'value="/admin/keys"' in visitor.get(asked.location).text
    answer = visitor.sign_in(" Administrator@Example.org", to="/admin/keys")
    assert (answer.status_code, answer.location) == (303, "/admin/keys")
    made = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith(COOKIE))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(made.split("; "))
    assert visitor.get("/admin/keys").status_code == 200
    assert acts(staffed) == [(Action.SIGN_IN, "Administrator <administrator@example.org>")]


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "admin", ""]
)
def test_it_never_leads_elsewhere(visitor: Visitor, staffed: Store, to: str) -> None:
    assert visitor.sign_in("editor@example.org", to=to).location == "/admin/"


def test_cookies_are_for_https_alone_where_there_is_https(app: Flask, staffed: Store) -> None:
    client = app.test_client()
    page = client.get("/admin/sign-in", base_url="https://press.example.org")
    assert "; Secure;" in page.headers["Set-Cookie"] + ";"
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "email": "editor@example.org", "password": PASSWORD}
    headers = {"Referer": "https://press.example.org/admin/sign-in"}
    answer = client.post("/admin/sign-in", base_url="https://press.example.org", data=fields, headers=headers)
    assert answer.status_code == 303
    assert all("Secure" in value.split("; ") for value in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("email", ["editor@example.org", "nobody@example.org", "", "x" * 300, "'; drop table accounts"])
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(
    visitor: Visitor, staffed: Store, email: str
) -> None:
    answer = visitor.sign_in(email, "not the password")
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert not cookie(visitor)
    known = "Editor <editor@example.org>" if email == "editor@example.org" else ""
    with staffed.reading() as connection:
        (entry,) = audit.listed(connection)
    assert (entry.action, entry.who, entry.what, entry.address) == (Action.SIGN_IN_REFUSED, "", known, "127.0.0.1")


def test_a_session_is_new_with_each_sign_in_and_ends_with_sign_out(editor: Visitor, app: Flask) -> None:
    first = cookie(editor)
    editor.client.delete_cookie(COOKIE)
    editor.sign_in("editor@example.org")
    second = cookie(editor)
    assert first
    assert first != second
    assert editor.send("/admin/sign-out").location == "/admin/sign-in"
    assert not cookie(editor)
    stolen = Visitor(app.test_client())
    stolen.client.set_cookie(COOKIE, second)
    assert stolen.get("/admin/account").status_code == 303


def test_the_session_of_before_ends_when_one_signs_in_anew(editor: Visitor, staffed: Store, app: Flask) -> None:
    before = cookie(editor)
    token = editor.token("/admin/account")
    fields = {"csrf_token": token, "email": "administrator@example.org", "password": PASSWORD}
    assert editor.client.post("/admin/sign-in", data=fields).status_code == 303
    with staffed.reading() as connection:
        assert sessions.whose(connection, before, datetime.now(UTC)) is None
    assert editor.client.post("/admin/sign-out", data={"csrf_token": token}).status_code == 400  # and its forms


@pytest.mark.parametrize(
    ("column", "age", "lives"),
    [
        ("used_at", sessions.IDLE - timedelta(minutes=1), True),
        ("used_at", sessions.IDLE, False),
        ("created_at", sessions.LONGEST - timedelta(minutes=1), True),
        ("created_at", sessions.LONGEST, False),
    ],
)
def test_sessions_end_unused_and_for_good(
    editor: Visitor, staffed: Store, column: str, age: timedelta, *, lives: bool
) -> None:
    with staffed.writing() as connection:
        connection.execute(update(sessions_table).values({column: datetime.now(UTC) - age}))
    assert (editor.get("/admin/account").status_code == 200) is lives
    with staffed.reading() as connection:
        used_at = connection.execute(select(sessions_table.c.used_at)).scalar_one()
    assert (datetime.now(UTC) - used_at < timedelta(minutes=1)) is (lives or column == "created_at")


def test_tokens_and_passwords_are_kept_hashed(editor: Visitor, staffed: Store) -> None:
    with staffed.reading() as connection:
        (digest,) = connection.execute(select(sessions_table.c.digest)).scalars()
        kept = connection.execute(select(accounts_table.c.password)).scalars().all()
    assert cookie(editor) not in digest
    assert all(one.startswith("$argon2id$") and PASSWORD not in one for one in kept)


def test_an_account_is_not_tried_without_end(visitor: Visitor, staffed: Store) -> None:
    tried(staffed, attempts.PER_ACCOUNT - 1)
    assert visitor.sign_in("editor@example.org", "not the password").status_code == 422
    refused = visitor.sign_in("editor@example.org")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= attempts.WINDOW.total_seconds()
    assert "Try again in 15 minutes" in refused.text
    assert visitor.sign_in("administrator@example.org").status_code == 303  # another one may


def test_a_sign_in_that_succeeds_takes_the_failures_back(visitor: Visitor, staffed: Store) -> None:
    for _ in range(2):
        tried(staffed, attempts.PER_ACCOUNT - 1)
        assert visitor.sign_in("editor@example.org").status_code == 303
        visitor.client.delete_cookie(COOKIE)


def test_the_password_is_changed_and_others_are_signed_out(as_role: Callable[[Role], Visitor]) -> None:
    here, there = as_role(Role.EDITOR), as_role(Role.EDITOR)
    before = cookie(here)
    assert "In 2 browsers" in here.get("/admin/account").text
    wrong = here.send("/admin/account/password", password="not mine", new="lantern on the quay")
    assert (wrong.status_code, "is another one" in wrong.text) == (422, True)
    short = here.send("/admin/account/password", password=PASSWORD, new="short")
    assert (short.status_code, "at least 12 characters" in short.text) == (422, True)
    assert here.send("/admin/account/password", password=PASSWORD, new="lantern on the quay").status_code == 303
    assert here.get("/admin/account").status_code == 200
    assert cookie(here) != before
    assert there.get("/admin/account").status_code == 303
    assert there.sign_in("editor@example.org").status_code == 422
    assert there.sign_in("editor@example.org", "lantern on the quay").status_code == 303


def test_one_signs_out_everywhere_else(as_role: Callable[[Role], Visitor]) -> None:
    here, there = as_role(Role.READER), as_role(Role.READER)
    assert here.send("/admin/account/sign-out-everywhere").status_code == 303
    assert "One other session has ended." in here.get("/admin/account").text
    assert there.get("/admin/account").status_code == 303


def test_an_old_hash_is_made_anew(visitor: Visitor, staffed: Store) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert passwords.is_outdated(old)
    with staffed.writing() as connection:
        connection.execute(update(accounts_table).values(password=old))
    assert visitor.sign_in("editor@example.org").status_code == 303
    with staffed.reading() as connection:
        found = accounts.password_of(connection, "editor@example.org")
    assert found is not None
    assert not passwords.is_outdated(found[1])


def test_an_invitation_makes_one_account(administrator: Visitor, app: Flask, staffed: Store) -> None:
    made = administrator.send("/admin/accounts/invite", on="/admin/accounts", role="editor", note="Jane Roe")
    link = made.text.split("<code>http://localhost")[1].split("</code>")[0]
    assert link not in administrator.get("/admin/accounts").text  # shown once
    guest, late = Visitor(app.test_client()), Visitor(app.test_client())
    assert "Editor" in guest.get(link).text
    fields = {"name": "Jane Roe", "email": "jane@example.org", "password": "lantern on the quay"}
    again = guest.send(link, on=link, **fields | {"password": "jane"})
    assert (again.status_code, 'value="jane@example.org"' in again.text) == (422, True)
    taken = guest.send(link, on=link, **fields | {"email": "editor@example.org"})
    assert (taken.status_code, "already" in taken.text) == (422, True)
    token = late.token(link)
    assert guest.send(link, on=link, **fields).status_code == 303
    assert "jane@example.org" in guest.get("/admin/account").text
    assert guest.get("/admin/accounts").status_code == 403
    assert late.get(link).status_code == 404
    assert late.client.post(link, data={"csrf_token": token, **fields}).status_code == 404


def test_invitations_end_and_are_withdrawn(administrator: Visitor, staffed: Store, visitor: Visitor) -> None:
    now = datetime.now(UTC)
    with staffed.writing() as connection:
        old = invitations.make(connection, Role.READER, "too late", "me", now - invitations.LASTS)
        fresh = invitations.make(connection, Role.READER, "in time", "me", now)
    assert visitor.get(f"/admin/invitations/{old}").status_code == 404
    assert visitor.get(f"/admin/invitations/{fresh}").status_code == 200
    page = administrator.get("/admin/accounts").text
    assert "in time" in page
    assert "too late" not in page
    path = "/admin/accounts/invitations/2/withdraw"
    assert administrator.send(path, on="/admin/accounts").status_code == 303
    assert administrator.send(path, on="/admin/accounts").status_code == 404
    assert visitor.get(f"/admin/invitations/{fresh}").status_code == 404


def test_an_installation_can_be_closed_to_others(config: Settings, staffed: Store, compiled: BytecodeCache) -> None:
    web = config.web.model_copy(update={"sign_in_required": True})
    closed = config.model_copy(update={"web": web})
    app = build_app(closed, Library(lambda: MemoryIndex(), lambda: staffed, MemoryArchive()))
    app.jinja_env.bytecode_cache = compiled
    visitor = Visitor(app.test_client())
    assert visitor.get("/sources?x=quay").location == "/admin/sign-in?next=/sources?x%3Dquay"
    browser = {"Accept": "text/html,*/*;q=0.8"}
    for path in ("/api/v1/search", "/search.atom", "/export.csv", "/oai?verb=Identify", "/releases/a.bib"):
        refused = visitor.get(path)
        assert (refused.status_code, refused.mimetype) == (401, "application/problem+json"), path
        assert "Bearer" in refused.headers["WWW-Authenticate"]
    assert visitor.client.get("/export.csv", headers=browser).location == "/admin/sign-in?next=/export.csv"
    with staffed.writing() as connection:
        _, secret = keys.make(connection, "Notebook", [keys.Scope.READ], "me", datetime.now(UTC))
    with_key = {"Authorization": f"Bearer {secret}"}
    expected = {
        "/api/v1/sources": 200,
        "/search.atom": 200,
        "/releases/a.bib": 404,
        "/export.csv": 403,
        "/sources": 403,
    }
    for address, status in expected.items():
        assert visitor.client.get(address, headers=with_key).status_code == status
    assert visitor.client.get("/export.csv", headers={"Authorization": "Bearer guess"}).status_code == 401
    for address in ("/healthz", "/robots.txt", "/opensearch.xml"):
        assert visitor.get(address).status_code == 200
    with visitor.get("/static/style.css") as style:
        assert style.status_code == 200
    visitor.sign_in("reader@example.org")
    assert visitor.get("/sources").status_code == 200
    assert visitor.get("/api/v1/sources").status_code == 200
