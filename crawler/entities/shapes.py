"""Names that are a body's by their shape: capitalised words around a head, "Northtown Police Department".

Each language has its heads, and the small words that link a name together: `data/shapes.toml`. A name is found from its
head: to the left the capitalised words before it, to the right "of", "for" and what they lead to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.given_names import is_given
from crawler.entities.profiles import CAPITALISED, PROFILES, Shape, shape_of
from crawler.entities.unpunctuated import behind_person, behind_repetition, ends_another

ATTRIBUTES = ("-based", "-headquartered", "-listed", "-owned", "-backed")
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.){2,}|(?:St|Mt|Ft|Bros)\.")
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)|\d[A-Z]|[a-z]{1,2}[A-Z]\w+")  # "5th", "3D", "iLake"
_FOR = re.compile(r" (?:für|zur|am) ")
_LAST_NUMBER = re.compile(r"(?:^| )\d+(?:st|nd|rd|th)$")
_INITIALS = re.compile(r"(?:\b(?:[Tt]he|at|by|from|of) )((?:[A-Z]\. ){1,3})$")
_LONGEST_INITIALS = 14  # characters, with the word before them
_POSSESSIVE = re.compile(r"(?:'s|(?<=s)')$")
_PROPER_NAME = re.compile(rf" ({CAPITALISED}(?: {CAPITALISED})*)")
_MOST_WORDS = 9  # before a head
_LONGEST_WORD = 80  # characters
_ANY_MARK = re.compile('[("“„«:]')  # that a word may stand behind as behind a space
_NO_BODIES = (
    "Justice Center",
    "Convention Center",
    "Conference Center",
    "Shopping Center",
    "Data Center",
    "Civic Center",
    "Memorial Service",  # and what is held or offered there
    "Funeral Service",
    "Church Service",
    "Air Service",
)
_ADMINISTRATION = re.compile(r"\w+ Administration")  # a president's: "Bush Administration"
_DRAFTS = frozenset({"bill", "act", "legislation", "amendment"})  # "the Department of Lakes Authorization bill"
_TO_AND = re.compile(rf"(?:, {CAPITALISED}(?: {CAPITALISED})?)*,? (?:and|&|und|et) {CAPITALISED}")
_AFTER = re.compile(rf" [a-z]+|(?: {CAPITALISED})+")
_OPENED = re.compile(r"[,(;:–—-] (?:the )?$|\($")
_CLOSED = re.compile(r" ?[,);]|\n|$")
_ACRONYM, _LONGEST_ACRONYM = 3, 6  # characters
_ENDS_MINISTRY = re.compile(r"(?:Mass )?(?:Media|Industry|Industries|Technology|Energy|Sports?|Trade)")
# What belongs together before a head although its parts would not: "Lake County State's Attorney's Office".
_OFFICER = re.compile(
    r"\b(?:(?:Secretary|Auditor) of State|State's Attorney|Clerk of (?:the )?Court|Sheriff-Coroner)'s$"
)
_OF_NAME = re.compile(r" of (?!the )")
_OF_CHAMBER = re.compile(
    r"(?:Senate|House|Congressional|Joint|Assembly) (?:Select |Special )?(?:Sub)?[Cc]ommittee on .+"
)
_OF_STATE = re.compile(
    r"(?:Department|Ministry) of (?:(?:Public |Social )?(?:Energy|Finance|Health|Planning|Trade)|"
    r"(?:Public|Social|Foreign|Civil|Local|Rural) [A-Z]\w+|Youth|Technology|Information)(?:(?: and| &|,) .+)?"
)
_NATIONAL = re.compile(
    r"(?:National|American|International|European|World|Royal|British|Canadian|Australian|African|Asian|Global)"
    r"(?: (?!Executive|Advisory|Security|Steering)[A-Z]\w+){1,4} "
    r"(?:Association|Federation|Society|League|Alliance|Institute|Academy|Foundation|Union|Bureau|Coalition)"
)
_AND_TRUST = re.compile(r" (?:&|and) Trust(?: Company)?(?![\w-]| [A-Z]\w+ (?:Bank|Company))")
_AND_THE = re.compile(
    r"(?:Arts|Humanities|Sciences|Environment|Media|Law|Family|Economy|Professions|Americas)(?!\w| [A-Z])"
)
_SURNAME = "Chambers"  # which is a head as well
_COURTESY = frozenset({"mr", "mrs", "ms", "dr", "prof"})  # they begin a person's name
# What begins a name behind a word that a page has put together with it: "Executive OfficerAcme Ltd."
_GLUED = re.compile(
    r"(?:[a-z](?:cer|tor|ger|ent|nts|ails|ions|ries|site)):?(?=[A-Z][a-z]|(?<=ails)[A-Z]{2}|(?<=ident)[A-Z]{2})"
    r"|\b(?:CEO|CFO|COO|CTO)(?=[A-Z][a-z]{2})"
)
SMALL_HEAD = re.compile(r" (?:subcommittee|committee|caucus|task force)(?![\w-])(?<=[a-z])")
_CHAMBERS = ("Senate", "House", "Assembly")
_ELIDED = re.compile(r"(?:^|\W)[ldLD]'$")
_SHORT_LINE = 50  # characters; a line break behind fewer ends a name


def spans(document: Document) -> Iterator[Span]:
    """Where bodies stand whose name shows that they are some; they may overlap."""
    for profile in dict.fromkeys(["english", PROFILES.get(document.language or "", "english")]):
        yield from spans_of_profile(document, profile, 0, len(document.flat))


def spans_of_profile(document: Document, profile: str, start: int, end: int) -> Iterator[Span]:
    """The same in a part of a document, as one language shapes names."""
    shape = shape_of(profile)
    for match in shape.heads.finditer(document.flat, start, end):
        span = _around(document, shape, match) if _begins_word(document.flat, match.start()) else None
        if span is not None and is_name(document, span):
            yield span
    for pattern in filter(None, (shape.compound, shape.trailing)):
        for match in pattern.finditer(document.flat, start, end):
            span = _without_stop(document, Span(*match.span()))
            if is_name(document, span):
                yield span


def _without_stop(document: Document, span: Span) -> Span:
    """A name of several words without the one that begins a sentence: "Vid Norra Gymnasiet"."""
    first, gap, rest = document.flat[slice(*span)].partition(" ")
    return Span(span.end - len(rest), span.end) if gap and " " in rest and _is_stop(document, first) else span


def _begins_word(text: str, start: int) -> bool:
    """Whether no word goes on at a position; an elided article may stand before it: "l'Office".

    Asked of what was found: a pattern that begins with it looks at every character of a text.
    """
    before = text[start - 1 : start] if start else ""
    if before == "'":
        return _ELIDED.search(text, max(0, start - 3), start) is not None
    return not (before.isalnum() or (before != "" and before in "_.-"))


def _around(document: Document, shape: Shape, head: re.Match[str]) -> Span | None:
    text = document.flat
    end = head.end()
    linked = None
    if is_direct := shape.direct.fullmatch(head[0]) is not None:
        linked = _PROPER_NAME.match(text, end)
    start = _left(document, shape, head.start())
    is_named = start < head.start() and head[0].lower() in shape.named and _OF_NAME.match(text, end) is not None
    is_last = head[0].lower() in shape.last and not is_named
    if linked is None and (not is_last or text.startswith(" for ", end)):
        linked = shape.linked.match(text, end)
    if linked is not None and head[0].lower() in shape.strict and not _FOR.match(text, end):
        linked = None
    if linked is not None and not breaks(document, end, linked.end()):
        end = _right(document, shape, linked, joins=not is_direct or " " in linked[0].strip())
        if end == head.end():
            linked = None
    if linked is None:
        end = _behind_head(document, shape, head)
    if start == head.start() and linked is None and " " not in head[0]:
        return None
    if head[0] == _SURNAME and is_given(_last_word(text, head.start() - 1)):  # "Jane Chambers of the Lake Office"
        return None
    if head[0][0].islower() and linked is None and text[head.end() : head.end() + 2].strip().islower():
        return None
    return Span(behind_repetition(text, start, end), end)


def _behind_head(document: Document, shape: Shape, head: re.Match[str]) -> int:
    """Words without a capital, and a place: "Office fédéral de la pêche", "Agence régionale de santé de Seeville"."""
    end = head.end()
    if head[0] == "Bank" and (trust := _AND_TRUST.match(document.flat, end)):
        return trust.end()
    if " " not in head[0] or not head[0][0].isupper():
        return end
    tail = shape.small_tail.match(document.flat, end)
    if tail is None:
        return end
    further = shape.linked.match(document.flat, tail.end())
    if further is None or breaks(document, tail.end(), further.end()):
        return tail.end()
    return cut(document, further.start(1), further.end(1)) or tail.end()


def _left(document: Document, shape: Shape, start: int) -> int:
    """Where a name begins that has its head at a position."""
    if shape.begins:
        adjective = shape.before.search(document.flat, max(0, start - _LONGEST_WORD), start)
        return adjective.start() if adjective else start
    if document.flat[start - 1 : start] != " " or breaks(document, start - 1, start):
        return start
    stop = start - 1
    if officer := _OFFICER.search(document.flat, max(0, stop - _LONGEST_WORD), stop):
        stop = officer.start() - 1
        if document.flat[stop : stop + 1] != " ":
            return start
    edge = left_edge(document, stop)
    return edge if edge < stop else start


def _right(document: Document, shape: Shape, linked: re.Match[str], *, joins: bool) -> int:
    """Where a name ends that goes on behind its head: "Department of Health and Human Services".

    One that only a proper name stands behind does not take in what follows "and", unless it `joins`: "Federación
    Española de Lagos y Ríos".
    """
    text = document.flat
    end = cut(document, linked.start(1), linked.end(1))
    if end is None:
        return linked.start()
    whole, in_list = end == linked.end(1), False
    while whole and (more := shape.more.match(text, end)) and not breaks(document, end, more.end()):
        joined = more[1] or ""
        opens = _opens_another(shape, more) and not (
            text.endswith(("Ministry", "Department"), 0, linked.start()) and _ENDS_MINISTRY.fullmatch(more[2])
        )
        if joined and (opens or not joins or not _joins(text, joined, more.end(), in_list=in_list)):
            break
        edge = cut(document, more.start(2), more.end(2))
        if edge is None:
            break
        end, whole, in_list, joins = edge, edge == more.end(2), in_list or joined == ", ", joins or not joined
    return end


def _opens_another(shape: Shape, more: re.Match[str]) -> bool:
    """Whether what follows "and" is a body of its own, or an acronym."""
    run = more[2]
    if "the " in (more[1] or ""):
        return _AND_THE.match(more.string, more.start(2)) is None
    if run.isupper() and len(run) > 1:
        return True
    if not any(_begins_word(run, head.start()) for head in shape.heads.finditer(run)):
        return False
    return not is_general(run) or shape.linked.match(more.string, more.end()) is not None


def _joins(text: str, joined: str, end: int, *, in_list: bool) -> bool:
    """Whether a comma belongs to a list inside the name, one that comes to its "and"."""
    if joined == ", ":
        return _closes(text, end)
    return in_list or not joined.startswith(",")


def _closes(text: str, position: int) -> bool:
    """Whether a list behind a comma comes to its "and" in a few words."""
    return _TO_AND.match(text[position : position + 80]) is not None


def cut(document: Document, start: int, end: int) -> int | None:
    """The end of a run before the first word that is no part of a name; None if nothing is left.

    An acronym ends a name, as in "Department of Energy DOE".
    """
    run, position = document.flat[start:end], start
    if ordinal := _LAST_NUMBER.search(run):  # "by the Lake Fund for the 17th time"
        return cut(document, start, start + ordinal.start()) if ordinal.start() else None
    for word in run.split(" "):
        if (
            _is_stop(document, word)
            or _bare(word) in _words("days")
            or _bare(word) in _COURTESY
            or (position > start and (_bare(word) in _words("titles") or _is_acronym(word, run)))
        ):
            return position - 1 if position > start else None
        position += len(word) + 1
        if word.endswith("'s"):  # the owner of what follows
            return position - 3
    return end


def _is_acronym(word: str, run: str) -> bool:
    return word.isupper() and len(word) >= _ACRONYM and "." not in word and not run.isupper()


def left_edge(document: Document, stop: int) -> int:
    """Where the capitalised words begin that end before a position; the position itself if there are none."""
    text, start, end, words = document.flat, stop, stop, 0
    fallback: int | None = None  # where the name begins if a list before "and" is none of it
    while words < _MOST_WORDS and stop > 0:
        before = _word_start(text, stop)
        word = text[before:stop]
        if word in ("and", "&") and start > stop and fallback is None:
            if word == "&" and _last_word(text, before - 1) in _business():  # a company of its own stands before "&"
                return start
            fallback = start if word == "and" else None
        elif not _is_part(document, word, in_list=fallback is not None) or ends_another(document, word, start, end):
            break
        elif fallback is not None and word.rstrip(",").lower() in heads():  # a body of its own stands before "and"
            return before if word in _CHAMBERS and SMALL_HEAD.match(text, end) else fallback
        elif text.startswith("and ", start) and word.isupper() and "." not in word:  # an acronym is a body of its own
            break
        start, stop, words = before, before - 1, words + 1
        if stop < 0 or text[stop] != " " or text.startswith("U S ", start) or breaks(document, stop, stop + 1):
            break
    if text.startswith(("and ", "& "), start):
        start = fallback or start + 2
    elif fallback is not None and not (_is_introduced(text, start) or SMALL_HEAD.match(text, end)):
        start = fallback
    return behind_repetition(text, _before_initials(text, behind_person(document, start, end), end), end)


def _before_initials(text: str, start: int, end: int) -> int:
    """Where a name begins that initials stand before: "the J. Major School"."""
    if start == end or not text.startswith(". ", start - 2):
        return start
    initials = _INITIALS.search(text, max(0, start - _LONGEST_INITIALS), start)
    return initials.start(1) if initials else start


def _word_start(text: str, stop: int) -> int:
    """Where the word begins that ends at a position: behind a space or a mark, or what a page has glued to it."""
    floor = max(0, stop - _LONGEST_WORD)
    before = max(text.rfind(" ", floor, stop) + 1, floor)
    for mark in _ANY_MARK.finditer(text, before, stop):  # which hardly any word has
        before = mark.end()
    glued = _GLUED.search(text, before, stop)
    return glued.end() if glued else before


def _last_word(text: str, stop: int) -> str:
    return text[max(0, stop - 20) : stop].rpartition(" ")[2].lower()


def _is_introduced(text: str, start: int) -> bool:
    """Whether an article or a chamber shows that a list is one name: "the Food and Drug Administration"."""
    return text[max(0, start - 4) : start].lower().endswith("the ") or text.startswith(
        ("Senate ", "House ", "U.S. "), start
    )


def _is_part(document: Document, word: str, *, in_list: bool) -> bool:
    if in_list:
        word = word.removesuffix(",")
    if not word or not (word[0].isupper() or _NUMBER.fullmatch(word)) or word.endswith(ATTRIBUTES):
        return False
    if _is_stop(document, word) or _bare(word) in _words("titles") or (word.isupper() and len(word) > _LONGEST_ACRONYM):
        return False
    if not word[-1].isalnum() and not _ABBREVIATION.fullmatch(word) and not word.endswith("s'"):
        return False
    owner = _POSSESSIVE.search(word)
    return owner is None or _bare(word[: owner.start()]) in _words("possessives")


def is_name(document: Document, span: Span) -> bool:
    """Whether a name is more than heads and general words, and not a headline's or a written-out title's."""
    name = document.flat[slice(*span)]
    if document.is_headline(span.start) and not (is_set_apart(document, span) or _signs(document, span)):
        return False
    if name.isupper() and document.is_shouting(span):
        return False
    if name.split()[-1].lower() in _others() or is_general(name):
        return False
    if _ADMINISTRATION.fullmatch(name):
        return False
    after = _AFTER.match(document.flat[span.end : span.end + 60])
    if after and not (_DRAFTS if after[0][1].islower() else _others()).isdisjoint(after[0].lower().split()):
        return False
    return not name.endswith(_NO_BODIES) and name.lower() not in document.flat


def is_set_apart(document: Document, span: Span) -> bool:
    """Whether punctuation stands on both sides, as in a list of participants: "(Chairman, Lake Office)".

    A line of the text that holds nothing else, as a letterhead does, sets a name apart as well.
    """
    text = document.text
    if (
        span.start > document.title_end
        and text.startswith("\n", span.start - 1)
        and text[span.end : span.end + 1] in "\n"
    ):
        return not text[slice(*span)].isupper()
    return bool(_OPENED.search(text, max(0, span.start - 4), span.start)) and bool(_CLOSED.match(text, span.end))


def _signs(document: Document, span: Span) -> bool:
    """Whether a ministry ends a line that is a signature: "J. Major Director of Lakes Ministry of Boats"."""
    text = document.text
    return (
        span.start > document.title_end
        and text[span.end : span.end + 1] in "\n"
        and text.startswith(("Ministry of ", "Ministry for "), span.start)
    )


def is_general(name: str) -> bool:
    """Whether a name says of no body which one it is: "the Executive Committee".

    There is one National Mining Association, however general its words are, and one Department of Health.
    """
    if _NATIONAL.fullmatch(name) or _OF_CHAMBER.fullmatch(name) or _OF_STATE.fullmatch(name):
        return False
    return all(word.rstrip(",").lower() in _plain() for word in name.split())


def ends_in_head(document: Document, span: Span) -> bool:
    """Whether the last word of a name shows that it is a body's."""
    last = document.lower[slice(*span)].rsplit(" ", 1)[-1]
    return last in heads() or last in _business()


