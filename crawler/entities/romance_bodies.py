"""Bodies as Romance languages name them: "Agence régionale de santé de Seeville", "Comando Provinciale di Seeville".

The kind comes first and has a capital; what follows is small in French and Italian, and mostly large in Spanish and
Portuguese. A name goes on over adjectives, over what the body is for ("d'incendie et de secours") and where. Kinds
that texts write small too count before a proper name only: "l'hôpital Orrin". Words: `data/romance_bodies.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from crawler.entities import shapes
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.given_names import is_doubtful, is_given, is_weak
from crawler.entities.profiles import CAPITALISED

_WORD = re.compile(r"[^\W\d_](?:[\w·.]*\w)?")
_SMALL = r"[a-zß-öø-ÿœ]"
_NOT_BEFORE = frozenset("_.-@/'’")
_ELIDED = re.compile(r"(?:^|\W)(?:[ldLD]|[dnsDNS]?[ae]ll|[Uu]n|[Qq]uell|[Qq]uest)'$")
_ARTICLE = re.compile(
    r"(?:^|\W)(?:L[aeo]s?|L'|Els?|Il|Gli|I|[OA]s?|Un[ea]?|Uno|Des|Nell[ao]|"
    r"Dall[ao]|All[ao]|Al|Nel|Dal|Au|Du|Pour|Selon) ?$"
)
_WORD_BEFORE = re.compile(r"([^\W\d_]\w*)[,;]? $")
_NUMBER = re.compile(r" (?:n[úu]m(?:ero|éro)?\.?|n\.? ?[ºo°]|n°|nº) ?\d{1,4}(?![\d.,]*\d|[\w%])")
_ORDINAL = r"\d{1,2}\.?(?:ª|º|a|e|er|ème|°) "
_LONGEST_NAME = 160  # characters
_LONGEST_KIND = 20
_SHORTEST_NOUN = 3
# What a body is for, in the plural, as part of a name: "des Amis de l'orgue Orrin".
_PLURAL = re.compile(r" (?:des|dos|das|dei|degli|delle|de los|de las|dels|de les) $")
_COMPANION = re.compile(
    r" (?:et|y|e|i|&) (?:Fils|Cie|Compagnie|Associés|Frères|Hijos|Hermanos|Asociados|Cía|"
    r"Figli|Fratelli|Soci|Filhos|Irmãos|Associados|Fills|Germans)\b"
)
_RANKS = frozenset(
    {
        "Haut",
        "Haute",
        "Grand",
        "Grande",
        "Alto",
        "Alta",
        "Alt",
        "Santa",
        "Real",
        "Gran",
        "Pontificia",
        "Pontifícia",
        "Regio",
    }
)
_BEFORE_NAME_ONLY = frozenset(
    {"centre", "centro", "club", "clube", "conseil", "consejo", "consiglio", "banque", "banco", "banca"}
)
_ARTICLES_OF_NAMES = frozenset(
    {"La", "El", "Los", "Las", "Le", "Les", "Il", "Lo", "O", "A", "Os", "As", "Els", "Sa", "Es"}
)  # "La Paz"
_SAME = {"gl": "es"}


@dataclass(frozen=True)
class Grammar:
    """What a language makes names of; `kinds`, `small` and `letters` are words that begin them."""

    kinds: frozenset[str]
    small: frozenset[str]
    letters: frozenset[str]
    general: tuple[str, ...]
    general_alone: frozenset[str]
    adjectives: re.Pattern[str]
    run: re.Pattern[str]
    listed: re.Pattern[str]
    of_run: re.Pattern[str]
    of_noun: re.Pattern[str]
    and_: re.Pattern[str]
    not_nouns: frozenset[str]
    no_adjectives: frozenset[str]
    writes_small: bool


class _Step(NamedTuple):
    """How far a name has been read, and what stands last: its kind, a name, a noun with a capital or a small one."""

    end: int
    last: str
    is_cut: bool = False


def spans(document: Document) -> Iterator[Span]:
    """Where bodies stand whose name begins with a kind; they may overlap."""
    language = _SAME.get(document.language or "", document.language or "")
    if language not in table("romance_bodies"):
        return
    grammar = _grammar(language)
    for match in _WORD.finditer(document.flat):
        word = match[0]
        if word in grammar.letters:
            span = _of_letters(document, grammar, match)
        elif word[0].isupper():
            span = _of_kind(document, grammar, match) if word.lower() in grammar.kinds else None
        else:
            span = _of_small(document, grammar, match) if word in grammar.small else None
            span = span or (_of_state(document, grammar, match) if word in grammar.kinds else None)
        if span is not None:
            span = Span(_with_rank(document, span.start), span.end)
        if span is not None and shapes.is_name(document, span) and not is_general(document, span):
            yield span


def is_general(document: Document, span: Span) -> bool:
    """Whether a name begins with what says of no body which one it is: "Consiglio di Amministrazione della Acme"."""
    language = _SAME.get(document.language or "", document.language or "")
    if language not in table("romance_bodies"):
        return False
    name = document.lower[slice(*span)]
    if name in _grammar(language).general_alone:
        return True
    return any(
        name.startswith(one) and not name[len(one) : len(one) + 1].isalnum() for one in _grammar(language).general
    )


def _of_letters(document: Document, grammar: Grammar, match: re.Match[str]) -> Span | None:
    """ "CHU de Seeville", "ARS Pays du Lac"."""
    if not _begins(document, match.start()):
        return None
    run = grammar.run.match(document.flat, match.end())
    if run is None or _is_acronym(run[1]):
        run = grammar.of_run.match(document.flat, match.end())
    if run is None or _is_person(run[1]):
        return None
    return Span(match.start(), _end(document, grammar, match.end(), small=False))


def _of_small(document: Document, grammar: Grammar, match: re.Match[str]) -> Span | None:
    """ "l'hôpital Orrin", "el ayuntamiento de Villalago"."""
    run = grammar.run.match(document.flat, _adjectives(document.flat, grammar, match.end()))
    if run is not None and match[0] in _words("apposed"):
        return None
    if run is None and match[0] not in _BEFORE_NAME_ONLY:
        run = grammar.of_run.match(document.flat, match.end())
    if run is None or len(run[1]) < _SHORTEST_NOUN or not _begins(document, match.start()):
        return None
    return Span(match.start(), _end(document, grammar, match.end(), small=True))


def _of_state(document: Document, grammar: Grammar, match: re.Match[str]) -> Span | None:
    """ "le conseil départemental du Lac", "il comando provinciale di Villalago"."""
    adjective = grammar.adjectives.match(document.flat, match.end())
    if adjective is None or adjective[1] not in _words("institutional") or not _begins(document, match.start()):
        return None
    end = _end(document, grammar, match.end(), small=False)
    return Span(match.start(), end) if any(map(str.isupper, document.flat[adjective.end() : end])) else None


def _of_kind(document: Document, grammar: Grammar, match: re.Match[str]) -> Span | None:
    start = match.start()
    if not _begins(document, start):
        return None
    end = _end(document, grammar, match.end(), small=False)
    if end == match.end():
        return None
    behind = document.flat[match.end() : end]
    names = any(map(str.isupper, behind)) or any(map(str.isdigit, behind))
    if names and (document.flat[end - 1].isalnum() or behind[-1] == "."):
        if _is_inside(document, start) or _stands_alone(document, start, end):
            return Span(start, end)
        return Span(start, end) if " " in behind.strip() else None
    if not grammar.writes_small:
        return None
    return Span(start, end) if _is_inside(document, start) or _stands_alone(document, start, end) else None


def _with_rank(document: Document, start: int) -> int:
    """Where a name begins that a capitalised adjective stands in: "Haute Autorité"."""
    before = _WORD_BEFORE.search(document.flat, max(0, start - 14), start)
    return before.start(1) if before and before[1] in _RANKS and before.end(1) + 1 == start else start


def _begins(document: Document, start: int) -> bool:
    """Whether no word goes on at a position; an elided article may stand before it."""
    before = document.flat[start - 1 : start] if start else ""
    if before in ("'", "’"):
        return _ELIDED.search(document.flat, max(0, start - 8), start) is not None
    return not (before.isalnum() or (before != "" and before in _NOT_BEFORE))


def _is_inside(document: Document, start: int) -> bool:
    """Whether a capital is not that of a sentence: a small word or an article stands before."""
    flat = document.flat
    if not start or document.text[start - 1] == "\n":
        return False
    if flat[start - 1] in "'’(" or _ARTICLE.search(flat, max(0, start - 8), start):
        return True
    before = _WORD_BEFORE.search(flat, max(0, start - 30), start)
    return before is not None


def _stands_alone(document: Document, start: int, end: int) -> bool:
    return shapes.is_set_apart(document, Span(start, end))


def _end(document: Document, grammar: Grammar, position: int, *, small: bool) -> int:
    """Where a name ends that goes on behind its kind at a position; `small` is whether that is written small."""
    text = document.flat[: _line_end(document, position)]
    kind = document.lower[max(0, position - _LONGEST_KIND) : position].rpartition(" ")[2].rpartition("'")[2]
    step = _first_step(document, grammar, text, position, kind)
    best = step.end
    while step.end < position + _LONGEST_NAME:
        following = _next_step(document, grammar, text, step, kind, small=small)
        if following is None:
            break
        step = following
        best = step.end if step.last != "small" or grammar.writes_small else best
        if step.is_cut:
            break
    companion = _COMPANION.match(text, best)
    return companion.end() if companion else best


def _first_step(document: Document, grammar: Grammar, text: str, position: int, kind: str) -> _Step:
    """The adjectives, the proper name and the number behind a kind."""
    end, last = _adjectives(text, grammar, position), "kind"
    run = grammar.run.match(text, end)
    is_state = kind in _words("of_states")
    if run and not (_is_acronym(run[1]) or _is_stop(document, run[1]) or (is_state and _is_person(run[1]))):
        end, last = _cut(document, run, before_people=is_state), "name"
    if number := _NUMBER.match(text, end):
        end, last = number.end(), "name"
    return _Step(end, last)


def _next_step(document: Document, grammar: Grammar, text: str, step: _Step, kind: str, *, small: bool) -> _Step | None:
    """What a name goes on with: "de Villalago", "d'incendie", "et de secours"; None if it ends."""
    run = grammar.of_run.match(text, step.end)
    if run is not None and not _is_other(document, grammar, run):
        return _over_run(document, grammar, text, run)
    if step.last == "name" and kind in _words("portfolios") and (listed := grammar.listed.match(text, step.end)):
        return _Step(listed.end(), "name")
    if step.last == "name" or (small and step.last != "noun"):
        joined = _joined(document, grammar, text, step.end, after_name=True)
        return _Step(joined, step.last) if joined else None
    noun = grammar.of_noun.match(text, step.end)
    if noun is not None and _is_noun(grammar, noun[1]):
        end = _adjectives(text, grammar, noun.end())
        run = grammar.run.match(text, end)
        if run and not (_is_acronym(run[1]) or _is_stop(document, run[1]) or _is_person(run[1])):
            return _Step(_cut(document, run), "name")
        return _Step(end, "small")
    joined = _joined(document, grammar, text, step.end, after_name=False)
    return _Step(joined, "small") if joined else None


def _over_run(document: Document, grammar: Grammar, text: str, run: re.Match[str]) -> _Step:
    """ "des Amis", "de Villalago número 3", "di Scienze politiche"."""
    end = _cut(document, run)
    if extra := _COMPANION.match(text, end) or _NUMBER.match(text, end):
        return _Step(extra.end(), "name")
    if end < run.end():
        return _Step(end, "name", is_cut=True)
    is_plural = _PLURAL.search(text, run.start(), run.start(1)) is not None and " " not in run[1]
    is_common = " " not in run[1] and run[1][-1] in "siea"
    over = _adjectives(text, grammar, end) if is_common else end
    return _Step(over, "noun" if is_plural or over > end else "name")


def _line_end(document: Document, position: int) -> int:
    """Where the line or paragraph ends that a position is in."""
    end = document.text.find("\n", position)
    while end >= 0 and not (shapes.breaks(document, end, end + 1) or document.text.startswith("\n", end + 1)):
        end = document.text.find("\n", end + 1)
    return end if end >= 0 else len(document.text)


def _joined(document: Document, grammar: Grammar, text: str, end: int, *, after_name: bool) -> int | None:
    """The end of what "and" or a comma joins: "et de secours", "e del Lago"."""
    match = grammar.and_.match(text, end)
    if match is None:
        return None
    comma, link, noun = match[1], match[2], match[3]
    if noun[0].isupper():
        run = grammar.run.match(text, match.start(3) - 1)
        if not (after_name and link and not comma) or run is None or _is_other_run(document, grammar, run[1]):
            return None
        return _cut(document, run)
    if after_name or not _is_noun(grammar, noun) or (comma and not link):
        return None
    if not link and not re.search(r"(?:s|x|n|é|e|a|o|à|ió|ção)$", noun):
        return None
    joined = _adjectives(text, grammar, match.end(3))
    if comma and not (_joined(document, grammar, text, joined, after_name=False)):
        return None
    return joined


def _adjectives(text: str, grammar: Grammar, position: int) -> int:
    while (match := grammar.adjectives.match(text, position)) and match[1] not in grammar.no_adjectives:
        position = match.end()
    return position


def _is_noun(grammar: Grammar, word: str) -> bool:
    return len(word) >= _SHORTEST_NOUN and word not in grammar.not_nouns


def _cut(document: Document, run: re.Match[str], *, before_people: bool = False) -> int:
    """The end of a run before a word that is no part of a name, or, if so wanted, before somebody's."""
    end = run.start(1)
    words = run[1].split(" ")
    for place, word in enumerate(words):
        is_stop = _is_stop(document, word) and (word not in _ARTICLES_OF_NAMES or place + 1 == len(words))
        is_stop = is_stop or (before_people and _is_person(" ".join(words[place:])))
        if end > run.start(1) and (_is_acronym(word) or is_stop):
            return end - 1
        end += len(word) + 1
    return end - 1


