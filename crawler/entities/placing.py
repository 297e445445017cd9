"""How a text uses a name: as a place, or within another name. What stands directly around it tells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from crawler.entities import german_placing, romance_placing
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.geonames import geonames
from crawler.entities.profiles import alike

_LOCATIVE = re.compile(
    r"(?:^|[\s(])(?:in|into|within|throughout|from|near|to|visited|visits|visiting|besökte|besöker|besöka|besuchte|besucht|outside|downtown|around|across|at|via|en|à|a|de|del|al|desde|em|nach|aus|bei|i|från|till|"
    r"vid|utanför|la|din|în|w|we|z|do|te|uit|v|na|ve|в|во|из|под|у|у м\.|г\.)\s$",
    re.IGNORECASE,
)
# "Jane Major, 29, Anaheim", "29, formerly of Anaheim"
_AGE = re.compile(r",\s\d{1,3}(?: years old)?,\s(?:(?:both |all |formerly )?of )?$")
_BEHIND_DATE = re.compile(r"\b(?:19|20)\d\d ?[-–—] $")  # "(Lakewire) - May 30, 2025 - DALLAS —"
_LONGEST_AGE = 30  # characters
_LONGEST_BEFORE = 12  # characters
_LONGEST_KIND = 24  # characters
# "in der Landeshauptstadt Erfurt", "the town of Anaheim", "la ville de Lyon"
_KIND = re.compile(
    r"(?:\b(?:(?:[Cc]ity|[Cc]ities|[Tt]owns?|[Vv]illages?|municipality|suburb|heart|outskirts|streets|people|"
    r"residents) of|"
    r"(?:Ville|ville|village|commune|port) (?:d'|de)|"
    r"(?:ciudad|localidad|municipio|cidade|município|città|comune) (?:de|di|da)|mie[śs]cie|miasta|miasto|"
    r"[Mm]iasto|[Mm]ěsto|městě|[Oo]bec|obci|[Kk]aupunki|"
    r"ora[șş]ul|municipiul|staden|kommunen|byen|stad|город|города|городе|городу)(?:\s|(?<='))|(?:[Ss]tadt|Gemeinde|[Ss]tandort|[Ss]itz|Raum)\s|"
    r"مدينة )$"
)
# "the Anaheim area", "an Anaheim man", "Anaheim Man Charged"
_AREA = re.compile(
    r"(?:-based| (?:metro(?:politan)? )?[Aa]rea| suburbs?| natives?| office|"
    r" (?:[Rr]esident|[Tt]een|[Tt]eenager|[Cc]ouple|[Mm]other|[Ff]ather)s?| (?:[Mm]|[Ww]om)[ae]n)\b| / "
)
_DATELINE = re.compile(r" ?(?:[-–—]|\([A-Z][\w. ]+\)|, [A-Z][\w.]+(?: [A-Z][\w.]+)? ?[-–—,(])")
_IN_BRACKETS = re.compile(r",|\)? [-–—]")  # behind "(": "(Oslo, 3 May)", "(OSLO) – ", "(Oslo – 3 May)"
# The same without marks: "NORTHTOWN Monday May 3 The town".
_DAY_BEHIND = re.compile(
    r" (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)"
)
# Behind a dateline of a text that has lost its marks: "NORTHTOWN U S Senator".
_SENATOR_BEHIND = re.compile(r" (?:U\.? ?S\.? |United States |(?:Sen|Rep)(?:s|ators?|resentatives?)?\b)")
_STATE_BESIDE = re.compile(  # "upstate", "the state of"
    r"(?:\b(?:[Uu]pstate|[Nn]orthern|[Ss]outhern|[Ee]astern|[Ww]estern|[Cc]entral|(?:[Ss]tate|[Pp]rovince) of)) $"
)
_LONGEST_CODE = 3  # characters
_LONGEST_SHORT = 5  # characters of what is written short: "Sask."
_LONGEST_BESIDE = 24  # characters
_TOWN_BEFORE = re.compile(r"([A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}), $")
_STATE_ALONE = frozenset({"New York", "Washington"})  # where the city is meant more often
_WORDS = frozenset(
    {"IN", "OR", "ME", "OK", "HI", "OH", "PA", "LA", "AL", "DE", "ID", "CO"}
)  # no states without a comma
_WITHIN = ("-", "&", ".", "@")  # "Oslo-Oslo", "Example.Oslo"
_PREVIOUS_WORD = re.compile(r"(\S+) $")


# Where somebody or something is, by the end of the name alone: "Debrecenben", "Van'da".
_LOCATIVE_CASES = {
    "fi": re.compile(r"(?:ss|st|ll|lt)[aä]$|lle$|([aeiouyäö])\1n$"),
    "hu": re.compile(r"(?:b[ae]n?|b[óő]l|r[óő]l|r[ae]|t[óő]l|n[áé]l|h[oeö]z|[oeöáé]n|[eo]tt)$"),
    "lt": re.compile(r"(?:oje|ėje|yje|uje|uose|ose|ėse)$"),
}
# "Vác közelében", "Sapanca ilçesinde"
_BEHIND = {
    "fi": re.compile(r" (?:kaupun|kunna)"),
    "hu": re.compile(r" (?:közelé|felé|város|mellett|környék|térség)"),
    "tr": re.compile(r" (?:(?:il|ilçe|kent)(?:i|si)|merkezli)"),
}
_TURKISH_OFFICE = re.compile(r" (?:Milletvekil|Valis|Kaymakam|Muhtar|Müftü)")  # "İzmir Milletvekili"
_TURKISH_CASE = re.compile(r"'(?:[dt][ae](?:n|ki)?|[yn]?[ae])\b")


def follows_a_name(document: Document, span: Span) -> bool:
    """ "Jack London", "Air Canada": a capitalised word of another name stands directly before."""
    if german_placing.is_genitive(document, span):
        return False
    before = _PREVIOUS_WORD.search(document.unwrapped, max(0, span.start - 30), span.start)
    if before is not None and (begins_dateline(document, span) or before[1].endswith("'s")):
        return False
    if before is None:
        return document.flat.startswith(_WITHIN, span.start - 1) if span.start else False
    word = before[1]
    if not word[:1].isupper() or not word[-1].isalpha() or word.lower() in _plain_before():
        return False
    if document.language == "de" and word.lower() in german_placing.words():
        return False
    if document.language in _LOCATIVE_CASES and _is_in_locative(document, span):
        return False
    if document.language == "tr" and (
        "'" in word or (_is_in_locative(document, span) and _begins_sentence(document, before.start()))
    ):
        return False
    return _KIND.search(document.flat, max(0, span.start - _LONGEST_KIND), span.start) is None


def leads_a_name(document: Document, span: Span) -> bool:
    """ "Chicago Police Department", "Paris Hilton": a capitalised word stands directly behind; "Lakes län"."""
    if document.flat.startswith(" län", span.end):
        return True
    if document.language == "tr" and _TURKISH_OFFICE.match(document.flat, span.end):
        return False
    if begins_dateline(document, span) or german_placing.is_genitive(document, span):
        return False
    if (
        document.language == "de"
        and document.text[span.end : span.end + 1] == " "
        and german_placing.is_at(document, span)
    ):
        return False  # any noun may follow: "aus Seestadt Fische"
    after = document.text[span.end : span.end + 2]
    return len(after) > 1 and after[0] in " -&" and after[1].isupper()


def begins_dateline(document: Document, span: Span) -> bool:
    """ "NORTHTOWN Monday May 3", "May 3 2024 NORTHTOWN U S Senator", where a text has lost its marks."""
    is_shouted = document.flat[slice(*span)].isupper()
    if document.is_bare:
        is_dated = document.text[max(0, span.start - 2) : span.start - 1].isdigit()
        if is_shouted and (is_dated or _stands_out(document, span)):
            return True
        return (is_shouted or is_dated) and _SENATOR_BEHIND.match(document.flat, span.end) is not None
    if not is_shouted or document.text[span.start - 1 : span.start] not in ("\n", ""):
        return False
    return _DAY_BEHIND.match(document.flat, span.end) is not None


def _stands_out(document: Document, span: Span) -> bool:
    """Whether words around a name in capitals are not: "the Omnibus Bill NORTHTOWN Homeland Security"."""
    around = document.flat[: span.start].rsplit(maxsplit=1)[-1:], document.flat[span.end :].split(maxsplit=1)[:1]
    return span.end - span.start > _LONGEST_CODE and not any(word.isupper() for words in around for word in words)


def is_state(document: Document, span: Span) -> bool:
    """Whether a name that a city shares means the state or province: "Northtown, New York", "upstate New York"."""
    name = document.flat[slice(*span)]
    if name not in shared_with_cities() or state_behind(document, span) or province_behind(document, span):
        return False
    if name in _states() and name.title() not in _STATE_ALONE:
        return True
    before = document.flat[max(0, span.start - _LONGEST_BESIDE) : span.start]
    if _STATE_BESIDE.search(before):
        return True
    joined = before.removesuffix(" and ") if before.endswith(" and ") else ""
    return name in _provinces() and joined.endswith(tuple(_provinces()))


def is_in_states(document: Document, span: Span) -> bool:
    """Whether a name is a state's, or the end of one, as in a list of states: "Oregon, Idaho", "South Dakota, Ohio"."""
    name = document.flat[slice(*span)]
    return any(state == name or state.endswith(f" {name}") for state in _states()) or (
        town_before(document, span) in _states()
    )


