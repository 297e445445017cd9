"""Cleaning real pages beside the extractors that people use: pages per CPU second, on one core, page by page in turn.

The peers are no dependencies of the project. They run when `PRESSROOM_PEERS` names a folder that they were installed
into: `pip install --target FOLDER trafilatura readability-lxml lxml_html_clean`.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from statistics import median

from crawler.cleaning import clean_page
from tests.bench.measure import Row
from tests.bench.site import real_pages

EVERY = 4  # of the real pages
REPEATS = 3
OURS, TRAFILATURA, READABILITY = "Cleaning", "trafilatura", "readability-lxml"
TARGETS = {TRAFILATURA: 1.0, READABILITY: 2.0}

System = Callable[[bytes, str], object]


def rows(shared: Path) -> Iterator[Row]:
    """Pages per CPU second of each, and how many times as fast ours is."""
    pages = list(islice(real_pages(shared), 0, None, EVERY))
    systems: dict[str, System] = {OURS: clean_page, **_peers()}
    _seconds(systems, pages[:3])  # loads what each loads once
    runs = [_seconds(systems, pages) for _ in range(REPEATS)]
    for name in systems:
        rate = len(pages) / median(run[name] for run in runs)
        yield Row(f"{name}, {len(pages)} real pages, pages per CPU second", f"{rate:.1f}", "")
    for name, target in TARGETS.items():
        ratios = sorted(run[name] / run[OURS] for run in runs if name in run)
        figure = f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})" if ratios else "not measured: no peers"
        yield Row(f"… ours to {name}, median of {REPEATS} runs", figure, f"≥ {target}")


def _peers() -> dict[str, System]:
    folder = os.environ.get("PRESSROOM_PEERS", "")
    if not folder:
        return {}
    sys.path.append(str(Path(folder).resolve()))  # last, so that what both need is the project's
    trafilatura = importlib.import_module("trafilatura")
    readability = importlib.import_module("readability")

    def by_trafilatura(page: bytes, url: str) -> object:
        return trafilatura.bare_extraction(page, url=url, with_metadata=True)

    def by_readability(page: bytes, url: str) -> object:
        document = readability.Document(page, url=url)
        return document.short_title(), document.summary()

    return {TRAFILATURA: by_trafilatura, READABILITY: by_readability}


def _seconds(systems: dict[str, System], pages: list[tuple[str, bytes]]) -> dict[str, float]:
    """The CPU seconds of each system over all pages; what one can't read costs it the time that it took to say so."""
    spent = dict.fromkeys(systems, 0.0)
    for url, page in pages:
        for name, system in systems.items():
            begin = time.process_time()
            with suppress(Exception):
                system(page, url)
            spent[name] += time.process_time() - begin
    return spent
