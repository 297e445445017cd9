"""Bodies that no name, form or definition shows, by how a text speaks of them: "Orrinware launched", "at Orrinware".

Every run of capitalised words that is no known body, person or place is a candidate. What it looks like and what stands
around its mentions speaks for or against it, each with a weight, and it is a body when their sum reaches the threshold:
`data/contexts.toml`. The weights are set by hand: a logistic regression on the labelled releases, over releases that it
was not fitted on, was no better.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from crawler.entities import examples, romance_contexts, short_forms
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.lexicon import Finds
from crawler.entities.looks import looks, may_be_body
from crawler.entities.runs import is_degree, runs

_TOKEN = re.compile(r"'s\b|\w[\w'&-]*|[^\w\s]")
_OUR = re.compile(r",? (?:we|our)\b")  # "At Orrinware, we"
_CITED = re.compile(r" ?\)(?:\n|$)")  # a source at the end of a paragraph
_HOST = re.compile(r"(?:https?://|www\.|@)([\w.-]+)")
_NO_LETTER = re.compile(r"[\W_]")
_TICKER = re.compile(
    r"\((?:[^()]*[;,/|&] ?)?(?:[A-Z]{3,6}|Nasdaq\w*|Euronext|FSE|OTC\w*)(?: [A-Z]\w+)?: ?\$?(?:\w+, )?$"
)
_LISTED = (": ", ", ")  # what stands before a ticker
_TRADEMARK = re.compile(r" ?(?:[™®]|\((?:TM|R)\))")
_MARKS = frozenset(".,():;-–—“”\"'•*/|!?„")
_QUOTES = frozenset("“\"'")
_BETWEEN = frozenset({", ", " and ", ", and ", " & ", "/", " or ", " und ", " och ", "; ", " et ", " y ", " e "})
_BRACKET = re.compile(r" \([^()\n]{1,30}\)")
_LONGEST_BETWEEN = 6  # characters
_BESIDE, _AMONG = "beside a body", "among bodies"
_ROUNDS = 12  # in which what is beside a body becomes one
_BEFORE, _BEHIND = 60, 40  # characters that are looked at
_MOST_MENTIONS = 8  # of which the context is looked at
_MOST_SHOUTED = 4  # words in capitals; more of them are a headline
_SHORTEST_HOST = 3  # characters
_MOST_BY_ADDRESS = 2.0  # points
_LEAST_LOOKS = -0.05  # points of a name by its looks below which no context makes it a body's
_DECIMALS = 6  # of points: their sum must not depend on the order in which they are added up


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name, where it stands, and what speaks for or against its being a body's."""

    name: str
    spans: tuple[Span, ...]
    features: frozenset[str]


class Around(NamedTuple):
    """Where what is known already begins and ends."""

    body_starts: frozenset[int]
    body_ends: frozenset[int]
    person_starts: frozenset[int] = frozenset()
    person_ends: frozenset[int] = frozenset()


def likely(
    document: Document, finds: Finds, bodies: Collection[Span], people: Collection[Span]
) -> Iterator[tuple[str, Span]]:
    """(name, span) of what is a body by its looks and context; a longer name's beginning goes by the longer name."""
    accepted: dict[str, tuple[Span, ...]] = {}
    open_cases = list(candidates(document, finds, bodies, people))
    for _ in range(_ROUNDS):
        sure = [candidate for candidate in open_cases if _is_body(candidate.features)]
        accepted |= {candidate.name: candidate.spans for candidate in sure}
        if not sure:
            break
        open_cases = [candidate for candidate in open_cases if candidate.name not in accepted]
        open_cases = [_beside_new(document, candidate, sure) for candidate in open_cases]
    companies = [name for name in accepted if short_forms.ends_as_company(name)]
    short = short_forms.short_forms(document, {name: name for name in accepted}, companies)
    taken = {position for span in (*bodies, *people) for position in range(*span)}
    for name, spans in accepted.items():
        longer = [other for other in accepted if other.startswith(f"{name} ")]
        if not longer and " " not in name:
            short[name] = name
        for span in spans:
            taken.update(range(*span))
            yield longer[0] if len(longer) == 1 else name, span
    for name, span in short_forms.occurrences(document, short):
        if taken.isdisjoint(range(*span)):
            yield name, span


