"""What roles, scopes and acts are called."""

from __future__ import annotations

from crawler.records import EntityKind
from crawler.store.accounts import Role
from crawler.store.audit import Action
from crawler.store.jobs import Kind, State
from crawler.store.keys import Scope
from web.i18n import gettext


def role_name(role: Role) -> str:
    return {
        Role.READER: gettext("Reader"),
        Role.EDITOR: gettext("Editor"),
        Role.ADMINISTRATOR: gettext("Administrator"),
    }[role]


def scope_name(scope: Scope) -> str:
    return {
        Scope.READ: gettext("Read: searches and releases"),
        Scope.EXPORT: gettext("Export: all results of a search"),
        Scope.METRICS: gettext("Metrics: how the installation does"),
    }[scope]


def action_name(action: Action) -> str:
    return {
        Action.SIGN_IN: gettext("Signed in"),
        Action.SIGN_IN_REFUSED: gettext("Sign-in refused"),
        Action.SIGN_OUT: gettext("Signed out"),
        Action.SIGN_OUT_EVERYWHERE: gettext("Signed out everywhere"),
        Action.PASSWORD: gettext("Changed a password"),
        Action.ACCOUNT: gettext("Made an account"),
        Action.ROLE: gettext("Changed a role"),
        Action.CLOSE: gettext("Closed an account"),
        Action.REOPEN: gettext("Opened an account again"),
        Action.INVITE: gettext("Invited somebody"),
        Action.WITHDRAW: gettext("Withdrew an invitation"),
        Action.KEY: gettext("Made a key"),
        Action.REVOKE: gettext("Revoked a key"),
        Action.SOURCE: gettext("Changed a source"),
        Action.JOB: gettext("Started a job"),
        Action.CANCEL: gettext("Cancelled a job"),
        Action.CORRECT: gettext("Made a correction"),
        Action.UNDO: gettext("Undid a correction"),
    }[action]


def job_name(kind: Kind) -> str:
    return {
        Kind.CRAWL: gettext("Crawl now"),
        Kind.RECLEAN: gettext("Clean again"),
        Kind.CHECK: gettext("Look at a site"),
    }[kind]


def job_state(state: State) -> str:
    return {
        State.WAITING: gettext("Waiting"),
        State.RUNNING: gettext("Running"),
        State.DONE: gettext("Done"),
        State.FAILED: gettext("Failed"),
        State.CANCELLED: gettext("Cancelled"),
    }[state]


def kind_name(kind: EntityKind) -> str:
    return {
        EntityKind.PEOPLE: gettext("Person"),
        EntityKind.ORGANISATIONS: gettext("Organisation"),
        EntityKind.PLACES: gettext("Place"),
        EntityKind.TOPICS: gettext("Topic"),
    }[kind]
