"""What searches need of names of places and of characters, made once: by the server, before its workers part and share
it."""

from __future__ import annotations

from crawler.entities.hierarchy import above_place
from indexer import occurrences
from indexer.analysis import place_names


def preload() -> None:
    """About a second, which otherwise the first search of each worker would wait."""
    above_place("")
    place_names.other_names("")
    occurrences.classes_of_characters()
