"""The chain of each language: from a word as written to the terms that the index holds for it.

A word's terms depend on its language and on the word alone, so that the index analyses each distinct word once. A
language is a primary subtag of BCP 47 ("ru" of "ru-RU"); the words of a language that we do not know are taken by
their script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from indexer.analysis.english import one_spelling
from indexer.analysis.folding import clean, fold, unaccented
from indexer.analysis.joining import compounds, without_joints
from indexer.analysis.scripts import script_of
from indexer.analysis.stemming import stem, stemming_language
from indexer.analysis.tokens import tokens

# Surnames in -ov, -ev and -in, which the stemmer would take for cases of other words: "Норов" would be "нор", but
# "Норова" "норов". Capital letters tell them from genitives ("вопросов").
_SURNAME = re.compile(r"[А-ЯЁІЇЄ][а-яёіїє]{2,}(?:ов|ев|ёв|єв|їв|ин)")
_SLAVIC = frozenset({"ru", "uk", "be"})
_ACCENTED = frozenset({"vi"})  # languages in which accents make another word; queries without them: `otherwise`
_UMLAUT, _ANY_ACCENT = re.compile("[äöüåøÄÖÜÅØ]"), re.compile("[^\x00-\x7f]")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@dataclass(frozen=True, slots=True)
class Chain:
    """How the words of one language become terms."""

    language: str

    def term(self, surface: str) -> str:
        """The term of a word as written: its stem, without case and accents. May be empty."""
        word = clean(surface, self.language)
        if self.language in _ACCENTED:
            return word
        language = stemming_language(self.language, script_of(word))
        if language == "en":
            return stem(one_spelling(unaccented(word)), language)
        if not language or (language in _SLAVIC and _SURNAME.fullmatch(surface)):
            return unaccented(word)
        return unaccented(stem(word, language))

    def terms(self, surface: str) -> tuple[str, ...]:
        """The terms of a query's word, which may be written in small letters though it is a name."""
        return self.term(surface), self.term(surface.capitalize())

    def surfaces_beside(self, text: str) -> list[str]:
        """What of a text has a term `beside` those of its words: joined words, and words with certain accents."""
        found = compounds(text)
        accents = _ANY_ACCENT if self.language in _ACCENTED else _UMLAUT
        if not text.isascii() and accents.search(text):
            found += filter(accents.search, tokens(text))
        return found

    def beside(self, surface: str) -> str:
        """The term of a surface that stands beside those of its words; "" if there is none."""
        return self.joined(surface) if without_joints(surface) != surface else self.otherwise(surface)

    def joined(self, compound: str) -> str:
        """The term of a joined word ("counter-terrorism") written as one."""
        return self.term(without_joints(compound))

    def otherwise(self, surface: str) -> str:
        """Another term by which a word is to be found; "" if there is none.

        That of the word with "ae", "oe", "ue", "aa" in place of umlauts and their like; without its accents, where the
        term has them.
        """
        word = clean(surface, self.language)
        if word.isascii():
            return ""
        other = self.term(unaccented(word) if self.language in _ACCENTED else word.translate(_SPELLED_OUT))
        return other if other != self.term(surface) else ""


@cache
def chain(language: str) -> Chain:
    """The chain of a language; "" is one that is not known."""
    return Chain(language)


def query_terms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The distinct terms that a query's word has in any of the languages that the index holds.

    What its script suggests is always among them, for Latin script English: English words stand in most texts, and
    people put English endings to foreign names. So is the folded word, which is a term wherever there is no stemmer.
    """
    found = [term for language in ("", *languages) for term in chain(language).terms(word)]
    return tuple(dict.fromkeys([*found, fold(word)]))


def phrase_terms(words: Iterable[str], languages: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """For each word of a phrase the terms that may stand at its place."""
    return tuple(query_terms(word, languages) for word in words)
