"""Releases and their revisions: kept, compared, withdrawn, read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from crawler.changes import is_read_better, is_revised, unrevised
from crawler.records import (
    Attachment,
    Contact,
    Image,
    Office,
    Quality,
    Quotation,
    Release,
    State,
    StoredRelease,
    iso,
    parse_iso,
)
from crawler.store import feed
from crawler.store.reading import READ, by_characters, chunks
from crawler.store.schema import (
    UtcDateTime,
    changes,
    corrections,
    fetches,
    releases,
    revisions,
    sources,
)


class Reason(StrEnum):
    """Where a revision came from."""

    FETCHED = "fetched"
    IMPORTED = "imported"
    RECLEANED = "recleaned"


class Outcome(StrEnum):
    """What keeping a release came to."""

    NEW = "new"
    CHANGED = "changed"  # its content: a new revision
    REFRESHED = "refreshed"  # only what is derived from the content (organisation, people, topics, ...)
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A release to keep: `id` is its identity, `fetch` the archived fetch that it came from. `unaided` is what its page
    gives without what was learnt of the source, where that makes a difference."""

    id: str
    source: str
    content: Release
    reason: Reason
    fetch: int | None = None
    unaided: Release | None = None


def put(connection: Connection, batch: Sequence[Incoming], now: datetime) -> list[Outcome]:
    """Keeps a batch: new ones, a revision where the content changed. One `Outcome` each, in order.

    An id that stands twice in the batch counts twice: the second is compared with the first. A release that was
    cleaned again was not seen again: its state and `last_seen` stay.
    """
    known = _current(connection, {item.id for item in batch})
    outcomes: list[Outcome] = []
    touched: list[str] = []
    writes = _Writes()
    for item in batch:
        before = known.get(item.id)
        outcome, after = _compare(item, before)
        writes.note(outcome, item, after, now)
        if outcome is not Outcome.SAME or (before is not None and before.state != after.state):
            touched.append(item.id)
        known[item.id] = after
        outcomes.append(outcome)
    writes.execute(connection)
    feed.append(connection, touched, now)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Current:
    state: str
    revision: int
    digest: str
    content: Mapping[str, Any]


def _current(connection: Connection, identities: Iterable[str]) -> dict[str, _Current]:
    found = {}
    for chunk in chunks(list(identities)):
        for row in connection.execute(_CURRENT, {"keys": chunk}):
            found[row.id] = _Current(row.state, row.revision, row.digest, row.content)
    return found


def _compare(item: Incoming, before: _Current | None) -> tuple[Outcome, _Current]:
    if before is None:
        return Outcome.NEW, _Current(State.LIVE, 1, item.content.digest, to_json(item.content))
    release, changed = item.content, item.content.digest != before.digest
    if changed:
        known = from_json(before.content)
        if item.reason is Reason.FETCHED:
            changed, release = _revised(known, item)
        else:  # what is cleaned again differs by better cleaning, not by layout
            changed = not is_read_better(known, release)
    digest, content = release.digest, to_json(release)
    revision = before.revision + changed
    after = _Current(_state(item, before, changed=changed), revision, digest, content)
    if changed:
        return Outcome.CHANGED, after
    return Outcome.SAME if content == before.content else Outcome.REFRESHED, after


def _revised(known: Release, item: Incoming) -> tuple[bool, Release]:
    """Whether the page of a release was revised, and what to keep."""
    release = item.content
    kept = unrevised(known, release)
    if not is_revised(known, release):
        return False, kept
    if item.unaided is None or is_revised(known, item.unaided):
        return True, release
    # By itself the page still says what it said: what was learnt finds its text better.
    return False, replace(kept, text=release.text, notes=release.notes)


def _state(item: Incoming, before: _Current, *, changed: bool) -> str:
    if item.reason is Reason.RECLEANED:
        return before.state
    if changed:
        return State.CHANGED
    return _returned(before.revision) if before.state == State.WITHDRAWN else before.state


def _returned(revision: int) -> State:
    """The state of a withdrawn release that is back."""
    return State.CHANGED if revision > 1 else State.LIVE


