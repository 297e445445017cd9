"""Bodies as German names them: "Deutscher Seenverband", "Seenwacht für Ufer und Moore", "Berufsfeuerwehr Seestadt".

Nearly every such name ends in a compound, whose last part says that it is a body's: `data/german_bodies.toml`. All
nouns have a capital here, so that alone it is none yet: adjectives with a capital before it, what it is for, its place
or its acronym in brackets make it one. Names are brought to the nominative: "des Deutschen Seenverbands" is the same
body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.lexicon import Finds

_NOUN = re.compile(r"(?<![\w-])(?:[A-ZÄÖÜ]\w+- und )?[A-ZÄÖÜ]\w+(?:-\w+)*(?![\w-])")
_ADJECTIVE = re.compile(r"([A-ZÄÖÜ][a-zäöüß]{2,}(?:-[A-ZÄÖÜa-zäöüß][a-zäöüß]+)?)(e[nrsm]?) $")
# Adjectives that begin names of bodies, wherever they stand; any other needs an article before it.
_OF_BODIES = re.compile(
    r"(?:.*(?:isch|ländisch)|(?:.*-)?[Dd]eutsch|Allgemein|National|International|Regional|Kommunal|Föderal|Vereinigt|"
    r"Freiwillig|Liberal|Sozial|Zentral|Christlich|Staatlich|Städtisch|Freie?|Rot|Grün|Bundesweit)"
)
_ARTICLE = re.compile(r"\b(?:[Dd](?:er|ie|as|en|em|es)|[Ii]m|[Bb]eim|[Vv]om|[Zz]u[mr]|[Aa][mn]|[Ii]ns?|und|de[sr]) $")
_ONE = re.compile(r"\b(?:[Dd](?:er|ie|as|en|em|es)|[Ii]m|[Bb]eim|[Vv]om|[Zz]u[mr]|[Aa]m|[Ii]ns) $")
_FURTHER = re.compile(r" (?:[A-ZÄÖÜ„\"»]|für |gegen )|-")
_KIND_OF_REGION = re.compile(r"(?:Region|Landkreis|Kreis|Bezirk|Stadt|Kanton|Land|Raum) (?=[A-ZÄÖÜ])")
_OWNER = re.compile(
    r" (?:der (?:Stadt|Gemeinde|Marktgemeinde|Hansestadt|Landeshauptstadt|Universität)|"
    r"des (?:Landkreises|Kreises|Kantons|Landes|Freistaate?s|Bezirks)|zu) (?=[A-ZÄÖÜ])"
)
_AND_AROUND = " und Umgebung"
_WORD_BEFORE = re.compile(r"(\w+) $")
_SMALL_ADJECTIVE = r"[a-zäöüß]+(?:e|en|er|es)"
_NOUNS = r"(?:[A-ZÄÖÜ][a-zäöüß]+(?:liche[nr]?|ische[nr]?|andte[nr]?) )?[A-ZÄÖÜ][\w-]*\w(?!-)"
_THING = rf"(?:{_SMALL_ADJECTIVE}(?: und {_SMALL_ADJECTIVE})? )?{_NOUNS}"
_PURPOSE = re.compile(
    rf" (?:für|zur|zum|gegen(?= [A-ZÄÖÜ]))(?: de[nrm]| die| das)? {_THING}(?:(?:, {_THING})*,? (?:und|&) {_THING})?"
)
_ACRONYM = re.compile(r" \(([A-ZÄÖÜ][A-Za-zÄÖÜäöü]*[A-ZÄÖÜ][a-zäöü]?)\)")
_HYPHENED = re.compile(r"(?:-[A-ZÄÖÜ]\w+)+")  # "Seestadt-Moorheim"
_GOES_ON = re.compile(r"(?:-[A-ZÄÖÜ]\w+)* [A-ZÄÖÜ]")  # a longer name, which is no place's
_TOWN = re.compile(r" [A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ]\w+)*(?! ?[A-ZÄÖÜ]|[\w-])")
_QUOTES = frozenset('"“„»«')
_MOST_ADJECTIVES = 3
_LONGEST_ADJECTIVE = 32  # characters
_NOMINATIVE = {"m": "er", "f": "e", "n": "es"}
# "FWR-Vorsitzende", "IOC-Präsident"
_OFFICE_OF = re.compile(
    r"(?<![\w.-])([A-ZÄÖÜ][A-ZÄÖÜa-z]?[A-ZÄÖÜ]{1,5})-"
    r"(?:(?:Vize|Ehren|Haupt|Fraktions|Landes|Bundes|General|Vorstands|Aufsichtsrats|Presse)-?)?"
    r"(?i:präsident|vorsitzend|chef|sprecher|geschäftsführer|generalsekretär|sekretär|direktor|vorstand|politiker|"
    r"abgeordnet|funktionär|mitglied|ceo\b)"
)


class Body(NamedTuple):
    """Where a body stands, and its name in the nominative."""

    span: Span
    name: str


def bodies(document: Document, finds: Finds) -> Iterator[Body]:
    """The bodies of a German text that their compounds show; they may overlap."""
    if document.language != "de":
        return
    places = _places(finds)
    for match in _NOUN.finditer(document.flat):
        body = _of_noun(document, match, places)
        if (
            body is not None
            and not document.is_headline(match.start())
            and "\n" not in document.text[slice(*body.span)]
        ):
            yield body
    for match in _club().finditer(document.flat):
        if not document.is_headline(match.start()):
            yield Body(Span(*match.span()), match[0])
    for match in _OFFICE_OF.finditer(document.flat):
        if match[1] not in _no_bodies() and not document.is_shouting(Span(*match.span(1))):
            yield Body(Span(*match.span(1)), match[1])


def _of_noun(document: Document, match: re.Match[str], places: dict[int, int]) -> Body | None:
    """The body that a noun is the head of, if any."""
    text, (start, end) = document.flat, match.span()
    head = _head(match[0])
    stop = _behind_place(text, match[0], end, places)
    if head is None and stop == end:
        return None
    adjectives = _adjectives(text, start)
    if head is None:
        start -= sum(len(adjective[0]) for adjective in adjectives)
        return Body(Span(start, stop), text[start:stop])
    if stop > end:
        return _named(text, Span(start, end), stop, adjectives, head)
    if not adjectives and _goes_alone(match[0]) and _is_alone(text, start, end):
        return Body(Span(start, end), head.noun)
    stop = _behind(document, match[0], end, places, has_adjective=bool(adjectives))
    if not adjectives and (stop == end or _is_one_of_many(text, start)):
        stop = end
        if not (head.is_compound and _has_acronym(text, match[0], end)):
            return None
    return _named(text, Span(start, end), stop, adjectives, head)


def _named(text: str, noun: Span, stop: int, adjectives: list[re.Match[str]], head: _Head) -> Body:
    """The body with its adjectives, and what stands behind its noun."""
    words = [_nominative(adjective[1], adjective[2], head.gender) for adjective in adjectives]
    start = noun.start - sum(len(adjective[0]) for adjective in adjectives)
    return Body(Span(start, stop), " ".join([*words, head.noun]) + text[noun.end : stop])


def _behind_place(text: str, noun: str, end: int, places: dict[int, int]) -> int:
    """Where the place ends that a body of its kind has behind its noun; the end of the noun if none does."""
    if text[end : end + 1] != " ":
        return end
    owner = _OWNER.match(text, end) if _head(noun) else None
    if owner is None and not (_is_of_town(noun) or _is_of_place(noun)):
        return end
    start = owner.end() if owner else end + len(" ")
    if kind := _KIND_OF_REGION.match(text, start):
        start = kind.end()
    region = _regions().match(text, start)
    stop = region.end() if region else places.get(start, start)
    if stop > start:
        if hyphened := _HYPHENED.match(text, stop):
            stop = hyphened.end()
        if text.startswith(_AND_AROUND, stop):
            return stop + len(_AND_AROUND)
        return end if _GOES_ON.match(text, stop) else stop
    town = _TOWN.match(text, end) if owner is None and _is_of_town(noun) else None
    return town.end() if town else end


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether a noun stands behind an article, and no further name behind it."""
    return _ONE.search(text, max(0, start - 6), start) is not None and not _FURTHER.match(text, end)


