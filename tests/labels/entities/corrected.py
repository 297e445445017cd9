"""What readers corrected of what the rules had found in releases that no rule had seen: what the tagger learns from.

`corrected.jsonl` has a line for each: what the rules of then found, what is right, and what may be (villages, which no
table has), by positions. The texts are
those of the shared data, each up to some character (of a page some lines, as in `gold.py`), or our own in `written/`,
which say themselves what is right: ⟦P:Jane Major⟧ is a person, ⟦O:…⟧ a body, ⟦L:…⟧ a place, ⟦?:…⟧ can be read either
way, and «S:Jane Major» stands before her direct speech.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crawler.entities.document import Document, Span, read
from crawler.entities.tags import KINDS, Kind
from crawler.records import Release
from tests.labels.entities.gold import Label, text_of

CORRECTED = Path(__file__).with_name("corrected.jsonl")
WRITTEN = Path(__file__).with_name("written")

_OURS = "written"
_MARK = re.compile(r"⟦([POL?]):(.*?)⟧|«S:(.*?)»", re.S)
_BEGINS = re.compile(r"(?m)^### \d+\n")

Names = Mapping[Kind, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A release, what the rules found in it, and what is right; `unsure` counts neither way.

    `topics` are what its first thousand characters are about, None where nobody said; `topics_possible` count neither
    way. Nothing is trained with what is `held`, but for topics.
    """

    set: str
    id: str
    release: Release
    document: Document
    found: Names
    right: Names
    unsure: Names
    topics: frozenset[str] | None
    topics_possible: frozenset[str]
    held: bool = False


def corrected(data: Path) -> Iterator[Corrected]:
    """All that were corrected. Raises ValueError where the shared data holds another text."""
    for line in CORRECTED.read_text("utf-8").splitlines():
        one = json.loads(line)
        release = _release(one, data)
        names = _names(one["found"]), _names(one["right"]), _names(one.get("unsure", {}))
        topics = frozenset(one["topics"]) if "topics" in one else None
        possible = frozenset(one.get("topics_possible", ()))
        held = one.get("held", False)
        yield Corrected(one["set"], one["id"], release, read(release), *names, topics, possible, held)


def _release(one: Mapping[str, Any], data: Path) -> Release:
    if one["set"] == _OURS:
        file, number = one["id"].split("/")
        title, _, text = plain(written(WRITTEN / f"{file}.txt")[int(number)]).partition("\n")
        return Release("", title, text.strip("\n"), language=one["language"])
    lines = one.get("lines", {})
    label = Label(one["set"], one["id"], "tune", one["digest"], {}, [], None, frozenset(), **lines)
    text_there = text_of(label, data)
    organisation = text_there.organisation or ""
    return Release(
        "", text_there.title, text_there.text[: one["until"]], organisation=organisation, language=one["language"]
    )


def _names(one: Mapping[str, Any]) -> Names:
    return {kind: [Span(*span) for span in one.get(kind, ())] for kind in KINDS}


@cache
def written(file: Path) -> Sequence[str]:
    """The texts of a file of `written/`, with their marks."""
    return [text.strip("\n") for text in _BEGINS.split(file.read_text("utf-8")) if text.strip()]


def plain(marked: str) -> str:
    """A text without its marks."""
    return _MARK.sub(lambda match: match[2] or "", marked)