def town_before(document: Document, span: Span) -> str | None:
    """The words with capitals that stand with a comma before a name: "Northtown" of "Northtown, New York"."""
    before = _TOWN_BEFORE.search(document.flat, max(0, span.start - 2 * _LONGEST_BESIDE), span.start)
    return before[1] if before else None


def state_behind(document: Document, span: Span) -> str | None:
    """The two letters of the state of the USA that stands behind a name: ", Idaho", ", ID", ", Ida." or " Idaho"."""
    match = _state().match(document.flat, span.end)
    return _states()[match[1] or match[2]] if match else None


def state_label(code: str) -> str:
    """The name of a state of the USA, by its two letters."""
    return str(geonames().get_us_states()[code]["name"])


def province_behind(document: Document, span: Span) -> str | None:
    """The country of the province that stands behind a name: "Vancouver, BC", "Perth, Western Australia"."""
    match = _province().match(document.flat, span.end)
    return _provinces()[match[1]] if match else None


def is_located(document: Document, span: Span) -> bool:
    """Whether a name stands as a place does: after "in", behind an age, in a dateline, or as in "(Oslo, 3 May)"."""
    if _AREA.match(document.flat, span.end):
        return True
    if begins_dateline(document, span):
        return True
    if leads_a_name(document, span):
        return False
    before = max(0, span.start - _LONGEST_BEFORE)
    if document.flat.startswith("(", span.start - 1) and _IN_BRACKETS.match(document.flat, span.end):
        return True
    if _LOCATIVE.search(document.flat, before, span.start) or _is_located_in(document.language or "", document, span):
        return True
    if follows_an_age(document, span) or _BEHIND_DATE.search(document.flat, before, span.start):
        return True
    if _KIND.search(document.flat, max(0, span.start - _LONGEST_KIND), span.start):
        return True
    line = document.text[document.text.rfind("\n", 0, span.start) + 1 : span.start].strip()
    if document.language == "de" and german_placing.is_located(document, span, line):
        return True
    return not line and _DATELINE.match(document.flat, span.end) is not None


