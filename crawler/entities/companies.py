"""Companies by what stands around their names: a legal form, a ticker, "a provider of", "CEO of", "About ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities import places
from crawler.entities.appositions import kinds
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.gazetteer import company_labels
from crawler.entities.geography import towns
from crawler.entities.given_names import is_given, is_usual_family_name
from crawler.entities.lexicon import Finds
from crawler.entities.looks import common_words
from crawler.entities.names import is_no_name
from crawler.entities.profiles import CAPITALISED
from crawler.entities.shapes import ATTRIBUTES, ends_in_head, is_general, is_stop, left_edge

_NAME = rf"{CAPITALISED}(?: (?:& )?{CAPITALISED}){{0,4}}"
_EXCHANGE = (
    r"(?:NASDAQ|Nasdaq\w*|NYSE\w*|OTC\w*|TSX\w*|CSE|LSE|AIM|ASX|AMEX|FSE|"
    r"Euronext\w*|FRA|XETRA|HKEX|SEHK|SGX|NSE|BSE|SIX|SWX)\b"
)
_ANY_EXCHANGE = re.compile(_EXCHANGE)
_TICKER = re.compile(
    rf",? ?\((?:the \"[^\"]*\" ?[;,] ?)?(?:[A-Z][\w .]{{0,18}}? ?)?{_EXCHANGE}[^()]{{0,40}}?: ?\$?[A-Z0-9]"
)
_ABOUT = re.compile(rf"(?m)^[ *#]*(?:About|ABOUT) (?:the |The )?({_NAME}(?:,? [A-Z][\w.]+)?)[ :*]*$")
# A name in capitals before a ticker, and the releasing company in the datelines of wire services: "... 2025 / Acme /".
_SHOUTED = re.compile(r"(?<![\w.])[A-Z][A-Z&.']+(?: (?:&|[A-Z][A-Z&.']+))+$")
_BEFORE_TICKER = 60  # characters
_DATELINE = re.compile(r"[12](?<!\w.)(?:(?<=1)9|(?<=2)0)\d\d ?/ ?([^/\n]{2,60}?) ?/(?=\s|$)")
# The same before the day: "NORTHTOWN, NY / Lakewire / May 3".
_DATELINE_BEFORE = re.compile(
    r"(?m)^[A-Z][^\n/]{1,40} ?/ ?([A-Z][\w .&-]{2,30}?) ?/ ?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d"
)
# What feeds end in before the site that had it first.
_FIRST_ON = (
    *("appeared first on", "erschien zuerst auf", "erschien zuerst bei", "est apparu en premier sur"),
    *("apare prima dată în", "apare prima data in", "apareció primero en", "se publicó primero en"),
    *("apareceu primeiro em", "è apparso per la prima volta su", "proviene da", "verscheen eerst op"),
)
# The agency in a dateline: "NORTHTOWN, Ill., May 3 (Lakewire) –".
_WIRE = re.compile(r"(?m)^(?:[A-Z][^\n()]{0,60}?)?\(([A-Z]\w{4,}(?: [A-Z]\w+)?)\) ?(?:--?|–|—) ")
# The same in few letters behind a town in capitals: "NORTHTOWN, Ill. (LW) —".
_SHORT_WIRE = re.compile(r"(?m)^[A-Z][A-Z.' -]{3,30}(?:, [A-Z][\w. ]{1,20})?,? \(([A-Z]{2,4})\) ?(?:--?|–|—) ")
# What newswires put together with the heading before it; a person's name may stand there as well.
_CONTACT = re.compile(r"\bContact Details(?=[A-Z0-9])([^\n]{2,60}?)(?=\n|$)")
_QUOTED = re.compile(r" [\"“„«‘”]((?:[^\W\d_a-zß-öø-ÿа-я]|\d+[A-Z])[^\"“”„«»‘’\n,.]{1,40})[\"”“»’]")
_LONGEST_KIND = 20  # characters
_BYLINE = re.compile(rf"(?m)^By [A-Z][\w'-]+(?: [A-Z][\w.'-]+){{1,2}}, ({_NAME})$")
# By a sign that each needs.
_BY_SIGN = (
    ("/", _DATELINE),
    (" /", _DATELINE_BEFORE),
    (")", _WIRE),
    (") —", _SHORT_WIRE),
    (") –", _SHORT_WIRE),
    (") -", _SHORT_WIRE),
    ("\nBy ", _BYLINE),
    ("About ", _ABOUT),
    ("ABOUT ", _ABOUT),
)
# What may stand between "a" and "provider"; not so long that it is about something else.
_GAP = r"(?:(?!(?:of|at|who|whose|which|for|in|from|to|with|and|that|by|as|said|is)\b)[\w'&$%.-]+,? ){0,7}"
# A pattern that begins with a class of characters is found faster.
_AN = re.compile(r"[, ](?<=[\w)].)(?:(?<=,)|(?<= )is) (?:an?|the|one of the) ")
_BRACKET = re.compile(r" \([^()]{1,60}\)$")
_OF = re.compile(r" (?:of|at|for) (?=[^\W\d_a-zß-öø-ÿа-я])")
_BASED = re.compile(rf"(?:[A-Z]\w+ )?[A-Z]\w+(?:{'|'.join(ATTRIBUTES)}) ")  # "Lakeville-based"
_OFFICE_WORDS = 3
_OF_DEPARTMENTS = frozenset({"president", "manager"})
_LAUNCHES = tuple(f" {word} of " for word in ("launch", "release", "introduction", "debut", "availability", "rollout"))
_DOMAIN = re.compile(r"\.(?:com|net|org|ai|io|co|tv|vc)\b(?!\.\w|@)")
_GROUP = re.compile(
    r" (?:Technologies|Holdings?|Group|Industries|Corporation|Company|Enterprises|International|Research|Securities|"
    r"(?:(?:Asset|Wealth|Investment|Capital) )?Management|Private Bank|Investment Bank(?:ing)?|Capital(?: Markets)?|"
    r"Ventures|Foundation|Chocolatier|Publish(?:ers|ing)|"
    r"Europe|Asia|Canada|Japan|India|Australia)(?!\w| [A-Z]|-|'s [A-Z])"
)
# Behind a company's name, and the name of who has it: "Acme Robotics CEO Jane Major".
_BEFORE_OFFICE = re.compile(
    r"(?:'s)? (?:CEO|CFO|COO|CTO|CMO|President|Chairman|Chairwoman|Chair|Founder|Co-Founder)\b(?! of)"
)
_JOINED = re.compile(r"['&-]\w| \d")  # a legal form with what it is no form before
_GOES_ON = re.compile(r"['-]\w| [A-Z]")  # the name, behind a word of business
_WITH = re.compile(r"\b(?:at|by|with|from|joined|[Cc]ontact|[Cc]all|[Vv]isit|[Cc]hoose) $")
# The full stop is part of an abbreviated legal form.
_ABBREVIATED = re.compile(r"(?:Inc|Ltd|Corp|Co|Bros|Pte|Pty|Pvt|\. ?\w)$")
_SECOND_FORM = re.compile(r" ?& ?Co\.? ?(?:KG|OHG)(?:aA)?\b|,? (?:Inc|Ltd|LLC|KG|KGaA)\b\.?")


def spans(document: Document, finds: Finds) -> Iterator[Span]:
    """Where companies stand; what is a headline's or in capitals is left to later mentions."""
    for span in _candidates(document, finds):
        if span.start < span.end and not is_general(document.flat[slice(*span)]) and not is_stop(document, span):
            yield span