def candidates(
    document: Document, finds: Finds, bodies: Collection[Span], people: Collection[Span]
) -> Iterator[Candidate]:
    """The runs of capitalised words that may be bodies, each name once."""
    towns = (hit for hit in finds.towns if hit.value.language is None)
    places = {document.flat[slice(*hit.span)] for hits in (finds.places, towns) for hit in hits}
    around = Around(
        frozenset(span.start for span in bodies),
        _ends(document.flat, bodies),
        frozenset(span.start for span in people),
        frozenset(span.end for span in people),
    )
    hosts = [host.lower().replace("-", "") for host in (document.host, *_HOST.findall(document.text)) if host]
    offices = {document.flat[slice(*hit.span)] for hit in finds.offices}
    named = offices | {word for span in people for word in document.flat[slice(*span)].split()}
    is_german = document.language == "de"
    for name, found in runs(document, [*bodies, *people]).items():
        spans = [span for span in found if not is_degree(document.flat, span, around.person_ends)]
        if (
            not spans
            or (name.isupper() and name.count(" ") >= _MOST_SHOUTED)
            or name in places
            or name in named
            or not may_be_body(name, has_nouns_with_capitals=is_german)
        ):
            continue
        if _points_of_looks(name) + _MOST_BY_ADDRESS < _LEAST_LOOKS:
            continue
        features = looks(name) | frozenset(_looks_here(document, name, hosts))
        if points(features) >= _LEAST_LOOKS:
            yield Candidate(name, tuple(spans), _all_features(document, spans, features, around))


def _is_body(features: Iterable[str]) -> bool:
    return points(features) >= _threshold()


def points(features: Iterable[str]) -> float:
    weights = _weights()
    return round(sum(weights[feature] for feature in features if feature in weights), _DECIMALS)


@lru_cache(maxsize=20_000)  # names come again in other releases, and most are dropped by their looks
def _points_of_looks(name: str) -> float:
    return points(looks(name))


def _beside_new(document: Document, candidate: Candidate, sure: Iterable[Candidate]) -> Candidate:
    """A candidate with what it gains where it stands in one list with those that have just proved to be bodies."""
    if _BESIDE in candidate.features:
        return candidate
    spans = [span for other in sure for span in other.spans]
    around = Around(frozenset(span.start for span in spans), _ends(document.flat, spans))
    if not any(_is_beside(document.flat, span, around) for span in candidate.spans):
        return candidate
    features = {feature for feature in candidate.features if not feature.startswith("telling:")} | {_BESIDE}
    return Candidate(candidate.name, candidate.spans, _with_telling(features))


def _looks_here(document: Document, name: str, hosts: Collection[str]) -> Iterator[str]:
    """What the text tells of a name wherever it stands in it."""
    addresses = set(_addresses(name, hosts))
    yield from addresses
    if not addresses and _is_small_somewhere(document.prose, name.lower()):
        yield "small in text"
    if document.language != "en" and name[1:].islower():
        yield "foreign word"


def _is_small_somewhere(text: str, name: str) -> bool:
    start = text.find(name)
    while start >= 0:
        if not text[start - 1 : start].isalnum() and not text[start + len(name) : start + len(name) + 1].isalnum():
            return True
        start = text.find(name, start + 1)
    return False


def _addresses(name: str, hosts: Collection[str]) -> Iterator[str]:
    """Whether a web or mail address in the text is made of the name."""
    if not hosts:
        return
    squeezed = _NO_LETTER.sub("", name.lower())
    if len(squeezed) < _SHORTEST_HOST:
        return
    if any(squeezed in host.split(".") for host in hosts):
        yield "is host"
    elif any(squeezed in host for host in hosts):
        yield "in host"


# --- What stands around a mention ---