def _is_located_in(language: str, document: Document, span: Span) -> bool:
    """Whether a name stands as texts in a language place towns: by its case, a word behind it, or one before."""
    if _is_in_locative(document, span):
        return True
    behind, before = _BEHIND.get(language), _locatives().get(language)
    if behind is not None and behind.match(document.flat, span.end):
        return True
    if before is not None and before.search(document.flat, max(0, span.start - _LONGEST_BEFORE), span.start):
        return True
    return romance_placing.is_located(document, span)


def _begins_sentence(document: Document, start: int) -> bool:
    return document.text[start - 1 : start] in ("", "\n") or document.flat[max(0, start - 2) : start] in (
        ". ",
        "! ",
        "? ",
    )


def _is_in_locative(document: Document, span: Span) -> bool:
    if document.language == "tr":
        return _TURKISH_CASE.match(document.flat, span.end) is not None
    case = _LOCATIVE_CASES.get(document.language or "")
    return case is not None and case.search(document.flat, span.start, span.end) is not None


def follows_an_age(document: Document, span: Span) -> bool:
    """ "Jane Major, 29, Orange": where somebody lives, whatever else the word means."""
    return _AGE.search(document.flat, max(0, span.start - _LONGEST_AGE), span.start) is not None


def names_a_state(document: Document) -> bool:
    """Whether a text names a state of the USA in full."""
    text = document.flat
    return any(not text[match.start() - 1 : match.start()].isalnum() for match in _state_in_full().finditer(text))


