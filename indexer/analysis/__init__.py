"""Text to terms: what counts as a word, and which words count as the same, in each language."""

from __future__ import annotations

import re

from indexer.analysis.folding import MAX_TERM, fold
from indexer.analysis.languages import Chain, chain, query_terms
from indexer.analysis.scripts import APOSTROPHES, JOINERS, MARKS
from indexer.analysis.stemming import stem as english_stem
from indexer.analysis.tokens import TOKEN, is_single_character, is_unspaced, query_tokens, spans, tokens

__all__ = [
    "MAX_TERM", "Chain", "chain", "code", "fold", "in_words", "is_single_character", "is_unspaced",
    "patterns",
    "query_terms", "query_tokens", "query_words", "spans", "stem", "term", "tokens",
]  # fmt: skip

_PATTERN = re.compile(rf"[\w*?{MARKS}{JOINERS}{APOSTROPHES}]+")
_WILDCARD = re.compile(r"([*?])")


def stem(word: str) -> str:
    """The term of a folded word by English stemming alone."""
    return english_stem(word, "en") if word.isascii() else word


def term(token: str) -> str:
    """The term of a word as written, by English stemming alone."""
    return stem(fold(token))


def query_words(text: str) -> list[str]:
    """The folded words of a query's text. Unlike in the index, a run of bigrams has no single last character."""
    return [word for word in map(fold, query_tokens(text)) if word]


def code(text: str) -> str:
    """A reference ("SC/14000") as one word: its letters and digits alone, folded."""
    return fold("".join(TOKEN.findall(text.replace("_", " "))))


def in_words(character: str) -> bool:
    """Whether a character may be part of a word; all others part words."""
    return bool(_PATTERN.match(character)) and character not in {"*", "?"}


def patterns(text: str) -> list[str]:
    """The folded words of a text in which `*` and `?` count as letters.

    Scripts without spaces have no use for wildcards inside a word: there they are dropped, the words cut as always.
    """
    found = []
    for token in _PATTERN.findall(text.replace("_", " ")):
        if is_unspaced(token):
            found += query_words(token)
        else:
            found.append("".join(part if part in {"*", "?"} else fold(part) for part in _WILDCARD.split(token)))
    return [pattern for pattern in found if pattern]