def with_group(document: Document, label: str, span: Span) -> Span:
    """A known company's name with the word that its full one ends in: "Acme Technologies"."""
    word = _GROUP.match(document.flat, span.end)
    return Span(span.start, word.end()) if word and label in company_labels() else span


def _candidates(document: Document, finds: Finds) -> Iterator[Span]:
    for hit in finds.company_words:
        match hit.value.kind:
            case "form":
                yield from _with_legal_form(document, hit.span)
            case "business":
                yield from _with_business(document, hit.span)
            case "newspaper":
                yield from _newspaper(document, hit.span)
    for match in _TICKER.finditer(document.flat) if _ANY_EXCHANGE.search(document.flat) else ():
        if not document.is_headline(match.start()):
            shouted = _SHOUTED.search(document.flat, max(0, match.start() - _BEFORE_TICKER), match.start())
            edge = left_edge(document, match.start())
            yield Span(min(edge, shouted.start()) if shouted else edge, match.start())
    yield from _of_wires(document)
    yield from _quoted(document)
    yield from _with_apposition(document)
    yield from _of_offices(document)


def _of_wires(document: Document) -> Iterator[Span]:
    """What newswires and feeds set around names: datelines, bylines, headings and ends."""
    for sign, pattern in _BY_SIGN:
        if sign in document.text:
            yield from (Span(*match.span(1)) for match in pattern.finditer(document.text))
    if any(words in document.text for words in _FIRST_ON):
        yield from (Span(*match.span(1)) for match in _first_on().finditer(document.text))
    for match in _CONTACT.finditer(document.text) if "Contact Details" in document.text else ():
        span = Span(*match.span(1))
        if not is_given(match[1].split(" ", 1)[0]) and (match[1].isupper() or ends_in_head(document, span)):
            yield span


