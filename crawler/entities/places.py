"""The countries and cities that a release names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby, pairwise
from typing import Any

from crawler.entities import unlisted_towns
from crawler.entities.data import table
from crawler.entities.document import Document, Span, fold
from crawler.entities.found import Location
from crawler.entities.geography import Place, PlaceName, city_names, countries, country_names
from crawler.entities.german_placing import is_at, is_genitive
from crawler.entities.given_names import is_family_name, is_given, is_usual_family_name, is_weak
from crawler.entities.kept import kept
from crawler.entities.lexicon import Finds, scan
from crawler.entities.looks import common_words
from crawler.entities.phrases import Hit, longest
from crawler.entities.placing import (
    follows_a_name,
    follows_an_age,
    is_in_states,
    is_located,
    is_state,
    leads_a_name,
    names_a_state,
    province_behind,
    shared_with_cities,
    state_behind,
    state_label,
    state_names,
    town_before,
)
from crawler.entities.romance_placing import is_in_longer, is_in_street
from crawler.entities.romance_towns import COUNTRIES
from crawler.entities.towns import UNITED_STATES, Town, TownName, town_names
from crawler.entities.villages import villages

# Here a capital before a country marks a noun ("Vertreter Schwedens"), or a genitive follows it.
_NOUNS_IN_CAPITALS = ("de", "ru")
# From so many inhabitants on a town needs no "in" before it where its country is at hand.
_KNOWN_TO_ALL = 100_000
_OWN_TOWNS = ("en", "sv")  # languages of whose towns we know which of their names mean something else
_SHORTEST_ALONE = 5  # characters
_PEOPLES = (is_weak, is_family_name, is_usual_family_name)
_SEVERAL = 2
_LEAST_SHARE = 0.02  # of a city's inhabitants, that a namesake has which may be meant without its state
_BASED = "-based"
# "Villalago de la Orrina", "Orrin-sur-Mer": nothing else has such a name.
_FULL_NAMES = frozenset({"fr", "es", "it", "pt", "ca", "gl"})
_FULL_NAME = re.compile(
    r"^sainte?-\w{3,}|"
    r"\w[ -](?:de|del|della|dei|do|da|dos|das|sur|en|lès|les|sous|in|nell|sul|al|di|d)[ '-](?:la |los |las |le )?\w"
)
_LISTS = re.compile(
    r", |/|,? (?:and|or|und|och|og|eller|et|y|e|i|o|ou|și|en|of|ja|a|ve|és|та|й|і|и) (?:in |de |d'|à |en |a |ad |di )?"
)

_AMONG = re.compile(r"(?:,|,? (?:and|or|to)| ?[-–/&]) ?(?:the )?")
_LONGEST_BETWEEN = 10  # characters


def find(document: Document, finds: Finds, taken: Iterable[Span]) -> tuple[Location, ...]:
    """Places in order of position, a city followed by its country; nothing that overlaps a `taken` span."""
    return _Search(document, finds).places(taken)


class _Search:
    """One document's search: which countries it is about is what tells namesakes apart."""

    def __init__(self, document: Document, finds: Finds) -> None:
        self._document, self._finds = document, finds
        self._about: frozenset[str] | None = None
        self._named = {hit.value.place.country for hit in finds.places if not hit.value.place.is_city}

    def places(self, taken: Iterable[Span]) -> tuple[Location, ...]:
        finds, taken = self._finds, list(taken)
        hits = longest([*finds.places, *finds.towns, *finds.inside, *(Hit(span, None) for span in taken)])
        groups = [(span, [hit.value for hit in group]) for span, group in groupby(hits, key=lambda hit: hit.span)]
        names = {self._name(span) for span in taken}
        found = {
            span: place
            for span, values in groups
            if (place := self._meant(span, values)) and not (place.is_city and self._is_of_club(span, names))
        }
        found |= self._listed(groups, found)
        found |= self._unlisted(found, [*taken, *(hit.span for hit in finds.inside)])
        found |= self._named_again(groups, found)
        spans: dict[tuple[str, str], list[Span]] = {}
        for span, place in sorted(found.items()):
            spans.setdefault((place.label, place.code), []).append(span)
            spans.setdefault((place.country, place.code), [])
        return tuple(Location(label, tuple(where), code) for (label, code), where in spans.items())

    def _named_again(self, groups: list[tuple[Span, list[Any]]], found: dict[Span, Place]) -> dict[Span, Place]:
        """Where what the text has shown to be a place stands again."""
        shown = {self._name(span): place for span, place in found.items()}
        for span, place in found.items():
            if is_genitive(self._document, span):
                shown.setdefault(self._name(span)[:-1], place)
        again = {span: self._nominative(span) for span, _ in groups}
        return {
            span: shown[again[span]]
            for span, values in groups
            if span not in found
            and again[span] in shown
            and all(isinstance(value, TownName | PlaceName) for value in values)
            and (self._is_in_capitals(span) or not self._is_in_name(span))
            and not (shown[again[span]].is_city and self._is_state(span))
        }

    def _is_in_name(self, span: Span) -> bool:
        return follows_a_name(self._document, span) or leads_a_name(self._document, span)

    def _is_in_capitals(self, span: Span) -> bool:
        """Whether capitals around a name say nothing: "THEFT IN ANAHEIM BEFORE CHRISTMAS"."""
        return self._document.flat[slice(*span)].isupper() and self._document.is_shouting(span)

    def _unlisted(self, found: Mapping[Span, Place], taken: Iterable[Span]) -> dict[Span, Place]:
        """Towns that no list has, in the country of most that the text names."""
        spans = [span for span in unlisted_towns.spans(self._document) if not any(map(span.overlaps, (*found, *taken)))]
        if not spans:
            return {}
        cities = Counter(place.code for place in found.values())
        code = cities.most_common(1)[0][0] if cities else COUNTRIES[self._document.language or ""][0]
        country = countries()[code].label
        names = {self._document.flat[slice(*span)] for span in spans}
        again = [
            Span(*one.span())
            for name in names
            for one in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", self._document.flat)
        ]
        free = [span for span in again if not any(map(span.overlaps, (*found, *taken)))]
        return {span: Place(self._document.flat[slice(*span)], country, code) for span in free}

    def _listed(self, groups: list[tuple[Span, list[Any]]], found: dict[Span, Place]) -> dict[Span, Place]:
        """Towns that stand in one list with a city, in the same country: "Anaheim, Tustin and Seal Beach"."""
        listed: dict[Span, Place] = {}
        for neighbours in (groups, groups[::-1]):
            for (span, _), (other, values) in pairwise(neighbours):
                place = found.get(span) or listed.get(span)
                if place is None or other in found or not place.is_city:
                    continue
                first, second = sorted((span, other))
                if not _LISTS.fullmatch(self._document.flat, first.end, second.start):
                    continue
                if not leads_a_name(self._document, other) and (town := self._listed_as(other, values, place.code)):
                    listed[other] = town
        return listed

    def _listed_as(self, span: Span, values: list[Any], country: str) -> Place | None:
        """The city that a name beside another city of a country means: a large one, or one of that country."""
        if not all(isinstance(value, TownName | PlaceName) for value in values):
            return None
        if self._document.flat[slice(*span)] in state_names():  # "Springfield, Oregon"
            return None
        large = (value.place for value in values if isinstance(value, PlaceName))
        if known := next((place for place in large if place.is_city), None):
            return known
        if fold(self._name(span)) in _ambiguous("words"):
            return None
        towns = (value.in_country(country) for value in values if isinstance(value, TownName))
        if is_usual_family_name(self._document.flat[slice(*span)]) and all(value.language for value in values):
            return None  # "Seestadt, Major und Moorheim"
        return next((town.place for town in towns if town), None)

    def _is_of_club(self, span: Span, names: Collection[str]) -> bool:
        """Whether the genitive of a name is that of a body: "Seestadts Trainer", where Seestadt plays."""
        return is_genitive(self._document, span) and self._name(span)[:-1] in names

    def _nominative(self, span: Span) -> str:
        return self._name(span)[:-1] if is_genitive(self._document, span) else self._name(span)

    def _name(self, span: Span) -> str:
        return self._document.lower[slice(*span)]

    def _meant(self, span: Span, values: list[Any]) -> Place | None:
        """The place that one span means, if any."""
        if is_in_street(self._document, span):
            return None
        known = [value.place for value in values if isinstance(value, PlaceName)]
        towns = [value for value in values if isinstance(value, TownName)]
        if len(known) + len(towns) < len(values):
            return None  # a name of something else
        if self._is_state(span):
            known, towns = [place for place in known if not place.is_city], []
        for name in towns:
            if beside := self._by_what_follows(span, name):
                return beside.place
        if towns and (small := self._in_its_state(span)):
            return small
        if towns and not any(place.code in self._countries for place in known):
            known = [place for place in known if not self._has_namesake(place, towns)]
        known.sort(key=lambda place: (place.country not in self._named, place.is_city, place.label))
        if known and self._is_place(span, known[0]):
            return known[0]
        return next((town.place for name in towns if (town := self._by_context(span, name))), None)

    def _has_namesake(self, city: Place, names: list[TownName]) -> bool:
        """Whether another town has a city's name, in a country that the release is about.

        One that is very much smaller has to be named with its state, unless the text names states: "Paris", Texas.
        """
        if not city.is_city:
            return False
        all_towns = [town for name in names for town in name.towns]
        of_city = max((town.population for town in all_towns if town.place == city), default=0)
        least = 0 if names_a_state(self._document) else of_city * _LEAST_SHARE
        return any(
            town.place.code in self._countries and town.place != city and town.population >= least for town in all_towns
        )

    def _by_what_follows(self, span: Span, name: TownName) -> Town | None:
        """ "Springfield, Ill.", "Tepic, Mexico"."""
        state = state_behind(self._document, span)
        if state is not None:
            return name.in_state(state)
        if province := province_behind(self._document, span):
            return name.in_country(province)
        if not self._document.flat.startswith(", ", span.end):
            return None
        behind = (hit.value.place for hit in self._finds.places if hit.span.start == span.end + 2)
        return next((town for place in behind if not place.is_city and (town := name.in_country(place.code))), None)

    def _in_its_state(self, span: Span) -> Place | None:
        """A town that no table has there, as its namesakes elsewhere are: "Northtown, Pennsylvania", "Fernley, BC"."""
        if not self._document.flat.startswith(",", span.end) or follows_a_name(self._document, span):
            return None
        state = state_behind(self._document, span)
        code = UNITED_STATES if state else province_behind(self._document, span)
        if code is None:
            return None
        written, country = self._document.flat[slice(*span)], countries()[code].label
        name = written.title() if written.isupper() else written
        if is_in_states(self._document, span):
            return None
        return Place(f"{name}, {state_label(state) if state else country}", country, code)

    def _by_context(self, span: Span, name: TownName) -> Town | None:
        """The largest town of that name in a country that the release is about, where it is used as a place.

        In a release that shows no country it is the largest of all.
        """
        is_word = fold(self._name(span)) in _ambiguous("words") and not follows_an_age(self._document, span)
        if is_word or state_behind(self._document, span) is not None:
            return None
        about = self._countries
        near = about if name.language is None else frozenset()  # a German name shows by itself which town is meant
        town = next((town for town in name.towns if town.place.code in near or not near), None)
        if town is None:
            town = self._where_spoken(span, name)
        if town is None and self._is_known_abroad(span, name.towns[0]):
            town = name.towns[0]
        if town is None and self._is_large_abroad(name):
            town = name.towns[0]
        if town is None or follows_a_name(self._document, span) or is_in_longer(self._document, span):
            return None
        doubtful = fold(self._name(span)) in _ambiguous("never") | _ambiguous("cautious")
        is_known = town.population >= _KNOWN_TO_ALL or self._means_nothing_else(span)
        if is_known and town.place.code in about and not doubtful and name.language is None:
            return None if leads_a_name(self._document, span) else town
        if self._document.language in _FULL_NAMES and _FULL_NAME.search(self._name(span)):
            return None if leads_a_name(self._document, span) else town
        return town if is_located(self._document, span) else None

    def _means_nothing_else(self, span: Span) -> bool:
        """Whether a town's name is neither somebody's nor a word, nor better known as something else."""
        name = self._document.flat[slice(*span)]
        if self._document.language not in _OWN_TOWNS or fold(name) in _something_else():
            return False
        words = name.split()
        if len(words) == 1 and (len(words[0]) < _SHORTEST_ALONE or any(is_so(words[0]) for is_so in _PEOPLES)):
            return False
        return not any(is_given(word) or word.lower() in common_words() for word in words)

    def _where_spoken(self, span: Span, name: TownName) -> Town | None:
        """The town of a country in which a Romance language is spoken, whatever else the release is about."""
        spoken = COUNTRIES.get(self._document.language or "", ())
        town = next((town for code in spoken if (town := name.in_country(code))), None)
        return town if town and is_located(self._document, span) else None

    def _is_known_abroad(self, span: Span, town: Town) -> bool:
        """Whether a German text says "in" or "aus" before a city of a country that it does not name."""
        name = self._document.flat[slice(*span)]
        if self._document.language != "de" or town.population < _KNOWN_TO_ALL or not is_at(self._document, span):
            return False
        if is_genitive(self._document, span):
            return False
        return not (is_given(name) or is_usual_family_name(name) or fold(name) in _ambiguous("never"))

    def _is_large_abroad(self, name: TownName) -> bool:
        """Whether a name in another language than English is that of one large city: its countries have few of them."""
        large = [town for town in name.towns if town.population >= _KNOWN_TO_ALL]
        return self._document.language not in ("en", "de", None) and len(large) == 1 and large[0] == name.towns[0]

    @property
    def _countries(self) -> frozenset[str]:
        """ISO codes of the countries that the release is about: named, by an adjective, or those of its language."""
        if self._about is None:
            namesakes = {hit.span for hit in self._finds.towns if len({t.place.code for t in hit.value.towns}) > 1}
            sure = (hit for hit in self._finds.places if hit.span not in namesakes)
            codes = {hit.value.place.code for hit in sure} | _of_publisher(self._document.publisher)
            codes |= {_codes()[hit.value.country] for hit in self._finds.demonyms}
            codes |= set(table("places")["languages"].get(self._document.language, ()))
            codes |= {UNITED_STATES} if names_a_state(self._document) else set()
            codes |= {_of_top_level(self._document.host)} - {""}
            self._about = frozenset(codes) | self._of_several_towns()
        return self._about

    def _of_several_towns(self) -> frozenset[str]:
        """The countries of which the text names two towns or more, each as a place."""
        used = {
            self._name(hit.span): hit.value.towns[0].place.code
            for hit in self._finds.towns
            if fold(self._name(hit.span)) not in _ambiguous("words") and is_located(self._document, hit.span)
        }
        counts = Counter(used.values())
        return frozenset(code for code, count in counts.items() if count >= _SEVERAL)

    def _is_place(self, span: Span, place: Place) -> bool:
        document, name = self._document, fold(self._document.flat[slice(*span)])
        if document.flat.startswith(_BASED, span.end) or _names_its_state(name):
            return True
        support = _supporting().get(name)
        if support is not None and not (support.search(document.text) or self._is_among_countries(span)):
            in_english = document.language in (None, "en")  # where towns and people go by these names
            if in_english or not is_located(document, span):
                return False
        elsewhere = place.code != UNITED_STATES and state_behind(document, span) is not None
        if fold(self._nominative(span)) in _ambiguous("cautious"):
            before_country = document.flat.startswith(f", {place.country}", span.end)
            return not elsewhere and (before_country or is_located(document, span))
        if document.flat.startswith(" Sen", span.end) and document.flat[slice(*span)] == "U S":
            return False  # part of an office, as readers have it
        if not place.is_city:
            may_follow = document.language in _NOUNS_IN_CAPITALS or self._is_in_headline(span)
            is_hyphened = document.flat.startswith("-", span.start - 1) and self._is_among_countries(span)
            return may_follow or is_hyphened or not follows_a_name(document, span)
        return not (elsewhere or follows_a_name(document, span) or leads_a_name(document, span))

    def _is_among_countries(self, span: Span) -> bool:
        """Whether a name stands in one list with a country that is called like nobody: "Israel, the UAE and India"."""
        flat = self._document.flat
        return any(
            _AMONG.fullmatch(flat, first.end, second.start)
            for hit in self._finds.places
            if not hit.value.place.is_city and fold(self._name(hit.span)) not in _supporting()
            for first, second in [sorted((hit.span, span))]
            if first.end < second.start <= first.end + _LONGEST_BETWEEN
        )

    def _is_state(self, span: Span) -> bool:
        """Whether a name that a city shares means a state: "upstate New York", "Northtown, New York"."""
        name = self._document.flat[slice(*span)]
        if name not in shared_with_cities():
            return False
        if is_state(self._document, span):
            return True
        if state_behind(self._document, span):
            return False
        town = town_before(self._document, span)
        return town is not None and not ((known := resolve(town)) and _is_large(known))

    def _is_in_headline(self, span: Span) -> bool:
        """Whether a country's letters stand in a headline between other words: "Amid Changing US Policies"."""
        document = self._document
        if document.is_bare and document.flat[slice(*span)] == "U S":
            return True
        if not document.flat[slice(*span)].isupper() or not document.is_headline(span.start):
            return False
        before = document.flat[: span.start].rpartition("\n")[2].split()[-1:]
        return bool(before) and before[0].lower() in common_words() and document.flat[span.end : span.end + 1] == " "


