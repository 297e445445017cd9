"""Runs of capitalised words: what may be the name of a body that nothing else shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache

from crawler.entities import shapes
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.looks import common_words

_UPPER = "A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻŠČŽŐĐ"
# What a word begins with, and what follows that. A pattern that begins with a class of characters is found faster.
_FIRST = rf"[{_UPPER}\di]"
_REST = rf"(?:(?<=[{_UPPER}])(?:\.(?:[{_UPPER}]\.)+|[\w+]*(?:[-/.'](?!s\b)[\w+]+)*)|(?<=\d)\d*[A-Z]\w+|(?<=i)[A-Z]\w+)"
_RUN = re.compile(rf"{_FIRST}(?<![\w@/.#$-].){_REST}(?:(?: & | of | )(?={_FIRST}{_REST}){_FIRST}{_REST})*(?![\w@])")
_LINE_END = re.compile("\n")
_LINKS = frozenset({"of", "&"})
# What a text that has lost its marks goes on with behind a name: "Lake Airport This is".
_NEXT_SENTENCE = frozenset({"The", "This", "These", "It", "He", "She", "They", "We", "That", "As", "But", "If", "When"})
_GLUED = re.compile(r"([A-Z][a-z]{3,})([A-Z][\w.&-]+)")  # what a page has put together: "DetailsAcme"
_DEGREE = re.compile(r"(?:[A-Z][a-z]?\.){2,}|[A-Z][A-Za-z]*[A-Z]")


def runs(document: Document, taken: Iterable[Span]) -> dict[str, list[Span]]:
    """Where capitalised words follow each other, by their words; what is taken belongs to none."""
    text = document.flat
    free = bytearray(b"\1") * (len(text) + 1)
    for start, end in taken:
        free[start:end] = bytes(end - start)
    for line_end in _LINE_END.finditer(document.text):
        free[line_end.start()] = 0
    runs: defaultdict[str, list[Span]] = defaultdict(list)
    openers = _openers()
    for match in _RUN.finditer(text):
        if match[0] in openers:
            continue
        run = match.span()
        for start, end in (run,) if free.find(0, *run) < 0 else _pieces(text, free, *run):
            if start == run[0] or text[start - 1] == " ":
                span = _trimmed(text, start, end)
                if span.end - span.start > 1:
                    runs[text[slice(*span)]].append(span)
    return runs


def is_degree(text: str, span: Span, person_ends: Collection[int]) -> bool:
    """Whether letters stand in a row of degrees behind a person's name: "Jane Major, M.D., M.S., FAHA,"."""
    start, end = span
    while text.startswith(", ", start - 2) and _DEGREE.fullmatch(text, start, end):
        if start - 2 in person_ends:
            return True
        end = start - 2
        start = text.rfind(" ", 0, end) + 1
    return False


def _pieces(text: str, free: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a run between what is not free: what is taken, and ends of lines."""
    position = start
    while position < end:
        while position < end and (not free[position] or text[position] == " "):
            position += 1
        stop = position
        while stop < end and free[stop]:
            stop += 1
        if stop > position:
            yield position, stop
        position = stop + 1


def _trimmed(text: str, start: int, end: int) -> Span:
    """A run without words that begin sentences, titles and links at its ends."""
    glued = _GLUED.match(text, start, end)
    if glued and glued[1].lower() in common_words() and _stands_before(text, glued[2], start):
        start += len(glued[1])
    left, right = _trimmed_off(text[start:end])
    return Span(start + left, max(start + left, end - right))


@lru_cache(maxsize=20_000)  # runs of capitalised words come again, in one release and in others
def _trimmed_off(run: str) -> tuple[int, int]:
    """How many characters are to go at either end of a run."""
    start, end = 0, len(run.rstrip())
    words = run[:end].split(" ")
    half = len(words) // 2
    if words[:half] == words[half:]:  # a heading and the sentence behind it: "About Acme Acme is"
        start, words = len(" ".join(words[:half])) + 1, words[half:]
    while words and (
        words[0] in _LINKS
        or words[0].endswith(shapes.ATTRIBUTES)
        or _bare(words[0]) in _stops()
        or (len(words) > 1 and _is_title(words[0]))
    ):
        start += len(words.pop(0)) + 1
    while words and (words[-1] in _LINKS or (len(words) > 1 and words[-1] in _NEXT_SENTENCE)):
        end -= len(words.pop()) + 1
    return start, len(run) - end


def _stands_before(text: str, word: str, end: int) -> bool:
    """Whether a word stands somewhere before a position, and not inside another one."""
    start = text.find(word, 0, end)
    return start == 0 or (start > 0 and not text[start - 1].isalnum() and not text[start + len(word)].isalnum())


def _bare(word: str) -> str:
    return word.lower().strip(".,'")


def _is_title(word: str) -> bool:
    return _bare(word) in _titles()


@cache
def _stops() -> frozenset[str]:
    words = table("shapes")
    return frozenset((*words["stops"], *words["foreign_stops"]))


@cache
def _openers() -> frozenset[str]:
    """Words that begin sentences, as they are written there."""
    return frozenset(word.capitalize() for word in _stops())


@cache
def _titles() -> frozenset[str]:
    return frozenset(table("shapes")["titles"])