def _with_legal_form(document: Document, form: Span) -> Iterator[Span]:
    """ "Acme Robotics, Inc."; short forms in capitals stand behind no comma: "the minister, AG"."""
    text, (start, end) = document.flat, form
    comma = text.startswith(", ", start - 2)
    if (comma and text[start:end].isupper() and end - start <= 2) or text[start - 1 : start] != " ":
        return
    inflected = document.language == "tr" and text[end : end + 1] == "'"
    if (_JOINED.match(text[end : end + 2]) and not inflected) or (
        text[start:end].isupper() and document.is_shouting(form)
    ):
        return
    if text[end : end + 1] == "." and _ABBREVIATED.search(text, start - 1, end):
        end += 1
    if second := _SECOND_FORM.match(text, end):
        end = second.end()
    name_end = start - (2 if comma else 1)
    edge = left_edge(document, name_end)
    if text.endswith(" of ", 0, edge) and _is_place(text[edge:name_end]):  # "Lake Community of Orrin, Inc."
        edge = left_edge(document, edge - len(" of "))
    if document.language == "de" and (kind := kinds("de").match(text, edge)) and kind.end() < name_end:
        edge = kind.end()
    if edge < name_end and not text.endswith("the ", 0, start):
        yield Span(edge, end)


def _with_business(document: Document, word: Span) -> Iterator[Span]:
    """ "Acme Robotics" where it stands as a body does: twice, or behind "at" or "by"."""
    text = document.flat
    if text[word.start - 1 : word.start] != " " or _GOES_ON.match(text[word.end : word.end + 2]):
        if not _BEFORE_OFFICE.match(text, word.end):
            return
        yield Span(left_edge(document, word.end), word.end)
        return
    start = left_edge(document, word.end)
    kind = kinds("de").match(text, start) if document.language == "de" else None
    span = Span(kind.end() if kind else start, word.end)
    name = text[slice(*span)]
    if " " not in name or document.is_headline(span.start) or name.lower() in text:
        return
    if (
        document.language not in ("en", None)
        or text.count(name) > 1
        or _WITH.search(text[max(0, span.start - 9) : span.start])
    ):
        yield span


def _newspaper(document: Document, word: Span) -> Iterator[Span]:
    """ "The Northtown Times", with its article if that is written large."""
    text = document.flat
    start = left_edge(document, word.end)
    if start >= word.start or not text.lower().endswith("the ", 0, start) or document.is_headline(start):
        return
    if _GOES_ON.match(text[word.end : word.end + 2]) or document.is_shouting(word):
        return
    yield Span(start - 4 if text[start - 4] == "T" else start, word.end)


_SAID = re.compile(r"[,.!?]?[\"”']\s(?:said|says|explained|added|noted)\s$")


