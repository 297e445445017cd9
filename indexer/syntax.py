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
    "title", "org", "organisation", "person", "place", "topic", "reference", "notes", "lang", "source", "is", "date",
    "after", "before",
)  # fmt: skip

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_NOT = r"(?:(?<![^\s(])NOT(?=\s)|(?<![^\s(])-(?=[^\s-]))"
_TRAILING_QUESTION = re.compile(r"\?+(?=[\s)\"]|$)")


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
    try:
        tree: query.Query = _parser().parse(text, normalize=False)
    except Exception:  # noqa: BLE001  whatever Whoosh's plugins stumble over must not fail a search
        words = [query.Term(ANY, word) for word in re.findall(r"\w+", text)]
        return query.And(words)
    return tree


@cache
def _parser() -> qparser.QueryParser:
    known = fields.Schema(**dict.fromkeys(FIELDS, fields.ID()))
    names = "|".join(FIELDS)
    return qparser.QueryParser(
        ANY,
        known,
        plugins=[
            _KnownFields(rf"(?<!\w)(?P<text>(?i:{names})):(?=\S)"),
            plugins.PhrasePlugin(),
            plugins.WildcardPlugin(),
            plugins.FuzzyTermPlugin(),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(Not=_NOT, AndNot=None, AndMaybe=None, Require=None),
        ],
    )
