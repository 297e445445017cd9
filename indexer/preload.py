"""What searches need of the names of places, read once: by the server, before its workers part and share it."""

from __future__ import annotations

from crawler.entities.hierarchy import above_place
from indexer.analysis import place_names


def preload() -> None:
    """About a second, which otherwise the first search of each worker would wait."""
    above_place("")
    place_names.other_names("")
