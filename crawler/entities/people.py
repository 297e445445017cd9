"""The people that a release names together with an office, a title, their speech or their age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.entities.document import Document, Span
from crawler.entities.found import Person
from crawler.entities.lexicon import Finds, Office
from crawler.entities.names import INITIAL, NAME, SURNAME, TOKEN, is_surname, merge, person, without_leading_words
from crawler.entities.phrases import Hit, longest

_NAME, _SURNAME = re.compile(NAME), re.compile(SURNAME)
_GAP = re.compile(r"(,?)\s(?! )")
_LINK = re.compile(r"\s(?:(?:of|for|to|at|and|der|des|de|del|für)\s)?(?:(?:the|la)\s)?")
_APPOSITION_MARK = re.compile(r"[,–—-]\s")
_COMPOUND_LANGUAGES = ("de", "sv")
_ANY_END = re.compile("")
# In a headline, only this shows where a name ends.
_END_IN_HEADLINE = re.compile(r",|\.?(?:\n|$)| \(")
# Behind "the director, Jane Major" the name must end with the apposition.
_END_OF_APPOSITION = re.compile(r",|\.\s|\s(?:said|says|told)\b")
_NEXT_OF_LIST = re.compile(r"(?: \([^()]{1,20}\))?(?:,? and |, |; | & )(?:(?:Dr|Mr|Ms|Mrs)\.? )?")
_QUOTE_ENDS = ("”", '"', "»", "“", ",", "'")
# As in: Jane Major, the acting director; Jane Major (R-Wyo.), chair
_BEFORE_OFFICE = re.compile(
    rf"({NAME})(?: \([^()]{{1,30}}\))?(?:,| [-–—])\s(?:(?:the|a|an|its|their|acting|former|deputy|executive|senior|"
    rf"associate|assistant|regional|founding|current|[A-Z][\w.'&-]*)\s){{0,4}}$"
)
_AGE = re.compile(r",\s(?:aged?\s)?\d{2}(?=[,;)]| of\b)")
_BEFORE_AGE = re.compile(rf"({NAME})$")
# The given name before a surname, not itself preceded by another capitalised word; and what may follow the surname.
_GIVEN = re.compile(rf"(?:^|[^\w.'-]|[^A-Z\W][\w.'-]* |[^\w] )({TOKEN}(?: {INITIAL})?) $")
_ENDS_NAME = re.compile(r"(?!['-]?\w| [A-Z])|'s")
_WINDOW = 90  # characters before an office in which the name stands
_MOST_LINKS = 4
_MOST_SURNAMES = 20


def find(document: Document, finds: Finds, bodies: Iterable[Span]) -> tuple[Person, ...]:
    """The people of a document's text (a headline's capitals mark no names); none that overlaps a body."""
    return _Search(document, finds, list(bodies)).people()


class _Search:
    """One document's search: what has been found so far, and what may stand between an office and a name."""

    def __init__(self, document: Document, finds: Finds, bodies: list[Span]) -> None:
        self._document = document
        self._text = document.text
        self._offices = longest(finds.offices)
        self._bodies = frozenset(position for span in bodies for position in range(*span))
        self._places = frozenset(
            position for hit in finds.places if " " in self._text[slice(*hit.span)] for position in range(*hit.span)
        )
        links = [*bodies, *(hit.span for hit in (*finds.places, *finds.ministries, *finds.demonyms))]
        links += [hit.span for hit in self._offices if hit.value.kind == "portfolio"]
        self._links = {span.start: span.end for span in sorted(links)}
        self._found: dict[Span, str] = {}
        self._surnames: dict[Span, str] = {}

    def people(self) -> tuple[Person, ...]:
        for hit in self._offices:
            in_headline = self._document.is_headline(hit.span.start)
            self._beside(hit, _END_IN_HEADLINE if in_headline else _ANY_END)
        for match in _AGE.finditer(self._text):
            self._before(_BEFORE_AGE, match.start())
        self._resolve_surnames()
        in_order = [self._found[span] for span in sorted(self._found)]
        plain = set(in_order)
        names = (name for name in in_order if not (name.endswith("s") and name[:-1] in plain))  # a genitive
        return tuple(Person(name, tuple(sorted(self._spans_of(name)))) for name in merge(names))

    def _spans_of(self, person: str) -> Iterator[Span]:
        """Where a person stands by any form of the name, or by the surname behind a title."""
        for span, name in self._found.items():
            if name.removesuffix("s") == person or merge([person, name]) in ((person,), (name,)):
                yield span
        for span, surname in self._surnames.items():
            if surname.split()[-1] == person.split()[-1]:
                yield span

    def _beside(self, hit: Hit[Office], ends: re.Pattern[str]) -> None:
        start, end = hit.span
        match hit.value.kind:
            case "speech":
                if self._text[:start].rstrip().endswith(_QUOTE_ENDS):
                    self._name_at(end + 1, ends)
            case "title":
                if self._text[start].isupper() and self._text[end : end + 1].isspace():
                    self._name_at(end + 1, ends, alone=True)
            case "plural":
                self._list_at(end + 1, ends)
            case "compound":
                if self._document.language in _COMPOUND_LANGUAGES:
                    self._after(end, ends)
            case "office":
                self._after(end, ends)
                if _APPOSITION_MARK.search(self._text, max(0, start - _WINDOW // 2), start):
                    self._before(_BEFORE_OFFICE, start)

    def _after(self, position: int, ends: re.Pattern[str]) -> None:
        """The name behind an office and what it is an office of: "Director of the UN Office at Geneva Jane Major"."""
        for _ in range(_MOST_LINKS):
            gap = _GAP.match(self._text, position)
            if gap is None:
                return
            if gap[1]:
                ends = _END_OF_APPOSITION
            link = _LINK.match(self._text, position)
            linked = self._links.get(link.end()) if link else None
            if self._name_at(gap.end(), ends, alone=not gap[1] and linked is None) is not None or linked is None:
                return
            position = linked

    def _name_at(self, position: int, ends: re.Pattern[str], *, alone: bool = False) -> int | None:
        """Notes the name that starts at a position and `ends` behind, and gives its end; a lone surname if `alone`."""
        match = _NAME.match(self._text, position)
        if match:
            return self._note(Span(*match.span())) if ends.match(self._text, match.end()) else None
        surname = _SURNAME.match(self._text, position) if alone else None
        if surname and is_surname(surname[0]) and self._is_free(span := Span(*surname.span())):
            self._surnames[span] = surname[0]
            return span.end
        return None

    def _list_at(self, position: int, ends: re.Pattern[str]) -> None:
        """ "Jane Major (R-Wyo.), Richard Roe and Mary Minor"."""
        end = self._name_at(position, ends)
        while end is not None and (separator := _NEXT_OF_LIST.match(self._text, end)):
            end = self._name_at(separator.end(), ends)

    def _before(self, pattern: re.Pattern[str], position: int) -> None:
        match = pattern.search(self._text, max(0, position - _WINDOW), position)
        if match:
            name = without_leading_words(match[1])
            self._note(Span(match.end(1) - len(name), match.end(1)))

    def _note(self, span: Span) -> int | None:
        name = person(self._text[slice(*span)])
        if name is None or not self._is_free(span):
            return None
        self._found[span] = name
        return span.end

    def _is_free(self, span: Span) -> bool:
        positions = range(*span)
        return self._bodies.isdisjoint(positions) and self._places.isdisjoint(positions)

    def _resolve_surnames(self) -> None:
        """Finds the full name of those that a title stands before only with their surname."""
        known = {name.split()[-1] for name in self._found.values()}
        unknown = dict.fromkeys(surname for surname in self._surnames.values() if surname.split()[-1] not in known)
        for surname in list(unknown)[:_MOST_SURNAMES]:
            self._resolve_surname(surname)

    def _resolve_surname(self, surname: str) -> None:
        position = self._document.title_end
        while (position := self._text.find(surname, position + 1)) >= 0:
            end = position + len(surname)
            given = _GIVEN.search(self._text, max(self._document.title_end, position - _WINDOW), position)
            if given is None or self._is_office(given[1]) or not _ENDS_NAME.match(self._text, end):
                continue
            if self._note(Span(given.start(1), end)) is not None:
                return

    def _is_office(self, word: str) -> bool:
        """Whether what stands before a surname is an office, such as "Premiärminister"."""
        return word.lower().endswith(tuple({self._document.lower[slice(*hit.span)] for hit in self._offices}))
