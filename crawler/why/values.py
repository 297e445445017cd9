"""The story of a URL as a value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from crawler.learning import PatternCount, Said
from crawler.records import Relations, State, iso
from crawler.store.fetches import Fetch
from crawler.store.known import KnownUrl
from crawler.store.releases import Revision


@dataclass(frozen=True, slots=True)
class Step:
    """A page on the way from a start page to the URL; `kind` as in visits.Kind."""

    url: str
    kind: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Says:
    """What a source says of the URL: by its configuration, and by what its own pages have taught.

    `held` is a sentence that says why the source is not crawled, "" when it is. `configured` and `learnt` are None
    where there is no such rule. `count` is what the visits of pages of the URL's pattern came to, None without any.
    """

    source: str
    held: str
    pattern: str
    configured: Said | None
    learnt: Said | None
    count: PatternCount | None

    @property
    def denied(self) -> str:
        """Why its configuration keeps the URL out, "" when it doesn't."""
        return self.configured.reason if self.configured and self.configured.bars else ""


class Access(StrEnum):
    """What the host's robots.txt means for the URL."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    CLOSED = "closed"  # it could not be had: nothing of the host is asked for
    UNKNOWN = "unknown"  # it was not asked for yet


@dataclass(frozen=True, slots=True)
class RobotsSay:
    """The stored robots.txt answer of the URL's host; `crawl_delay` in seconds."""

    access: Access
    at: datetime | None = None
    status: int | None = None
    error: str | None = None
    crawl_delay: float | None = None

    @property
    def absent(self) -> bool:
        """Whether the host has no robots.txt, so that everything is allowed."""
        return self.access is Access.ALLOWED and self.status is not None and self.status >= 300


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """The release that the URL gave, or is another form of. `relation` is "" where it is the release's own address,
    else what the URL is to it: "amp", "pdf", "duplicate", "moved", ... `characters` counts its text."""

    id: str
    url: str
    relation: str
    title: str
    published: date | datetime | None
    published_from: str | None
    language: str | None
    characters: int
    source: str
    state: State
    first_seen: datetime
    last_seen: datetime
    revisions: tuple[Revision, ...]
    relations: Relations


@dataclass(frozen=True, slots=True)
class Linked:
    """A start or listing page that links to the URL, as it stands in the archive since `at`. `left` says why the link
    is left; "" when it would be taken."""

    page: str
    at: datetime
    left: str


@dataclass(frozen=True, slots=True)
class Search:
    """What came of looking for the URL in the newest archived state of the start and listing pages of its sources.

    `read` pages were looked through; `more`: there are others; `unread` could not be read from the archive.
    """

    read: int
    unread: int
    more: bool
    linked: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands between now and the next visit. `ready_at` is when the host may be asked again, `every` the pause
    between two requests to it and `pace_note` why that is longer than planned; `ahead` counts due URLs that go first;
    `spent` are today's requests of `budget`; `quiet_until`: the source has its quiet hours until then."""

    every: timedelta
    ready_at: datetime | None
    pace_note: str
    ahead: int
    budget: int | None
    spent: int
    quiet_until: datetime | None

    @property
    def is_spent(self) -> bool:
        return self.budget is not None and self.spent >= self.budget


@dataclass(frozen=True, slots=True)
class Indexed:
    """Whether the index holds the release, and as of its newest change (`current`); `behind` counts the changes of the
    store that it lacks. `problem` says why the index can't be read, "" when it can; the rest then means nothing."""

    holds: bool = False
    current: bool = False
    behind: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of a URL at the moment `at`.

    `url` is the canonical form of what was `asked`; None: that is no address that can be crawled, and nothing else is
    known. `known` is its place in the frontier, None where it was never found. `chain` leads from the start page to
    where it was found. `sources` are those that have its host. `fetches` are the last of its `fetched` fetches.
    `spellings` are known URLs that differ from it only in http or https, "www." or a final slash. `search` is there
    for URLs without a visit. `index` comes from whoever has the index; None: nobody asked it.
    """

    asked: str
    at: datetime
    url: str | None = None
    known: KnownUrl | None = None
    chain: tuple[Step, ...] = ()
    sources: tuple[Says, ...] = ()
    robots: RobotsSay | None = None
    fetches: tuple[Fetch, ...] = ()
    fetched: int = 0
    release: KeptRelease | None = None
    spellings: tuple[str, ...] = ()
    search: Search | None = None
    outlook: Outlook | None = None
    index: Indexed | None = None


def plain(value: Any) -> Any:
    """A dataclass's `asdict` as JSON values; moments and dates as RFC 3339, lengths of time in seconds."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    return iso(value) if isinstance(value, date) else value


def as_json(story: Story) -> dict[str, Any]:
    """The story's values as JSON values."""
    values: dict[str, Any] = plain(asdict(story))
    return values