@cache
def _plain_before() -> frozenset[str]:
    """Words that make no other name of a place, also where they begin a sentence: "If Norway"."""
    return frozenset((*table("places")["ambiguous"]["plain_before"], *table("shapes")["stops"]))


def state_names() -> Collection[str]:
    """States of the USA by name, code and abbreviation."""
    return _states().keys()


@cache
def shared_with_cities() -> frozenset[str]:
    """States and provinces in full that a city is called like."""
    return frozenset(name for name in (*_states(), *_provinces()) if len(name) > _LONGEST_CODE and "." not in name)


@cache
def bare_states() -> frozenset[str]:
    """The same without their stops, as they stand behind the letter of a party: "R Tenn"."""
    return frozenset(name.replace(".", "") for name in _states())


@cache
def _locatives() -> dict[str, re.Pattern[str]]:
    """By language the prepositions before places that mean something else in others."""
    words = table("places")["locatives"].items()
    return {language: re.compile(rf"(?:^|[\s(])(?:{_any(before)})\s$", re.IGNORECASE) for language, before in words}


@cache
def _states() -> dict[str, str]:
    """Names, codes and abbreviations to codes."""
    states = geonames().get_us_states()
    short = table("places")["cities"]["us_states"].items()
    return {
        **{code: code for code in states},
        **{state["name"]: code for code, state in states.items()},
        **{state["name"].upper(): code for code, state in states.items()},
        **{abbreviation: code for code, abbreviations in short for abbreviation in abbreviations},
    }


@cache
def _state() -> re.Pattern[str]:
    names = sorted(_states(), key=len, reverse=True)
    alone = [name for name in names if name not in _WORDS]  # even where a text has lost its commas
    return re.compile(rf"(?:, ?(?=({_any(names)})(?!\w))| (?=({_any(alone)})(?!\w)))")


@cache
def _provinces() -> dict[str, str]:
    """Names and abbreviations of provinces to the code of their country."""
    provinces = [(name, code) for code, names in table("places")["provinces"].items() for name in names]
    return {**dict(provinces), **{name.upper(): code for name, code in provinces if len(name) > _LONGEST_SHORT}}


@cache
def _province() -> re.Pattern[str]:
    return re.compile(rf", ?({_any(sorted(_provinces(), key=len, reverse=True))})(?!\w)")


def _any(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, names))


@cache
def _state_in_full() -> re.Pattern[str]:
    """Georgia, Washington and New York mean other places as well.

    What is before is looked at after: without a boundary at its beginning a pattern is found five times as fast.
    """
    several = ("Georgia", "Washington", "New York")
    names = {name for name in _states() if len(name) > len("W. Va.") and name.title() not in several}
    return re.compile(rf"(?:{alike(map(re.escape, sorted(names)))})\b")
