"""Bodies that the gazetteer knows, by name or acronym; whether an acronym means one, the text must say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from crawler.entities import acronym_words
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.gazetteer import (
    Gazetteer,
    Organisation,
    acronyms,
    acronyms_in,
    company_labels,
    gazetteer,
    marks,
    ordinary_words,
)
from crawler.entities.geography import countries
from crawler.entities.geonames import state_codes
from crawler.entities.given_names import is_given
from crawler.entities.kept import kept
from crawler.entities.lexicon import Finds, Inside
from crawler.entities.phrases import Hit, longest
from crawler.entities.placing import names_a_state
from crawler.entities.romance_contexts import LANGUAGES
from crawler.entities.shapes import ends_in_head
from crawler.entities.towns import UNITED_STATES
from crawler.entities.unspaced_names import is_of_another_state, is_whole

Known = Organisation | Inside

# What stands before the name of the body that it is a part of: "Secretariat of the".
ORGAN = re.compile(r"[^\W\d_]+ (?:of|der|des|de|du|del) (?:the |la |los )?")
# So many other international bodies in a release make a doubtful acronym among them one as well; beside a word such as
# "Secretary-General" one is enough.
_COMPANY, _COMPANY_WITH_CUE = 3, 1
_GIVEN_BEFORE = re.compile(r"([^\W\d_a-zß-öø-ÿ][\w-]+) $")
_NEXT_WORD = re.compile(r"['’]?s? (?:\w+ )?([\w-]+)")
_PREVIOUS_WORD = re.compile(r"([\w-]+) of (?:the )?$")
_NAME_GOES_ON = re.compile(r"[ &-]([A-Z]\w+)")
_BEFORE_STATE = re.compile(r"(?:[(, ][RDI]-|[a-z], )$")  # "(R-VA)", "Northtown, VA"
# A ticker behind its exchange: "(NYSE: ACME)".
_BEFORE_LISTED = re.compile(r"\((?:[^()]*[;,/|&] ?)?(?:[A-Z]{3,6}|Nasdaq\w*|Euronext)(?: [A-Z]\w+)?: ?\$?$")
_CASE = re.compile(r":[a-zåäö]{1,4}(?!\w)")
_OF_MANY_STATES = frozenset({"ru", "zh"})  # languages of one state there in which others publish as much
_KNOWN_ABROAD = frozenset({"US", "GB", "RU"})  # states whose bodies releases name without their state
_IN_ALL_THE_WORLD = frozenset({"en", "fr", "es", "ar", None})
_MID_SENTENCE = re.compile(r"(?:[a-zà-ÿ0-9,;)%]|\b[A-Z]\.) $")


def known(
    document: Document,
    finds: Finds,
    publisher: Organisation | None,
    home: str,
    meanings: Mapping[str, str],
    others: Collection[str] = (),
) -> Iterator[tuple[str, Span]]:
    """(label, span) of the gazetteer's bodies.

    `meanings` are the acronyms that the release defines itself, `others` those that stand for no body in it.
    """
    others = {one for one in others if one not in meanings} - _explained(document, finds)
    candidates: list[Hit[Known]] = [*finds.bodies, *finds.acronyms, *finds.inside, *acronym_words.hits(document)]
    hits = [
        Hit(hit.span, hit.value)
        for hit in longest(_not_cut(document, candidates))
        if isinstance(hit.value, Organisation) and not _is_part(document, hit.span)
    ]
    short = {hit.span for hit in hits if document.flat[slice(*hit.span)] in marks()}
    spoken_of = _spoken_of(finds) | _of_several(document, hits, short)
    named = {hit.value for hit in finds.bodies} | ({publisher} if publisher else set())
    company = {hit.value for hit in hits if hit.span not in short or _alone(document, hit.span) == "always"}
    international = {body for body in company if not body.country}
    of_language = acronyms_in().all(document.language or "")
    for hit in hits:
        form = document.flat[slice(*hit.span)]
        if form in others or (
            form in state_codes() and _BEFORE_STATE.search(document.flat, max(0, hit.span.start - 6), hit.span.start)
        ):
            continue
        if _is_other_name(document, hit, finds):
            continue
        # A stock exchange before a ticker, a label before its value; but a case in "EU:s".
        if document.flat.startswith(":", hit.span.end) and not _CASE.match(document.flat, hit.span.end):
            continue
        if hit.span not in short:
            is_name = form.lower() not in ordinary_words() or _is_a_name(document, hit.span)
            is_name = is_name and not _is_phrase(document, hit.span)
            if is_name and _is_of_state(hit.value, form, finds, home):
                yield meanings.get(form) or hit.value.label, hit.span
            continue
        if (form, hit.value) in of_language:
            yield meanings.get(form) or hit.value.label, hit.span
            continue
        meaning = meanings.get(form)
        if meaning is None and _BEFORE_LISTED.search(document.flat, max(0, hit.span.start - 40), hit.span.start):
            continue
        if meaning is not None or _is_meant(document, hit, named, international, home, spoken_of):
            yield meaning or hit.value.label, hit.span


def _is_other_name(document: Document, hit: Hit[Organisation], finds: Finds) -> bool:
    """Whether what stands there is a part of a word, another state's body, a participle, or a family name."""
    if not is_whole(document, hit.span) or is_of_another_state(document, hit, finds):
        return True
    return acronym_words.is_participle(document, hit.span) or _is_family_name(document, hit)


