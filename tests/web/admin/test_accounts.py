"""Accounts, keys and the audit log, as an administrator has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crawler.store import Store, accounts, audit, keys
from crawler.store.accounts import Role
from crawler.store.audit import Action
from crawler.store.keys import Scope
from tests.web.staff import Visitor

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
PEOPLE = "/admin/accounts"


def test_a_role_counts_at_once(as_role: Callable[[Role], Visitor]) -> None:
    administrator, reader = as_role(Role.ADMINISTRATOR), as_role(Role.READER)
    assert reader.get("/admin/jobs").status_code == 403
    assert administrator.send(f"{PEOPLE}/1/role", on=PEOPLE, role="editor").status_code == 303
    assert reader.get("/admin/jobs").status_code == 200
    assert administrator.send(f"{PEOPLE}/1/role", on=PEOPLE, role="emperor").status_code == 400
    assert administrator.send(f"{PEOPLE}/99/role", on=PEOPLE, role="editor").status_code == 404


def test_a_closed_account_is_out_at_once_and_may_come_back(as_role: Callable[[Role], Visitor]) -> None:
    administrator, editor = as_role(Role.ADMINISTRATOR), as_role(Role.EDITOR)
    assert administrator.send(f"{PEOPLE}/2/close", on=PEOPLE).status_code == 303
    assert editor.get("/admin/jobs").status_code == 303
    assert editor.sign_in("editor@example.org").status_code == 422
    assert administrator.send(f"{PEOPLE}/2/reopen", on=PEOPLE).status_code == 303
    assert editor.get("/admin/jobs").status_code == 303  # its sessions are gone
    assert editor.sign_in("editor@example.org").status_code == 303


@pytest.mark.parametrize("act", ["close", "role"])
def test_the_last_administrator_stays(administrator: Visitor, act: str) -> None:
    answer = administrator.send(f"{PEOPLE}/3/{act}", on=PEOPLE, role="reader")
    assert (answer.status_code, "only administrator" in answer.text) == (422, True)
    assert administrator.get(PEOPLE).status_code == 200


def test_a_key_is_shown_once_and_kept_hashed(administrator: Visitor, staffed: Store) -> None:
    fields = {"name": "Notebook", "scope": ["read", "export"], "per_minute": "90"}
    made = administrator.send("/admin/keys", on="/admin/keys", **fields)
    found = re.search(r"<code>(pr_[\w-]{40,})</code>", made.text)
    assert found
    secret = found[1]
    page = administrator.get("/admin/keys").text
    assert secret not in page
    assert f"{secret[: keys.SHOWN]}…" in page
    with staffed.reading() as connection:
        key = keys.find(connection, secret)
        assert key is not None
        assert (key.name, set(key.scopes), key.per_minute, key.account) == (
            "Notebook",
            {Scope.READ, Scope.EXPORT},
            90,
            3,
        )
        assert keys.find(connection, secret[:-1]) is None
        assert keys.find(connection, "") is None
    assert administrator.send(f"/admin/keys/{key.id}/revoke", on="/admin/keys").status_code == 303
    assert administrator.send(f"/admin/keys/{key.id}/revoke", on="/admin/keys").status_code == 404
    with staffed.reading() as connection:
        assert keys.find(connection, secret) is None


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("per_minute", "many"), ("per_minute", "0")])
def test_a_key_that_says_too_little_is_not_made(administrator: Visitor, staffed: Store, field: str, value: str) -> None:
    answer = administrator.send("/admin/keys", on="/admin/keys", **{"name": "x", field: value})
    assert answer.status_code == 422
    with staffed.reading() as connection:
        assert keys.listed(connection) == []


def test_when_a_key_was_used_is_written_now_and_then(kept: Store) -> None:
    with kept.writing() as connection:
        key, secret = keys.make(connection, "x", [Scope.READ], "me", NOW)
        assert keys.is_to_be_noted(key, NOW)
        keys.used(connection, key.id, NOW)
        used = keys.find(connection, secret)
    assert used is not None
    assert not keys.is_to_be_noted(used, NOW + timedelta(seconds=59))
    assert keys.is_to_be_noted(used, NOW + timedelta(seconds=60))


def test_each_act_is_in_the_log_and_the_log_has_pages(administrator: Visitor, staffed: Store) -> None:
    administrator.send("/admin/keys", on="/admin/keys", name="Notebook <b>")
    page = administrator.get("/admin/log").text
    assert "Made a key: <bdi>Notebook &lt;b&gt;" in page
    assert "Signed in" in page
    with staffed.writing() as connection:
        for number in range(audit.PAGE):
            audit.note(connection, NOW, "me", Action.JOB, f"job {number}")
    newest = administrator.get("/admin/log").text
    older = re.search(r"/admin/log\?before=(\d+)", newest)
    assert older
    assert "Made a key" not in newest
    assert "Made a key" in administrator.get(older[0]).text


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "a b@example.org", "x" * 250 + "@example.org", "a@\u200bb"])
def test_what_is_no_address_makes_no_account(kept: Store, email: str) -> None:
    with kept.writing() as connection, pytest.raises(accounts.AccountError):
        accounts.add(connection, email, "Jane Roe", Role.READER, "hash", NOW)


def test_a_key_opens_the_api_counts_for_itself_and_ends(administrator: Visitor, visitor: Visitor, kept: Store) -> None:
    with kept.writing() as connection:
        key, secret = keys.make(connection, "Notebook", [Scope.READ], "me", NOW, per_minute=7)
    header = {"Authorization": f"Bearer {secret}"}
    answer = visitor.client.get("/api/v1/sources", headers=header)
    assert (answer.status_code, answer.headers["RateLimit-Policy"]) == (200, '"key";q=7;w=60')
    with kept.reading() as connection:
        assert keys.listed(connection)[0].used_at is not None
    administrator.send(f"/admin/keys/{key.id}/revoke", on="/admin/keys")
    assert visitor.client.get("/api/v1/sources", headers=header).status_code == 401
