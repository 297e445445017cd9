"""A floor under what cleaning makes of real releases, labelled by hand (not part of the repository)."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from crawler.cleaning import clean_page
from crawler.cleaning.text import folded
from crawler.records import Release, iso

SET = Path(os.environ.get("PRESSROOM_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "pages" / "press"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not SET.is_dir(), reason="the shared data is not there")]


@pytest.fixture(scope="module")
def cleaned() -> list[tuple[dict[str, Any], Release]]:
    rows = map(json.loads, (SET / "gold.jsonl").read_text("utf-8").splitlines())
    return [(row, clean_page(gzip.decompress((SET / row["file"]).read_bytes()), row["url"])) for row in rows]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(zip(*(words[start:] for start in range(4)), strict=False))


def f1(gold: str, found: str) -> float:
    expected, given = shingles(gold), shingles(found)
    return 2 * (expected & given).total() / max(1, expected.total() + given.total())


def test_texts(cleaned: list[tuple[dict[str, Any], Release]]) -> None:
    assert mean(f1(row["body"], release.text) for row, release in cleaned) >= 0.95


def test_titles(cleaned: list[tuple[dict[str, Any], Release]]) -> None:
    assert mean(folded(row["title"]) == folded(release.title) for row, release in cleaned) >= 0.93


def test_dates(cleaned: list[tuple[dict[str, Any], Release]]) -> None:
    assert mean(row["date"] == iso(release.published)[:10] for row, release in cleaned) >= 0.85


def test_languages(cleaned: list[tuple[dict[str, Any], Release]]) -> None:
    assert all((release.language or "").startswith("de") for _, release in cleaned)
