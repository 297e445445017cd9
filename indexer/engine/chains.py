"""Analysis once per distinct word: which analysers allow it, and how.

An analyser is context-free when it cuts a text into surface forms, and makes of each form a term, or nothing, whatever
stands around it. Then a writer analyses each distinct form once. An analyser says so of itself by an attribute
`context_free` that holds a `Chain`; Whoosh's own chains of a RegexTokenizer and filters that look at one token are
recognised. Any other analyser is run whole on every text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import analysis
from whoosh.analysis import RegexTokenizer, Token
from whoosh.analysis.analyzers import CompositeAnalyzer

GONE = -1  # a form that makes no term, and is not counted by the positions behind it
BLANK = -2  # a form that makes no term, and takes a position

_ONE_BY_ONE = frozenset(
    getattr(analysis, name)
    for name in (
        "LowercaseFilter",
        "StripFilter",
        "StopFilter",
        "StemFilter",
        "PyStemmerFilter",
        "CharsetFilter",
        "SubstitutionFilter",
        "PassFilter",
        "ReverseTextFilter",
    )
    if hasattr(analysis, name)
)
# Whoosh's default expressions have a group, which findall would give; these find the same.
_UNGROUPED = {r"\w+(\.?\w+)*": r"\w+(?:\.?\w+)*", r"[\w\*]+(\.?[\w\*]+)*": r"[\w\*]+(?:\.?[\w\*]+)*"}
# Expressions that match runs of one class of characters: the class, and what joins two runs of it.
_RUNS = {
    r"\S+": (r"\S", ""),
    r"\w+": (r"\w", ""),
    r"[^ \t\r\n]+": (r"[^ \t\r\n]", ""),
    r"\w+(\.?\w+)*": (r"\w", "."),
    r"[\w\*]+(\.?[\w\*]+)*": (r"[\w\*]", "."),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """How a context-free analyser works.

    `surfaces` cuts a text; where it cuts out the longest runs of some characters, `characters` gives the classes of the
    first so many characters as `kernels.cut_tokens` has them, and many texts are cut at once. `term` gives the term
    of a form, or GONE or BLANK; where all are `identical`, it is the form itself. With `renumbers`, positions count on
    over forms that are GONE once a form was met that is not (as Whoosh's StopFilter does it); else every form is
    counted.
    """

    surfaces: Callable[[str], Sequence[str]]
    term: Callable[[str], str | int]
    renumbers: bool = False
    characters: Callable[[int], NDArray[np.uint8]] | None = None
    identical: bool = False


def chain_of(analyser: Any) -> Chain | None:
    """The chain of an analyser; None if it has to be run whole."""
    declared = getattr(analyser, "context_free", None)
    if isinstance(declared, Chain):
        return declared
    parts = list(analyser) if type(analyser) is CompositeAnalyzer else [analyser]
    tokenizer, *filters = parts
    if type(tokenizer) is not RegexTokenizer or any(type(each) not in _ONE_BY_ONE for each in filters):
        return None
    renumbering = [place for place, each in enumerate(filters) if getattr(each, "renumber", False)]
    if len(renumbering) > 1:
        return None
    split = renumbering[0] + 1 if renumbering else 0
    head, tail = filters[:split], filters[split:]
    term = partial(_term, head, tail)
    return Chain(_cut(tokenizer), term, bool(renumbering), _characters(tokenizer), not filters)


def _cut(tokenizer: Any) -> Callable[[str], Sequence[str]]:
    expression: re.Pattern[str] = tokenizer.expression
    if tokenizer.gaps:
        return partial(_between, expression)
    pattern = _UNGROUPED.get(expression.pattern, expression.pattern)
    ungrouped = re.compile(pattern, expression.flags)
    return partial(_matches, expression) if ungrouped.groups else ungrouped.findall


def _characters(tokenizer: Any) -> Callable[[int], NDArray[np.uint8]] | None:
    """The classes of characters, for expressions that are known to match runs of one class."""
    expression = tokenizer.expression
    if tokenizer.gaps or expression.flags != re.UNICODE or expression.pattern not in _RUNS:
        return None
    inside, joining = _RUNS[expression.pattern]
    return partial(character_classes, inside=inside, joining=joining)


@cache
def character_classes(count: int, *, inside: str, joining: str = "") -> NDArray[np.uint8]:
    """For each of the first characters 1 where the expression `inside` matches it, 2 for those of `joining`."""
    characters = np.arange(count, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    classes = np.zeros(count, dtype=np.uint8)
    for run in re.finditer(f"{inside}+", characters):
        classes[run.start() : run.end()] = 1
    classes[[ord(character) for character in joining]] = 2
    return classes


def _matches(expression: re.Pattern[str], text: str) -> list[str]:
    return [match[0] for match in expression.finditer(text)]


def _between(expression: re.Pattern[str], text: str) -> list[str]:
    """What stands between the matches, without what is empty."""
    found, start = [], 0
    for match in expression.finditer(text):
        found.append(text[start : match.start()])
        start = match.end()
    return list(filter(None, [*found, text[start:]]))


def _term(head: Sequence[Any], tail: Sequence[Any], surface: str) -> str | int:
    """Runs one form through the filters; `head` ends with the one that renumbers."""
    before = _through(head, surface) if head else surface
    if before is None:
        return GONE
    after = _through(tail, before) if tail else before
    return BLANK if after is None else after


def _through(filters: Sequence[Any], surface: str) -> str | None:
    token = Token(positions=True, removestops=True, mode="index")
    token.text, token.boost, token.pos, token.stopped = surface, 1.0, 0, False
    stream: Iterable[Any] = iter([token])
    for each in filters:
        stream = each(stream)
    return next((found.text for found in stream), None)
