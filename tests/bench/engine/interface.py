"""What an engine of this benchmark has to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.bench.engine.documents import Document
from tests.bench.engine.questions import Question

HITS = 20
VALUES = 10  # that a facet shows
LENGTH = 240  # characters of a snippet
FACETS = ("organisation", "person", "place", "topic", "year")


@dataclass(frozen=True, slots=True)
class Answer:
    """The exact number of documents found, and for each of FACETS the counts of its most frequent values, descending.

    Each facet counts without its own filter.
    """

    count: int
    hits: int
    facets: tuple[tuple[int, ...], ...] = ()


class Engine(Protocol):
    """An engine over one folder. `add` and `commit` write; `ask`, `find` and `snippets` see the newest commit
    after `see`."""

    def __init__(self, folder: Path) -> None:
        """Neither reads nor writes yet."""

    def add(self, documents: Sequence[Document]) -> None: ...

    def commit(self) -> None:
        """Makes what was added durable."""

    def finish(self) -> None:
        """After the last commit: waits for merges and gives up locks."""

    def see(self) -> None:
        """Opens the newest commit."""

    def ask(self, question: Question, *, facets: bool) -> Answer:
        """The first HITS documents, by relevance or newest first, the exact count, and the facets where asked for."""

    def find(self, question: Question) -> Any:
        """The first HITS documents, as `snippets` takes them."""

    def snippets(self, question: Question, found: Any) -> list[str]:
        """A marked passage of the body, of about LENGTH characters, for each document that was found."""
