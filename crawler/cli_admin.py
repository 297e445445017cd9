"""The command `admin`: the first administrator, invitations, keys of the API, a forgotten password."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from crawler import passwords
from crawler.command import Session, command
from crawler.passwords import PasswordError
from crawler.store import accounts, audit, invitations, keys, sessions
from crawler.store.accounts import AccountError, Role
from crawler.store.audit import Action
from crawler.words import moment

WORDS = ("create", "invite", "password", "key")


@command("admin")
@click.argument("what", type=click.Choice(WORDS), metavar="create|invite|password|key")
@click.option("--name", help="Name of the person, or of the key.")
@click.option("--email", help="E-mail address that the person signs in with.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Role of who is invited (reader).")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in keys.Scope]),
    help="What the key may (read).",
)
@click.option("--per-minute", type=click.IntRange(1, 100_000), help="Requests a minute that the key may make.")
def admin(
    session: Session,
    what: str,
    name: str | None,
    email: str | None,
    role: str | None,
    scopes: tuple[str, ...],
    per_minute: int | None,
) -> None:
    """Administers who may sign in: create makes an administrator, invite prints a link that makes one account,
    password sets a forgotten one anew, key makes a key of the API. Passwords are asked for, or read from standard
    input, and never stand in the command."""
    given = {"name": name, "email": email, "role": role, "scope": scopes, "per-minute": per_minute}
    allowed = {"create": ("name", "email"), "invite": ("name", "role"), "password": ("email",)}
    for option, value in given.items():
        if value and option not in allowed.get(what, ("name", "scope", "per-minute")):
            raise click.UsageError(f"--{option} says nothing to admin {what}.")
    try:
        if what == "create":
            _create(session, name, email)
        elif what == "invite":
            _invite(session, Role(role or Role.READER), name or "")
        elif what == "password":
            _password(session, email)
        else:
            _key(session, name, [keys.Scope(scope) for scope in scopes] or [keys.Scope.READ], per_minute)
    except (AccountError, PasswordError) as error:
        raise click.UsageError(str(error)) from None


def _create(session: Session, name: str | None, email: str | None) -> None:
    name, email = name or _asked("Name"), email or _asked("E-mail address")
    hashed = _new_password(email, name)
    with session.store().writing() as connection:
        account = accounts.add(connection, email, name, Role.ADMINISTRATOR, hashed, session.now())
        audit.note(connection, session.now(), _who(session), Action.ACCOUNT, account.who, detail=account.role)
    place = f"{_site(session)}/admin"
    result = {"email": account.email, "name": account.name, "role": account.role, "sign_in": place}
    session.show(result, lambda: f"{account.who} is an administrator now: sign in at {place}.")


def _invite(session: Session, role: Role, note: str) -> None:
    now = session.now()
    with session.store().writing() as connection:
        token = invitations.make(connection, role, note, _who(session), now)
        audit.note(connection, now, _who(session), Action.INVITE, role, detail=note)
    link, until = f"{_site(session)}/admin/invitations/{token}", now + invitations.LASTS
    result = {"link": link, "role": role, "until": until}
    session.show(result, lambda: f"{link}\nMakes one account ({role}), until {moment(until)}; it is not shown again.")


def _password(session: Session, email: str | None) -> None:
    email, store = email or _asked("E-mail address"), session.store(create=False)
    with store.reading() as connection:
        account = accounts.by_email(connection, email)
    if account is None:
        raise AccountError(f"There is no account of {email}.")
    hashed = _new_password(account.email, account.name)
    with store.writing() as connection:
        accounts.keep_password(connection, account.id, hashed)
        sessions.end_all(connection, account.id)
        audit.note(connection, session.now(), _who(session), Action.PASSWORD, account.who)
    session.show({"email": account.email}, lambda: f"{account.who} has a new password, and is signed out everywhere.")


def _key(session: Session, name: str | None, scopes: Sequence[keys.Scope], per_minute: int | None) -> None:
    name, now = name or _asked("Name of the key"), session.now()
    with session.store().writing() as connection:
        key, secret = keys.make(connection, name, scopes, _who(session), now, per_minute=per_minute)
        audit.note(connection, now, _who(session), Action.KEY, f"{key.name} ({key.prefix}…)", detail=", ".join(scopes))
    session.show(
        {"key": secret, "name": key.name, "scopes": sorted(key.scopes), "per_minute": key.per_minute},
        lambda: f"{secret}\nIt is not shown again.",
    )


def _new_password(email: str, name: str) -> str:
    """The hash of a password: asked for twice on a terminal, a line of standard input elsewhere."""
    if sys.stdin.isatty():
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    return passwords.hashed(password, email=email, name=name)


def _asked(what: str) -> str:
    if not sys.stdin.isatty():
        raise click.UsageError(f"{what} is missing: see pressroom admin --help.")
    return str(click.prompt(what, err=True))


def _who(session: Session) -> str:
    environ = session.runtime.environ
    return f"{environ.get('USER') or environ.get('USERNAME') or 'somebody'}, by command"


def _site(session: Session) -> str:
    web = session.settings.web
    return f"http://{f'[{web.host}]' if ':' in web.host else web.host}:{web.port}"
