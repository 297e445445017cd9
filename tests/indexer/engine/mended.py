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


_PATCHES: tuple[tuple[Any, str, Any], ...] = (
    (wrappers.InverseMatcher, "_find_next", _inverse_find_next),
    (binary.AndNotMatcher, "_find_first", _and_not_find_first),
    (binary.AndNotMatcher, "_find_next", _and_not_find_next),
)
