"""Rules are tested alone: what the tagger adds depends on what it was trained with (`test_tagging.py`)."""

from collections.abc import Iterator

import pytest

from crawler.entities import tagging


@pytest.fixture(autouse=True)
def _rules_alone() -> Iterator[None]:
    with tagging.by(None):
        yield