def _with_apposition(document: Document) -> Iterator[Span]:
    """ "Acme, a leading provider of ..."; "Acme is a company ..."."""
    text = document.flat
    for match in _AN.finditer(text):
        if not _kind().match(text, match.end()):
            continue
        bracket = _BRACKET.search(text, max(0, match.start() - 70), match.start())
        end = bracket.start() if bracket else match.start()
        start = left_edge(document, end)
        if text.endswith(" of ", 0, start):
            before = start - len(" of ")
            edge = left_edge(document, before)
            is_office = document.lower[:before].endswith(_ends_of_offices())
            start = edge if edge < before and not is_office else start
        name = text[start:end]
        if (
            start < end
            and not document.is_headline(start)
            and text[start - 2 : start] != "& "
            and not _SAID.search(text, max(0, start - 12), start)  # "said Jane Major, the developer"
            and not _is_place(name.rpartition(" and ")[2])
            and not _is_person(name)
            and not is_launched(text, start)
        ):
            yield Span(start, end)


def _is_person(name: str) -> bool:
    """Whether a name of two words reads as somebody's: "Jane Major is a pioneer in"."""
    given, _, family = name.rpartition("Partner ")[2].partition(" ")
    if not family:
        return is_given(given)  # "Jane is an outstanding leader in"
    return is_given(given) and family.isalpha() and family.istitle() and is_usual_family_name(family)


def _of_offices(document: Document) -> Iterator[Span]:
    """ "CEO of Acme", "analyst at Acme"."""
    text = document.flat
    for match in _OF.finditer(text):
        words = document.lower[max(0, match.start() - 40) : match.start()].split(" ")
        if not any(" ".join(words[-count:]) in _offices() for count in range(1, _OFFICE_WORDS + 1)):
            continue
        if text.endswith("Division", 0, match.start()):  # "the Division of Boats"
            continue
        based = _BASED.match(text, match.end())
        start = based.end() if based else match.end()
        name = re.match(_NAME, text[start : start + 80])
        if words[-1] in _OF_DEPARTMENTS and name and _is_department(name[0]):
            continue
        if name and not document.is_headline(match.start()) and not _is_place(name[0].removesuffix("'s")):
            end = start + name.end()
            domain = _DOMAIN.match(text, end)
            yield Span(start, domain.end() if domain else end)


def is_launched(text: str, start: int) -> bool:
    """Whether what is named from a position on is a new product: "the launch of Acme, a platform"."""
    return text.endswith(_LAUNCHES, 0, start)


def _is_department(name: str) -> bool:
    """Whether a vice president's field of work is named: "Vice President of Brand Marketing"."""
    return all(word.lower() in common_words() for word in name.replace("& ", "").split(" "))


def _quoted(document: Document) -> Iterator[Span]:
    """What a word for a body stands before, in quotation marks: "the company 'Acme'"."""
    text = document.flat
    for match in _QUOTED.finditer(text):
        word = text[max(0, match.start() - _LONGEST_KIND) : match.start()].rpartition(" ")[2]
        if word in _before_quotes():
            yield Span(*match.span(1))


@cache
def _first_on() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_FIRST_ON)}) ([A-Z0-9][^\n|]{{1,50}}?)(?= ?(?:\.(?!\w)|[|\n]|$))")


@cache
def _before_quotes() -> frozenset[str]:
    return frozenset(table("shapes")["company"]["before_quotes"])


@cache
def _ends_of_offices() -> tuple[str, ...]:
    return tuple(f" {office}" for office in _offices()) + tuple(f"-{office}" for office in ("founder", "owner"))


@cache
def _is_place(name: str) -> bool:
    return places.resolve(name) is not None or name in towns() or is_no_name(name)


@cache
def _kind() -> re.Pattern[str]:
    return re.compile(rf"{_GAP}(?:{'|'.join(table('shapes')['company']['kinds'])})\b")


@cache
def _offices() -> frozenset[str]:
    return frozenset(table("shapes")["company"]["offices"])