def _is_family_name(document: Document, hit: Hit[Organisation]) -> bool:
    """Whether a company's name of one word ends somebody's: "Éric Straumann", "Orrina Schlumberger-Major"."""
    if document.language not in LANGUAGES or hit.value.label not in company_labels():
        return False
    if " " in document.flat[slice(*hit.span)]:
        return False
    before = _GIVEN_BEFORE.search(document.flat, max(0, hit.span.start - 24), hit.span.start)
    return before is not None and is_given(before[1])


def _spoken_of(finds: Finds) -> set[str]:
    """The countries that a release names, themselves or by their people."""
    return {hit.value.place.country for hit in finds.places if hit.value.place.country} | {
        hit.value.country for hit in finds.demonyms
    }


def _of_several(document: Document, hits: Sequence[Hit[Organisation]], short: Collection[Span]) -> set[str]:
    """The countries that two or more acronyms are of, each of one body only: where "CDU" and "SPD" stand, Germany."""
    bodies = {
        hit.value
        for hit in hits
        if hit.span in short
        and hit.value.country
        and _alone(document, hit.span) == "always"
        and len(acronyms().all(document.flat[slice(*hit.span)])) == 1
    }
    counts = Counter(body.country for body in bodies)
    return {countries()[country].country for country, count in counts.items() if count > 1}


def _explained(document: Document, finds: Finds) -> set[str]:
    """The acronyms that stand in brackets behind the name of a known body."""
    ends = {hit.span.end for hit in finds.bodies}
    return {
        document.flat[slice(*hit.span)]
        for hit in finds.acronyms
        if hit.span.start - 2 in ends and document.flat.startswith(" (", hit.span.start - 2)
    }


def _not_cut(document: Document, hits: Sequence[Hit[Known]]) -> Iterator[Hit[Known]]:
    """Without what ends inside the name of its owner: "Secretariat of the UN" in "Secretariat of the UN Forum"."""
    ends: defaultdict[int, int] = defaultdict(int)
    for hit in hits:
        ends[hit.span.start] = max(ends[hit.span.start], hit.span.end)
    for hit in hits:
        organ = ORGAN.match(document.flat, *hit.span)
        if organ is None or ends[organ.end()] <= hit.span.end:
            yield hit


def _is_of_state(body: Organisation, form: str, finds: Finds, home: str) -> bool:
    """Whether a name that bodies of several states have is this one's: at home, or of the only one that is named."""
    states = set(_states().all(form.lower()))
    if len(states) < 2:
        return True
    named = {hit.value.place.country for hit in finds.places} | {hit.value.country for hit in finds.demonyms}
    meant = states & ({home} if home in states else named)
    return meant == {countries()[body.country].country}


def _alone(document: Document, span: Span) -> str:
    return marks().get(document.flat[slice(*span)]) or "always"


def _is_meant(
    document: Document,
    hit: Hit[Organisation],
    named: set[Organisation],
    international: set[Organisation],
    home: str,
    spoken_of: set[str],
) -> bool:
    body = hit.value
    alone = _alone(document, hit.span)
    if alone == "always" and body not in named and _is_from_afar(document, body, home, named, spoken_of):
        return False
    shared = len(acronyms().all(document.flat[slice(*hit.span)])) > 1
    if alone == "always" or body in named:
        return True
    at_home = bool(body.country) and _is_at_home(document, hit, home)
    if alone == "never" or (shared and not at_home):
        return False
    cue = _has_cue(document, hit.span)
    if body.country:
        is_near = body.country in _KNOWN_ABROAD or countries()[body.country].country in spoken_of
        return (cue and is_near) or at_home or any(other.country == body.country for other in named - {body})
    return len(international - {body}) >= (_COMPANY_WITH_CUE if cue else _COMPANY)


