"""How German texts use the names of towns: "im Süden Seestadts", "Pfarrer von Seestadt", "Seestadt/Moorheim."."""

from __future__ import annotations

import re
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.geography import PlaceName
from crawler.entities.given_names import is_usual_family_name
from crawler.entities.towns import TownName

# Before towns and villages in German: "zwischen Seestadt und", "im Süden Seestadts".
_IN_GERMAN = re.compile(
    r"(?:^|[\s(„»])(?i:ab|bis|richtung|nahe|zwischen|(?:nord|süd)?(?:nörd|süd|öst|west)lich(?: von)?|unweit(?: von)?|"
    r"(?:au(?:ß|ss)er|inner|unter|ober)halb|rund um|großraum|ortschaft|(?:markt|stadt)?gemeinde|"
    r"(?:kreis|hafen|universitäts|grenz|groß|klein|nachbar|kur|alt)stadt|nachbarort|bahnhof|ortsstelle|darunter)\s$|"
    r"\b(?:im|ins|vom|beim|am|dem|das) [a-zäöüß]+(?:isch|haft|nah|lich)en?\s$"
)
_AT = re.compile(r"\b(?:[Ii]n|[Aa]us|[Nn]ach)\s$")
# "Pfarrer von Seestadt", but not "Jana von Seestadt" or "der Sieg von Seestadt".
_NOUN_OF = re.compile(
    r"(?i:chef|chefin|meister|meisterin|pfarrer|pfarrerin|rat|rätin|räte|rathaus|bischof|norden|süden|osten|westen|nähe|"
    r"umgebung|zentrum|stadt|teil|bezirk|straßen|schulen|kirche|einwohner|bürger|bevölkerung|rand|hafen|gemeinde|"
    r"vorort|inneren|höhe|gebiet|gemarkung) von\s$"
)
_PASSED = re.compile(r"über\s$")
_WAY_ON = re.compile(r" (?:nach|bis|in Richtung|weiter)\b")
# What begins a text in German: "Seestadt/Moorheim.", "Seestadt (Moor). ", "Seestadt:".
_GERMAN_DATELINE = re.compile(
    r"(?: ?/ ?[A-ZÄÖÜ][\w-]+){0,3}(?: \([\w ./-]+\))?(?:[.:,]? ?[-–—] |[.:](?!\w)|, (?:de[nr] )?\d)"
)
_FIRST_IN_LINE = re.compile(r"(?:[A-ZÄÖÜ][\w-]+(?: [\w-]+)? ?/ ?){1,3}$")
_LONGEST_BEFORE = 24  # characters


def is_at(document: Document, span: Span) -> bool:
    """Whether a German text says directly before a name that something is there, or comes or goes."""
    return _AT.search(document.flat, max(0, span.start - 6), span.start) is not None


def is_genitive(document: Document, span: Span) -> bool:
    """ "Seestadts Bürgermeister", "im Süden Seestadts": a noun beside it is no part of the name."""
    if document.language != "de" or document.flat[span.end - 1] != "s":
        return False
    from crawler.entities.lexicon import words_by_name  # which comes to this module by way of others

    name = document.lower[slice(*span)]
    return name.endswith("s") and any(isinstance(word, PlaceName | TownName) for word in words_by_name(name[:-1]))


def is_located(document: Document, span: Span, line: str) -> bool:
    """Whether a name stands as German texts place towns; `line` is what stands before it in its line."""
    if _IN_GERMAN.search(document.flat, max(0, span.start - _LONGEST_BEFORE), span.start):
        return True
    text, (start, end) = document.flat, span
    if _NOUN_OF.search(text, max(0, start - _LONGEST_BEFORE), start):
        return True
    if _PASSED.search(text, max(0, start - 6), start) and _WAY_ON.match(text, end):
        return True
    if (
        text[start - 1 : start] == "("
        and text.startswith((")", ",", "/"), end)
        and not is_usual_family_name(text[start:end])
    ):
        return True
    if line and not _FIRST_IN_LINE.fullmatch(line):
        return False
    name = document.flat[slice(*span)]
    return _GERMAN_DATELINE.match(document.flat, span.end) is not None and not is_usual_family_name(name)


@cache
def words() -> frozenset[str]:
    """Small German words, which a sentence or a heading may begin with: "Von Seestadt bis Moorheim"."""
    return frozenset(
        (
            *table("shapes")["foreign_stops"],
            *table("german_bodies")["stops"],
            *table("german_bodies")["introducing"],
            *table("german_bodies")["before_places"],
        )
    )
