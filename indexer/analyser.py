"""`indexer.analysis` as Whoosh's analysers: texts to the terms of the index.

A text begins with the language that it is in (`written`), and its words have the terms of that language's chain. All
analysers look at one word at a time, so a writer analyses each distinct word once (`engine/chains.py`); the words of
other languages than the default count as distinct by their language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from whoosh.analysis import Analyzer, Token

from indexer import analysis
from indexer.analysis import acronyms, compounds, transliterate
from indexer.analysis.stopwords import stop_words
from indexer.engine.chains import BLANK, GONE, Chain
from indexer.labels import primary_language

VALUE_GAP = 16  # empty positions between the values of a list, so that no phrase spans two names
_BETWEEN = "\x1e"  # Unicode's record separator
_OF = "\x1f"  # Unicode's unit separator: between a language and what is in it
_CAPITALS = "\x1d"  # before what is an acronym
_DEFAULT = frozenset({"", "en"})  # English words are what is expected in Latin script anyway


def written(values: Sequence[str], language: str) -> str:
    """The values of a list in a language (a tag of BCP 47, or "") as one text, which is cut with a gap between them."""
    primary = primary_language(language)
    return f"{'' if primary in _DEFAULT else primary}{_OF}{_BETWEEN.join(values)}"


def surfaces(text: str) -> list[str]:
    """The words of a text as written, and nothing for each empty position."""
    found: list[str] = []
    for value in text.partition(_OF)[2].split(_BETWEEN):
        found += [""] * VALUE_GAP if found else []
        found += _cut(value)
    return found


@lru_cache(maxsize=32)  # a text is cut for its own field, and for those that hold its words in other ways
def _cut(text: str) -> tuple[str, ...]:
    return tuple(analysis.tokens(text))


def _of_language(cut: Callable[[str], Sequence[str]], text: str) -> Sequence[str]:
    """The words of a text, with the language where it is not the default."""
    language = text.partition(_OF)[0]
    return [f"{language}{_OF}{surface}" for surface in cut(text)] if language else cut(text)


def _in_language(surface: str) -> tuple[analysis.Chain, str]:
    language, _, word = surface.rpartition(_OF)
    return analysis.chain(language), word


def _surfaces(text: str) -> Sequence[str]:
    return _of_language(surfaces, text)


def _term(surface: str) -> str | int:
    chain, word = _in_language(surface)
    return chain.term(word) or BLANK


def _form(surface: str) -> str | int:
    return analysis.fold(surface) or BLANK


def _surfaces_beside(text: str) -> Sequence[str]:
    language, _, content = text.partition(_OF)
    found = list(
        _of_language(lambda _: analysis.chain(language).surfaces_beside(content.replace(_BETWEEN, " | ")), text)
    )
    for value in content.split(_BETWEEN):
        found += [f"{_CAPITALS}{acronym}" for acronym in acronyms.in_capitals(value)]
    return found


def _beside(surface: str) -> str | int:
    if surface.startswith(_CAPITALS):
        return acronyms.capitals_term(surface[1:])
    chain, word = _in_language(surface)
    return chain.beside(word) or GONE


def _distinct_surfaces(text: str) -> Sequence[str]:
    return list(dict.fromkeys(surfaces(text)))


def _surfaces_with_compounds(text: str) -> Sequence[str]:
    """The distinct words of a text in a language that writes compounds in one."""
    has_compounds = text.partition(_OF)[0] in compounds.LANGUAGES
    return _of_language(_distinct_surfaces, text) if has_compounds else ()


def _backwards(surface: str) -> str | int:
    language, _, word = surface.rpartition(_OF)
    folded = analysis.fold(word)
    is_kept = compounds.may_be_part(folded) and folded not in stop_words(language)
    return compounds.backwards(language, folded) if is_kept else GONE


def _sound(surface: str) -> str | int:
    return transliterate.entry(surface) or GONE


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
    """Stems, as the language has them."""

    context_free = Chain(_surfaces, _term)


class Forms(OneByOne):
    """Folded words."""

    context_free = Chain(surfaces, _form)


class Beside(OneByOne):
    """Other terms by which words are found: of joined words in one, of umlauts spelled out, of acronyms as such."""

    context_free = Chain(_surfaces_beside, _beside)


class Backwards(OneByOne):
    """The folded words of which compounds are made or that are some, from their last letter on; each once."""

    context_free = Chain(_surfaces_with_compounds, _backwards)


class Sounds(OneByOne):
    """What looks like names, by their sound; each once."""

    context_free = Chain(_distinct_surfaces, _sound)