@lru_cache(maxsize=50_000)
def is_head(noun: str) -> bool:
    """Whether a noun says that a name is an association's: "Förderkreis", "Freunde"."""
    return _head(noun) is not None or _of_association().search(noun) is not None


def with_branch(document: Document, span: Span, finds: Finds) -> Span:
    """A known body with the place of its branch: "IG Metall Moorheim"."""
    text = document.flat
    if document.language != "de" or text[span.end : span.end + 1] != " " or text[slice(*span)] not in _branching():
        return span
    start = span.end + len(" ")
    if kind := _KIND_OF_REGION.match(text, start):
        start = kind.end()
    region = _regions().match(text, start)
    stop = region.end() if region else _places(finds).get(start, start)
    if stop == start or "\n" in document.text[span.start : stop]:
        return span
    hyphened = _HYPHENED.match(text, stop)
    stop = hyphened.end() if hyphened else stop
    return span if _GOES_ON.match(text, stop) else Span(span.start, stop)


class _Head(NamedTuple):
    """A noun in the nominative, the gender of its last part, and whether there is more before that."""

    noun: str
    gender: str
    is_compound: bool


@lru_cache(maxsize=50_000)
def _head(noun: str) -> _Head | None:
    match = _heads().search(noun)
    if match is None or _others().search(noun):
        return _Head("Allgemeine", "f", is_compound=False) if noun in ("Allgemeine", "Allgemeinen") else None
    gender = next(gender for gender in _NOMINATIVE if match[gender])
    return _Head(noun[: match.end(gender)], gender, match.start() > 0)


@cache
def _heads() -> re.Pattern[str]:
    words = table("german_bodies")
    masculine, feminine, neuter = ("|".join(words[gender]) for gender in ("masculine", "feminine", "neuter"))
    return re.compile(rf"(?i:(?:(?P<m>{masculine})(?:e?s)?|(?P<f>{feminine})|(?P<n>{neuter})(?:e?s)?))$")


