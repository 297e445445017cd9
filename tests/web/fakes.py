"""A store and an archive in memory beside the index in memory, and the library of them, for tests of the pages."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crawler.archive import Archived, ArchiveError, Location
from crawler.records import EntityKind, Relations, State, StoredRelease
from crawler.store import Fetch, Revision, SourceState, StoreUnreadableError
from crawler.store import Reason as Origin
from crawler.store.days import SourceDay, Tally, Wanted
from crawler.store.figures import StoreFigures
from crawler.store.stamps import Span, Stamp
from tests.web.fake_index import MemoryIndex as MemoryIndex  # who wants one mostly wants them all
from web.library import Library


class MemoryStore:
    """The read side of the store over lists."""

    def __init__(self, releases: Iterable[StoredRelease] = (), sources: Iterable[SourceState] = ()) -> None:
        self._releases = {release.id: release for release in releases}
        self._sources = list(sources)
        self.renames: dict[tuple[EntityKind, str], str] = {}
        self.related: dict[str, Relations] = {}
        self.earlier: dict[str, list[Revision]] = {}
        self.archived: dict[str, list[Fetch]] = {}
        self.days: list[SourceDay] = []
        self.unreadable = ""

    def add(self, release: StoredRelease) -> None:
        self._releases[release.id] = release

    def release(self, identity: str, /) -> StoredRelease | None:
        self._check()
        return self._releases.get(identity)

    def several(self, identities: Sequence[str], /) -> list[StoredRelease]:
        self._check()
        return [self._releases[identity] for identity in identities if identity in self._releases]

    def updated(self, identities: Sequence[str], /) -> dict[str, datetime]:
        return {release.id: release.last_seen for release in self.several(identities)}

    def changed_at(self, seq: int, /) -> datetime | None:
        return max((stamp.at for stamp in self._stamped(Span()) if stamp.seq <= seq), default=None)

    def stamps(self, span: Span, limit: int, only: Container[str] | None = None, /) -> list[Stamp]:
        return [stamp for stamp in self._stamped(span) if only is None or stamp.release in only][:limit]

    def count_stamps(self, span: Span, /) -> int:
        return len(self._stamped(span))

    def first_change(self) -> datetime | None:
        return min((stamp.at for stamp in self._stamped(Span())), default=None)

    def standing(self, offset: int, limit: int, /) -> list[tuple[str, datetime]]:
        self._check()
        there = [release for release in self._releases.values() if release.state != State.WITHDRAWN]
        there.sort(key=lambda release: release.id)
        return [(release.id, release.last_seen) for release in there[offset : offset + limit]]

    def count_standing(self) -> int:
        return len(self.standing(0, len(self._releases)))

    def _stamped(self, span: Span) -> list[Stamp]:
        """Each release changed once, in their order."""
        self._check()
        return [
            Stamp(seq, release.id, release.last_seen)
            for seq, release in enumerate(self._releases.values(), 1)
            if seq > span.after
            and span.source in (None, release.source)
            and span.release in (None, release.id)
            and (span.since is None or release.last_seen >= span.since)
            and (span.before is None or release.last_seen < span.before)
        ]

    def renamed(self, kind: EntityKind, label: str, /) -> str | None:
        self._check()
        return self.renames.get((kind, label))

    def revisions(self, identity: str, /) -> list[Revision]:
        self._check()
        release = self._releases.get(identity)
        if release is None:
            return []
        now = Revision(release.revision, release.last_seen, Origin.FETCHED, release.content)
        return [*self.earlier.get(identity, ()), now]

    def lately_changed(self, limit: int, /) -> list[tuple[StoredRelease, datetime]]:
        self._check()
        found = [release for release in self._releases.values() if release.state != State.LIVE]
        return [(release, release.last_seen) for release in found[:limit]]

    def captures(self, release: StoredRelease, /) -> list[Fetch]:
        self._check()
        return self.archived.get(release.id, [])

    def relations(self, release: StoredRelease, /) -> Relations:
        self._check()
        return self.related.get(release.id, Relations())

    def sources(self, _now: datetime, /) -> list[SourceState]:
        self._check()
        return self._sources

    def figures(self, _now: datetime, index_seq: int, /) -> StoreFigures:
        self._check()
        behind = [release.last_seen for release in self._releases.values()][index_seq:]
        totals = {state.name: state.month for state in self._sources}
        return StoreFigures(self.seq(), self._sources, totals, None, behind[0] if behind else None)

    def crawl_days(self, wanted: Wanted, /) -> tuple[int, list[SourceDay]]:
        self._check()
        found = [
            one
            for one in self.days
            if (not wanted.sources or one.source in wanted.sources)
            and (wanted.since is None or one.day >= wanted.since)
            and (wanted.until is None or one.day <= wanted.until)
        ]
        sign = -1 if wanted.newest_first else 1

        def place(day: date, source: str) -> tuple[int, str]:
            return sign * day.toordinal(), source

        found.sort(key=lambda one: place(one.day, one.source))
        after = [one for one in found if not wanted.after or place(one.day, one.source) > place(*wanted.after)]
        return len(found), after[: wanted.limit]

    def seq(self) -> int:
        self._check()
        return len(self._releases)

    def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.unreadable:
            raise StoreUnreadableError(self.unreadable)


class MemoryArchive:
    """The read side of the archive over a mapping."""

    def __init__(self) -> None:
        self.pages: dict[Location, Archived] = {}

    def read(self, location: Location, /) -> Archived:
        if location not in self.pages:
            raise ArchiveError("There is no such page: restore it from a backup.")
        return self.pages[location]


def source_state(name: str, state: str = "ok", **values: Any) -> SourceState:
    """A source's state; what is not given is that of one that goes well."""
    visited = datetime.fromisoformat("2024-03-05T09:12:00+00:00")
    defaults: dict[str, Any] = {
        "organisation": name.upper(),
        "short": name.upper(),
        "start": (f"https://{name}.example/news",),
        "note": "",
        "releases": 12,
        "known": 20,
        "queued": 0,
        "last_success": visited,
        "last_new": visited,
        "last_error": None,
        "last_error_at": None,
        "last_error_kind": "",
        "next_due": visited + timedelta(hours=1),
        "budget": 5000,
        "today": Tally(requests=24, bytes=480_000, milliseconds=6_000, found=1, new=1),
        "month": Tally(requests=700, bytes=14_000_000, milliseconds=175_000, found=30, new=28, changed=2, withdrawn=1),
        "pace": "",
        "silent_since": None,
        "layout_note": "",
        "hub": None,
    }
    return SourceState(name=name, state=state, **{**defaults, **values})


def shelf(releases: Iterable[StoredRelease] = (), sources: Iterable[SourceState] = ()) -> Library:
    """A library of these releases."""
    kept = list(releases)
    index, store = MemoryIndex(kept), MemoryStore(kept, sources)
    return Library(lambda: index, lambda: store, MemoryArchive())
