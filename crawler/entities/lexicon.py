"""Everything that is known by its words, found in a document in one pass, and sorted by kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from crawler.entities import romance_towns, thesaurus
from crawler.entities.data import table
from crawler.entities.document import Document
from crawler.entities.gazetteer import Organisation, acronyms_in, gazetteer, spellings
from crawler.entities.geography import Place, PlaceName, city_names, country_names, demonyms
from crawler.entities.inflections import forms_by_script
from crawler.entities.kept import kept
from crawler.entities.known_people import KnownName, known_people
from crawler.entities.name_phrases import Entry, NamePhrases, entries
from crawler.entities.phrases import Hit, Phrases, in_order, is_spaced
from crawler.entities.place_forms import is_whole, starred
from crawler.entities.speech_subjects import ACCORDING
from crawler.entities.towns import Town, TownName, town_names
from crawler.entities.villages import village_names

_LONGEST_ACRONYM = 6  # of a place, in characters
_SHORTEST_VERB = 4  # letters of a verb of speech that shows a name

OfficeKind = Literal["office", "compound", "plural", "rank", "profession", "title", "speech", "portfolio", "royal"]


@dataclass(frozen=True, slots=True)
class Office:
    """A word that stands beside a person's name."""

    kind: OfficeKind


@dataclass(frozen=True, slots=True)
class Demonym:
    """ "Russian", of the country "Russia"."""

    country: str


@dataclass(frozen=True, slots=True)
class Institution:
    """ "Foreign Ministry", by "Ministry of Foreign Affairs"; of which country, only what is around it can tell.

    `alone` is whether it is a body without its country as well.
    """

    label: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """A longer name that holds the name of a place and is not that place: "Gulf of Mexico"."""


@dataclass(frozen=True, slots=True)
class TopicWord:
    """A word that names a topic, speaks for it or hints at it."""

    topic: str
    grade: thesaurus.Grade


@dataclass(frozen=True, slots=True)
class CompanyWord:
    """What the name of a company ends in: "Inc", "Robotics"; "Times" of a newspaper's."""

    kind: Literal["form", "business", "newspaper"]


Word = (
    Organisation | PlaceName | TownName | Office | Demonym | Institution | Inside | KnownName | TopicWord | CompanyWord
)


_TYPES = (Organisation, PlaceName, Place, TownName, Town, Office, Demonym, Institution, Inside, KnownName)
_PLACES = (PlaceName, TownName)
# Languages that write "Natos"; of what kinds of words we do not know that form already.
_GENITIVE_S = frozenset({"sv", "da", "no", "nb", "nn"})
_WITH_GENITIVE = frozenset({Organisation, Institution, TownName, KnownName, TopicWord})


@dataclass(frozen=True, slots=True)
class Finds:
    """What a document holds, by kind, in order of position; hits may overlap."""

    bodies: list[Hit[Organisation]] = field(default_factory=list)
    acronyms: list[Hit[Organisation]] = field(default_factory=list)
    places: list[Hit[PlaceName]] = field(default_factory=list)
    towns: list[Hit[TownName]] = field(default_factory=list)
    people: list[Hit[KnownName]] = field(default_factory=list)
    inside: list[Hit[Inside]] = field(default_factory=list)
    demonyms: list[Hit[Demonym]] = field(default_factory=list)
    ministries: list[Hit[Institution]] = field(default_factory=list)
    offices: list[Hit[Office]] = field(default_factory=list)
    topics: list[Hit[TopicWord]] = field(default_factory=list)
    company_words: list[Hit[CompanyWord]] = field(default_factory=list)


def scan(document: Document) -> Finds:
    """All words of the lexicon in a document. Names count with a capital, acronyms as they are written."""
    finds = Finds()
    by_kind: dict[type, list[Any]] = {
        Office: finds.offices,
        Organisation: finds.bodies,
        PlaceName: finds.places,
        TownName: finds.towns,
        KnownName: finds.people,
        Inside: finds.inside,
        Demonym: finds.demonyms,
        Institution: finds.ministries,
        TopicWord: finds.topics,
        CompanyWord: finds.company_words,
    }
    genitive = document.language in _GENITIVE_S
    spoken = (None, document.language)
    names = _names().find(document.flat, document.lower, genitive=genitive)
    words = _words(_language_of_subjects(document)).find(document.lower, genitive=genitive)
    for hit in in_order([*names, *words]):
        span, value = hit
        kind = type(value)
        if genitive and kind not in _WITH_GENITIVE and document.lower[span.end : span.end + 1].isalnum():
            continue
        if isinstance(value, _PLACES) and (value.language not in spoken or not is_whole(document.lower, span.start)):
            continue
        by_kind[kind].append(hit)
    if small_towns := romance_towns.hits(document):
        finds.towns[:] = in_order([*finds.towns, *small_towns])
    by_kind[Organisation] = finds.acronyms
    for hit in _as_written(document.language or "").find(document.flat, genitive=genitive):
        kind = type(hit.value)
        is_left_out = (
            genitive and is_spaced(document.flat[hit.span.end : hit.span.end + 1])
            if kind is CompanyWord
            else document.is_shouting(hit.span)
        )
        if not is_left_out:
            by_kind[kind].append(hit)
    return finds


