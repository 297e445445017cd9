"""Stock Whoosh (whoosh3 3.54.0) without the bugs that would make it a wrong reference; each patch says what it mends.

with mended():
    assert_same(searcher, other, tree)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from whoosh.matching import binary, wrappers


@contextmanager
def mended() -> Iterator[None]:
    with ExitStack() as stack:
        for owner, name, better in _PATCHES:
            stack.enter_context(patch.object(owner, name, better))
        yield


def _inverse_find_next(self: Any) -> None:
    """`Not` gave deleted documents after the last one that its query matches: the loop ended with its child, whatever
    document it then stood on."""
    child = self.child
    while self._id < self.limit:
        if child.is_active() and child.id() < self._id:
            child.skip_to(self._id)
        if not self.missing(self._id) and not (child.is_active() and child.id() == self._id):
            return
        self._id += 1


def _and_not_find_first(self: Any) -> None:
    """`AndNot` kept its first document when the other side began before it, even if that had the document too."""
    self._find_next()


def _and_not_find_next(self: Any) -> bool:
    """`AndNot` asked an exhausted side for its document (IndexError) after `skip_to`."""
    positive, negative = self.a, self.b
    moved = False
    while positive.is_active() and negative.is_active():
        if negative.id() < positive.id():
            negative.skip_to(positive.id())
        if not negative.is_active() or negative.id() != positive.id():
            break
        moved = bool(positive.next()) or moved
    return moved


def _and_maybe_skip_to(self: Any, id: int) -> bool:  # noqa: A002  # Whoosh's name
    """`AndMaybe` inside an `And` left its right side behind when its left side went further than it was asked to, and
    so left out the score of a document that both sides have."""
    moved = bool(self.a.skip_to(id))
    if self.a.is_active() and self.b.is_active() and self.b.id() < self.a.id():
        moved = bool(self.b.skip_to(self.a.id())) or moved
    return moved


def _greatest_score(self: Any) -> float:
    """`DisjunctionMax` took the greater of both sides' scores even where one of them stood on a later document already:
    documents had the scores of others."""
    one, other = self.a, self.b
    if not other.is_active() or (one.is_active() and one.id() < other.id()):
        return float(one.score())
    if not one.is_active() or other.id() < one.id():
        return float(other.score())
    return max(float(one.score()), float(other.score()))


_PATCHES: tuple[tuple[Any, str, Any], ...] = (
    (wrappers.InverseMatcher, "_find_next", _inverse_find_next),
    (binary.AndNotMatcher, "_find_first", _and_not_find_first),
    (binary.AndNotMatcher, "_find_next", _and_not_find_next),
    (binary.AndMaybeMatcher, "skip_to", _and_maybe_skip_to),
    (binary.DisjunctionMaxMatcher, "score", _greatest_score),
)
