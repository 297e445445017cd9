"""Cutting a text into words.

A word is a run of letters, digits and combining marks of any script, with apostrophes inside it (close to the word
boundaries of Unicode's UAX 29, which also leaves "counter-terrorism" two words). Scripts that are written without
spaces (Chinese, Japanese, Thai, ...) and Korean, whose particles stick to the word, are cut into overlapping pairs of
characters: "bigrams", as in Lucene's CJKAnalyzer. The last character of such a run stands in the index alone as well,
so that every single character begins some term.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.analysis.scripts import APOSTROPHES, JOINERS, MARKS, UNSPACED

# The lookahead leaves at the usual end of a word at once: the class of marks is slow to test.
TOKEN = re.compile(rf"\w+(?:(?=['\xad\u0300-\U0001ffff])(?:[{MARKS}{JOINERS}]+\w*|[{APOSTROPHES}]\w+))*")
_HAS_UNSPACED = re.compile(rf"[{UNSPACED}]")
_RUN = re.compile(rf"[{UNSPACED}](?:[{UNSPACED}{MARKS}]*)|[^{UNSPACED}]+")
_CLUSTER = re.compile(rf"[^{MARKS}][{MARKS}]*|[{MARKS}]+")
_MARKLESS = re.compile(
    "[\u3041-\u3096\u30a1-\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+"
)  # most of Han, Kana, Hangul


def tokens(text: str) -> list[str]:
    """The words of a text in their order, as written; scripts without spaces as bigrams."""
    found = _words(text)
    if not text.isascii() and is_unspaced(text):
        return [part for token in found for part in _bigrams(token, tail=True)]
    return found


def query_tokens(text: str) -> list[str]:
    """The words of a query's text as written. Unlike in the index, a run of bigrams has no single last character."""
    return [part for token in _words(text) for part in _bigrams(token, tail=False)]


def spans(text: str, start: int = 0) -> Iterator[tuple[int, int, str]]:
    """Where the words of a text stand: (start, end, word as written); the spans of bigrams overlap.

    `start` is a place between two words to begin at.
    """
    for match in TOKEN.finditer(text.replace("_", " "), start):
        start = match.start()
        if not is_unspaced(match[0]):
            yield start, match.end(), match[0]
            continue
        for run in _RUN.finditer(match[0]):
            yield from _run_spans(run[0], start + run.start())


def is_unspaced(text: str) -> bool:
    """Whether any of a text is in a script without spaces."""
    return _HAS_UNSPACED.search(text) is not None


def is_single_character(word: str) -> bool:
    """Whether a word is one character of a script without spaces, which only begins the terms of the index."""
    return bool(_HAS_UNSPACED.match(word)) and len(_CLUSTER.findall(word)) == 1


def _words(text: str) -> list[str]:
    found: list[str] = TOKEN.findall(text.replace("_", " "))
    return found


def _run_spans(run: str, start: int) -> Iterator[tuple[int, int, str]]:
    if not _HAS_UNSPACED.match(run):
        yield start, start + len(run), run
        return
    starts = range(len(run)) if _MARKLESS.fullmatch(run) else [each.start() for each in _CLUSTER.finditer(run)]
    edges = [*starts, len(run)]
    for first, last in zip(edges, edges[2:] + edges[-1:], strict=False):
        yield start + first, start + last, run[first:last]


def _bigrams(token: str, *, tail: bool) -> list[str]:
    """A token cut where its script changes, unspaced runs into bigrams; `tail` adds the last character alone."""
    if token.isascii() or not is_unspaced(token):
        return [token]
    parts = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", token)):
        if not _HAS_UNSPACED.match(run):
            parts.append(run)
        else:
            clusters = _clusters(run)
            parts += [first + second for first, second in pairwise(clusters)]
            parts += clusters[-1:] if tail or len(clusters) == 1 else ""
    return parts


def _clusters(run: str) -> Sequence[str]:
    """The characters of a run, each with its marks."""
    return run if _MARKLESS.fullmatch(run) else _CLUSTER.findall(run)