@lru_cache(maxsize=10_000)  # few publishers have all the releases
def _of_publisher(name: str) -> frozenset[str]:
    """The ISO codes of the countries that a publisher's name names."""
    finds = scan(Document(name, 0, None))
    codes = {hit.value.place.code for hit in finds.places} | {_codes()[hit.value.country] for hit in finds.demonyms}
    return frozenset(codes)


def _is_large(place: Place) -> bool:
    return place in _large_cities() or not place.is_city


@cache
def _large_cities() -> frozenset[Place]:
    return frozenset(name.place for _, name in city_names())


def _names_its_state(name: str) -> bool:
    """ "Washington DC": nothing else goes by such a name."""
    return re.sub(r"[\s.,]", "", name) == "washingtondc"


def _of_top_level(host: str) -> str:
    """The country of a host's top-level domain; .gov and .mil are the United States'."""
    last = host.rpartition(".")[2].upper()
    return {"UK": "GB", "GOV": UNITED_STATES, "MIL": UNITED_STATES, "COM": "", "ORG": ""}.get(last, last)


@cache
def _codes() -> dict[str, str]:
    """Labels of countries to their ISO codes."""
    return {place.label: code for code, place in countries().items()}


@cache
def _ambiguous(key: str) -> frozenset[str]:
    return frozenset(map(fold, table("places")["ambiguous"][key]))


@cache
def _something_else() -> frozenset[str]:
    return frozenset(fold(name.strip()) for name in table("towns")["something_else"].split(";"))


@cache
def _supporting() -> dict[str, re.Pattern[str]]:
    names = table("places")["ambiguous"]["with"].items()
    return {fold(name): re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") for name, words in names}


@kept(Place)
def _by_name() -> Iterator[tuple[str, Place]]:
    """What goes by a folded name, a country before a city."""
    towns = {fold(town.place.label): town.place for name in town_names().values() for town in name.towns}
    names = [(name, known) for name, known in (*city_names(), *country_names()) if known.language is None]
    small = {fold(village.town.place.label): village.town.place for _, village in villages().items()}
    return iter((small | towns | {fold(name): known.place for name, known in names}).items())


@lru_cache(maxsize=20_000)
def resolve(name: str) -> Place | None:
    """The place that goes by a name, a country before a city; None when none does."""
    return _by_name().get(fold(name.strip()))