def is_office_of_one(text: str) -> bool:
    """Whether a text begins with a head and says what that is for: "School of Boats"."""
    shape = shape_of("english")
    head = shape.heads.match(text)
    if head is None or head[0].lower() in shape.last:
        return False
    return text.startswith((" of ", " for ", " on "), head.end()) and not is_general(text)


def is_stop(document: Document, span: Span) -> bool:
    """Whether a name begins with a word that begins sentences: "That Company"."""
    first = document.flat[slice(*span)].split(" ", 1)[0]
    return is_stop_word(document, first)


def is_stop_word(document: Document, word: str) -> bool:
    """Whether a word begins sentences, is an office, or tells a day."""
    return _is_stop(document, word) or _bare(word) in _words("titles")


def breaks(document: Document, start: int, end: int) -> bool:
    """Whether a line ends there and not because it is full."""
    text = document.text
    ends = (position for position in range(start, end) if text[position] == "\n")
    return any(position - text.rfind("\n", 0, position) <= _SHORT_LINE for position in ends)


def _is_stop(document: Document, word: str) -> bool:
    bare = _bare(word)
    return bare in _words("stops") or (document.language not in ("en", None) and bare in _words("foreign_stops"))


def _bare(word: str) -> str:
    return word.lower().strip(".,'")


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("shapes")[key])


@cache
def _others() -> frozenset[str]:
    return frozenset(table("bodies")["others"])


@cache
def heads() -> frozenset[str]:
    english = table("shapes")["english"]
    return frozenset((*english["heads"], *english["last"])) - {"services", "service", "board"}


@cache
def _business() -> frozenset[str]:
    company = table("shapes")["company"]
    return frozenset((*company["heads"], *(suffix.lower() for suffix in company["suffixes"])))


@cache
def _plain() -> frozenset[str]:
    """Words that tell no body from another."""
    shapes = table("shapes")
    heads = (
        head.lower() for profile in shapes.values() if isinstance(profile, dict) for head in profile.get("heads", ())
    )
    return frozenset((*shapes["generic"], *heads, *shapes["english"]["last"], *table("bodies")["small"], "&"))
