"""`indexer.analysis` as Whoosh's analysers: texts to the terms of the index, and to the words as written.

Both look at one word at a time, so a writer analyses each distinct word once (`engine/chains.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from whoosh.analysis import Analyzer, Token

from indexer import analysis
from indexer.engine.chains import BLANK, Chain

VALUE_GAP = 16  # empty positions between the values of a list, so that no phrase spans two names
_BETWEEN = "\x1e"  # Unicode's record separator


def joined(values: Sequence[str]) -> str:
    """The values of a list as one text, which is cut with a gap between them."""
    return _BETWEEN.join(values)


def surfaces(text: str) -> list[str]:
    """The words of a text as written, and nothing for each empty position."""
    found: list[str] = []
    for value in text.split(_BETWEEN):
        found += [""] * VALUE_GAP if found else []
        found += _cut(value)
    return found


@lru_cache(maxsize=32)  # a text is cut for its own field, and for that of the words
def _cut(text: str) -> tuple[str, ...]:
    return tuple(analysis.tokens(text))


def _term(surface: str) -> str | int:
    return analysis.term(surface) or BLANK


def _form(surface: str) -> str | int:
    return analysis.fold(surface) or BLANK


class OneByOne(Analyzer):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """An analyser that is its chain."""

    context_free: ClassVar[Chain]

    def __call__(self, value: str, positions: bool = False, start_pos: int = 0, **_: Any) -> Iterator[Token]:
        token = Token(positions=positions)
        for position, surface in enumerate(self.context_free.surfaces(value), start_pos):
            text = self.context_free.term(surface)
            if isinstance(text, str):
                token.text, token.boost, token.pos, token.stopped = text, 1.0, position, False
                yield token


class Terms(OneByOne):
    """Folded and stemmed words."""

    context_free = Chain(surfaces, _term)


class Forms(OneByOne):
    """Folded words."""

    context_free = Chain(surfaces, _form)
