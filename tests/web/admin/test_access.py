"""Every page of the administration, as somebody comes to it who should not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from crawler.settings import Settings
from crawler.store import Store
from crawler.store.accounts import Role
from tests.web.staff import Visitor

OPEN = {"admin.sign_in", "admin.try_to_sign_in", "admin.invitation", "admin.take_invitation"}
# Whether a check of who asks comes before what is asked for, nothing of this need exist.
VALUES = {"int": 7, "string": "seven", "path": "seven", "release_id": "seven"}


def pages(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each rule, method and address of the administration."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin."):
            values = {name: VALUES.get(_kind(rule, name), 7) for name in rule.arguments}
            with app.test_request_context():
                address = app.url_map.bind("localhost").build(
                    rule.endpoint, values, method="GET" if "GET" in (rule.methods or ()) else "POST"
                )
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, address


def _kind(rule: Rule, name: str) -> str:
    return "int" if f"<int:{name}>" in rule.rule else "string"


def test_there_are_pages_to_walk(app: Flask) -> None:
    assert len(list(pages(app))) > 15


def test_everything_is_closed_until_there_is_an_administrator(app: Flask, config: Settings) -> None:
    client = app.test_client()
    for _, method, address in pages(app):
        answer = client.open(address, method=method)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (404, False), address
    assert not config.web.secret.exists()


def test_every_page_says_who_may_see_it(app: Flask) -> None:
    for rule, _, _ in pages(app):
        needed = getattr(app.view_functions[rule.endpoint], "needs", None)
        assert (needed is None) == (rule.endpoint in OPEN), rule.endpoint


def test_nobody_gets_in_without_signing_in(app: Flask, staffed: Store, visitor: Visitor) -> None:
    token = visitor.token("/admin/sign-in")
    assert token
    for rule, method, address in pages(app):
        if rule.endpoint not in OPEN:
            answer = visitor.client.open(
                address, method=method, data={"csrf_token": token} if method == "POST" else None
            )
            assert answer.status_code == 303, address
            assert answer.location.startswith("/admin/sign-in"), address


def test_roles_that_are_too_small_are_refused(app: Flask, as_role: Callable[[Role], Visitor]) -> None:
    for role in (Role.READER, Role.EDITOR):
        visitor = as_role(role)
        token = visitor.token("/admin/account")
        refused = 0
        for rule, method, address in pages(app):
            needed = getattr(app.view_functions[rule.endpoint], "needs", Role.READER)
            if not role.may(needed):
                answer = visitor.client.open(
                    address, method=method, data={"csrf_token": token} if method == "POST" else None
                )
                assert answer.status_code == 403, (role, address)
                refused += 1
        assert refused > 5


def test_no_form_is_taken_without_its_token(app: Flask, administrator: Visitor) -> None:
    sent = 0
    for _, method, address in pages(app):
        if method == "POST":
            for data in ({}, {"csrf_token": "made-up"}):
                assert administrator.client.post(address, data=data).status_code == 400, address
            sent += 1
    assert sent > 8
    assert administrator.get("/admin/accounts").status_code == 200  # and nothing has happened


def test_the_token_of_another_is_not_taken(as_role: Callable[[Role], Visitor]) -> None:
    other, mine = as_role(Role.EDITOR), as_role(Role.ADMINISTRATOR)
    taken = mine.client.post("/admin/keys", data={"csrf_token": other.token("/admin/account"), "name": "x"})
    assert taken.status_code == 400
    assert "too old" in taken.text


def test_answers_are_kept_nowhere(administrator: Visitor) -> None:
    for path in ("/admin/", "/admin/accounts", "/admin/keys", "/admin/log", "/admin/account"):
        answer = administrator.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_pages_of_who_is_signed_in_are_theirs_alone(administrator: Visitor, visitor: Visitor) -> None:
    mine, anybodys = administrator.get("/sources"), visitor.get("/sources")
    assert mine.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in mine.headers["Vary"]
    assert anybodys.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in anybodys.headers


@pytest.mark.parametrize("path", ["/sources", "/admin/sign-in"])
def test_readers_without_an_account_get_no_cookie_but_for_the_form(visitor: Visitor, staffed: Store, path: str) -> None:
    assert ("Set-Cookie" in visitor.get(path).headers) == (path == "/admin/sign-in")


def test_the_key_is_made_once_for_its_owner_alone(staffed: Store, config: Settings, visitor: Visitor) -> None:
    visitor.get("/admin/sign-in")
    key = Path(config.web.secret)
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_text()
    assert len(before) == 64
    visitor.get("/admin/sign-in")
    assert key.read_text() == before
    assert list(key.parent.glob("secret.key*")) == [key]


def test_programs_without_a_cookie_need_no_token(visitor: Visitor, administrator: Visitor) -> None:
    assert visitor.client.post("/oai", data={"verb": "Identify"}).status_code == 200
    assert administrator.client.post("/oai", data={"verb": "Identify"}).status_code == 400
