from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.english import one_spelling
from indexer.analysis.languages import chain


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organisation", "organization"), ("organised", "organized"), ("recognising", "recognizing"),
        ("analyse", "analyze"), ("colour", "color"), ("labourers", "laborers"), ("behavioural", "behavioral"),
        ("unfavourable", "unfavorable"), ("centre", "center"), ("centred", "centered"), ("kilometres", "kilometers"),
        ("defence", "defense"), ("offences", "offenses"), ("licence", "license"), ("practised", "practiced"),
        ("travelling", "traveling"), ("councillors", "councilors"), ("marvellous", "marvelous"),
        ("enrolment", "enrollment"), ("fulfil", "fulfill"), ("programmes", "programs"), ("catalogue", "catalog"),
        ("manoeuvre", "maneuver"), ("paediatric", "pediatric"), ("sceptical", "skeptical"), ("artefacts", "artifacts"),
        ("judgement", "judgment"), ("jewellery", "jewelry"), ("aluminium", "aluminum"),
    ],
)  # fmt: skip
def test_british_and_american_spelling_meet(british: str, american: str) -> None:
    assert one_spelling(british) == one_spelling(american)
    assert chain("en").term(british) == chain("en").term(american.upper())


@pytest.mark.parametrize(
    "word",
    ["hour", "four", "tour", "source", "central", "literal", "red", "hundred", "programmed", "greyhound", "metric",
     "modest", "cancellation", "resource", "wizard", "plaza", "council", "called", "controlled", "axes"],
)  # fmt: skip
def test_other_words_stay(word: str) -> None:
    assert one_spelling(word) == word


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_the_one_spelling_has_no_other(word: str) -> None:
    assert one_spelling(one_spelling(word)) == one_spelling(word)
