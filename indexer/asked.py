"""What a query asks of the texts, before it has met the index: words, and words in a row.

`indexer.query` makes these nodes, `indexer.resolve` puts queries of the index's own terms in their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whoosh import query

from indexer import analysis

if TYPE_CHECKING:
    from indexer.alternatives import Alternative
    from indexer.index import ReasonKind


class Word(query.Query):  # type: ignore[misc]  # Whoosh counts as untyped
    """A word in any of some fields. What joins several words ("counter-terrorism") counts as one.

    `code` is the reference of a release that it may be as well, as the index has it.
    """

    def __init__(self, text: str, fields: Sequence[str], code: str = "") -> None:
        self.text = text
        self.fields = tuple(fields)
        self.code = code
        self.surfaces = tuple(surface for surface in analysis.query_tokens(text) if analysis.fold(surface))


class Row(query.Query):  # type: ignore[misc]
    """Words that follow each other in one of some fields, or with a `slop` stand as near to each other as it says."""

    def __init__(self, surfaces: Sequence[str], fields: Sequence[str], slop: int = 1) -> None:
        self.surfaces = tuple(surfaces)
        self.fields = tuple(fields)
        self.slop = slop


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a node of a resolved tree is in the query, for who explains scores (`indexer.explain`)."""

    kind: ReasonKind
    text: str = ""
    others: tuple[Alternative, ...] = ()


def meant(node: query.Query, meaning: Meaning) -> query.Query:
    """A node that knows what it is in the query."""
    node.meaning = meaning
    return node


def meaning_of(node: query.Query) -> Meaning | None:
    meaning: Meaning | None = getattr(node, "meaning", None)
    return meaning
