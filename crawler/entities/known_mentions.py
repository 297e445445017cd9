"""Where a text names people that we know, who need no other sign: in full, or by a surname that means nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from crawler.entities import known_people
from crawler.entities.data import table
from crawler.entities.document import Document, Span, fold
from crawler.entities.found import Entities, Person
from crawler.entities.given_names import is_given
from crawler.entities.known_people import KnownName, is_uncased
from crawler.entities.lexicon import Finds
from crawler.entities.names import SUFFIX, is_no_name, words_of
from crawler.entities.phrases import Hit, longest

_PREVIOUS = re.compile(r"([\w.'-]+) $")
_NEXT = re.compile(r"(?: |-|/)([^\W\d_][\w'-]*)")
_MORE_OF_NAME = re.compile(rf"{SUFFIX}|'?-\w|[@&]|\.\w| (?:&|\+) ")
_BEFORE_NAME = re.compile(r"(?<![\w@#/–-])(?<!\w['’.])")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•*|\n\"“”„«»(–—-]\s?|\n\s*)$")
_REST = re.compile(r"[^\W\d_]*")
_CYRILLIC = re.compile("[а-яёіїєґ]")
_HAN, _KATAKANA, _HANGUL = (
    re.compile("[\u4e00-\u9fff]"),
    re.compile("[\u30a1-\u30fa\u30fc]"),
    re.compile("[\uac00-\ud7a3]"),
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_WORD = re.compile("[\u0600-\u06ff]*$")
_JOINED_IN_ARABIC = frozenset({"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فل", "لل"})
_DOTS = ("·", "・", "•", "‧", "=", "＝")
# Signs that foreign names are written with, beside which a surname is a part of a longer one.
_TRANSCRIBED_BEFORE, _TRANSCRIBED_BEHIND = tuple("阿伊奥埃"), tuple("斯尔克德夫科森兹姆诺亚维茨基顿娃蒂塔罗尼")
_FEWEST_SIGNS = 3  # of a Chinese name that needs nothing beside it
_JOINS_IN_HAN = tuple("和与與同向对對由及跟")
_SINGLE = re.compile(r"\w+(?: [IVX]+)?")
_TITLE_BEFORE = re.compile(r"(\w+) $")
_NEAR = 8  # characters
_LONGEST_WORD, _LONGEST_ABBREVIATION = 30, 4  # characters
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "bin",
        "ibn",
        "al",
        "el",
        "zu",
        "af",
        "ter",
        "фон",
        "ван",
        "дер",
        "де",
    ]
)


class Known(NamedTuple):
    """Names in full and surnames by where they stand, not inflected."""

    full: dict[Span, str]
    lone: dict[Span, str]


def find(document: Document, finds: Finds, taken: frozenset[int]) -> Known:
    """Who is known of those that a document names; `taken` are positions of what is nobody's name."""
    text = document.unwrapped
    known = Known({}, {})
    hits = [hit for hit in finds.people if taken.isdisjoint(range(*hit.span))]
    for whole in longest(sorted(hits, key=lambda hit: hit.value.alone)):
        hit = Hit(Span(whole.span.start + whole.value.lead, whole.span.end), whole.value)
        if is_uncased(hit.value.name):
            if (span := _uncased(document, hit)) is not None:
                known.full[span] = hit.value.name
            continue
        span = _with_ending(document, hit)
        if span is None or not _is_written_as_name(text[slice(*span)], hit.value.name):
            continue
        if hit.value.alone and text[slice(*span)].isupper() and not document.is_shouting(span):  # "FICO"
            continue
        if _is_whole(document, span) and (hit.value.lead or _is_first(document, span, alone=hit.value.alone)):
            (known.lone if hit.value.alone else known.full)[span] = hit.value.name
    return known


def with_labels(found: Entities, document: Document) -> Entities:
    """What was found with each known person under the one label, speakers as well."""
    labels = {one.label: _label(document, one) or one.label for one in found.people}
    if all(name == label for name, label in labels.items()):
        return found
    people: dict[str, Person] = {}
    for one in found.people:
        label = labels[one.label]
        same = people.get(label)
        spans = tuple(sorted((*one.spans, *(same.spans if same else ()))))
        people[label] = Person(label, spans, (same.office if same else "") or one.office)
    quotes = tuple(replace(quote, speaker=labels.get(quote.speaker, quote.speaker)) for quote in found.quotes)
    return replace(found, people=tuple(people.values()), quotes=quotes)


def _label(document: Document, person: Person) -> str | None:
    """What a person goes by; one that goes by one name may be known together with the title before it."""
    label = known_people.label(person.label, document.language)
    if label is not None or not _SINGLE.fullmatch(person.label):
        return label
    titles = (
        (_TITLE_BEFORE.search(document.flat, max(0, at.start - _LONGEST_WORD), at.start), at) for at in person.spans
    )
    titled = (known_people.full_label(f"{title[1]} {document.flat[slice(*at)]}") for title, at in titles if title)
    return next(filter(None, titled), None)