def _is_from_afar(
    document: Document, body: Organisation, home: str, named: set[Organisation], spoken_of: set[str]
) -> bool:
    """Whether a body is one of a state that nothing in the release speaks of, and known in that state only."""
    if not body.country or body.country in _KNOWN_ABROAD or body.label in company_labels():
        return False
    if document.language in _IN_ALL_THE_WORLD or body.country in table("places")["languages"].get(
        document.language, ()
    ):
        return False
    country = countries()[body.country].country
    return country not in {home, *spoken_of} and not any(other.country == body.country for other in named)


def is_foreign(form: str, body: Organisation, language: str | None) -> bool:
    """Whether an acronym needs support in the text to mean a body of a state that does not speak the language."""
    spoken = table("places")["languages"].get(language, ())
    return (marks().get(form) or "always") != "always" and body.country not in {"", *_KNOWN_ABROAD, *spoken}


def _is_at_home(document: Document, hit: Hit[Organisation], home: str) -> bool:
    """Whether a body is of the release's state; where that is not known, of one that its language is spoken in.

    Of several bodies there that have an acronym it could be each.
    """
    if home:
        return home == countries()[hit.value.country].country
    codes = table("places")["languages"].get(document.language, ())
    if document.language == "en" and hit.value.country == UNITED_STATES and _is_american(document):
        codes = [UNITED_STATES]
    others = [body.country for body in acronyms().all(document.flat[slice(*hit.span)])]
    if document.language in _OF_MANY_STATES:
        return False
    return hit.value.country in codes and sum(others.count(code) for code in codes) == 1


def _is_american(document: Document) -> bool:
    return "U.S." in document.flat or names_a_state(document)


def _has_cue(document: Document, span: Span) -> bool:
    after = _NEXT_WORD.match(document.flat, span.end)
    words = re.findall(r"[\w-]+", document.lower[span.end : after.end()]) if after else []
    before = _PREVIOUS_WORD.search(document.lower, max(0, span.start - 40), span.start)
    return not _words("cues").isdisjoint([*words, *(before.groups() if before else ())])


def _is_a_name(document: Document, span: Span) -> bool:
    """Whether an ordinary word is meant as a name: capitalised inside a sentence, with no other capital beside it."""
    if document.is_headline(span.start) or document.is_shouting(span) or _NAME_GOES_ON.match(document.flat, span.end):
        return False
    before = document.flat[max(0, span.start - 30) : span.start]
    return bool(_MID_SENTENCE.search(before)) and not re.search(r"\b[A-Z]\w* $", before)


def _is_part(document: Document, span: Span) -> bool:
    """Whether a name is the beginning of another body's name: "United Nations Foundation"."""
    after = _NAME_GOES_ON.match(document.flat, span.end)
    return after is not None and document.flat[span.end] == " " and after[1].lower() in _words("apart")


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("bodies")[key])


def _is_phrase(document: Document, span: Span) -> bool:
    """Whether only the first of several words has a capital: "American veterans", but "the Lake party"."""
    form = document.flat[slice(*span)]
    if document.language != "en" or " " not in form:
        return False
    return form[1:].islower() and not ends_in_head(document, span) and form not in _in_small()


@kept()
def _in_small() -> Iterator[tuple[str, None]]:
    """Names that are written so in other languages."""
    return ((name, None) for _, name, _ in gazetteer().written if " " in name and name[1:].islower())


@kept()
def _states() -> Iterator[tuple[str, str]]:
    return of_several_states(gazetteer())


def of_several_states(known: Gazetteer) -> Iterator[tuple[str, str]]:
    """The names that bodies of several states have, each with these states."""
    found: dict[str, set[str]] = {}
    for name, body in known.names:
        if body.country:
            found.setdefault(name.strip("*"), set()).add(countries()[body.country].country)
    return ((name, state) for name, states in found.items() if len(states) > 1 for state in sorted(states))
