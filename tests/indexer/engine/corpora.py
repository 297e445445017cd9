"""Small corpora over a schema with every kind of field, with deletions, updates and several segments.

Everything is drawn from a `random.Random`: seeded for bulk, hypothesis's own (`st.randoms()`) where failures are to
shrink.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from whoosh import analysis, fields
from whoosh.filedb.filestore import RamStorage

from indexer.engine.columns import ListsColumn

WORDS = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "run",
    "running",
    "runs",
    "runner",
    "ran",
    "press",
    "pressed",
    "presses",
    "presser",
    "report",
    "reports",
    "reported",
    "minister",
    "ministers",
    "ministry",
    "ministries",
    "state",
    "states",
    "stated",
    "statement",
    "café",
    "naïve",
    "ελλάδα",
    "москва",
    "上海",
    "a",
    "an",
    "zz",
]
TAGS = ("red", "green", "dark blue", "light blue", "Grey", "x-ray")
PLACES = ("Oslo", "Rome", "Paris", "São Paulo", "Östersund")
START = datetime(2020, 1, 1)  # noqa: DTZ001  # Whoosh knows no time zones
_WEIGHTS = [1 / (rank + 1) for rank in range(len(WORDS))]  # Zipf

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Commit:
    """The changes of one commit: documents to add or, by `ident`, to replace; and idents to delete, first of all."""

    added: Sequence[Record] = ()
    updated: Sequence[Record] = ()
    deleted: Sequence[str] = ()
    merge: bool = False


class Several(fields.KEYWORD):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """Words at commas, counted one by one."""

    def __init__(self) -> None:
        super().__init__(commas=True)
        self.column_type = ListsColumn()

    def to_column_value(self, value: str) -> list[bytes]:
        return [part.strip().encode() for part in value.split(",")]


def schema() -> Any:
    """A field of every kind that is indexed; TEXT analysis is words in lower case, nothing left out."""
    words = analysis.RegexTokenizer(r"\w+") | analysis.LowercaseFilter()
    return fields.Schema(
        ident=fields.ID(stored=True, unique=True, sortable=True),
        title=fields.TEXT(analyzer=words, phrase=True, field_boost=2.0, stored=True),
        body=fields.TEXT(analyzer=words, phrase=True, spelling=True, sortable=True),
        plain=fields.TEXT(analyzer=words, phrase=False),
        tags=fields.KEYWORD(commas=True, scorable=True, lowercase=True),
        boosted=fields.KEYWORD(field_boost=1.5),
        place=fields.ID(sortable=True, field_boost=3.0),
        whole=fields.NUMERIC(numtype=int, signed=True, sortable=True),
        long=fields.NUMERIC(numtype=int, bits=64, signed=True, shift_step=8),
        coarse=fields.NUMERIC(numtype=int, signed=False, shift_step=0),
        # not sortable: whoosh-reloaded 2.7.5 packs the missing value of a float column, NaN, as an integer
        ratio=fields.NUMERIC(numtype=float, signed=True, shift_step=4),
        moment=fields.DATETIME(sortable=True),
        flag=fields.BOOLEAN(stored=True),
    )


def record(random: Random, ident: str) -> Record:
    """A document; each field but the ident may be missing."""
    found: Record = {
        "title": text(random, 5),
        "body": text(random, 40),
        "plain": text(random, 10),
        "tags": ", ".join(random.choices(TAGS, k=random.randint(1, 4))),
        "boosted": " ".join(random.choices(WORDS[:8], k=random.randint(1, 3))),
        "place": random.choice(PLACES),
        "whole": random.choice((0, 1, -1, 5, -(2**31) + 1, 2**31 - 1, random.randint(-300, 300))),
        "long": random.choice((0, -5, 2**40, random.randint(-(10**12), 10**12))),
        "coarse": random.randint(0, 50),
        "ratio": random.choice((0.0, 0.5, -0.25, 1e9, -3.75, random.uniform(-10, 10))),
        "moment": START + timedelta(days=random.randint(-3_000, 3_000), seconds=random.randint(0, 86_399)),
        "flag": random.random() < 0.5,
    }
    kept = {name: value for name, value in found.items() if random.random() < 0.85}
    return {"ident": ident, **kept}


def text(random: Random, longest: int) -> str:
    return " ".join(random.choices(WORDS, _WEIGHTS, k=random.randint(0, longest)))


def commits(random: Random, documents: int = 30, most: int = 4) -> list[Commit]:
    """Changes that leave about so many documents in up to `most` segments, some of them replaced or deleted."""
    made: list[Commit] = []
    idents: list[str] = []
    number = random.randint(1, most)
    for _ in range(number):
        added = [f"d{len(idents) + place}" for place in range(random.randint(0, 2 * documents // number))]
        updated = [ident for ident in idents if random.random() < 0.1]
        deleted = [ident for ident in idents if random.random() < 0.1 and ident not in updated]
        made.append(
            Commit(
                [record(random, ident) for ident in added],
                [record(random, ident) for ident in updated],
                deleted,
                merge=random.random() < 0.1,
            )
        )
        idents += added
    return made


def written(changes: Iterable[Commit], storage: Any = None, codec: Any = None, made: Any = None) -> Any:
    """The changes in an index; with a codec, in its format. `made` is another schema."""
    storage = storage or RamStorage()
    index = storage.create_index(made or schema())
    for change in changes:
        write(index, change, codec)
    return index


def write(index: Any, change: Commit, codec: Any = None) -> None:
    """Commits the changes."""
    writer = index.writer(codec=codec) if codec else index.writer()
    for ident in change.deleted:
        writer.delete_by_term("ident", ident)
    for each in change.updated:
        writer.update_document(**each)
    for each in change.added:
        writer.add_document(**each)
    writer.commit(merge=change.merge)


def modelled(changes: Iterable[Commit]) -> dict[str, Record]:
    """The documents that are left, by ident."""
    left: dict[str, Record] = {}
    for change in changes:
        for ident in change.deleted:
            left.pop(ident, None)
        left |= {each["ident"]: each for each in [*change.updated, *change.added]}
    return left


def corpora(documents: int = 30) -> st.SearchStrategy[list[Commit]]:
    """Changes as hypothesis draws and shrinks them."""
    return st.randoms(use_true_random=False).map(lambda random: commits(random, documents))
