"""Acronyms and full names, as texts introduce them: "Collective Security Treaty Organization (CSTO)", "CSTO (...)".

The algorithm of Schwartz and Hearst (PSB 2003): what stands in brackets behind a few words, or before brackets with a
few words in them, is the short form; its letters are looked for in the words, from the end, the first of them at the
beginning of a word. Stricter here, since a wrong pair answers queries: every letter begins a word or follows in a word
one that does ("INTERPOL"), few longer words are without a letter, and the name begins with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.analysis.english import one_spelling
from indexer.analysis.folding import fold
from indexer.analysis.scripts import APOSTROPHES

LONGEST = 10  # characters of an acronym
CAPITALS = "^"  # before the term of an acronym as such
SEPARATOR = "\t"  # between what is looked up and what it stands for, in the terms of the index
_SHORTEST = 2
_LONG_WORD = 10  # characters of a word that may have an acronym alone: "Bundeskriminalamt (BKA)"
_SMALL_WORD = 4  # characters of words that may be without a letter
_SKIPPED = {False: 1, True: 2}  # longer words that may be without one, by whether the acronym is long

_BRACKETS = re.compile(r"[(（]\s*([^()（）\n]{2,120}?)\s*[)）]")
_SHORT = re.compile(rf"[^\W_](?:[^\W_]|[.&/-](?=\w)){{1,{LONGEST - 1}}}\.?")
_WORD = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[.!?;:\n|]\s")  # what no name goes across
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s?(?=\W*$)")
_QUOTES = " \"'«»“”„‘’,"
_CAPITALS = re.compile(r"\b[^\W\d_a-z](?:[.&-]?[^\W_a-z]){1,9}\b")
_SAMPLE = 400  # characters that tell whether a text is in capitals
_BEFORE = 160  # characters before a bracket in which its full name may stand


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym and the full name that a text gives for it, both as written."""

    short: str
    full: str


def acronyms(text: str) -> list[Acronym]:
    """The pairs that a text introduces, in order."""
    return [found for bracket in _BRACKETS.finditer(text) if (found := _introduced(text, bracket))]


def is_acronym(word: str) -> bool:
    """Whether a word as written may be one: short, with two capitals at least, one of them not at its beginning."""
    letters = [letter for letter in word if letter.isalpha()]
    capitals = sum(map(str.isupper, letters))
    return (
        _SHORT.fullmatch(word) is not None
        and _SHORTEST <= len(letters) <= LONGEST
        and capitals >= 2
        and 2 * capitals > len(letters)
    )


def entries(text: str) -> list[str]:
    """The pairs that a text introduces as terms of the index, each in both directions."""
    pairs = {(folded(pair.short), folded_name(pair.full)) for pair in acronyms(text)}
    return sorted(SEPARATOR.join(entry) for short, full in pairs for entry in ((short, full), (full, short)))


def in_capitals(text: str) -> list[str]:
    """The acronyms of a text, once each; none where all is in capitals, as in some titles."""
    found = dict.fromkeys(_CAPITALS.findall(text))
    return [word for word in found if is_acronym(word)] if found and _has_small_words(text) else []


def capitals_term(word: str) -> str:
    """The term by which the index tells an acronym from the word that has the same letters: "WHO" from "who"."""
    return f"{CAPITALS}{folded(word)}"


def _has_small_words(text: str) -> bool:
    """Whether a text has more small letters than capitals, by its first ones."""
    sample = text[:_SAMPLE]
    return sum(map(str.islower, sample)) > sum(map(str.isupper, sample))


def folded(short: str) -> str:
    """An acronym as a query may have it: "U.N." is "un"."""
    return fold("".join(letter for letter in short if letter.isalnum()))


def folded_name(full: str) -> str:
    """A full name as words that follow each other in a query, in one English spelling."""
    return " ".join(map(one_spelling, filter(None, map(fold, re.split(r"[\W_]+", full)))))


def _introduced(text: str, bracket: re.Match[str]) -> Acronym | None:
    inside = bracket[1].strip(_QUOTES)
    before = text[max(0, bracket.start() - _BEFORE) : bracket.start()].rstrip(_QUOTES)
    head = re.split(r"\s*[,;–—:]\s*|\s+(?:or|ou|oder|o|или)\s+", inside, maxsplit=1)[0].strip(_QUOTES)
    if is_acronym(head):
        full = _full_name(head, _sentence(before))
        return Acronym(head, full) if full else None
    words = _WORD.findall(before)
    if words and before.endswith(words[-1]) and is_acronym(words[-1]) and len(inside.split()) > 1:
        full = _full_name(words[-1], inside)
        return Acronym(words[-1], full) if full and len(inside.removesuffix(full).split()) < 2 else None
    return None


def _sentence(before: str) -> str:
    """What of the text before a bracket may be its name: the end of the sentence."""
    ends = [stop.end() for stop in _STOP.finditer(before)]
    return before[ends[-1] :] if ends else before


def _full_name(short: str, text: str) -> str | None:
    """The words at the end of a text that the letters of an acronym come from; None where they don't.

    There are at most as many words as Schwartz and Hearst allow: min(letters + 5, 2 * letters).
    """
    letters = [letter.casefold() for letter in short if letter.isalnum()]
    text = _POSSESSIVE.sub("", text)
    words = list(_WORD.finditer(text))[-min(len(letters) + 5, 2 * len(letters)) :]
    place = _match(letters, [word[0].casefold() for word in words])
    if place is None:
        return None
    full = text[words[place].start() :].strip(_QUOTES)
    is_name = len(words) - place > 1 or (len(full) >= _LONG_WORD and len(letters) > _SHORTEST)
    return full if is_name and full[0].isupper() and not full.startswith(short) and not is_acronym(full) else None


def _match(letters: list[str], words: list[str]) -> int | None:
    """The first of the words that the letters come from, as near to the end as can be; None where they do not fit.

    Initials alone come before letters inside words: "Asociación Americana de Medicina (AMA)".
    """
    for inner in (False, True):
        for place in range(len(words) - 1, -1, -1):
            if words[place].startswith(letters[0]) and _fits(letters, words[place:], inner=inner):
                return place
    return None


def _fits(letters: list[str], words: list[str], *, inner: bool) -> bool:
    """Whether the words give all letters in order, with few longer words that give none."""
    allowed = _SKIPPED[len(letters) > _SMALL_WORD]
    states = {(0, 0)}  # (letters found, longer words that gave none)
    for number, word in enumerate(words):
        is_long = len(word) > _SMALL_WORD
        states = {
            state
            for found, skipped in states
            for state in (
                *([(found, skipped + is_long)] if number and skipped + is_long <= allowed else []),
                *((found + count, skipped) for count in _taken(letters[found:], word, inner=inner)),
            )
        }
    return any(found == len(letters) for found, _ in states)


def _taken(letters: list[str], word: str, *, inner: bool) -> Iterator[int]:
    """How many of the next letters a word may give: its first, and with `inner` further ones in their order."""
    if not letters or not word.startswith(letters[0]):
        return
    yield 1
    place = 0
    for count, letter in enumerate(letters[1:] if inner else (), 2):
        place = word.find(letter, place + 1)
        if place < 0:
            return
        yield count
