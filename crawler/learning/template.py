"""What the pages of a source's releases have in common: boilerplate, where their text stands, how they write days."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

SAMPLE = 60
"""Pages that are counted before a source's template is taken for known."""

_LEAST = 4  # pages that have something in common; fewer may be one series of releases
_FEWEST = 8  # pages from which a sample says more than the one before it
_KEPT = 400  # paragraphs of a sample under way
_MOST = 200  # paragraphs of boilerplate: they travel with each page
_CONTAINERS = 40
_FEWEST_DAYS = 3  # pages whose numeric dates can be read in one way only
_SURE = 0.9  # of them; a source with editions for several countries has no order of its own
_AGE = timedelta(days=30)  # of a sample; self-descriptions and layouts change
_BEGINNING = 60  # characters


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one page of a release shows of its source's template.

    `paragraphs` are the digest and the beginning of each, `container` the signature of the element with the text.
    `month_first` says how the page writes days in numbers, None where it doesn't, or where that can be read both ways.
    """

    paragraphs: tuple[tuple[str, str], ...] = ()
    container: str | None = None
    month_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """What cleaning knows of a source beforehand: digests of boilerplate, the signature of the element with the text,
    and whether 3/4/2024 is a day in March. A value that travels with each page to the processes that read it."""

    boilerplate: frozenset[str] = frozenset()
    container: str | None = None
    month_first: bool | None = None


NO_TEMPLATE = Template()
"""Of a source that is not known yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A paragraph that stands the same in most releases; `pages` of the sample, `beginning` for people."""

    digest: str
    pages: int
    beginning: str


@dataclass(frozen=True, slots=True)
class Common:
    """What most of `pages` releases have in common, the paragraphs that most of them have first."""

    pages: int = 0
    boilerplate: tuple[Standing, ...] = ()
    container: str | None = None
    month_first: bool | None = None

    @property
    def template(self) -> Template:
        return Template(frozenset(each.digest for each in self.boilerplate), self.container, self.month_first)

    def to_json(self) -> dict[str, Any]:
        """A value for a JSON column."""
        boilerplate = [[each.digest, each.pages, each.beginning] for each in self.boilerplate]
        found = {"container": self.container, "month_first": self.month_first}
        return {"pages": self.pages, "boilerplate": boilerplate} | found

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        boilerplate = tuple(Standing(*each) for each in value["boilerplate"])
        return cls(value["pages"], boilerplate, value["container"], value["month_first"])


@dataclass(frozen=True, slots=True)
class TemplateCounts:
    """A sample under way, and the result of the one before it, which is all that is left of a full one.

    `urls` are digests of the addresses that were counted. `paragraphs`: on how many pages each digest stood; those that
    were seen last stand at the end. `beginnings` belong to them. `orders` counts pages that write the day first, and
    the month. `began` is the day of the sample's first page.
    """

    pages: int = 0
    urls: frozenset[str] = frozenset()
    paragraphs: dict[str, int] = field(default_factory=dict)
    beginnings: dict[str, str] = field(default_factory=dict)
    containers: dict[str, int] = field(default_factory=dict)
    orders: tuple[int, int] = (0, 0)
    began: date | None = None
    before: Common = Common()

    def to_json(self) -> dict[str, Any]:
        """A value for a JSON column."""
        return {
            "pages": self.pages,
            "urls": sorted(self.urls),
            # Lists, because not every database keeps the order of an object's keys.
            "paragraphs": [[digest, count, self.beginnings[digest]] for digest, count in self.paragraphs.items()],
            "containers": [*map(list, self.containers.items())],
            "orders": list(self.orders),
            "began": self.began.isoformat() if self.began else None,
            "before": self.before.to_json(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Self:
        """The inverse of `to_json`; an empty sample for None."""
        if not value:
            return cls()
        day_first, month_first = value["orders"]
        return cls(
            value["pages"],
            frozenset(value["urls"]),
            {digest: count for digest, count, _ in value["paragraphs"]},
            {digest: beginning for digest, _, beginning in value["paragraphs"]},
            dict(value["containers"]),
            (day_first, month_first),
            date.fromisoformat(value["began"]) if value["began"] else None,
            Common.from_json(value["before"]),
        )


def digest_of(text: str) -> str:
    """64 bits of BLAKE2b, hexadecimal: two of a source's paragraphs share one by chance in no lifetime."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def beginning_of(text: str) -> str:
    """What is kept of a paragraph for people: up to 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _BEGINNING else f"{line[: _BEGINNING - 1]}…"


def counted(counts: TemplateCounts, url: str, lesson: Lesson, today: date) -> TemplateCounts:
    """The counts after one more release was read at `url`.

    The same object when the sample is full, or has this release already: visiting it again proves nothing. A new sample
    begins a month after the last one did. At most 400 paragraphs are kept, those that most pages have; a count may come
    out too low by that, never too high.
    """
    if counts.began and today - counts.began >= _AGE:
        counts = TemplateCounts(before=common(counts))
    key = digest_of(url)
    if counts.pages >= SAMPLE or key in counts.urls:
        return counts
    paragraphs, beginnings = _with_paragraphs(counts, lesson)
    after = TemplateCounts(
        counts.pages + 1,
        counts.urls | {key},
        paragraphs,
        beginnings,
        _with_container(counts, lesson),
        _with_order(counts, lesson),
        counts.began or today,
        counts.before,
    )
    return after if after.pages < SAMPLE else TemplateCounts(SAMPLE, began=after.began, before=_sampled(after))


def common(counts: TemplateCounts) -> Common:
    """What more than half of the sampled releases have in common; that of the last sample while this one is short."""
    is_short = counts.pages < _FEWEST and counts.before.pages > 0
    return counts.before if is_short or counts.pages >= SAMPLE else _sampled(counts)


def _sampled(counts: TemplateCounts) -> Common:
    standing = [
        Standing(digest, pages, counts.beginnings[digest])
        for digest, pages in counts.paragraphs.items()
        if _are_most(pages, counts)
    ]
    return Common(
        counts.pages,
        tuple(sorted(standing, key=lambda each: -each.pages)[:_MOST]),
        next((name for name, pages in counts.containers.items() if _are_most(pages, counts)), None),
        _order(counts),
    )


def _are_most(pages: int, counts: TemplateCounts) -> bool:
    return pages >= _LEAST and 2 * pages > counts.pages


def _order(counts: TemplateCounts) -> bool | None:
    """Whether the month goes first. Days in numbers are rare: while a sample has few, the last one's answer stays."""
    day_first, month_first = counts.orders
    seen = day_first + month_first
    if seen < _FEWEST_DAYS:
        return counts.before.month_first
    return month_first > day_first if max(counts.orders) >= _SURE * seen else None


