"""Words that some write as one and others as several: "counterterrorism", "counter-terrorism", "counter terrorism".

The words of a text are its parts ("counter", "terrorism"), whatever joins them. Beside them the index keeps what the
parts give together, for words joined by a hyphen, a dot ("Gate.io", "Ph.D.", "U.S."), an ampersand or an apostrophe,
and numbers with their separators ("3,000"); so a query's one word finds them. That a query's several words find a
text's one word, and its one word a text's several, is found out when asking: `pairs` and `splits`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import sqrt

from indexer.analysis.scripts import APOSTROPHES

MAX_PARTS = 5  # of a joined word; longer chains are addresses and lists
MAX_LENGTH = 64  # characters behind its first joint
MIN_PART = 3  # characters of the parts that a query's word is split into

_JOINT = rf"[-\u2010\u2011.&{APOSTROPHES}]|(?<=\d),(?=\d)"
_COMPOUND = re.compile(rf"(?<![\w.-])[^\W_]+(?:(?:{_JOINT})[^\W_]+){{1,{MAX_PARTS - 1}}}(?![-.]?[^\W_])")
_BETWEEN = re.compile(_JOINT)
_INNER_JOINT = re.compile(rf"[-\u2010\u2011.&,{APOSTROPHES}](?=\w)(?<=\w.)")


def compounds(text: str) -> list[str]:
    """The joined words of a text, as written."""
    return [text[start:end] for start, end in compound_spans(text)]


def compound_spans(text: str) -> list[tuple[int, int]]:
    """Where the joined words of a text stand.

    Looks for the few joints first: a search that begins at every word would take three times as long.
    """
    found, end = [], 0
    for joint in _INNER_JOINT.finditer(text):
        if joint.start() >= end:
            start = max(text.rfind(" ", end, joint.start()) + 1, end)
            compound = _COMPOUND.search(text, start, joint.end() + MAX_LENGTH)
            end = joint.end()
            if compound and compound.start() < joint.start():
                found.append(compound.span())
                end = compound.end()
    return found


def without_joints(compound: str) -> str:
    """A joined word in one: "counterterrorism", "phd", "3000"."""
    return _BETWEEN.sub("", compound)


def pairs(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What neighbouring words of a query give together, and the place of the first."""
    for place, (first, second) in enumerate(pairwise(words)):
        yield place, first + second


def splits(word: str, frequency: Callable[[str], int]) -> Sequence[tuple[str, str]]:
    """The ways to cut a query's word into two words of the index, the likeliest first.

    `frequency` says in how many documents a folded word stands. A cut is as likely as the geometric mean of the
    frequencies of its parts is high (Koehn and Knight, EACL 2003).
    """
    cuts = [(word[:place], word[place:]) for place in range(MIN_PART, len(word) - MIN_PART + 1)]
    rated = [(sqrt(frequency(head) * frequency(tail)), head, tail) for head, tail in cuts]
    return [(head, tail) for rate, head, tail in sorted(rated, reverse=True) if rate > 0]
