"""What stands in the newsroom at a given moment: before and after one release is edited and another withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.sample.content import Content, SampleRelease


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as it stands, and since when."""

    release: SampleRelease
    modified: datetime
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is public at one moment: editions, newest first, and the releases that were withdrawn."""

    editions: tuple[Edition, ...]
    withdrawn: tuple[Edition, ...] = ()

    @property
    def modified(self) -> datetime:
        """When anything last changed."""
        return max(edition.modified for edition in (*self.editions, *self.withdrawn))

    def find(self, path: str) -> Edition | None:
        """The edition that stands at `path`."""
        return next((edition for edition in self.editions if edition.release.path == path), None)

    def is_withdrawn(self, path: str) -> bool:
        return any(edition.release.path == path for edition in self.withdrawn)

    def select(self, wanted: Callable[[SampleRelease], bool]) -> list[Edition]:
        """The editions of the wanted releases, newest first."""
        return [edition for edition in self.editions if wanted(edition.release)]

    def latest_changes(self) -> list[Edition]:
        """All editions, the latest change first."""
        return sorted(self.editions, key=lambda edition: edition.modified, reverse=True)

    def translations(self, release: SampleRelease) -> list[Edition]:
        """The same story in other languages."""
        story = release.head.story
        return self.select(lambda other: bool(story) and other.head.story == story and other.path != release.path)

    def related(self, release: SampleRelease, limit: int = 3) -> list[Edition]:
        """Other stories worth reading after this one: in its language, with the most sections in common."""

        def kinship(edition: Edition) -> tuple[bool, int]:
            other = edition.release
            return other.language == release.language, len({*other.head.sections} & {*release.head.sections})

        story = release.head.story
        others = self.select(lambda other: other.path != release.path and not (story and other.head.story == story))
        return sorted(others, key=kinship, reverse=True)[:limit]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The two states of the newsroom and the moment between them."""

    content: Content
    before: Snapshot
    after: Snapshot
    switch: datetime

    def at(self, now: datetime) -> Snapshot:
        """What is public at `now`."""
        return self.before if now < self.switch else self.after


def open_newsroom(content: Content, started: datetime, edited_after: timedelta) -> Newsroom:
    """The newsroom that opened at `started` (with a time zone) and changes `edited_after` later."""
    switch = (started + edited_after).replace(microsecond=0)  # dates in HTTP and sitemaps have whole seconds
    before = [Edition(release, release.moment) for release in content.releases]
    kept = [edition for edition in before if not edition.release.head.withdrawn]
    after = [_second(edition, content.second_editions, switch) for edition in kept]
    gone = tuple(Edition(edition.release, switch) for edition in before if edition.release.head.withdrawn)
    return Newsroom(content, Snapshot(_newest_first(before)), Snapshot(_newest_first(after), gone), switch)


def _second(edition: Edition, second: Mapping[str, SampleRelease], switch: datetime) -> Edition:
    changed = second.get(edition.release.path)
    return Edition(changed, switch, edited=True) if changed else edition


def _newest_first(editions: Sequence[Edition]) -> tuple[Edition, ...]:
    return tuple(sorted(editions, key=lambda edition: (edition.release.moment, edition.release.path), reverse=True))