class _Writes:
    """The statements of one `put`, gathered so that each runs once over the whole batch."""

    def __init__(self) -> None:
        self._releases: list[dict[str, Any]] = []
        self._known: list[dict[str, Any]] = []
        self._revisions: list[dict[str, Any]] = []
        self._refreshed: list[dict[str, Any]] = []

    def note(self, outcome: Outcome, item: Incoming, after: _Current, now: datetime) -> None:
        row = {"state": after.state, "revision": after.revision}
        if outcome is Outcome.NEW:
            first = {"id": item.id, "source": item.source, "first_seen": now, "last_seen": now, "fetch": item.fetch}
            self._releases.append(first | row)
        else:
            newly_seen = None if item.reason is Reason.RECLEANED else now
            self._known.append({"key": item.id, "newest_fetch": item.fetch, "newly_seen": newly_seen} | row)
        if outcome in (Outcome.NEW, Outcome.CHANGED):
            self._revisions.append(
                {
                    "release": item.id,
                    "number": after.revision,
                    "at": now,
                    "reason": item.reason,
                    "digest": after.digest,
                    "content": after.content,
                }
            )
        elif outcome is Outcome.REFRESHED:
            self._refreshed.append(
                {"key": item.id, "current": after.revision, "digest": after.digest, "content": after.content}
            )

    def execute(self, connection: Connection) -> None:
        if self._releases:
            connection.execute(_NEW_RELEASE, self._releases)
        if self._known:
            connection.execute(_KNOWN, self._known)
        if self._revisions:
            connection.execute(_NEW_REVISION, self._revisions)
        if self._refreshed:
            connection.execute(_REFRESHED, self._refreshed)


def seen_again(connection: Connection, identity: str, now: datetime) -> None:
    """Notes that the page of a release stood unchanged; a withdrawn one is back."""
    row = connection.execute(_STATE, {"key": identity}).one_or_none()
    if row is None:
        return
    back = row.state == State.WITHDRAWN
    state = _returned(row.revision) if back else row.state
    connection.execute(_SEEN, {"key": identity, "last_seen": now, "state": state})
    if back:
        feed.append(connection, [identity], now)


_STATE = select(releases.c.state, releases.c.revision).where(releases.c.id == bindparam("key"))
_SEEN = update(releases).where(releases.c.id == bindparam("key"))


def withdraw(connection: Connection, identity: str, now: datetime) -> bool:
    """Marks a release as withdrawn; it is kept. False when it was already, or is not there."""
    live = update(releases).where(releases.c.id == identity, releases.c.state != State.WITHDRAWN)
    if connection.execute(live.values(state=State.WITHDRAWN)).rowcount == 0:
        return False
    feed.append(connection, [identity], now)
    return True


def get(connection: Connection, identity: str) -> StoredRelease | None:
    """One release with its newest content."""
    row = connection.execute(_ONE, {"key": identity}).one_or_none()
    return None if row is None else _release(row)


def get_many(connection: Connection, identities: Sequence[str]) -> list[StoredRelease]:
    """The releases that are there, in no particular order."""
    found = []
    for chunk in chunks(identities):
        found += [_release(row) for row in connection.execute(_MANY, {"keys": chunk})]
    return found


def addresses(connection: Connection, identities: Sequence[str]) -> dict[str, str]:
    """The URL of each of these releases that is there, by id."""
    return {identity: str(now.content["url"]) for identity, now in _current(connection, identities).items()}


def addressed(connection: Connection, url: str) -> str | None:
    """The release that has this address, found by looking through all of them: for what was imported with an id of its
    own, which is not made of the address."""
    mine = with_content(releases.c.id).where(revisions.c.content["url"].as_string() == url).order_by(releases.c.id)
    return connection.execute(mine.limit(1)).scalar_one_or_none()


def followed(connection: Connection, seq: int) -> Iterator[tuple[StoredRelease, bool]]:
    """All releases in the order of their ids' characters, and whether each has not changed after `seq`."""
    later = select(changes.c.release).where(changes.c.seq > seq).distinct().subquery()
    statement = _stored().add_columns(later.c.release.label("later")).outerjoin(later, later.c.release == releases.c.id)
    ordered = statement.order_by(by_characters(connection, releases.c.id))
    for row in connection.execute(ordered, execution_options={"yield_per": READ}):
        yield _release(row), row.later is None


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a release's content."""

    number: int
    at: datetime
    reason: Reason
    content: Release


def history(connection: Connection, identity: str) -> list[Revision]:
    """The revisions of a release, from the first on."""
    mine = select(revisions.c.number, revisions.c.at, revisions.c.reason, revisions.c.content)
    found = connection.execute(mine.where(revisions.c.release == identity).order_by(revisions.c.number))
    return [Revision(row.number, row.at, Reason(row.reason), from_json(row.content)) for row in found]


LATELY = 20_000  # changes, the newest ones, among which lately changed releases are looked for