def _with_paragraphs(counts: TemplateCounts, lesson: Lesson) -> tuple[dict[str, int], dict[str, str]]:
    tally, beginnings = dict(counts.paragraphs), dict(counts.beginnings)
    for digest, beginning in dict(lesson.paragraphs).items():
        tally[digest] = tally.pop(digest, 0) + 1  # to the end
        beginnings.setdefault(digest, beginning)
    if len(tally) > _KEPT:
        # Of paragraphs with the same count those seen last stay: boilerplate comes again, what one page says does not.
        order = {digest: place for place, digest in enumerate(tally)}
        kept = set(sorted(tally, key=lambda digest: (tally[digest], order[digest]))[-_KEPT:])
        tally = {digest: count for digest, count in tally.items() if digest in kept}
    return tally, {digest: beginnings[digest] for digest in tally}


def _with_container(counts: TemplateCounts, lesson: Lesson) -> dict[str, int]:
    tally = Counter(counts.containers)
    if lesson.container is not None:
        tally[lesson.container] += 1
    return dict(tally.most_common(_CONTAINERS))


def _with_order(counts: TemplateCounts, lesson: Lesson) -> tuple[int, int]:
    day_first, month_first = counts.orders
    return day_first + (lesson.month_first is False), month_first + (lesson.month_first is True)
