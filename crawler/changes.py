"""What counts as a change of a release: pure decisions from what a page said before and says now.

A page is laid out anew at every visit: a line above or below its text comes and goes, the header shows the day. That
is no revision. Whatever a reader of the text would notice is one: a word, a number, a sentence more or less, another
title, other notes, another day of publication.

Cleaning learns: what stood in the text stands among the notes once it is known as the source's boilerplate, and a day
in numbers is read the other way round once the source's order is known. That is no revision either, but kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self

from crawler.cleaning.text import ends_sentence
from crawler.records import Release, is_later

MOST_SCRAPS = 2  # at the beginning of a text, and at its end
_SCRAP = 120  # characters of a line at the edge of a text that is no sentence: a kicker, a credit, a label
# Evidence of a date that stands anywhere on the page, or moves with each edit.
_STRAY = frozenset([None, "beside", "page", "statement", "modified"])


def is_revised(before: Release, after: Release) -> bool:
    """Whether the page of a release says something else now."""
    if before.title != after.title or _is_redated(before, after):
        return True
    old, new = _without_moved(before, after)
    return old.notes != new.notes or not (old.text == new.text or _same_but_for_scraps(old.text, new.text))


def is_read_better(before: Release, after: Release) -> bool:
    """Whether the same title, paragraphs and date came out otherwise: parted otherwise into text and notes, or with the
    day and the month the other way round."""
    same_day = before.published == after.published or _is_swapped(before, after)
    old, new = _without_moved(before, after)
    return before.title == after.title and same_day and old == new


def unrevised(before: Release, after: Release) -> Release:
    """What to keep of a page that was not revised: its content as it was, all else as it is now.

    A date takes the place of one that is unknown, that stood anywhere on the page, or that was read the other way
    round; text and notes are those of now where they are parted otherwise. What is counted by paragraphs stays with the
    text, and nothing was modified before it was published.
    """
    is_better = before.published_from in _STRAY or _is_swapped(before, after)
    dated = after if is_better and after.published is not None else before
    parted = after if _has_moved(before, after) else before
    spoken = after if parted.text == after.text else before
    is_earlier = after.modified and dated.published and not is_later(after.modified, dated.published)
    return replace(
        after,
        title=before.title,
        text=parted.text,
        notes=parted.notes,
        published=dated.published,
        published_from=dated.published_from,
        modified=None if is_earlier else after.modified,
        paragraph_languages=spoken.paragraph_languages,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The paragraphs of text and notes."""

    text: Sequence[str]
    notes: Sequence[str]

    @classmethod
    def of(cls, release: Release) -> Self:
        return cls(_paragraphs(release.text), _paragraphs(release.notes))

    def without(self, text: Counter[str], notes: Counter[str]) -> _Parts:
        return _Parts(_left(self.text, text), _left(self.notes, notes))


def _paragraphs(text: str) -> list[str]:
    return text.split("\n\n") if text else []


def _left(paragraphs: Sequence[str], gone: Counter[str]) -> list[str]:
    left, kept = gone.copy(), []
    for paragraph in paragraphs:
        if left[paragraph] > 0:
            left[paragraph] -= 1
        else:
            kept.append(paragraph)
    return kept


def _has_moved(before: Release, after: Release) -> bool:
    return any(_moved(_Parts.of(before), _Parts.of(after)))


def _moved(old: _Parts, new: _Parts) -> tuple[Counter[str], Counter[str]]:
    """The paragraphs that went from the text to the notes, and from the notes to the text."""
    old_text, old_notes, new_text, new_notes = map(Counter, (old.text, old.notes, new.text, new.notes))
    return (old_text - new_text) & (new_notes - old_notes), (old_notes - new_notes) & (new_text - old_text)


def _without_moved(before: Release, after: Release) -> tuple[_Parts, _Parts]:
    """Text and notes without the paragraphs that are in both releases, but in the text of one and the notes of the
    other."""
    old, new = _Parts.of(before), _Parts.of(after)
    if before.text == after.text or before.notes == after.notes:
        return old, new
    to_notes, to_text = _moved(old, new)
    return old.without(to_notes, to_text), new.without(to_text, to_notes)


def _is_swapped(before: Release, after: Release) -> bool:
    """Whether the two dates are the same numbers with day and month the other way round."""
    old, new = before.published, after.published
    if old is None or new is None or isinstance(old, datetime) or isinstance(new, datetime):
        return False
    return old != new and (old.year, old.month, old.day) == (new.year, new.day, new.month)


def _is_redated(before: Release, after: Release) -> bool:
    """Whether both say for certain when they were published, and differ."""
    old, new = before.published, after.published
    if _is_swapped(before, after):
        return False
    if old is None or new is None or not _STRAY.isdisjoint([before.published_from, after.published_from]):
        return False
    if isinstance(old, datetime) == isinstance(new, datetime):
        return old != new
    return abs(_day(old) - _day(new)) > timedelta(days=1)  # a day agrees with a moment, somewhere on earth


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _same_but_for_scraps(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether two texts are equal, but for a few scraps that one of them has in addition at its beginning or end."""
    starts = [(number, 0) for number in range(MOST_SCRAPS + 1)] + [(0, number) for number in range(1, MOST_SCRAPS + 1)]
    return any(_follows(before, after, *start) for start in starts)


def _follows(before: Sequence[str], after: Sequence[str], skipped: int, added: int) -> bool:
    old, new = before[skipped:], after[added:]
    common = min(len(old), len(new))
    tail = (*old[common:], *new[common:])
    beside = (*before[:skipped], *after[:added], *tail)
    if not common or len(tail) > MOST_SCRAPS or old[:common] != new[:common]:
        return False
    return all(map(_is_scrap, beside))


def _is_scrap(paragraph: str) -> bool:
    """Whether a paragraph is a line that tells nothing by itself: no sentence, no number, no entry of a list."""
    if len(paragraph) > _SCRAP or "\n" in paragraph or paragraph.startswith("- ") or ends_sentence(paragraph):
        return False
    return not any(character.isdigit() for character in paragraph)