def _is_other(document: Document, grammar: Grammar, step: re.Match[str]) -> bool:
    return _is_stop(document, step[1]) or _is_other_run(document, grammar, step[1])


def _is_other_run(document: Document, grammar: Grammar, run: str) -> bool:
    """Whether a run is a body of its own or somebody's name."""
    first = run.split(" ", 1)[0]
    return first in grammar.letters or _is_acronym(first) or _is_person(run) or _is_kind_with_more(grammar, first, run)


def _is_kind_with_more(grammar: Grammar, first: str, run: str) -> bool:
    return first.lower() in grammar.kinds and first != run


def _is_person(run: str) -> bool:
    first, _, rest = run.partition(" ")
    return bool(rest) and (is_given(first) or is_weak(first) or is_doubtful(first))


def _is_acronym(run: str) -> bool:
    first = run.split(" ", 1)[0]
    return len(first) > 2 and first.isupper() and not re.fullmatch(r"[IVXLCDM]+", first)


def _is_stop(document: Document, word: str) -> bool:
    """Whether a run begins with no name; an article before one is none."""
    first, _, rest = word.partition(" ")
    return shapes.is_stop_word(document, first) and not (rest and first in _ARTICLES_OF_NAMES)


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("romance_bodies")[key].split())


@cache
def _grammar(language: str) -> Grammar:
    words = table("romance_bodies")[language]
    run = rf"((?:{_ORDINAL})?{CAPITALISED}(?: (?:{_ORDINAL}|{words['inner']})?{CAPITALISED})*)"
    links, light = words["links"], words["light"]
    noun = rf"({_SMALL}+(?:[·-]{_SMALL}+)*)(?![\w-])"
    return Grammar(
        kinds=frozenset(words["kinds"].split()),
        small=frozenset(words["small"].split()),
        letters=frozenset(words["letters"].split()),
        general=tuple(filter(None, words["general"].split("\n"))),
        general_alone=frozenset(words["general_alone"].split("\n")),
        adjectives=re.compile(
            rf" ({_SMALL}+-(?:{_SMALL}+)|{_SMALL}{{2,}}(?:{words['endings']})|{words['more_adjectives']})(?![\w'-])"
        ),
        run=re.compile(rf" {run}"),
        listed=re.compile(
            rf"(?:, (?:{links})?{CAPITALISED}(?: {CAPITALISED})*)+,? (?:{words['and']}) (?:{links})?{run}"
        ),
        of_run=re.compile(rf" (?:{links}){run}"),
        of_noun=re.compile(rf" (?:{links}|{light}){noun}"),
        and_=re.compile(
            rf"(?: (?:{words['and']})|(,)) ({links})?((?:{_SMALL}+(?:[·-]{_SMALL}+)*)(?![\w-])|[^\W\d_a-zß-öø-ÿ]\w*)"
        ),
        not_nouns=frozenset(words["not_nouns"].split()),
        no_adjectives=frozenset(words["no_adjectives"].split()),
        writes_small=language in ("fr", "it", "ca"),
    )
