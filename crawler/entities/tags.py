"""Kinds of names, and tags of characters: "B-ORG" where the name of a body begins, "I-ORG" behind, "O" outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from crawler.entities.document import Span

OUTSIDE = "O"
Kind = Literal["people", "organisations", "places"]
KINDS: Mapping[Kind, str] = {"people": "PER", "organisations": "ORG", "places": "LOC"}
TAGS = (OUTSIDE, *(f"{begin}-{tag}" for tag in KINDS.values() for begin in "BI"))


def tags_of(named: Mapping[Kind, Iterable[Span]]) -> dict[int, str]:
    """What the characters of names are part of; where two overlap, the one that comes first here has them."""
    tags: dict[int, str] = {}
    for kind, tag in KINDS.items():
        for start, end in named.get(kind, ()):
            if not any(place in tags for place in range(start, end)):
                tags[start] = f"B-{tag}"
                tags.update(dict.fromkeys(range(start + 1, end), f"I-{tag}"))
    return tags
