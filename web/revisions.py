"""The history of a release: its revisions, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.records import Release, StoredRelease, iso
from crawler.store import Reason, Revision
from web.diff import Extent, Row, compare, extent
from web.i18n import gettext, later
from web.library import library
from web.wording import direction, moment

blueprint = Blueprint("revisions", __name__)

REASONS = {
    Reason.FETCHED: later("as its page then said"),
    Reason.IMPORTED: later("as it was imported"),
    Reason.RECLEANED: later("read again from the archived page"),
}
VIEWS = {"inline": later("In one text"), "side": later("Side by side")}


@dataclass(frozen=True)
class Version:
    """A revision as the list shows it; `extent` is what changed in title, text and notes since the one before."""

    number: int
    title: str
    at: str
    at_iso: str
    reason: str
    extent: Extent | None
    href: str  # what changed


@dataclass(frozen=True)
class Part:
    """A part of the release, compared."""

    name: str
    rows: Sequence[Row]
    is_in_release: bool = True  # in its words, not in ours

    @property
    def is_same(self) -> bool:
        return all(row.is_same for row in self.rows)


@blueprint.get("/releases/<release_id:release_id>/revisions")
def listing(release_id: str) -> str:
    release, revisions = _history(release_id)
    versions = [_version(release_id, revisions[0], None)]
    versions += [_version(release_id, after, before) for before, after in pairwise(revisions)]
    return render_template("revisions.html", release=release, versions=versions[::-1])


@blueprint.get("/releases/<release_id:release_id>/revisions/<int:before>..<int:after>")
def comparison(release_id: str, before: int, after: int) -> str | WerkzeugResponse:
    """What differs; revisions in the wrong order are put right, for a diff reads forwards."""
    release, revisions = _history(release_id)
    by_number = {revision.number: revision for revision in revisions}
    if before not in by_number or after not in by_number:
        raise NotFound
    if before > after:
        return redirect(_address(release_id, after, before, view=request.args.get("view")))
    old, new = by_number[before], by_number[after]
    parts = compared(old.content, new.content)
    view = request.args.get("view", "inline")
    return render_template(
        "comparison.html",
        release=release,
        old=_version(release_id, old, None),
        new=_version(release_id, new, None),
        numbers=list(by_number),
        parts=parts,
        extent=_extent(parts),
        view=view if view in VIEWS else "inline",
        views={name: (gettext(label), _address(release_id, before, after, view=name)) for name, label in VIEWS.items()},
        neighbours=_neighbours(release_id, list(by_number), before, after),
        direction=direction(new.content.language),
    )


def compared(old: Release, new: Release) -> list[Part]:
    """Title, date, text and notes of two revisions."""
    return [
        Part(gettext("Title"), compare(old.title, new.title)),
        Part(gettext("Date"), compare(_date(old), _date(new)), is_in_release=False),
        Part(gettext("Text"), compare(old.text, new.text)),
        Part(gettext("Notes and contacts"), compare(old.notes, new.notes)),
    ]


def _extent(parts: Sequence[Part]) -> Extent:
    return sum((extent(part.rows) for part in parts), Extent(0, 0))


def _date(content: Release) -> str:
    return moment(content.published, content.published_precision) if content.published else ""


def _history(release_id: str) -> tuple[StoredRelease, Sequence[Revision]]:
    store = library().store
    release = store.release(release_id)
    revisions = store.revisions(release_id)
    if release is None or not revisions:
        raise NotFound
    return release, revisions


def _version(release_id: str, revision: Revision, before: Revision | None) -> Version:
    return Version(
        number=revision.number,
        title=revision.content.title or gettext("Untitled release"),
        at=moment(revision.at),
        at_iso=iso(revision.at),
        reason=gettext(REASONS[revision.reason]),
        extent=_extent(compared(before.content, revision.content)) if before else None,
        href=_address(release_id, before.number, revision.number) if before else "",
    )


def _neighbours(release_id: str, numbers: Sequence[int], before: int, after: int) -> dict[str, str]:
    """The comparisons one step earlier and later."""
    earlier = [number for number in numbers if number < before]
    later = [number for number in numbers if number > after]
    found = {}
    if earlier:
        found["prev"] = _address(release_id, earlier[-1], before)
    if later:
        found["next"] = _address(release_id, after, later[0])
    return found


def _address(release_id: str, before: int, after: int, *, view: str | None = None) -> str:
    return url_for(
        "revisions.comparison",
        release_id=release_id,
        before=before,
        after=after,
        view=view if view in VIEWS and view != "inline" else None,
    )
