"""The people that a release names: by a known given name, or together with an office, a title, their speech or age."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.entities import hungarian_names, introductions, known_mentions, relations, romance_people, uncased
from crawler.entities.candidates import Candidates
from crawler.entities.document import Document, Span, fold
from crawler.entities.found import Person
from crawler.entities.given_names import is_doubtful, is_given, is_weak
from crawler.entities.introductions import NEXT_OF_LIST
from crawler.entities.lexicon import Finds, Office
from crawler.entities.looks import common_words
from crawler.entities.mentions import Found, gathered_people
from crawler.entities.names import (
    INITIAL,
    NAME,
    SUFFIX,
    SURNAME,
    TOKEN,
    extent,
    is_no_name,
    is_surname,
    person,
    surname,
    without_leading_words,
    words_of,
)
from crawler.entities.nicknames import nicknamed
from crawler.entities.offices import Offices, offices_of
from crawler.entities.phrases import Hit
from crawler.entities.royals import royals
from crawler.entities.speech import verb

_NAME, _SURNAME = re.compile(rf"{NAME}{SUFFIX}?"), re.compile(SURNAME)
_GAP = re.compile(r"(,?)\s(?! )")
_LINK = re.compile(r"\s(?:(?:of|for|to|at|and|der|des|de|del|für)\s)?(?:(?:the|la)\s)?")
_APPOSITION_MARK = re.compile(r"[,–—-]\s")
_COMPOUNDS_OF_LONE = ("minister", "ministern", "ministerin", "präsident", "präsidentin", "kanzler", "sekretär")
_ROMANCE = frozenset({"es", "pt", "it", "fr", "ro", "ca"})
_CAPITALISED = re.compile(r"[^\W\d_a-zß-öø-ÿа-я][\w'-]+")
_ANY_END = re.compile("")
# In a headline, only this shows where a name ends.
_END_IN_HEADLINE = re.compile(r",|\.?(?:\n|$)| \(|:| [–—-] ")
_END_BEHIND_COURTESY = re.compile(rf"{_END_IN_HEADLINE.pattern}| (?:at|on|in|to|for|with|and|of|by|from)\b")
# Behind "the director, Jane Major" the name must end with the apposition.
_END_OF_APPOSITION = re.compile(r",|\.\s|\s(?:said|says|told)\b")
_END_OF_PROFESSION = re.compile(r"(?! [A-Z])")
_END_OF_ENTRY = re.compile(r",| \(|\n")  # of a list: "Ms Jane Park (Director)"
_QUOTE_ENDS = ("”", '"', "»", "“", ",", "'")
# As in: Jane Major, the acting director; Jane Major (R-Wyo.), chair
_BEFORE_OFFICE = re.compile(
    rf"({NAME}{SUFFIX}?)(?: \([^()]{{1,30}}\))?(?:,| [-–—])\s(?:(?:the|a|an|its|their|acting|former|deputy|executive|"
    rf"senior|associate|assistant|regional|founding|current|[A-Z][\w.'&-]*)\s){{0,4}}(?:[A-ZÅÄÖ]+-)?$"
)
# Alone on the line above what the person is.
_ABOVE = re.compile(rf"\n({NAME}{SUFFIX}?)(?:, [\w. ]{{2,12}})?\n{{1,2}}$")
_LINE = re.compile(r"[^\n]{0,90}(?<![.!?])(?=\n|$)")
_LIST_LINE = re.compile(rf"(?m)^[*•–-] ?({NAME}{SUFFIX}?)(?= [–—-] |, |: | \(|$)")
_FEWEST_LINES = 3
# The given name before a surname, not itself preceded by another capitalised word; and what may follow the surname.
_GIVEN = re.compile(rf"(?:^|[^\w.'-]|[^A-Z\W][\w.'-]* |[^\w] )({TOKEN}(?: {INITIAL})?) $")
_ENDS_NAME = re.compile(r"(?!['-]?\w| [A-Z])|'s")
_NEAR_VERB = 16  # characters
_WINDOW = 90  # characters before an office in which the name stands
_MOST_LINKS = 4
_MOST_SURNAMES = 20
_MOST_WORDS_OF_NAME = 4
_GOES_ON = re.compile(r"[ -][^\W\d_a-zß-öø-ÿ]|'s? [^\W\d_a-zß-öø-ÿ]")  # with another word of a longer name
_LAST_LATIN = "\u024f"
_SLAVIC_SURNAME = re.compile(
    r"[А-ЯЁІЇЄ]\w+(?:[оеё]в|[иы]н|ск|енк|швил)(?:а|у|ым|ой|ий|ого|ая|о|и)?(?![\w-])(?! [А-ЯЁІЇЄ])"
)
_ET_AL = re.compile(rf"({INITIAL}(?: {INITIAL})* {TOKEN}|{TOKEN} (?:[A-Z]\.)+),? et al\b")
_FRENCH_MISTER = re.compile(r"(?<![\w.])M\. (?=[^\W\d_])")
_SHORTEST_SMALL_RANK = 4  # letters, of one that may be written small


def find(document: Document, finds: Finds, bodies: Iterable[Span]) -> tuple[Person, ...]:
    """The people of a document, each once with all places where a form of the name stands; none overlaps a body."""
    return _Search(document, finds, list(bodies)).people()


class _Search:
    """One document's search: what has been found so far, and what may stand between an office and a name."""

    def __init__(self, document: Document, finds: Finds, bodies: list[Span]) -> None:
        self._document, self._text, self._finds = document, document.unwrapped, finds
        self._offices = offices_of(document, finds)
        titled = ("compound", "office", "profession", "rank", "title")
        self._office_at = {hit.span.end: hit.span.start for hit in self._offices if hit.value.kind in titled}
        words = ("office", "profession", "rank", "title", "plural")
        self._office_starts = frozenset(hit.span.start for hit in self._offices if hit.value.kind in words)
        of_places = (hit.span for hit in finds.places if " " in self._text[slice(*hit.span)])
        self._taken = frozenset().union(*(range(*span) for span in (*bodies, *of_places)))
        links = [*bodies, *(hit.span for hit in (*finds.places, *finds.ministries, *finds.demonyms))]
        links += [hit.span for hit in self._offices if hit.value.kind == "portfolio"]
        self._links = {span.start: span.end for span in sorted(links)}
        self._found = Found({}, {}, {}, set())
        self._occupied: dict[int, Span] = {}
        self._known_surnames: frozenset[str] | None = None

    def people(self) -> tuple[Person, ...]:
        self._known()
        self._with_nickname()
        self._royal()
        for span, name in hungarian_names.names(self._document):
            self._note_uncased(span, name)
        for span in Candidates(self._document, self._taken, self._office_starts).names():
            self._note(span)
        for hit in self._offices:
            if self._is_small_word(hit):
                continue
            ends = _END_BEHIND_COURTESY if hit.value.kind == "title" else _END_IN_HEADLINE
            self._beside(hit, ends if self._document.is_headline(hit.span.start) else _ANY_END)
        self._shown_around()
        roles = {hit.span.end for hit in self._offices if hit.value.kind in ("office", "profession")}
        for span in introductions.names(self._text, roles):
            self._note(span)
        self._in_lists()
        for span, name in uncased.names(self._document):
            self._note_uncased(span, name)
        self._found.nicknames.update(uncased.in_latin(self._document))
        self._between()
        self._resolve_surnames()
        return gathered_people(
            self._document, self._found, self._taken, Offices(self._document, self._offices, self._found.full)
        )

    def _shown_around(self) -> None:
        """Whom an age, a relation, "et al." or a French "M." shows."""
        for finder in (relations, romance_people):
            for span in finder.names(self._text, self._document.language):
                self._note(span)
        for match in _ET_AL.finditer(self._text) if " et al" in self._text else ():
            self._note(Span(*match.span(1)))
        for span in relations.given_names(self._text, self._document.language):
            if self._is_free(span) and span.start not in self._occupied:
                self._found.lone[span] = self._text[slice(*span)]
        if self._document.language == "fr":
            for match in _FRENCH_MISTER.finditer(self._text):
                self._name_at(match.end(), _ANY_END, alone=True)

    def _known(self) -> None:
        """Who needs no other sign."""
        known = known_mentions.find(self._document, self._finds, self._taken)
        self._found.full.update(known.full)
        self._found.lone.update(known.lone)
        self._found.known.update(known.lone)
        for span in (*known.full, *known.lone):
            self._occupied.update(dict.fromkeys(range(*span), span))

    def _with_nickname(self) -> None:
        """'Jane "Jay" Major' is Jane Major, and so is Jay Major."""
        for name in nicknamed(self._text):
            if self._is_free(name.span):
                self._found.full[name.span] = name.name
                self._found.nicknames[name.by_nickname] = name.name
                self._occupied.update(dict.fromkeys(range(*name.span), name.span))

    def _royal(self) -> None:
        """ "Prinz William" goes by the given name."""
        for span in royals(self._text, self._offices):
            if self._is_free(span):
                self._found.lone[span] = self._text[slice(*span)]
                self._occupied.update(dict.fromkeys(range(*span), span))

    def _in_lists(self) -> None:
        """Who begins the lines of a list in most of which a person is known: "- Jane Major – Harbour"."""
        lines = [match for match in _LIST_LINE.finditer(self._text) if "  " not in match[1]]
        known = sum(match.start(1) in self._occupied for match in lines)
        if len(lines) >= _FEWEST_LINES and known >= len(lines) / 2:
            for match in lines:
                if not common_words().issuperset(match[1].lower().split()):  # "- Safety Measures: "
                    self._note(Span(*match.span(1)))

    def _beside(self, hit: Hit[Office], ends: re.Pattern[str]) -> None:
        start, end = hit.span
        match hit.value.kind:
            case "speech" if self._text[max(0, start - 4) : start].rstrip().endswith(_QUOTE_ENDS):
                self._name_at(end + 1, ends, alone=self._document.language != "de")
            case "speech" if self._text[start] > _LAST_LATIN:
                self._slavic_at(end + 1)
            case "title" if self._text[start].isupper() and self._text[end : end + 1].isspace():
                self._titled_at(end + 1, ends)
            case "plural":
                self._list_at(end + 1, ends)
            case "compound":
                self._after(end, ends, alone=self._text[start:end].lower() in _COMPOUNDS_OF_LONE)
                self._apposed(start)
            case "office" | "rank":
                self._after(end, ends, alone=self._may_lead_surname(hit))
                self._apposed(start)
                if not self._text.startswith("-", end):
                    self._above(start)
            case "profession":
                if self._text[start].islower():
                    self._after(end, _END_OF_PROFESSION, alone=False)
                self._apposed(start)
                self._above(start)

    def _is_small_word(self, hit: Hit[Office]) -> bool:
        """Whether what could be a short rank is a word of another language: "da", "det"."""
        start, end = hit.span
        return hit.value.kind == "rank" and end - start < _SHORTEST_SMALL_RANK and self._text[start].islower()

    def _speaks(self, office: Span) -> bool:
        """Whether the one in an office speaks, by the surname alone: "said Chairman Major", "Chairman Major said"."""
        if not self._text[office.start].isupper():
            return False
        lower = self._document.lower
        before = verb().search(lower, max(0, office.start - _NEAR_VERB), office.start)
        if before is not None and not lower[before.end() : office.start].strip():
            return True
        lone = _SURNAME.match(self._text, office.end + 1)
        return lone is not None and verb().match(lower, lone.end() + 1) is not None

    def _may_lead_surname(self, hit: Hit[Office]) -> bool:
        return hit.value.kind == "rank" or self._speaks(hit.span) or self._leads_surname(hit.span)

    def _leads_surname(self, office: Span) -> bool:
        """Whether an office with a capital leads a surname that is no other word: "Secretary Major, who"."""
        if (
            self._document.language != "en"
            or not self._text[office.start].isupper()
            or " " in self._text[slice(*office)]
        ):
            return False
        lone = _SURNAME.match(self._text, office.end + 1)
        if lone is None or lone.end() + 1 in self._links or self._document.is_headline(office.start):
            return False
        rare = lone[0].split()[-1].lower() not in common_words()
        return rare and not lone[0].isupper() and not _GOES_ON.match(self._text, lone.end())

    def _titled_at(self, position: int, ends: re.Pattern[str]) -> None:
        if self._courtesy_at(position) is None:
            self._name_at(position, ends, alone=True)

    def _courtesy_at(self, position: int) -> int | None:
        """ "Mr Vi Major": what a courtesy stands before is a name, though one of its words means something else."""
        if self._document.language != "en" or position in self._occupied:
            return None
        match = _NAME.match(self._text, position)
        name = match[0] if match else ""
        words = name.split()
        other = [word for word in words if is_no_name(word)]
        if not words or person(name) or len(other) != 1 or len(words) > _MOST_WORDS_OF_NAME:
            return None
        begins_entry = (is_given(words[0]) or is_weak(words[0])) and _END_OF_ENTRY.match(
            self._text, position + len(name)
        ) is not None
        if not begins_entry and (words[-1] in other or self._document.is_headline(position)):
            return None
        span = Span(position, position + len(name))
        if any(place in self._office_starts for place in range(*span)) or not self._is_free(span):
            return None
        self._found.full[span] = name
        self._occupied.update(dict.fromkeys(range(*span), span))
        return span.end

    def _apposed(self, position: int) -> None:
        """ "Jane Major, the director"."""
        if _APPOSITION_MARK.search(self._text, max(0, position - _WINDOW // 2), position):
            self._before(_BEFORE_OFFICE, position)

    def _above(self, position: int) -> None:
        """ "Jane Major" on a line, "Spokesperson" on the next."""
        start = self._text.rfind("\n", max(0, position - _WINDOW), position) + 1
        words = self._text[start:position].split() if start else [""]
        if (
            self._text[position].isupper()
            and all(word[:1].isupper() for word in words)
            and _LINE.match(self._text, start)
        ):
            self._before(_ABOVE, start)

    def _after(self, position: int, ends: re.Pattern[str], *, alone: bool) -> None:
        """The name behind an office and what it is an office of: "Director of the UN Office at Geneva Jane Major"."""
        for _ in range(_MOST_LINKS):
            gap = _GAP.match(self._text, position)
            if gap is None:
                return
            if gap[1]:
                ends = _END_OF_APPOSITION
            link = _LINK.match(self._text, position)
            linked = self._links.get(link.end()) if link else None
            lone = alone and not gap[1] and linked is None and not self._is_of(gap.end())
            if self._name_at(gap.end(), ends, alone=lone) is not None or linked is None:
                return
            position = linked

    def _is_of(self, position: int) -> bool:
        """Whether what an office is an office of follows: "el presidente del Partido"."""
        return self._document.language in _ROMANCE and self._text[position : position + 1].islower()

    def _name_at(self, position: int, ends: re.Pattern[str], *, alone: bool = False) -> int | None:
        """Notes the name that starts at a position and `ends` behind, and gives its end; a lone surname if `alone`."""
        known = self._occupied.get(position)
        if known is not None:
            return known.end
        match = _NAME.match(self._text, position)
        if match and self._goes_by(match):
            return self._lone_at(position)
        if match:
            noted = self._note(Span(*match.span())) if ends.match(self._text, match.end()) else None
            if noted is not None or not alone:
                return noted
        return self._lone_at(position) if alone else None

    def _slavic_at(self, position: int) -> None:
        """ "Как сказал Майоров": a surname alone that ends as Slavic ones do."""
        lone = _SLAVIC_SURNAME.match(self._text, position)
        if lone is not None and position not in self._occupied:
            self._lone_at(position)

    def _goes_by(self, name: re.Match[str]) -> bool:
        """Whether the first word of what looks like a name is the surname of somebody found: "Minister Major Hall"."""
        first = name[0].split()[0]
        return not is_given(first) and first in self._surnames() and name[0] not in self._found.full.values()

    def _surnames(self) -> frozenset[str]:
        """Of whom was found by the name alone, written last."""
        if self._known_surnames is None:
            self._known_surnames = frozenset(name.split()[-1] for name in self._found.full.values())
        return self._known_surnames

    def _lone_at(self, position: int) -> int | None:
        """ "Mr Major": not "Mr Speaker"."""
        lone = _SURNAME.match(self._text, position)
        if lone is None or position in self._office_starts or not is_surname(lone[0]):
            return None
        if (is_given(lone[0]) or is_doubtful(lone[0])) and _GOES_ON.match(self._text, lone.end()):
            return None  # a given name before a family name that nothing shows the end of
        if self._goes_on_with_office(lone.end() + 1):
            return None  # a body and somebody's office in it: "said Acme President Jane Major"
        if self._document.is_headline(position) and not self._stands_below(lone[0]):
            return None
        span = Span(*lone.span())
        if not self._is_free(span) or (lone[0] > _LAST_LATIN and position in self._links):
            return None
        self._found.lone[span] = lone[0]
        return span.end

    def _goes_on_with_office(self, position: int) -> bool:
        """Whether an office or what belongs to one ("Senior") begins at a position with a capital."""
        word = _CAPITALISED.match(self._text, position)
        return word is not None and (position in self._office_starts or fold(word[0]) in words_of("modifiers"))

    def _stands_below(self, word: str) -> bool:
        """Whether the text goes on with a word of the title: "Senator Claims Victory" names nobody."""
        word = word if not word.isupper() else word.title()
        return word.isupper() or self._text.find(word, self._document.title_end) >= 0

    def _list_at(self, position: int, ends: re.Pattern[str]) -> None:
        """ "Jane Major (R-Wyo.), Richard Roe and Mary Minor"."""
        end = self._name_at(position, ends)
        lone = _SURNAME.match(self._text, position) if end is None else None
        if lone and NEXT_OF_LIST.match(self._text, lone.end()):
            end = self._lone_at(position)
        while end is not None and (separator := NEXT_OF_LIST.match(self._text, end)):
            end = self._name_at(separator.end(), ends, alone=True)

    def _before(self, pattern: re.Pattern[str], position: int) -> None:
        match = pattern.search(self._text, max(0, position - _WINDOW), position)
        if match:
            name = without_leading_words(match[1])
            self._note(Span(match.end(1) - len(name), match.end(1)))

    def _between(self) -> None:
        """Who stands in a list between two that are known: "Jane Major, Xy Abc and Richard Roe"."""
        for span in sorted(self._found.full):
            separator = NEXT_OF_LIST.match(self._text, span.end)
            match = _NAME.match(self._text, separator.end()) if separator else None
            following = NEXT_OF_LIST.match(self._text, match.end()) if match else None
            if match and following and following.end() in self._occupied:
                self._note(Span(*match.span()))

    def _note(self, span: Span) -> int | None:
        """Keeps a name, and gives its end."""
        known = next((self._occupied[place] for place in range(*span) if place in self._occupied), None)
        if known is not None:
            return known.end
        name = person(self._text[slice(*span)])
        if name is None or not self._is_free(span) or self._begins_with_office(span):
            return None
        span = Span(span.start, span.start + extent(self._text[slice(*span)], name))
        self._found.full[span] = name
        self._occupied.update(dict.fromkeys(range(*span), span))
        return span.end

    def _note_uncased(self, span: Span, name: str) -> None:
        """Keeps a name in a script that has no capitals to judge it by."""
        if self._is_free(span) and not any(place in self._occupied for place in range(*span)):
            self._found.full[span] = name
            self._occupied.update(dict.fromkeys(range(*span), span))

    def _begins_with_office(self, span: Span) -> bool:
        """ "Bundesministerin Jane Major"."""
        end = span.start + len(self._text[slice(*span)].split()[0])
        return self._office_at.get(end, end) < end

    def _is_free(self, span: Span) -> bool:
        return self._taken.isdisjoint(range(*span))

    def _resolve_surnames(self) -> None:
        """Finds the full name of those that a title stands before only with their surname."""
        known = {surname(name) for name in self._found.full.values()}
        unknown = dict.fromkeys(lone for lone in self._found.lone.values() if lone.split()[-1] not in known)
        for lone in list(unknown)[:_MOST_SURNAMES]:
            self._resolve_surname(lone)

    def _resolve_surname(self, lone: str) -> None:
        position = self._document.title_end
        while (position := self._text.find(lone, position + 1)) >= 0:
            end = position + len(lone)
            given = _GIVEN.search(self._text, max(self._document.title_end, position - _WINDOW), position)
            if given is None or not _ENDS_NAME.match(self._text, end) or fold(given[1]) in words_of("starters"):
                continue
            if self._note(Span(given.start(1), end)) is not None:
                return
