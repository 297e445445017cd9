"""The query language as a tree of its own, beside the parser under test: what can be asked, and how people write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Word:
    """A word, of a field where one is named: `treaty`, `title:treaty`, `counter-terrorism`."""

    text: str
    field: str = ""

    def __str__(self) -> str:
        return _named(self.field, self.text)


@dataclass(frozen=True)
class Phrase:
    """Words in a row, or near each other: `"the treaty"`, `"treaty quota"~4`."""

    words: tuple[str, ...]
    slop: int = 1
    field: str = ""

    def __str__(self) -> str:
        return _named(self.field, f'"{" ".join(self.words)}"' + (f"~{self.slop}" if self.slop > 1 else ""))


@dataclass(frozen=True)
class Pattern:
    """A word with `*` and `?`; `*` alone is everything."""

    text: str
    field: str = ""

    def __str__(self) -> str:
        return _named(self.field, self.text)


@dataclass(frozen=True)
class Fuzzy:
    """A word, or one so many edits away: `treaty~`, `treaty~2`."""

    text: str
    edits: int = 1

    def __str__(self) -> str:
        return f"{self.text}~{self.edits if self.edits > 1 else ''}"


@dataclass(frozen=True)
class Filter:
    """`lang:`, `source:`, `is:`, `date:`, `after:`, `before:`."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}:{self.value}"


@dataclass(frozen=True)
class Not:
    part: Node
    sign: str = "NOT "  # or "-"

    def __str__(self) -> str:
        return f"{self.sign}({self.part})" if isinstance(self.part, Not) else f"{self.sign}{_grouped(self.part)}"


@dataclass(frozen=True)
class Some:
    """Clauses of which any has to hold."""

    parts: tuple[Node, ...]
    joiner: ClassVar[str] = " OR "

    def __str__(self) -> str:
        return self.joiner.join(map(_grouped, self.parts))


@dataclass(frozen=True)
class Every:
    """Clauses that all have to hold."""

    parts: tuple[Node, ...]
    joiner: ClassVar[str] = " "

    def __str__(self) -> str:
        return self.joiner.join(map(_grouped, self.parts))


Node = Word | Phrase | Pattern | Fuzzy | Filter | Not | Some | Every


def _named(field: str, text: str) -> str:
    return f"{field}:{text}" if field else text


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, Some | Every) else str(node)
