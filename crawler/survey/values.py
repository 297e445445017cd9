"""What a survey of a site comes to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from crawler.records import iso


@dataclass(frozen=True, slots=True)
class Request:
    """One request, or one that robots.txt forbade (`status` None): why it was wanted, and what it came to.

    `advice` says what to do about it, "" where nothing needs doing.
    """

    url: str
    purpose: str
    status: int | None
    meaning: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that could be a start of the source, with the figures that speak for it.

    `kind` is "feed", "listing" or "sitemap". `entries` are the links that it offers, `releases` those of them that
    look like releases, `dated` the releases with a date. `complete`: it leads to the oldest releases as well.
    `folder` is the one that the releases lie in ("/press/"), "" for none that tells anything. `score`: 0 to 100.
    """

    url: str
    kind: str
    origin: str
    entries: int
    releases: int
    dated: int
    newest: date | None
    complete: bool
    folder: str
    score: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """A release that the source would take. `modified` only where nobody says when it was published."""

    url: str
    title: str
    published: date | datetime | None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What cleaning makes of one of the samples: `problem` says why it would be no release, "" where it is one."""

    url: str
    title: str
    published: date | datetime | None
    language: str | None
    characters: int
    opening: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is at an address, and the lines that make a source of it.

    `given` says what the address itself is. `outcome` and `advice` are sentences for people: what was found, what to
    do now. `lines` is the `[[source]]` table for `config.toml`, "" where nothing was found.
    """

    url: str
    given: str
    outcome: str
    advice: str
    requests: tuple[Request, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    samples: tuple[Sample, ...] = ()
    readings: tuple[Reading, ...] = ()
    lines: str = ""


def to_json(survey: Survey) -> dict[str, Any]:
    """The survey as JSON values; dates as RFC 3339."""
    plain: dict[str, Any] = _plain(asdict(survey))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return iso(value) if isinstance(value, date) else value
