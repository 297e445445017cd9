"""The page of an event: the releases that tell of it, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from werkzeug.exceptions import NotFound

from crawler.records import StoredRelease, iso
from indexer.paragraphs import paragraphs
from web.i18n import gettext
from web.labels import value_label
from web.library import library
from web.said import said_reason
from web.wording import day_of, direction

blueprint = Blueprint("events", __name__)


@dataclass(frozen=True)
class Account:
    """A release of the event. `named` are who and where, under what it is called; `reason` is why it stands here."""

    id: str
    title: str
    href: str
    organisation: str
    day: str
    iso: str
    language: str | None
    direction: str
    lead: str
    named: Sequence[tuple[str, Sequence[str]]]
    reason: str


@blueprint.get("/events/<release_id:release_id>")
def page(release_id: str) -> str:
    """The event that a release tells of; there is none where nobody else does."""
    store = library().store
    release = store.release(release_id)
    if release is None:
        raise NotFound
    told = [(store.release(one.hit.id), one.reason) for one in library().index.told_by_others(release)]
    accounts = [_account(release, ""), *(_account(other, reason) for other, reason in told if other)]
    if len(accounts) == 1:
        raise NotFound
    accounts.sort(key=lambda account: (account.iso[: len("2019-10-30")], account.id))
    counts = Counter(name for account in accounts for _, names in account.named for name in names)
    return render_template(
        "event.html",
        accounts=accounts,
        shared={name for name, count in counts.items() if count > 1},
        canonical=url_for("events.page", release_id=accounts[0].id, _external=True),
    )


def _account(release: StoredRelease, reason: str) -> Account:
    content = release.content
    return Account(
        id=release.id,
        title=content.title or gettext("Untitled release"),
        href=url_for("releases.page", release_id=release.id),
        organisation=content.organisation or release.source,
        day=day_of(release.sort_date, content.published_precision),
        iso=iso(content.published) or iso(release.first_seen),
        language=content.language,
        direction=direction(content.language),
        lead=next(iter(paragraphs(content.text)), ""),
        named=[
            (gettext("People"), content.people),
            (gettext("Organisations"), content.organisations),
            (gettext("Places"), [value_label("place", name) for name in content.places]),
        ],
        reason=said_reason(reason),
    )