def _adjectives(text: str, start: int) -> list[re.Match[str]]:
    """The adjectives with a capital directly before a noun that make it a name."""
    found: list[re.Match[str]] = []
    while len(found) < _MOST_ADJECTIVES:
        match = _ADJECTIVE.search(text, max(0, start - _LONGEST_ADJECTIVE), start)
        if match is None or match[0].strip().lower() in _stops() or text[match.start() - 1 : match.start()].isalnum():
            break
        found.insert(0, match)
        start = match.start()
    while found and not (_OF_BODIES.fullmatch(found[0][1]) or _is_introduced(text, found[0].start())):
        found.pop(0)
    return found


def _is_introduced(text: str, start: int) -> bool:
    """Whether an article or a quotation mark stands before a name, so that its capital is not that of a sentence."""
    return text[start - 1 : start] in _QUOTES or _ARTICLE.search(text, max(0, start - 6), start) is not None


def _behind(document: Document, noun: str, end: int, places: dict[int, int], *, has_adjective: bool) -> int:
    """Where a name ends that what it is for, or its place, follows."""
    text = document.flat
    purpose = _PURPOSE.match(text, end) if _for_something().search(noun) else None
    if purpose and (has_adjective or text.startswith((" für ", " gegen "), end)):
        end = purpose.end()
    if text.startswith(" ", end):
        region = _regions().match(text, end + 1)
        stop = region.end() if region else places.get(end + 1, end)
        if stop > end and not _GOES_ON.match(text, stop):
            hyphened = _HYPHENED.match(text, stop)
            return hyphened.end() if hyphened else stop
    stop = places.get(end + 4, end) if text.startswith((" in ", " im "), end) else end
    return stop if noun.endswith("kirche") or _ACRONYM.match(text, stop) else end


def _places(finds: Finds) -> dict[int, int]:
    """Where the names of places begin and end."""
    return {hit.span.start: hit.span.end for hits in (finds.towns, finds.places) for hit in hits}


def _has_acronym(text: str, noun: str, end: int) -> bool:
    match = _ACRONYM.match(text, end)
    return match is not None and match[1][0].upper() == noun[0]


def _is_one_of_many(text: str, start: int) -> bool:
    """ "ein Verband für Seen": what stands before shows that it is no name."""
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_ADJECTIVE), start)
    if before is None or before[1].lower() in _introducing():
        return False
    return before[1].islower() or before[1].lower() in _stops()


def _nominative(stem: str, ending: str, gender: str) -> str:
    """An adjective of a name; one that is made of a town's name stays: "Seestädter"."""
    if ending == "er" and not _OF_BODIES.fullmatch(stem):
        return stem + ending
    return stem + _NOMINATIVE[gender]


@lru_cache(maxsize=50_000)
def _is_of_town(noun: str) -> bool:
    """Whether any name may stand behind a noun, because there is one in each town: "OLG Seestadt"."""
    return _of_towns().fullmatch(noun) is not None


@lru_cache(maxsize=50_000)
def _is_of_place(noun: str) -> bool:
    """Whether the name of a place that is known may stand behind a noun."""
    return _of_places().fullmatch(noun) is not None


@lru_cache(maxsize=50_000)
def _goes_alone(noun: str) -> bool:
    return _lone().fullmatch(noun) is not None


@cache
def _of_association() -> re.Pattern[str]:
    return re.compile(rf"(?i:{'|'.join(table('german_bodies')['of_association'])})$")


@cache
def _branching() -> frozenset[str]:
    return frozenset(table("german_bodies")["branching"])


@cache
def _of_places() -> re.Pattern[str]:
    return re.compile("|".join(table("german_bodies")["of_a_place"]))


@cache
def _lone() -> re.Pattern[str]:
    return re.compile("|".join(table("german_bodies")["alone"]))


@cache
def _of_towns() -> re.Pattern[str]:
    return re.compile("|".join(table("german_bodies")["of_a_town"]))


@cache
def _club() -> re.Pattern[str]:
    """ "Seestädter SC"."""
    clubs = "|".join(table("german_bodies")["clubs"])
    return re.compile(rf"[A-ZÄÖÜ](?<![\w-].)[a-zäöüß]+er (?:{clubs})(?! ?[A-ZÄÖÜ]|[\w-])")


@cache
def _for_something() -> re.Pattern[str]:
    """What bodies are that say in their names what they are for."""
    return re.compile(rf"(?i:{'|'.join(table('german_bodies')['for_something'])})(?:e?s)?$")


@cache
def _regions() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(table('german_bodies')['regions'])})(?![\w-])")


@cache
def _stops() -> frozenset[str]:
    return frozenset((*table("shapes")["foreign_stops"], *table("german_bodies")["stops"]))


@cache
def _others() -> re.Pattern[str]:
    """Nouns that only end like a body's."""
    return re.compile(rf"(?i:{'|'.join(table('german_bodies')['others'])})(?:e?s)?$")


@cache
def _introducing() -> frozenset[str]:
    return frozenset(table("german_bodies")["introducing"])


@cache
def _no_bodies() -> frozenset[str]:
    return frozenset(table("german_bodies")["no_bodies"])