def _all_features(document: Document, spans: list[Span], of_name: frozenset[str], around: Around) -> frozenset[str]:
    features = {*of_name}
    for span in spans[:_MOST_MENTIONS]:
        features.update(_context(document, span, around))
    features.add(f"mentions:{'1' if len(spans) == 1 else '2' if len(spans) == 2 else '3' if len(spans) < 6 else '6'}")
    if all(map(document.is_shouting, spans)):
        features.add("only shouting")
    if "inside a sentence" not in features:
        features.add("only first in sentence")
    return _with_telling(features)


def _with_telling(features: set[str]) -> frozenset[str]:
    """Features with how many of them speak for a body by themselves."""
    return frozenset((*features, f"telling:{min(len(features & _telling()), 3)}"))


def _context(document: Document, span: Span, around: Around) -> Iterator[str]:
    text, (start, end) = document.flat, span
    before = _TOKEN.findall(text[max(0, start - _BEFORE) : start])
    behind = [*_TOKEN.findall(text[end : end + _BEHIND])[:2], "$", "$"][:2]
    previous = before[-1] if before and document.text[start - 1] != "\n" else "^"
    if document.text.startswith("\n", end):
        behind[0] = "$"
    left, right = _kind_before(previous), _kind_behind(behind[0])
    if start < document.title_end:
        yield "in title"
    if document.is_headline(start):
        yield from ("in headline", f"headline {left}|", f"headline |{right}")
    else:
        yield from (f"before {left}", f"behind {right}")
        yield from _frame(left, right, behind[1])
    yield from _done_before(before)
    yield from _office_before(before, left)
    yield from _signs(document, span, before)
    if document.language in romance_contexts.LANGUAGES:
        yield from romance_contexts.features(document, span)
    if examples.is_example(text, start):
        yield "example of a kind"
    yield from _beside(text, span, around)
    yield "first in sentence" if previous in ".!?:•*^" else "inside a sentence"


def _signs(document: Document, span: Span, before: list[str]) -> Iterator[str]:
    """What single signs and words beside a name say."""
    text, (start, end) = document.flat, span
    if _TRADEMARK.match(text, end):
        yield "trademark"
    if text.startswith(_LISTED, start - 2) and _TICKER.search(text, max(0, start - _BEFORE), start):
        yield "ticker"
    if document.text.startswith("\nBy ", start - len("\nBy ")):
        yield "byline"
    if _is_short_for_words(text[start:end], before):
        yield "short for words"
    if before[-1:] in (["at"], ["At"]) and _OUR.match(text, end):
        yield "we at"
    if before[-2:] == [".", "("] and _CITED.match(document.text, end):
        yield "cited"


def _frame(left: str, right: str, second: str) -> Iterator[str]:
    """What both sides say together."""
    if left == "article":
        yield f"article and {right}"
    if right in ("act", "say") and left in (".", "^", ")", "-", "–", "—"):
        yield f"subject of {right}"
    if right == ",":
        yield f"comma and {'article' if second in _words('apposition') else _kind_behind(second)}"
    if right == "'s":
        yield f"owner of {_kind_behind(second)}"
    if right == "(":
        yield f"bracket with {'acronym' if second.isupper() and second.isalpha() and len(second) > 1 else 'words'}"


def _is_short_for_words(name: str, before: list[str]) -> bool:
    """Whether a name in brackets is short for no body: "a lake management plan (LMP)", "Lakescience (LakeSci)"."""
    words = before[:-1] if before and before[-1] in _QUOTES else before
    if len(words) < 2 or words[-1] != "(":
        return False
    last = words[-2].lower()
    if words[-2].islower() or last in _others():
        return True
    return not name.isupper() and any(word.lower().startswith(name.lower()) for word in words[-3:-1])


def _done_before(before: list[str]) -> Iterator[str]:
    """What is done by a body or with it: "powered by Acme", "the acquisition of Acme", "an agreement with Acme"."""
    if len(before) < 2:
        return
    verb, link = before[-2:]
    if link in ("of", "with", "by", "from") and verb.lower() in _words("deals"):
        yield f"deal {link}"
    elif link == "by" and verb in _words("done"):
        yield "done by"
    if link == "of" and verb.lower() in _words("launches"):
        yield "launch of"


