"""The office that a text gives a person beside the name, as its exact words: "CSTO Acting Secretary-General"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.lexicon import Finds, Office
from crawler.entities.names import words_of
from crawler.entities.phrases import Hit, longest
from crawler.entities.speech import verb

_COMPOUND_LANGUAGES = ("de", "sv", "da", "no", "nb")
_KINDS = ("office", "profession", "compound", "plural", "rank")
_BEFORE, _BEHIND = 140, 130  # characters beside a name in which its office stands
_MOST_WORDS = 18  # of an office
_MOST_WORDS_FIRST = 6  # before the word that tells an office: "a true crime writer"
_BREAK = re.compile(r"[.!?:;]\s(?=\S)|[()\"“”„«»\n]|\s[-–—]\s")
_COURTESY = re.compile(
    r"(?:^|(?<=[\s(]))(?:Mr|Mrs|Ms|Miss|Dr|Prof|Mag|Ing|Sir|Hon|the Hon|H\.E|Univ|MK|DI|M?Mag\.a|MMag|DDr|"
    r"Dipl\.-Ing|Dr\.-Ing|"
    r"Herrn?|Frau|Monsieur|Madame|Mme|M|Sr|Sra|г-н|г-жа|господин|госпожа)\b\.?,?(?: h\. ?c\.)?\s+$"
)
_WORD_BEFORE = re.compile(r"([^\s,()\"“”„«»]+)([ ,]*)$")
_ABBREVIATED = re.compile(r"(?:[A-Z]\.)+|(?:Lt|Gen|Maj|Brig|Col|Sgt|Adj|Dep|Asst|Sr|Jr|St|ds)\.")
_AND = frozenset({"and", "och", "und", "et", "y", "&", "og", "и", "i", "e", "și", "sowie"})
_JOINS = re.compile(r"\([^()]*\)|[,;&]")
_TOKEN = re.compile(r"[^\s,]+")
_DEGREES = "|".join(re.escape(degree) for degree in sorted(table("names")["degrees"], key=len, reverse=True))
# What opens an apposition behind a name: ", the …"; " (R-Wyo.), …"; ", M.D., …"; " – …".
_OPENS = re.compile(
    rf"(?:,? (?:{_DEGREES})(?![\w'-])\.?)*"
    r"(?: \((?:[A-Z]{1,4}[-–, ][\w. ]{1,8}|[A-ZÄÖÜ]{2,5}|\d\d)\))?(?:, \d\d)?"
    r"(?:,| [-–—]|,? \((?=[^\W\d_]))\s?(?:(?:[Tt]he|an?|its|their|who is|our|der|die|das|den|dem|eine?|"
    r"le|la|el|une?)\s)?"
)
_ENDS = re.compile(r"[,;:()\"“”„«»\n]|[.!?](?=\s|$)|\s[-–—]\s|\.\.")
_BELOW = re.compile(r"(?:, [\w.]{1,6})?\n([^\n]{3,80})(?:\n|$)")
_NEVER_INSIDE = re.compile(
    r"on behalf|in order|in an?\b|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|at the time|\w{3,}ed\b"
)


def offices_of(document: Document, finds: Finds) -> list[Hit[Office]]:
    """The words of offices in a document."""
    compounds = document.language in _COMPOUND_LANGUAGES
    return longest(hit for hit in finds.offices if compounds or hit.value.kind != "compound")


class Offices:
    """A document's offices, looked up beside a name."""

    def __init__(self, document: Document, offices: Iterable[Hit[Office]], people: Iterable[Span]) -> None:
        self._document, self._text = document, document.unwrapped
        self._flat = document.flat
        hits = sorted((hit for hit in offices if hit.value.kind in _KINDS), key=lambda hit: hit.span.end)
        self._hits = hits
        self._ends = [hit.span.end for hit in hits]
        self._people = sorted(people)
        self._people_ends = {span.end for span in self._people}

    def of(self, name: Span) -> str:
        """What is said of the one who is named there, "" for nothing."""
        return self._before(name) or self._behind(name) or self._below(name.end)

    def _before(self, name: Span) -> str:
        """ "Director of the OSCE Conflict Prevention Centre, Jane Major"; "Senators Jane Major and Richard Roe"."""
        floor = max(self._text.rfind("\n\n", 0, name.start) + 1, name.start - _BEFORE, 0)
        end = _before_courtesy(self._flat, floor, name.start)
        place = bisect_right(self._ends, end) - 1
        if place < 0 or self._hits[place].span.start < floor:
            return ""
        hit = self._hits[place]
        floor = max(floor, self._text.rfind("\n", 0, hit.span.start) + 1)
        between = self._people_within(hit.span.end, name.start)
        start = self._start(hit.span.start, floor)
        if between:
            is_list = hit.value.kind == "plural" and self._is_list(hit.span.end, end, between)
            return self._flat[start : hit.span.end] if is_list else ""
        gap = self._flat[hit.span.end : end]
        if not _links(gap) or ("," in gap and self._is_apposition(start)):
            return ""
        return self._flat[start : hit.span.end + len(gap.rstrip(" ,"))]

    def _people_within(self, start: int, end: int) -> Sequence[Span]:
        first = bisect_left(self._people, Span(start, start))
        return self._people[first : bisect_left(self._people, Span(end, end))]

    def _is_list(self, start: int, end: int, people: Sequence[Span]) -> bool:
        """Whether between a plural and a name there are other names and what joins them, and nothing else."""
        rest = self._text[start:end]
        for span in people:
            rest = rest.replace(self._text[slice(*span)], " ")
        return all(word in _AND for word in _JOINS.sub(" ", rest).split())

    def _is_apposition(self, start: int) -> bool:
        """Whether what starts there belongs to the name before it: "Jane Major, director, Richard Roe"."""
        return any(
            self._flat[:start].endswith(opening) and start - len(opening) in self._people_ends
            for opening in (", ", ", the ")
        )

    def _start(self, start: int, floor: int) -> int:
        """Where an office begins: with the body, the rank and the words before its last word."""
        while start > floor and not self._text[start - 1].isspace() and self._text[start - 1] not in '(,"“”„«»[:':
            start -= 1
        while match := _WORD_BEFORE.search(self._flat, floor, start):
            word, gap = match[1], match[2]
            joins = word in _AND or "," in gap
            if not gap or not (self._is_joined(match.start(1), floor, word) if joins else self._belongs(word)):
                break
            start = match.start(1)
        return start

    def _is_joined(self, position: int, floor: int, word: str) -> bool:
        """Whether "and" stands behind an office or the first half of a compound: "bistånds- och"."""
        before = self._flat[floor:position].rstrip(" ,")
        return word in _AND and (before.endswith("-") or floor + len(before) in self._ends)

    def _belongs(self, word: str) -> bool:
        lower = word.lower()
        if lower in words_of("starters") or (word[-1] in ".:;!?" and not _ABBREVIATED.fullmatch(word)):
            return False
        if word.isupper() and len(word) > 5:  # a dateline
            return False
        adjective = self._document.language == "de" and lower.endswith(("ischen", "ische", "ischer"))
        return word[0].isupper() or lower in words_of("modifiers") or adjective or word.endswith("-")

    def _behind(self, name: Span) -> str:
        opening = _OPENS.match(self._flat, name.end)
        if opening is None or "\n" in self._text[name.end : opening.end()]:
            return ""
        return self._phrase(opening.end(), self._end(opening.end()))

    def _below(self, position: int) -> str:
        """The line below a name that ends its own: a signature, or a contact."""
        line = _BELOW.match(self._text, position)
        if line is None or line[1].rstrip().endswith("."):
            return ""
        first = self._first_hit(*line.span(1))
        capitals = first and all(word[0].isupper() for word in self._text[line.start(1) : first.span.start].split())
        return self._phrase(*line.span(1)) if capitals else ""

    def _end(self, start: int) -> int:
        """Up to the next comma, the next verb or the next person."""
        limit = min(len(self._text), start + _BEHIND)
        stop = _ENDS.search(self._text, start, limit)
        end = stop.start() if stop else limit
        said = verb().search(self._document.lower, start, end)
        end = said.start() if said else end
        for count, token in enumerate(_TOKEN.finditer(self._flat, start, end)):
            if count and (
                token[0] in words_of("office_stops")
                or count >= _MOST_WORDS
                or _NEVER_INSIDE.match(self._flat, token.start())
            ):
                end = token.start()
                break
        people = self._people_within(start, end)
        if not people:
            return end
        before = _WORD_BEFORE.search(self._flat, start, _before_courtesy(self._flat, start, people[0].start))
        return before.start() if before and before[1] in _AND else min(end, people[0].end)

    def _phrase(self, start: int, end: int) -> str:
        """The words from start to end, when an office is among the first of them."""
        hit = self._first_hit(start, end)
        if hit is None or len(self._flat[start : hit.span.start].split()) > _MOST_WORDS_FIRST:
            return ""
        said = self._flat[start:end].strip(" ,-–—.&")
        words = said.split()
        while words and words[-1] in _AND | words_of("inside_office"):
            words.pop()
        return " ".join(words)

    def _first_hit(self, start: int, end: int) -> Hit[Office] | None:
        place = bisect_right(self._ends, start)
        hit = self._hits[place] if place < len(self._hits) else None
        return hit if hit and start <= hit.span.start and hit.span.end <= end else None


def _before_courtesy(text: str, start: int, end: int) -> int:
    while courtesy := _COURTESY.search(text, start, end):
        end = courtesy.start()
    return end


def _links(gap: str) -> bool:
    """Whether only what the office is an office of stands between it and the name."""
    words = gap.replace(",", " ").split()
    if not words:
        return gap[:1].isspace() or gap[:1] == ","
    if _BREAK.search(gap) or not gap[0].isspace() or gap.count(",") > 1 or len(words) > _MOST_WORDS:
        return False
    if len(words) > 1 and gap.isupper() and words[0].lower() not in words_of("inside_office"):
        return False  # capitals tell no name: "SEN MAJOR APPLAUDS CHOICE OF"
    return all(word in words_of("inside_office") or not word[0].islower() for word in words)
