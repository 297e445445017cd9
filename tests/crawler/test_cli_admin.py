"""`pressroom admin`: administrators, invitations, passwords and keys, from the machine's own shell."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler import passwords
from crawler.command import Runtime
from crawler.settings import StoreSettings
from crawler.store import Store, accounts, audit, keys
from crawler.store.accounts import Role
from indexer.cli import index_changes
from web.cli import FAILURES, main

PASSWORD = "quay bridge lantern"
CREATE = ("create", "--name", "Jane Roe", "--email", "Jane@Example.org")


class Admin:
    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder}/p.db"
        self._config = folder / "config.toml"
        self._config.write_text(f'[store]\nurl = "{self.url}"\narchive = "{folder}/archive"\n', "utf-8")

    def __call__(self, *words: str, typed: str = "") -> Result:
        runtime = Runtime(index_changes=index_changes, failures=FAILURES, environ={"USER": "root"})
        return CliRunner().invoke(main, ["admin", "--config", str(self._config), *words], obj=runtime, input=typed)

    def store(self) -> closing[Store]:
        return closing(Store.open(StoreSettings(url=self.url)))


@pytest.fixture
def admin(tmp_path: Path) -> Admin:
    return Admin(tmp_path)


def test_the_first_administrator_is_made(admin: Admin) -> None:
    made = admin(*CREATE, typed=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert made.stdout == (
        "Jane Roe <jane@example.org> is an administrator now: sign in at http://127.0.0.1:8000/admin.\n"
    )
    with admin.store() as store, store.reading() as connection:
        found = accounts.password_of(connection, "jane@example.org")
        (entry,) = audit.listed(connection)
    assert found is not None
    assert found[0].role is Role.ADMINISTRATOR
    assert passwords.is_right(PASSWORD, found[1])
    assert (entry.who, entry.what) == ("root, by command", "Jane Roe <jane@example.org>")


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (CREATE, "short\n", "at least 12 characters"),
        (CREATE, "", "at least 12 characters"),
        (CREATE, "aaaaaaaaaaaaaaaa\n", "over and over"),
        (CREATE, "jane@example.org\n", "not your name or e-mail address"),
        (("create", "--name", "Jane", "--email", "jane"), f"{PASSWORD}\n", "Write an e-mail address"),
        (("create", "--name", "Jane"), f"{PASSWORD}\n", "E-mail address is missing"),
        (("create", "--role", "editor"), "", "--role says nothing to admin create"),
        (("password", "--email", "nobody@example.org"), f"{PASSWORD}\n", "There is no account"),
        (("crown",), "", "crown"),
        (("key", "--name", "x", "--scope", "all"), "", "--scope"),
    ],
)
def test_a_mistake_is_said(admin: Admin, words: tuple[str, ...], typed: str, said: str) -> None:
    with admin.store():
        refused = admin(*words, typed=typed)
    assert refused.exit_code == 2, refused.output
    assert said in refused.stderr
    assert "Traceback" not in refused.output


def test_an_account_is_made_once(admin: Admin) -> None:
    admin(*CREATE, typed=f"{PASSWORD}\n")
    again = admin(*CREATE, typed=f"{PASSWORD}\n")
    assert (again.exit_code, "already" in again.stderr) == (2, True)


def test_a_forgotten_password_is_set_anew(admin: Admin) -> None:
    admin(*CREATE, typed=f"{PASSWORD}\n")
    assert admin("password", "--email", "jane@example.org", typed="lantern on the quay\n").exit_code == 0
    with admin.store() as store, store.reading() as connection:
        found = accounts.password_of(connection, "jane@example.org")
    assert found is not None
    assert passwords.is_right("lantern on the quay", found[1])


def test_an_invitation_and_a_key_are_printed_once(admin: Admin) -> None:
    invited = json.loads(admin("invite", "--role", "editor", "--json").stdout)
    assert invited["link"].startswith("http://127.0.0.1:8000/admin/invitations/")
    assert invited["role"] == "editor"
    made = json.loads(admin("key", "--name", "Notebook", "--scope", "export", "--per-minute", "9", "--json").stdout)
    with admin.store() as store, store.reading() as connection:
        key = keys.find(connection, made["key"])
    assert key is not None
    assert (set(key.scopes), key.per_minute, key.made_by) == ({keys.Scope.EXPORT}, 9, "root, by command")
