"""Looks for a page that breaks the cleaning: `python -m tests.fuzz SECONDS`. Stops at the first, and writes it down.

With atheris (`pip install atheris`) the search is guided by coverage, else pages are broken at random.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
import time
from itertools import count
from pathlib import Path
from random import Random

from crawler.cleaning import clean_page
from tests.crawler.cleaning.pages import PAGE, URL
from tests.fuzz.mutate import mutated
from tests.fuzz.test_bounds import MOST_SECONDS

FOUND = Path("fuzz-found.html")


class _Raised(logging.Handler):
    """What the outermost guard has caught counts as raised."""

    def emit(self, record: logging.LogRecord) -> None:
        raise AssertionError(record.getMessage())


def attempt(page: bytes) -> None:
    begin = time.process_time()
    try:
        clean_page(page, URL).digest.encode()
        assert time.process_time() - begin <= MOST_SECONDS, "it took too long"
    except BaseException:
        FOUND.write_bytes(page)
        raise


def by_coverage(seconds: int) -> None:
    atheris = importlib.import_module("atheris")

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=20000"], attempt)
    atheris.Fuzz()


def at_random(seconds: int) -> None:
    end = time.monotonic() + seconds
    for seed in count():
        if time.monotonic() > end:
            print(f"{seed} broken pages, none of which broke the cleaning.")
            return
        attempt(mutated(PAGE.encode(), PAGE.encode(), Random(seed)))


if __name__ == "__main__":
    logging.getLogger("crawler").addHandler(_Raised())
    (by_coverage if importlib.util.find_spec("atheris") else at_random)(int(sys.argv[1]))
