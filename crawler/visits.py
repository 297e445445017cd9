"""The values of the frontier: links to add, leases, and what visits leave at their URLs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """Why a URL is in the frontier."""

    SEED = "seed"  # a start address of config.toml
    LISTING = "listing"  # a further page of a listing, or a feed or sitemap that another one names
    PAGE = "page"  # a page that may be a release


class Rank(IntEnum):
    """What goes first of that which is due at a host."""

    SEED = 0
    FRESH = 1  # a page that has just been shown for the first time, or a sitemap that an index names
    PAGE = 2
    LISTING = 3  # further pages of a listing wait for what is found already


class UrlState(StrEnum):
    """What the last visit made of a URL."""

    NEW = "new"  # no visit yet
    READ = "read"  # a listing, feed or sitemap
    RELEASE = "release"
    VARIANT = "variant"  # another address or form of a release
    DROPPED = "dropped"  # no release; cause and reason say why
    FAILED = "failed"  # could not be had; it is tried again
    GONE = "gone"


class Cause(StrEnum):
    """Why a URL is dropped, for counting; its reason says more."""

    NONE = ""
    ROBOTS = "robots"  # robots.txt disallows it
    NOINDEX = "noindex"  # the page asks not to be indexed
    NO_RELEASE = "no-release"  # it was read, and is something else
    DOUBTFUL = "doubtful"  # it may be a release, but it reads badly: for a person to look at
    UNREADABLE = "unreadable"  # of a kind that is not read, or empty
    MOVED_AWAY = "moved-away"  # it redirects to a host that is not the source's
    DENIED = "denied"  # by the source's `deny` in config.toml
    LEARNT = "learnt"  # pages like it never were releases
    PASSED_OVER = "passed-over"  # linked on a listing, but not like a release
    TRAP = "trap"  # a listing without end
    GONE = "gone"  # missing, or redirecting to the home page
    UNCONFIGURED = "unconfigured"  # a start address that left config.toml
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """A URL to add. `modified`: when its page was last modified, as far as the finder says; `depth`: how many listing
    pages lie between it and the start page."""

    url: str
    host: str
    kind: Kind
    modified: datetime | None = None
    rank: Rank = Rank.PAGE
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """A URL that is known but will not be visited, and why."""

    url: str
    host: str
    cause: Cause
    reason: str


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to ask `host` once, for this URL. `robots_*` is the host's last robots.txt answer; `strain` and
    `response_seconds` are its pace."""

    url_id: int
    url: str
    host: str
    slot: int
    source: str
    kind: Kind
    rank: Rank
    depth: int
    state: UrlState
    cause: Cause
    reason: str
    failures: int
    failing_since: datetime | None
    visits: int
    changes: int
    changed_at: datetime | None
    found_at: datetime
    fetched_at: datetime | None
    etag: str | None
    last_modified: str | None
    release: str | None
    strain: float
    response_seconds: float | None
    robots_at: datetime | None
    robots_status: int | None
    robots_body: bytes | None
    robots_error: str | None
    robots_error_kind: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit leaves at its URL. `next_at` None: no further visit. `release`: the id it gave. `changed`: it had
    something new."""

    state: UrlState
    reason: str
    next_at: datetime | None
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    release: str | None = None
    cause: Cause = Cause.NONE
    changed: bool = False
    links_digest: str | None = None
