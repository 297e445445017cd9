"""What counts as a change of a release: pure decisions from what a page said before and says now.

A page is laid out anew at every visit: a line above or below its text comes and goes, the header shows the day. That
is no revision. Whatever a reader of the text would notice is one: a word, a number, a sentence more or less, another
title, other notes, another day of publication.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from crawler.cleaning.text import ends_sentence
from crawler.records import Release, is_later

MOST_SCRAPS = 2  # at the beginning of a text, and at its end
_SCRAP = 120  # characters of a line at the edge of a text that is no sentence: a kicker, a credit, a label
_STRAY = frozenset([None, "beside", "page"])  # evidence of a date that stands anywhere on the page


def is_revised(before: Release, after: Release) -> bool:
    """Whether the page of a release says something else now."""
    if (before.title, before.notes) != (after.title, after.notes) or _is_redated(before, after):
        return True
    return not _same_but_for_scraps(before.text.split("\n\n"), after.text.split("\n\n"))


def unrevised(before: Release, after: Release) -> Release:
    """What to keep of a page that was not revised: its content as it was, all else as it is now.

    A date takes the place of one that is unknown, or that stood anywhere on the page. What is counted by paragraphs
    stays with the text, and nothing was modified before it was published.
    """
    dated = before if before.published_from not in _STRAY or after.published is None else after
    spoken = after if after.text == before.text else before
    is_earlier = after.modified and dated.published and not is_later(after.modified, dated.published)
    return replace(
        after,
        title=before.title,
        text=before.text,
        notes=before.notes,
        published=dated.published,
        published_from=dated.published_from,
        modified=None if is_earlier else after.modified,
        paragraph_languages=spoken.paragraph_languages,
    )


def _is_redated(before: Release, after: Release) -> bool:
    """Whether both say for certain when they were published, and differ."""
    old, new = before.published, after.published
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
