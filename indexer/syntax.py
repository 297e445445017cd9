"""The query language's syntax: a string to a tree of Whoosh queries over the fields as people name them.

Whoosh's parser does the work, with its plugins for phrases, wildcards, fuzzy words, groups and operators. The tree has
not met the index yet: its texts are as typed, its fields are names of the query language ("" for none).
`indexer.query` gives them their meaning.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from whoosh import fields, qparser, query
from whoosh.qparser import plugins, syntax

MAX_CHARACTERS = 2_000  # the rest of a longer query is not read
ANY = ""  # the field of words without one
FIELDS = (
    "title", "org", "organisation", "person", "place", "topic", "said", "speaker", "reference", "notes", "lang",
    "source", "is", "date", "after", "before",
)  # fmt: skip

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_NOT = r"(?:(?<![^\s(])NOT(?=[\s(])|(?<![^\s(])-(?=[^\s-]))"
_TWICE = re.compile(r"(?<![^\s(])NOT\s+NOT(?=\s)")  # which not every Whoosh reads
_NAMES = "|".join(FIELDS)
_SLOP = re.compile(r"~\d+")
_FUZZY = re.compile(r"(?<=\w)(~\d(?=\w)|~(?=[^\W\d]))")
_TRAILING_QUESTION = re.compile(rf"\?+(?=[\s()\"]|$|(?i:{_NAMES}):)")


class _KnownFields(plugins.FieldsPlugin):  # type: ignore[misc]  # Whoosh counts as untyped
    """`name:` before anything but a space, in any case, for the names of the query language only."""

    class FieldnameTagger(plugins.FieldsPlugin.FieldnameTagger):  # type: ignore[misc]
        def create(self, parser: Any, match: re.Match[str]) -> syntax.FieldnameNode:
            return syntax.FieldnameNode(match["text"].lower(), match[0])


def parse(text: str) -> query.Query:
    """Reads a query; every string has a reading. What can't be parsed is read as words."""
    text = _TRAILING_QUESTION.sub(" ", text[:MAX_CHARACTERS].translate(_QUOTES))
    if text.count('"') % 2:
        text += '"'
    text, parser = _apart(text), _parser()
    try:
        tree: query.Query = parser.parse(text, normalize=False)
    except Exception:  # noqa: BLE001  whatever Whoosh's plugins stumble over must not fail a search
        words = [query.Term(ANY, word) for word in re.findall(r"\w+", text)]
        return query.And(words)
    return tree


def _apart(text: str) -> str:
    """A query in which phrases and fuzzy words stand apart from what is beside them, and nothing is negated twice."""
    pieces = text.split('"')
    for place, piece in enumerate(pieces):
        if place % 2:  # within quotes
            pieces[place] = f'"{piece}"'
            continue
        if place:
            slop = _SLOP.match(piece)
            end = slop.end() if slop else 0
            piece = f"{piece[:end]} {piece[end:]}"
        if place + 1 < len(pieces) and piece[-1:] not in {":", "(", "-", ""}:
            piece += " "
        pieces[place] = _TWICE.sub("", _FUZZY.sub(r"\1 ", piece))
    return "".join(pieces)


@cache
def _parser() -> qparser.QueryParser:
    known = fields.Schema(**dict.fromkeys(FIELDS, fields.ID()))
    return qparser.QueryParser(
        ANY,
        known,
        plugins=[
            _KnownFields(rf"(?<!\w)(?P<text>(?i:{_NAMES})):(?=\S)"),
            plugins.PhrasePlugin(),
            plugins.WildcardPlugin(),
            plugins.FuzzyTermPlugin(),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(Not=_NOT, AndNot=None, AndMaybe=None, Require=None),
        ],
    )
