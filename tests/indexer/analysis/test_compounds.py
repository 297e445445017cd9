from __future__ import annotations

from collections import Counter

import pytest

from indexer.analysis.compounds import Splitter

WORDS = Counter(
    {"verwaltung": 20, "ebene": 15, "verwaltungsebene": 2, "bund": 30, "regierung": 40, "bundesregierung": 90,
     "krieg": 30, "zeit": 60, "nach": 80, "minister": 50, "rat": 20, "sicherheit": 25, "umwelt": 9, "selten": 1}
)  # fmt: skip
SPLITTER = Splitter("de", WORDS.__getitem__)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("verwaltungsebene", ("verwaltung", "ebene")),
        ("nachkriegszeit", ("nach", "krieg", "zeit")),
        ("umweltminister", ("umwelt", "minister")),
        ("sicherheitsrat", ()),  # too short a part
        ("bundesregierung", ()),  # more frequent than its parts
        ("umweltselten", ()),
        ("verwaltung", ()),
        ("x" * 200, ()),
        ("", ()),
    ],
)
def test_compounds_have_the_parts_that_the_corpus_knows(word: str, parts: tuple[str, ...]) -> None:
    assert SPLITTER.parts(word) == parts