def _office_before(before: list[str], left: str) -> Iterator[str]:
    if len(before) < 2:
        return
    if left == "," and _kind_before(before[-2]) == "kind":
        yield "kind,"
    if left == "name" and _kind_before(before[-2]) == "kind":  # "a company called"
        yield "before kind"
    if left in ("at", "of", "for", "by") and before[-2].lower() in _words("offices"):
        yield f"office {left}"
    if left == "," and any(word.lower() in _words("offices") for word in before[-3:-1]):
        yield "office,"
    if before[-2:] == ["according", "to"] or before[-2:] == ["According", "to"]:
        yield "according to"


def _beside(text: str, span: Span, around: Around) -> Iterator[str]:
    """Other bodies in the same list, and people beside the name."""
    start, end = span
    if _is_beside(text, span, around):
        yield _BESIDE
        if _is_among(text, span, around):
            yield _AMONG
    if start - 1 in around.body_ends:
        yield "behind a body"
    if start - 2 in around.person_ends:
        yield f"behind a person{text[start - 2 : start].strip()}"
    if end + 1 in around.person_starts:
        yield "before a person"


def _is_beside(text: str, span: Span, around: Around) -> bool:
    start, end = span.start, _behind_bracket(text, span.end)
    return any(
        (start - gap in around.body_ends and text[start - gap : start] in _BETWEEN)
        or (end + gap in around.body_starts and text[end : end + gap] in _BETWEEN)
        for gap in range(1, _LONGEST_BETWEEN)
    )


def _is_among(text: str, span: Span, around: Around) -> bool:
    """Whether bodies stand on both sides in the same list."""
    start, end = span.start, _behind_bracket(text, span.end)
    gaps = range(1, _LONGEST_BETWEEN)
    return any(start - gap in around.body_ends and text[start - gap : start] in _BETWEEN for gap in gaps) and any(
        end + gap in around.body_starts and text[end : end + gap] in _BETWEEN for gap in gaps
    )


def _behind_bracket(text: str, end: int) -> int:
    """Where a list goes on behind what stands in brackets: "Acme (No. 1), Orrinware (No. 2)"."""
    bracket = _BRACKET.match(text, end)
    return bracket.end() if bracket else end


def _ends(text: str, spans: Iterable[Span]) -> frozenset[int]:
    """Where bodies end, with and without what stands in brackets behind them."""
    ends = {span.end for span in spans}
    return frozenset(ends | {_behind_bracket(text, end) for end in ends})


@cache
def _kind_before(word: str) -> str:
    """The class of a word before a name: "by" for "with" and "from", "kind" for "company" ..."""
    if not word[0].isalnum():
        return word if word in _MARKS or word == "^" else "sign"
    if word.lower() in _kinds_before():
        return _kinds_before()[word.lower()]
    if word[0].isdigit():
        return "number"
    if word.lower() in _words("offices"):
        return "office"
    return "name" if word[0].isupper() else "word"


@cache
def _kind_behind(word: str) -> str:
    if not word[0].isalnum():
        return word if word in _MARKS or word in ("$", "'s") else "sign"
    for kind in ("act", "say", "staff", "link"):
        if word.lower() in _words(kind):
            return kind
    if word in _words("before_staff"):
        return "staff"
    if word.lower() in _others():
        return "other"
    if word[0].isdigit():
        return "number"
    return "name" if word[0].isupper() else "word"


# --- Tables ---


@cache
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = table("contexts")["weights"]
    return weights


@cache
def _threshold() -> float:
    threshold: float = table("contexts")["threshold"]
    return threshold


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("contexts")[key])


@cache
def _telling() -> frozenset[str]:
    """Features that speak for a body by themselves."""
    return _words("telling")


@cache
def _kinds_before() -> Mapping[str, str]:
    return {word: kind for kind, words in table("contexts")["before"].items() for word in words}


@cache
def _others() -> frozenset[str]:
    return frozenset(table("bodies")["others"])
