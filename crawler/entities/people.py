"""The people that a release names together with an office, a title, their speech or their age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crawler.entities.document import Document, Span, is_headline
from crawler.entities.lexicon import Finds, Office
from crawler.entities.names import INITIAL, NAME, SURNAME, TOKEN, is_surname, merge, person, without_leading_words
from crawler.entities.phrases import Hit, longest

_NAME, _SURNAME = re.compile(NAME), re.compile(SURNAME)
_GAP = re.compile(r"(,?)\s(?! )")
_LINK = re.compile(r"\s(?:(?:of|for|to|at|and|der|des|de)\s)?(?:the\s)?")
# Behind "the director, Jane Doe" the name must end with the apposition.
_END_OF_APPOSITION = re.compile(r",|\.\s|\s(?:said|says|told)\b")
_NEXT_OF_LIST = re.compile(r"(?: \([^()]{1,20}\))?(?:,? and |, |; | & )(?:(?:Dr|Mr|Ms|Mrs)\.? )?")
_QUOTE_ENDS = ("”", '"', "»", "“", ",", "'")
# "Jane Doe, the acting director", "Jane Doe (R-Wyo.), chair"
_BEFORE_OFFICE = re.compile(
    rf"({NAME})(?: \([^()]{{1,30}}\))?,\s(?:(?:the|a|an|its|their|acting|former|deputy|executive|senior|associate|"
    rf"assistant|regional|founding|current|[A-Z][\w.'&-]*)\s){{0,4}}$"
)
_AGE = re.compile(r",\s(?:aged?\s)?\d{2}(?=[,;)]| of\b)")
_BEFORE_AGE = re.compile(rf"({NAME})$")
_WINDOW = 90  # characters before an office in which the name stands
_MOST_LINKS = 4
_MOST_SURNAMES = 20


@dataclass
class People:
    """`names` in order of position; `spans` cover every mention, lone surnames included."""

    names: tuple[str, ...] = ()
    spans: list[Span] = field(default_factory=list)


def find(document: Document, finds: Finds, bodies: Iterable[Span]) -> People:
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

    def people(self) -> People:
        for hit in self._offices:
            if hit.span.start > self._document.title_end and not is_headline(self._document.line(hit.span.start)):
                self._beside(hit)
        for match in _AGE.finditer(self._text):
            self._before(_BEFORE_AGE, match.start())
        self._resolve_surnames()
        in_order = [self._found[span] for span in sorted(self._found)]
        return People(merge(in_order), [*self._found, *self._surnames])

    def _beside(self, hit: Hit[Office]) -> None:
        start, end = hit.span
        match hit.value.kind:
            case "speech":
                if self._text[:start].rstrip().endswith(_QUOTE_ENDS):
                    self._name_at(end + 1)
            case "title":
                if self._text[start].isupper() and self._text[end : end + 1].isspace():
                    self._name_at(end + 1, alone=True)
            case "plural":
                self._list_at(end + 1)
            case "office":
                self._after(end)
                self._before(_BEFORE_OFFICE, start)

    def _after(self, position: int) -> None:
        """The name behind an office and what it is an office of: "Director of the UN Office at Geneva Jane Doe"."""
        for _ in range(_MOST_LINKS):
            gap = _GAP.match(self._text, position)
            if gap is None:
                return
            apposition = bool(gap[1])
            if self._name_at(gap.end(), alone=not apposition, apposition=apposition) is not None:
                return
            link = _LINK.match(self._text, position)
            linked = self._links.get(link.end()) if link else None
            if linked is None:
                return
            position = linked

    def _name_at(self, position: int, *, alone: bool = False, apposition: bool = False) -> int | None:
        """Notes the name that starts at a position and gives its end; a lone surname only if `alone`."""
        match = _NAME.match(self._text, position)
        if match:
            ends_well = not apposition or _END_OF_APPOSITION.match(self._text, match.end())
            return self._note(Span(*match.span())) if ends_well else None
        surname = _SURNAME.match(self._text, position) if alone else None
        if surname and is_surname(surname[0]) and self._is_free(span := Span(*surname.span())):
            self._surnames[span] = surname[0]
            return span.end
        return None

    def _list_at(self, position: int) -> None:
        """ "Jane Doe (R-Wyo.), Richard Roe and Mary Major"."""
        end = self._name_at(position)
        while end is not None and (separator := _NEXT_OF_LIST.match(self._text, end)):
            end = self._name_at(separator.end())

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
            pattern = re.compile(rf"(?<![\w.'-] )\b{TOKEN}(?: {INITIAL})? {re.escape(surname)}\b(?!['-]?\w| [A-Z])")
            for match in pattern.finditer(self._text, self._document.title_end):
                if self._note(Span(*match.span())) is not None:
                    break
