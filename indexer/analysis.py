"""Text to terms: what counts as a word, and which words count as the same.

A word is a run of letters, digits and combining marks of any script, with apostrophes inside it. Scripts that are
written without spaces (Chinese, Japanese, Thai, ...) and Korean, whose particles stick to the word, are cut into
overlapping pairs of characters: "bigrams", as in Lucene's CJKAnalyzer. The last character of such a run stands in the
index alone as well, so that every single character begins some term.

Folding takes away case and accents: Unicode compatibility decomposition (UAX 15) without the Latin, Greek and Cyrillic
accents. The combining marks of other scripts carry meaning and stay. English Snowball stemming follows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import Stemmer  # type: ignore[import-not-found]  # a compiled module without stubs

MAX_TERM = 64  # characters; longer runs (encoded data, serial numbers) are cut

_JOINERS = "\u00ad\u200b\u200c\u200d\u2060"  # invisible inside a word: soft hyphen, zero-width space and joiners
_APOSTROPHES = "'\u2019\u02bc\uff07"
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\u3040-\u30fa\u30fc-\u312f\u31a0-\u31bf\u31f0-\u31ff\uff66-\uff9f"  # Kana, Bopomofo
    "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb"  # Hangul
)


def _combining_marks() -> str:
    """The Unicode categories Mn and Mc (which `\\w` leaves out) as ranges for a character class."""
    marks = [point for point in range(0x300, 0x20000) if unicodedata.category(chr(point))[0] == "M"]
    starts = [point for point in marks if unicodedata.category(chr(point - 1))[0] != "M"]
    ends = [point for point in marks if unicodedata.category(chr(point + 1))[0] != "M"]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


_MARKS = _combining_marks()
# The lookahead leaves at the usual end of a word at once: the class of marks is slow to test.
_TOKEN = re.compile(rf"\w+(?:(?=['\xad\u0300-\U0001ffff])(?:[{_MARKS}{_JOINERS}]+\w*|[{_APOSTROPHES}]\w+))*")
_PATTERN = re.compile(rf"[\w*?{_MARKS}{_JOINERS}{_APOSTROPHES}]+")
_WILDCARD = re.compile(r"([*?])")
_HAS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_RUN = re.compile(rf"[{_UNSPACED}](?:[{_UNSPACED}{_MARKS}]*)|[^{_UNSPACED}]+")
_CLUSTER = re.compile(rf"[^{_MARKS}][{_MARKS}]*|[{_MARKS}]+")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu)'(?=\w{3})")  # French and Italian: l'accord, d'Estonie, qu'elle
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_JOINED = str.maketrans(dict.fromkeys(_JOINERS) | dict.fromkeys(_APOSTROPHES[1:], "'"))
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})

_english = Stemmer.Stemmer("english", 0)


def tokens(text: str) -> list[str]:
    """The words of a text in their order, as written; scripts without spaces as bigrams."""
    found: list[str] = _TOKEN.findall(text.replace("_", " "))
    if not text.isascii() and _HAS_UNSPACED.search(text):
        return [part for token in found for part in _bigrams(token, tail=True)]
    return found


def fold(token: str) -> str:
    """The form of a word in which case, accents, apostrophes and invisible characters make no difference."""
    if token.isascii():
        word = token.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", token).casefold().translate(_JOINED)
        word = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed)).translate(_UNDECOMPOSED)
    if "'" in word:
        word = _ELISION.sub("", word.removesuffix("'s"), count=1).replace("'", "")
    return word[:MAX_TERM]


def stem(word: str) -> str:
    """The term that the index holds for a folded word."""
    return _english.stemWord(word) if word.isascii() else word


def term(token: str) -> str:
    """The term of a word as written."""
    return stem(fold(token))


def query_words(text: str) -> list[str]:
    """The folded words of a query's text. Unlike in the index, a run of bigrams has no single last character."""
    found = _TOKEN.findall(text.replace("_", " "))
    folded = [fold(part) for token in found for part in _bigrams(token, tail=False)]
    return [word for word in folded if word]


def code(text: str) -> str:
    """A reference ("SC/14000") as one word: its letters and digits alone, folded."""
    return fold("".join(_TOKEN.findall(text.replace("_", " "))))


def patterns(text: str) -> list[str]:
    """The folded words of a text in which `*` and `?` count as letters.

    Scripts without spaces have no use for wildcards inside a word: there they are dropped, the words cut as always.
    """
    found = []
    for token in _PATTERN.findall(text.replace("_", " ")):
        if _HAS_UNSPACED.search(token):
            found += query_words(token)
        else:
            found.append("".join(part if part in {"*", "?"} else fold(part) for part in _WILDCARD.split(token)))
    return [pattern for pattern in found if pattern]


def is_single_character(word: str) -> bool:
    """Whether a word is one character of a script without spaces, which only begins the terms of the index."""
    return bool(_HAS_UNSPACED.match(word)) and len(_CLUSTER.findall(word)) == 1


def in_words(character: str) -> bool:
    """Whether a character may be part of a word; all others part words."""
    return bool(_PATTERN.match(character)) and character not in {"*", "?"}


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script without spaces."""
    return bool(_HAS_UNSPACED.match(character))


def spans(text: str, start: int = 0) -> Iterator[tuple[int, int, str]]:
    """Where the words of a text stand: (start, end, word as written); the spans of bigrams overlap.

    `start` is a place between two words to begin at.
    """
    for match in _TOKEN.finditer(text.replace("_", " "), start):
        start = match.start()
        if not _HAS_UNSPACED.search(match[0]):
            yield start, match.end(), match[0]
            continue
        for run in _RUN.finditer(match[0]):
            yield from _run_spans(run[0], start + run.start())


def _run_spans(run: str, start: int) -> Iterator[tuple[int, int, str]]:
    if not _HAS_UNSPACED.match(run):
        yield start, start + len(run), run
        return
    edges = [cluster.start() for cluster in _CLUSTER.finditer(run)] + [len(run)]
    for first, last in zip(edges, edges[2:] + edges[-1:], strict=False):
        yield start + first, start + last, run[first:last]


def _bigrams(token: str, *, tail: bool) -> list[str]:
    """A token cut where its script changes, unspaced runs into bigrams; `tail` adds the last character alone."""
    if token.isascii() or not _HAS_UNSPACED.search(token):
        return [token]
    parts = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", token)):
        clusters = _CLUSTER.findall(run)
        if not _HAS_UNSPACED.match(run):
            parts.append(run)
        else:
            parts += [first + second for first, second in pairwise(clusters)]
            parts += clusters[-1:] if tail or len(clusters) == 1 else []
    return parts
