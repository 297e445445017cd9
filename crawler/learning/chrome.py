"""What many pages of a source link to: its menus, counted on a sample of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

SAMPLE = 60
"""Pages that are counted before the menus are taken for known."""

_FEWEST = 8  # pages from which something can be said
_KEPT = 400  # URLs
_FIRST, _LAST = 200, 100  # links of one page that are counted: menus stand around its content
_AGE = timedelta(
    days=30
)  # of a sample; menus change, and a release that everything linked to for a week should not stay


@dataclass(frozen=True, slots=True)
class ChromeCounts:
    """A sample under way, and the result of the one before it.

    `counts`: on how many of `pages` pages a URL was linked; the URLs that were seen last stand at the end. `began` is
    the day of the sample's first page. `before`: the menus as the last full sample had them.
    """

    pages: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    began: date | None = None
    before: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A value for a JSON column."""
        began = self.began.isoformat() if self.began else None
        # A list of pairs, because not every database keeps the order of an object's keys.
        return {"pages": self.pages, "counts": [*map(list, self.counts.items())], "began": began, "before": self.before}

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Self:
        """The inverse of `to_json`; an empty sample for None."""
        if not value:
            return cls()
        began = date.fromisoformat(value["began"]) if value["began"] else None
        return cls(value["pages"], dict(value["counts"]), began, tuple(value["before"]))


def seen(counts: ChromeCounts, links: Sequence[str], today: date) -> ChromeCounts:
    """The counts after one more page, which links to `links`: the canonical URLs of own hosts, in its order.

    The same object when the sample is full; a new sample begins a month after the last one did. At most 400 URLs are
    kept, those that most pages link to; a count may come out too low by that, never too high.
    """
    if counts.began and today - counts.began >= _AGE:
        counts = ChromeCounts(before=tuple(sorted(chrome(counts))))
    if counts.pages >= SAMPLE:
        return counts
    tally = dict(counts.counts)
    for url in dict.fromkeys([*links[:_FIRST], *links[_FIRST:][-_LAST:]]):
        tally[url] = tally.pop(url, 0) + 1  # to the end
    if len(tally) > _KEPT:
        # Of URLs with the same count those seen last stay: a menu's come again, what one page links does not.
        order = {url: place for place, url in enumerate(tally)}
        kept = set(sorted(tally, key=lambda url: (tally[url], order[url]))[-_KEPT:])
        tally = {url: count for url, count in tally.items() if url in kept}
    return ChromeCounts(counts.pages + 1, tally, counts.began or today, counts.before)


def chrome(counts: ChromeCounts) -> frozenset[str]:
    """The URLs that more than half of the sampled pages link to; those of the last sample while this one is short."""
    if counts.pages < _FEWEST:
        return frozenset(counts.before)
    return frozenset(url for url, count in counts.counts.items() if 2 * count > counts.pages)
