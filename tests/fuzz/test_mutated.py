"""Real pages, broken at random: none raises, none takes more than 2 s."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice, pairwise
from random import Random

import pytest

from crawler.cleaning import clean_page
from crawler.cleaning import page as page_module
from tests.bench.site import real_pages
from tests.fuzz.mutate import MUTATIONS, mutated
from tests.fuzz.test_bounds import ATTEMPTS, MOST_SECONDS
from tests.replay import shared_data

EVERY = 8  # of the real pages

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise AssertionError(args)

    monkeypatch.setattr(page_module.log, "exception", fail)


@pytest.fixture(scope="module")
def pages() -> list[tuple[str, bytes]]:
    data = shared_data()
    if data is None:
        pytest.skip("needs the real pages beside the repository (see tests/replay.py)")
    return list(islice(real_pages(data), 0, None, EVERY))


def seconds(page: bytes, url: str) -> float:
    begin = time.process_time()
    clean_page(page, url).digest.encode()
    return time.process_time() - begin


def test_broken_pages_are_cleaned_in_bounded_time(pages: list[tuple[str, bytes]]) -> None:
    for number, ((url, page), (_, other)) in enumerate(pairwise(pages)):
        broken = mutated(page, other, Random(number))
        assert any(seconds(broken, url) <= MOST_SECONDS for _ in range(ATTEMPTS)), f"{url}, broken by seed {number}"


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_each_mutation_makes_other_pages(mutation: Callable[[bytes, bytes, Random], bytes]) -> None:
    page = b"<html><body><h1>New quay</h1><p>Ships can berth there now.</p></body></html>"
    made = {mutation(page, page.upper(), Random(number)) for number in range(20)}
    assert len(made - {page}) > 2
