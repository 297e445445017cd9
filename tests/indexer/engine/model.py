"""Which documents a tree must match, from the documents alone: the meaning of each node, with no index."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import translate
from functools import cache
from re import compile as compiled
from typing import Any

from whoosh import query
from whoosh.lang.morph_en import variations

from tests.indexer.engine.corpora import Record

Terms = dict[str, list[Any]]  # a document's terms by field, in order


def terms(record: Record, schema: Any) -> Terms:
    """The terms of a document: words, exact values, and numbers, dates and truth as they are."""
    found: Terms = {}
    for name, value in record.items():
        analyzer = schema[name].analyzer
        found[name] = [token.text for token in analyzer(value)] if isinstance(value, str) and analyzer else [value]
    return found


def matches(node: query.Query, document: Terms) -> bool:
    """Whether a document matches. Raises KeyError for a node that it does not know."""
    return _MATCHES[type(node)](node, document)


def _term(node: query.Term, document: Terms) -> bool:
    return node.text in document.get(node.fieldname, ())


def _phrase(node: query.Phrase, document: Terms) -> bool:
    """Each word at most `slop` places after the word before it."""
    found = document.get(node.fieldname, [])
    ends = {place for place, word in enumerate(found) if word == node.words[0]}
    for wanted in node.words[1:]:
        ends = {
            place
            for place, word in enumerate(found)
            if word == wanted and any(place - step in ends for step in range(1, node.slop + 1))
        }
    return bool(ends)


def _any_term(test: Callable[[Any, Any], bool]) -> Callable[[Any, Terms], bool]:
    return lambda node, document: any(test(node, term) for term in document.get(node.fieldname, ()))


def _wildcard(node: query.Wildcard, term: str) -> bool:
    return compiled(translate(node.text)).match(term) is not None


def _fuzzy(node: query.FuzzyTerm, term: str) -> bool:
    same = bool(term[: node.prefixlength] == node.text[: node.prefixlength])
    return same and distance(node.text, term) <= node.maxdist


def _term_range(node: query.TermRange, term: str) -> bool:
    """In the order of UTF-8, which is that of code points."""
    after = node.start is None or term > node.start or (term == node.start and not node.startexcl)
    return after and (node.end is None or term < node.end or (term == node.end and not node.endexcl))


def _number_range(node: query.NumericRange, value: Any) -> bool:
    start, end = (node.startdate, node.enddate) if isinstance(node, query.DateRange) else (node.start, node.end)
    after = start is None or value > start or (value == start and not node.startexcl)
    return after and (end is None or value < end or (value == end and not node.endexcl))


@cache
def distance(one: str, other: str) -> int:
    """Levenshtein's (1966): letters to put in, take out or replace."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row = row, [number]
        for place, against in enumerate(other, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != against)))
    return row[-1]


_MATCHES: dict[type[query.Query], Callable[[Any, Terms], bool]] = {
    query.Term: _term,
    query.Phrase: _phrase,
    query.Prefix: _any_term(lambda node, term: term.startswith(node.text)),
    query.Wildcard: _any_term(_wildcard),
    query.FuzzyTerm: _any_term(_fuzzy),
    query.Variations: _any_term(lambda node, term: term in variations(node.text)),
    query.TermRange: _any_term(_term_range),
    query.NumericRange: _any_term(_number_range),
    query.DateRange: _any_term(_number_range),
    query.Every: lambda node, document: node.fieldname is None or bool(document.get(node.fieldname)),
    query.And: lambda node, document: all(matches(part, document) for part in node.subqueries),
    query.Or: lambda node, document: any(matches(part, document) for part in node.subqueries),
    query.DisjunctionMax: lambda node, document: any(matches(part, document) for part in node.subqueries),
    query.Not: lambda node, document: not matches(node.query, document),
    query.AndNot: lambda node, document: matches(node.a, document) and not matches(node.b, document),
    query.AndMaybe: lambda node, document: matches(node.a, document),
    query.Require: lambda node, document: matches(node.a, document) and matches(node.b, document),
    query.ConstantScoreQuery: lambda node, document: matches(node.child, document),
}

KINDS = tuple(_MATCHES)
