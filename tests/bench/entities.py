"""What finding people, organisations, places, topics and quotes costs: releases of the shared corpus, on one core."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from crawler.cleaning.language import detect
from crawler.entities import annotate, tagging
from crawler.records import Release
from tests.bench.measure import Row

OF_EACH = 150  # releases of each part of the corpus, evenly spread
REPEATS = 3
NETWORK_OF = 10  # the network reads one in so many


def rows(shared: Path) -> Iterator[Row]:
    """Releases per CPU second, and how long their texts are."""
    releases = list(_releases(shared))
    annotate(releases[0])  # loads what is loaded once
    characters = sum(len(release.text) for release in releases) / len(releases)
    title = f"Who, where, what of {len(releases)} releases of {characters:.0f} characters in the mean, per CPU second"
    with tagging.by(None):
        yield Row(f"{title}, by rules alone", _rate(releases), "≥ 150")
    yield Row("… with the network", _rate(releases[::NETWORK_OF]), "")


def _releases(shared: Path) -> Iterator[Release]:
    for path in sorted((shared / "corpus").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            entries = [json.loads(line) for line in lines]
        for one in entries[:: max(1, len(entries) // OF_EACH)][:OF_EACH]:
            text = one["text"]
            language = one.get("lang") or detect(text)
            yield Release("", one.get("title") or "", text, organisation=one.get("organisation"), language=language)


def _rate(releases: list[Release]) -> str:
    rates = sorted(len(releases) / _seconds(releases) for _ in range(REPEATS))
    return f"{median(rates):.3g} ({rates[0]:.3g} to {rates[-1]:.3g})"


def _seconds(releases: list[Release]) -> float:
    start = time.process_time()
    for release in releases:
        annotate(release)
    return time.process_time() - start