def _with_ending(document: Document, hit: Hit[KnownName]) -> Span | None:
    """The span with the ending of a case, up to which the lexicon finds names; None where it is another word."""
    rest = _REST.match(document.text, hit.span.end)
    span = Span(hit.span.start, rest.end() if rest else hit.span.end)
    word = document.lower[slice(*span)]
    if len(hit.value.name) == len(word) or _CYRILLIC.match(word):  # which has its cases
        return span if span == hit.span or _is_stem(word, hit.value.name) else None
    bare = known_people.without_endings(word, document.language)
    return span if fold(hit.value.name) in map(fold, bare) else None


def _is_stem(word: str, name: str) -> bool:
    """Whether a word is the name itself, of which the lexicon has the stem only."""
    return fold(word) == fold(name)


def _is_written_as_name(text: str, name: str) -> bool:
    """Whether each word that has a capital in the name has one in the text."""
    words, named = text.split(), name.split()
    return len(words) == len(named) and all(
        word[0].isupper() or not known[0].isupper() for word, known in zip(words, named, strict=True)
    )


def _is_whole(document: Document, span: Span) -> bool:
    """Whether what follows does not make it a longer name: a tower's, a son's, a firm's."""
    text = document.unwrapped
    if _MORE_OF_NAME.match(text, span.end):
        return False
    behind = _NEXT.match(text, span.end)
    if behind is None or not behind[1][0].isupper():
        return True
    if fold(behind[1]) in words_of("behind"):
        return False
    if " " in text[slice(*span)] and (document.is_headline(span.start) or document.is_shouting(span)):
        return True
    if document.language == "de" and (" " in text[slice(*span)] or text[span.end - 1] == "s"):  # nouns have capitals
        return True
    return is_no_name(behind[1])


def _is_first(document: Document, span: Span, *, alone: bool) -> bool:
    """Whether a name is not the end of a longer one: "Jane Anna Major", "Mount Major"."""
    text = document.unwrapped
    if _BEFORE_NAME.match(text, span.start) is None:
        return False
    previous = _PREVIOUS.search(text, max(0, span.start - _LONGEST_WORD), span.start)
    if previous is None or not previous[1][0].isupper():
        return previous is None or fold(previous[1]) not in _PARTICLES
    word = previous[1].rstrip(".")
    if fold(word) in words_of("before") or is_given(word) or len(word) == 1:
        return False
    if not alone or is_no_name(word) or word.endswith("'s") or document.language == "de":
        return True
    if previous[1].endswith(".") and len(word) > _LONGEST_ABBREVIATION:
        return True
    start = span.start - len(previous[0])
    return _SENTENCE_START.search(text[max(0, start - 4) : start]) is not None


def _uncased(document: Document, hit: Hit[KnownName]) -> Span | None:
    """Where a name in a script without capitals stands, if it does there."""
    text, (start, end), name = document.unwrapped, hit.span, hit.value.name
    if _HANGUL.match(name):
        whole = not _HANGUL.match(text[start - 1 : start]) and _behind_korean().match(text, end)
        return hit.span if whole else None
    if _ARABIC.match(name):
        return _in_arabic(document, hit)
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + 1]
    if behind in _DOTS or (before.endswith(_DOTS) and not before.endswith(f" {before[-1:]}")):
        return None
    if hit.value.alone and (before.endswith(_TRANSCRIBED_BEFORE) or behind in _TRANSCRIBED_BEHIND):
        return None
    if _KATAKANA.search(name):
        return None if _KATAKANA.match(before[-1:]) or _KATAKANA.match(behind) else hit.span
    if len(name) >= _FEWEST_SIGNS or hit.value.alone or not _HAN.match(before[-1:]):
        return hit.span
    return hit.span if before.endswith(_before_in_han()) else None


def _in_arabic(document: Document, hit: Hit[KnownName]) -> Span | None:
    """The name without what is written together with it; a surname only behind what is no given name."""
    text = document.unwrapped
    start = hit.span.end - len(hit.value.name)
    word = _ARABIC_WORD.search(text, max(0, start - _LONGEST_WORD), start)
    if word is not None and word[0] not in _JOINED_IN_ARABIC:
        return None
    joined = len(word[0]) if word else 0
    if hit.value.alone and not _may_stand_before(text[max(0, start - _LONGEST_WORD) : start - joined]):
        return None
    return Span(start, hit.span.end)


def _may_stand_before(text: str) -> bool:
    """Whether an Arabic text ends in no word that could be a given name."""
    last = _ARABIC_WORD.search(text.rstrip(" "))
    word = last[0] if last else ""
    return not word or word.startswith("ال") or word in _arabic_words()


@cache
def _arabic_words() -> frozenset[str]:
    words = table("uncased")
    return frozenset((*words["arabic_stops"], *words["arabic_titles"]))


@cache
def _before_in_han() -> tuple[str, ...]:
    """What may be written before a name of two signs."""
    words = table("uncased")
    return (*_JOINS_IN_HAN, *words["chinese_offices"], *words["chinese_verbs"])


@cache
def _behind_korean() -> re.Pattern[str]:
    """What may be written together with a name, or stand behind it."""
    offices = "|".join(sorted(map(re.escape, table("uncased")["korean_offices"]), key=len, reverse=True))
    return re.compile(rf"(?![\uac00-\ud7a3])|[은는이가을를의에도와과께로측등들씨만]|{offices}|에게|에서|께서|으로")