def lately_changed(connection: Connection, limit: int) -> list[tuple[StoredRelease, datetime]]:
    """The releases that were changed or withdrawn last, not by an editor, and when; the latest first."""
    corrected = select(corrections.c.at).union(
        select(corrections.c.undone_at).where(corrections.c.undone_at.is_not(None))
    )
    newest = and_(changes.c.seq > feed.head(connection) - LATELY, changes.c.at.not_in(corrected))
    recent = select(changes).where(newest).subquery()
    latest = (
        select(recent.c.release, func.max(recent.c.at).label("at"))
        .join(releases, releases.c.id == recent.c.release)
        .where(releases.c.state != State.LIVE)
        .group_by(recent.c.release)
        .order_by(func.max(recent.c.at).desc(), recent.c.release)
        .limit(limit)
    )
    moments = {row.release: row.at for row in connection.execute(latest)}
    found = {release.id: release for release in get_many(connection, list(moments))}
    return [(found[identity], at) for identity, at in moments.items()]


def count(connection: Connection, names: Sequence[str] = ()) -> int:
    """How many releases there are, of the named sources or all."""
    statement = select(func.count()).select_from(releases)
    if names:
        statement = statement.where(releases.c.source.in_(names))
    return connection.execute(statement).scalar_one()


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """Where the newest page of a release stands in the archive; `url` is the release's own."""

    release: str
    url: str
    source: str
    fetch: int
    file: str
    offset: int
    length: int


def archived(connection: Connection, names: Sequence[str]) -> list[ArchivedPage]:
    """The releases that have a page in the archive, of the named sources or all, in the order of the archive."""
    place = (fetches.c.archive_file, fetches.c.archive_offset, fetches.c.archive_length)
    statement = (
        with_content(releases.c.id, revisions.c.content, releases.c.source, releases.c.fetch, *place)
        .join(fetches, releases.c.fetch == fetches.c.id)
        .where(fetches.c.archive_file.is_not(None))
        .order_by(*place)
    )
    if names:
        statement = statement.where(releases.c.source.in_(names))
    return [ArchivedPage(row[0], row[1]["url"], *row[2:]) for row in connection.execute(statement)]


def to_json(content: Release) -> dict[str, Any]:
    """A release's content for a JSON column; the inverse of `from_json`."""
    values = {name: _plain(getattr(content, name)) for name in _FIELDS}
    return values | {name: iso(getattr(content, name)) or None for name in _MOMENTS}


_FIELDS = tuple(field.name for field in fields(Release))
_MOMENTS = ("published", "modified")
_NESTED = {
    "contacts": Contact,
    "attachments": Attachment,
    "images": Image,
    "offices": Office,
    "quotes": Quotation,
}


def _plain(value: Any) -> Any:
    """Tuples as lists, dataclasses as objects."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def from_json(values: Mapping[str, Any]) -> Release:
    """A release's content as it was kept: what an earlier version did not know yet has its default."""
    content: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    content |= {name: parse_iso(content.get(name)) for name in _MOMENTS}
    for name, kind in _NESTED.items():
        content[name] = tuple(kind(**one) for one in content.get(name, ()))
    if "quality" in content:
        content["quality"] = Quality(content["quality"]["score"], tuple(content["quality"]["reasons"]))
    return Release(**content)


def with_content(*columns: Any) -> Select[Any]:
    """A statement over all releases, each with its newest revision."""
    newest = and_(revisions.c.release == releases.c.id, revisions.c.number == releases.c.revision)
    return select(*columns).select_from(releases).join(revisions, newest)


def _stored() -> Select[Any]:
    return with_content(releases, revisions.c.content, sources.c.short).join(
        sources, releases.c.source == sources.c.name
    )


# Statements of each visit are made once: to build one takes longer than to run it.
_AMONG = releases.c.id.in_(bindparam("keys", expanding=True))
_CURRENT = with_content(
    releases.c.id, releases.c.state, releases.c.revision, revisions.c.digest, revisions.c.content
).where(_AMONG)
_ONE = _stored().where(releases.c.id == bindparam("key"))
_MANY = _stored().where(_AMONG)
_NEW_RELEASE, _NEW_REVISION = insert(releases), insert(revisions)
_KNOWN = (
    update(releases)
    .where(releases.c.id == bindparam("key"))
    .values(
        fetch=func.coalesce(bindparam("newest_fetch"), releases.c.fetch),
        last_seen=func.coalesce(bindparam("newly_seen", type_=UtcDateTime()), releases.c.last_seen),
    )
)
_REFRESHED = update(revisions).where(
    revisions.c.release == bindparam("key"), revisions.c.number == bindparam("current")
)


def _release(row: Row[Any]) -> StoredRelease:
    return StoredRelease(
        id=row.id,
        source=row.source,
        short=row.short,
        state=State(row.state),
        revision=row.revision,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        content=from_json(row.content),
        family=row.family,
    )