def _language_of_subjects(document: Document) -> str:
    """The document's, or where few subjects have words in that, the one that its text is in.

    A police force's releases may all be filed under its country's first language.
    """
    from crawler.cleaning.language import detect  # which is seldom asked, and whose package asks this one for places

    language = document.language or "en"
    return language if language in thesaurus.spoken() else detect(document.text) or language


def words_by_name(name: str) -> Iterator[Word]:
    """What goes by a lower-case name that texts write with a capital."""
    return (word for _, word in _capitalised().all(name))


@cache
def _names() -> NamePhrases[Word]:
    """What texts write with a capital, where their script has some."""
    return NamePhrases(_capitalised())


@cache
def _words(language: str) -> Phrases[Word]:
    """What may be written with a small letter, as "riksdagen" is, and the words of topics in a language.

    There are thirty thousand of those in all, and most are words of other languages as well.
    """
    topics = ((word, TopicWord(topic.label, grade)) for word, topic, grade in thesaurus.words(language))
    return Phrases[Word]([*_small().items(), *_office_words(), *topics])


@kept(*_TYPES)
def _capitalised() -> Iterator[tuple[str, Entry[Word]]]:
    small = _small_names()
    return entries((name, word) for name, word in _name_words() if name.strip("*") not in small)


@kept(*_TYPES)
def _small() -> Iterator[tuple[str, Word]]:
    small = _small_names()
    return ((name, word) for name, word in _name_words() if name.strip("*") in small)


def _small_names() -> frozenset[str]:
    return frozenset(gazetteer().small) | {name.lower() for name, _ in _institutions() if name[0].islower()}


@cache
def _as_written(language: str) -> Phrases[Word]:
    """Acronyms of all languages, those that one has for itself ("FN" for the UN), and what companies' names end in."""
    own = acronyms_in().all("no" if language in ("nb", "nn") else language)
    return Phrases[Word]([*_acronyms().items(), *own, *_company_words()])


def _company_words() -> Iterator[tuple[str, Word]]:
    words = table("shapes")["company"]
    yield from ((form, CompanyWord("form")) for form in words["suffixes"])
    yield from ((head.title(), CompanyWord("business")) for head in words["heads"])
    yield from ((head.title(), CompanyWord("newspaper")) for head in words["newspapers"])


@kept(*_TYPES)
def _acronyms() -> Iterator[tuple[str, Word]]:
    places = ((name, place) for name, place in _place_names() if _is_acronym(name))
    institutions = (
        (name, institution) for name, institution in _institutions() if name.isupper() and _is_acronym(name)
    )
    return iter([*gazetteer().acronyms, *places, *institutions])


def _is_acronym(name: str) -> bool:
    return len(name) <= _LONGEST_ACRONYM and name.isupper()


def _place_names() -> Iterator[tuple[str, PlaceName]]:
    never = frozenset(table("places")["ambiguous"]["never"])
    for name, place in (*country_names(), *city_names()):
        if name and (name not in never or place.language is not None):  # what a language calls it, it does mean
            yield name, place


def _name_words() -> Iterator[tuple[str, Word]]:
    yield from gazetteer().names
    yield from known_people().names
    yield from ((starred(name.lower()), place) for name, place in _place_names() if not _is_acronym(name))
    yield from ((starred(name), town) for name, town in town_names().items())
    yield from ((starred(name), town) for name, town in village_names().items())
    yield from ((name.lower(), Inside()) for name in table("places")["ambiguous"]["inside"])
    yield from ((word.lower(), Demonym(country)) for word, country in demonyms().items())
    for name, institution in _institutions():
        if not (name.isupper() and _is_acronym(name)):
            yield from ((spelling, institution) for spelling in spellings(name.lower()))


@cache
def _institutions() -> tuple[tuple[str, Institution], ...]:
    """(name as it is written, office): every form of the names of offices that states have."""
    bodies = table("bodies")
    labels = {f"Ministry of {portfolio}": names for portfolio, names in bodies["ministries"].items()} | bodies[
        "institutions"
    ]
    return tuple(
        (form, Institution(label, not name.endswith("=")))
        for label, names in labels.items()
        for name in names
        for form in forms_by_script(name.rstrip("="))
    )


def _office_words() -> Iterator[tuple[str, Word]]:
    words = table("offices")
    kinds: dict[str, OfficeKind] = {"ranks": "rank", "offices": "office", "plurals": "plural", "titles": "title"}
    kinds |= {"professions": "profession", "speech": "speech", "portfolios": "portfolio"}
    by_word = {word: Office(kind) for key, kind in reversed(kinds.items()) for word in words[key]}
    yield from by_word.items()
    verbs = sorted(set(table("speech")["verbs"]) - ACCORDING - set(by_word))
    yield from ((verb, Office("speech")) for verb in verbs if " " not in verb and len(verb) >= _SHORTEST_VERB)
    yield from ((word, Office("royal")) for word in words["royals"])
    yield from ((f"*{ending}", Office("compound")) for ending in words["compounds"])
