"""What words around direct speech tell of who speaks, as patterns over a text in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.names import words_of

MARKS = " \t\"”“„»«’'」』"
_ALIKE = 3  # letters
_ANNOUNCES = re.compile(
    r"(?:(?:following|this|a|these|brief) (?:\w+ )?(?:statements?|remarks?|comments?|reaction|response)|"
    r"commented (?:today )?on|(?:statement|remarks) (?:today )?(?:on|about|regarding|following|after)|"
    r"äußer(?:t|te) sich|nimmt Stellung|erklärt dazu)\b"
)
# One of these is in all that the pattern finds, and in hardly any line.
_ANNOUNCING = ("statement", "remark", "comment", "reaction", "response", "äußer", "nimmt Stellung", "erklärt dazu")


def any_word(key: str) -> re.Pattern[str]:
    """One of the words under a key of the table of speech, the longest first where several begin alike."""
    return re.compile(rf"(?<!\w){_by_beginning(sorted(table('speech')[key], key=len, reverse=True), _ALIKE)}(?!\w)")


def _by_beginning(words: list[str], letters: int) -> str:
    """A pattern of words in which those that begin alike stand together, letter by letter, which is faster."""
    if letters == 0 or len(words) == 1:
        return f"(?:{'|'.join(map(re.escape, words))})"
    alike: dict[str, list[str]] = {}
    for word in words:
        alike.setdefault(word[:1], []).append(word[1:])
    groups = [f"{re.escape(start)}{_by_beginning(ends, letters - 1)}" for start, ends in alike.items() if start]
    return f"(?:{'|'.join([*groups, *([''] if '' in alike else [])])})"


def announcing(text: str) -> tuple[str, ...]:
    """Those words in a text without which nothing in it leads to a statement."""
    return tuple(word for word in _ANNOUNCING if word in text)


def announcement(text: str, start: int, end: int, said: Iterable[str]) -> int | None:
    """Where between two positions words begin that lead to a statement: "issued the following statement".

    `said` are the words of the text that may be among them.
    """
    if all(text.find(word, start, end) < 0 for word in said):
        return None
    words = _ANNOUNCES.search(text, start, end)
    return words.start() if words else None


@cache
def small_words() -> frozenset[str]:
    return words_of("office_stops") | words_of("starters") | words_of("inside_office")


@cache
def pronoun() -> re.Pattern[str]:
    return any_word("pronouns")


@cache
def stand_in() -> re.Pattern[str]:
    """An article and a word for one person."""
    words = table("speech")
    articles = "|".join(map(re.escape, words["articles"]))
    return re.compile(rf"(?<!\w)(?:{articles})(?:[\w'-]+ ){{0,2}}?[\w'-]*(?:{'|'.join(words['stand_ins'])})(?![\w-])")


@cache
def definite_stand_in() -> re.Pattern[str]:
    """A word for one person in a language without an article before it: "skriver presidenten"."""
    return any_word("definite_stand_ins")


@cache
def opinion() -> re.Pattern[str]:
    """What opens a sentence that gives what somebody thinks: "Para Jane Major, …"."""
    return re.compile(rf"[\s{MARKS}]*{any_word('opinions').pattern}")


@cache
def leading() -> re.Pattern[str]:
    """What leads to a speech only right before it: 'called it "…"', 'shared: "…"'."""
    return re.compile(rf"({any_word('leading').pattern})(?: [\w'-]+){{0,4}}?[,:]?[\s{MARKS}]*$")


@cache
def by_whom() -> re.Pattern[str]:
    """What stands before somebody who says what follows: "described by Jane Major as “…”"."""
    return any_word("by_whom")


@cache
def sentence_end() -> re.Pattern[str]:
    """A full stop, unless it ends a title ("Sen. Jane Major") or an initial."""
    words = table("offices")
    titles = {title.rstrip(".") for title in (*words["titles"], *words["ranks"], "jr.") if title.endswith(".")}
    not_behind = "".join(rf"(?<!\b(?i:{re.escape(title)}).)" for title in sorted(titles))
    return re.compile(rf"[.!?…](?<!\b[A-Z].){not_behind}[{MARKS.strip()}]*(?=\s+[^\s\da-z]|$)")


def sentences(document: Document, zone: Span) -> list[Span]:
    """The sentences of a stretch in order; the last one need not end."""
    starts = [zone.start, *(match.end() for match in sentence_end().finditer(document.flat, *zone))]
    spans = [Span(start, end) for start, end in pairwise([*starts, zone.end])]
    return [span for span in spans if span.end > span.start] or [zone]


@cache
def indirect() -> re.Pattern[str]:
    """Verbs that show that somebody's words are told: "Das sei gut"."""
    return any_word("indirect")
