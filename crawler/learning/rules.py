"""Which URLs of a source lead to releases: what a person says in `config.toml`, and what visits have taught."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from heapq import nlargest

from crawler.learning.patterns import NAME, pattern_of
from crawler.urls import allowed

_RELEASES = 5  # fewer may be chance: a section's first pages are often alike
_RELEASE_SHARE = 0.8  # the rest are the section's own indexes, and releases that were read badly
_DATED_SHARE = 0.5  # of the releases; help and course pages that pass for releases are seldom dated
_OTHERS = 8  # without any release: at a true share of one in three, that happens in 1 of 26 sections
_OTHERS_OF_SHORT_NAMES = 24  # a short name may be a section ("/press/contacts") or a short title ("/press/new-budget")
_STRAY_SHARE = 0.04  # of releases among other pages: about how often a page is taken for one by mistake
_SIBLINGS = 8  # folders with so many neighbours are no sections but names: "/countries/kenya/news/"
_MEMORY = 200  # visits of a pattern after which older ones begin to count less, so that a site may change
_MOST = 200  # rules of one source, those with the most evidence: they travel with each page
_SAMPLES = 25  # one in so many URLs of other pages is visited all the same
_LITERAL = re.compile(r"[^{}/?]+")


class Says(StrEnum):
    """What a rule takes a URL for."""

    RELEASE = "release"
    OTHER = "other"
    CHROME = "chrome"  # what the menus of the site link


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules say of a URL, with the reason for people.

    `learnt` is False where a person said it. A `sample` is visited whatever was learnt: see `is_sample`.
    """

    kind: Says
    reason: str
    learnt: bool = True
    sample: bool = False

    @property
    def bars(self) -> bool:
        """Whether the URL is not worth a visit."""
        return self.kind is not Says.RELEASE and not self.sample


@dataclass(frozen=True, slots=True)
class PatternCount:
    """What the visits of URLs of one pattern came to; `dated` of the releases had a date."""

    pattern: str
    releases: int = 0
    others: int = 0
    dated: int = 0

    @property
    def visits(self) -> int:
        return self.releases + self.others

    def after(self, *, release: bool, dated: bool = False) -> PatternCount:
        """The counts after one more visit, by what the page is without the learnt rules (`Verdict.unaided`).

        The counts are halved when they are full, so that what a site does now outweighs what it did.
        """
        counts = self
        if self.visits >= _MEMORY:
            counts = replace(self, releases=self.releases // 2, others=self.others // 2, dated=self.dated // 2)
        return replace(
            counts,
            releases=counts.releases + release,
            others=counts.others + (not release),
            dated=counts.dated + (release and dated),
        )


@dataclass(frozen=True, slots=True)
class Learnt:
    """A rule with its evidence."""

    kind: Says
    count: PatternCount

    @property
    def reason(self) -> str:
        """For people: `31 of 32 pages like example.org/news/{slug} were releases`."""
        count = self.count
        if self.kind is Says.RELEASE:
            return f"{count.releases} of {count.visits} pages like {count.pattern} were releases"
        return f"{count.others} of {count.visits} pages like {count.pattern} were no releases"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a source: a value that travels with each page to the processes that read it. See `Rules.of`."""

    patterns: Mapping[str, Learnt] = field(default_factory=dict, hash=False)
    chrome: frozenset[str] = frozenset()
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        counts: Iterable[PatternCount],
        chrome: Iterable[str] = (),
        allow: Iterable[str] = (),
        deny: Iterable[str] = (),
    ) -> Rules:
        """What the counts of a source's patterns and the links of its menus teach.

        `allow` and `deny` are the path patterns of `config.toml` (see `crawler.urls.allowed`). They win over all that
        was learnt, and `deny` over `allow`.
        """
        counts = tuple(counts)
        learnt = filter(None, map(_learnt, (*_of_neighbours(counts), *counts)))
        best = nlargest(_MOST, learnt, key=lambda rule: rule.count.visits)
        return cls({rule.count.pattern: rule for rule in best}, frozenset(chrome), tuple(allow), tuple(deny))

    @property
    def learnt(self) -> list[Learnt]:
        """The learnt rules for showing: releases first, then by evidence."""
        return sorted(self.patterns.values(), key=lambda rule: (rule.kind is not Says.RELEASE, -rule.count.visits))

    def says(self, url: str) -> Said | None:
        """What the rules say of a canonical URL; None where they know nothing."""
        told = self._told(url)
        if told:
            return told
        rule = self._rule(pattern_of(url)) if self.patterns else None
        if rule and rule.kind is Says.RELEASE:
            return Said(rule.kind, rule.reason)
        if url in self.chrome:  # after the releases: the newest may stand in the margin of every page
            return Said(Says.CHROME, "most pages of the site link to it, like a menu's entry", sample=is_sample(url))
        return Said(rule.kind, rule.reason, sample=is_sample(url)) if rule else None

    def _told(self, url: str) -> Said | None:
        """What a person says."""
        if self.deny and allowed(url, self.deny):
            return Said(Says.OTHER, "config.toml denies it", learnt=False)
        if not self.allow:
            return None
        if allowed(url, self.allow):
            return Said(Says.RELEASE, "config.toml allows it", learnt=False)
        return Said(Says.OTHER, "it matches none of the patterns that config.toml allows", learnt=False)

    def _rule(self, pattern: str) -> Learnt | None:
        """The rule for exactly this pattern, else one for all folders beside one of its."""
        return next(filter(None, map(self.patterns.get, (pattern, *_beside(pattern)))), None)


NO_RULES = Rules()
"""Of a source that is not known yet."""


def is_sample(url: str) -> bool:
    """Whether a URL is visited although it looks like other pages, so that a wrong rule can be unlearnt.

    Always the same answer for the same URL, and about 1 in 25.
    """
    return int.from_bytes(hashlib.sha256(url.encode()).digest()[:4]) % _SAMPLES == 0


def _learnt(count: PatternCount) -> Learnt | None:
    is_seen = count.releases >= _RELEASES and count.dated >= _DATED_SHARE * count.releases
    if is_seen and count.releases >= _RELEASE_SHARE * count.visits:
        return Learnt(Says.RELEASE, count)
    enough = _OTHERS_OF_SHORT_NAMES if NAME in count.pattern.rpartition("/")[2] else _OTHERS
    if count.others >= enough and count.releases <= _STRAY_SHARE * count.visits:
        return Learnt(Says.OTHER, count)
    return None


def _of_neighbours(counts: Iterable[PatternCount]) -> Iterator[PatternCount]:
    """The summed counts of patterns that differ in one folder with many neighbours."""
    groups: dict[str, list[PatternCount]] = defaultdict(list)
    for count in counts:
        for pattern in _beside(count.pattern):
            groups[pattern].append(count)
    for pattern, group in groups.items():
        if len(group) >= _SIBLINGS:
            yield PatternCount(
                pattern,
                sum(count.releases for count in group),
                sum(count.others for count in group),
                sum(count.dated for count in group),
            )


def _beside(pattern: str) -> Iterator[str]:
    """The pattern with each of its named folders in turn left open, those at the top aside: they are sections."""
    path, mark, query = pattern.partition("?")
    segments = path.split("/")
    sections = [place for place in range(1, len(segments) - 1) if _LITERAL.fullmatch(segments[place])]
    for place in sections[1:]:
        yield "/".join([*segments[:place], NAME, *segments[place + 1 :]]) + mark + query
