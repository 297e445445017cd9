"""Explanations of scores: what is said adds up to what ranked, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import StoredRelease
from indexer.index import Hit, Match, Reason, SearchRequest, Sort
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, found, release

WORDS = (
    "election", "elections", "observers", "grain", "exports", "counter-terrorism", "counterterrorism", "the", "of",
    "Norov", "reactor", "safety", "harbour", "pilots", "Moscow", "agreement", "fog", "signals", "winter", "ice",
)  # fmt: skip


def corpus() -> list[StoredRelease]:
    random = Random(5)
    return [
        release(
            f"r{number:03}",
            " ".join(random.choices(WORDS, k=4)).capitalize(),
            " ".join(random.choices(WORDS, k=random.randint(5, 60)))
            + ". The Shanghai Cooperation Organisation (SCO) met." * (number % 7 == 0),
            date(2018, 1, 1) + timedelta(days=random.randint(0, 900)),
            language=random.choice(["en", "de", None]),
            places=("Oslo",) if number % 5 == 0 else (),
            topics=("Fog",) if number % 3 == 0 else (),
        )
        for number in range(120)
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    releases = corpus()
    return built(tmp_path_factory.mktemp("index"), releases[:80], releases[80:])


TERMS = st.sampled_from(
    [*WORDS, "Norow", "electoins", "SCO", "grainexports", "2019", "October", "pil*", "w?nter", "saftey~", "title:fog",
     "topic:fog", "lang:en", '"grain exports"', '"fog signals"~4', "-ice", "(fog OR ice)", "(fog -ice)",
     "((reactor safety) OR grain)", "after:2018", "NOT winter", "*"]
)  # fmt: skip
QUERIES = st.lists(TERMS, min_size=1, max_size=9).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(QUERIES, st.sampled_from(["auto", "all", "any"]), st.sampled_from([None, None, "newest"]), st.booleans())
def test_what_is_said_adds_up_to_the_score(
    index: WhooshIndex, q: str, match: Match, sort: Sort | None, recent: bool
) -> None:
    request = SearchRequest(q=q, match=match, sort=sort, limit=10, recent=recent)
    plain = index.search(request).hits
    hits = index.search(replace(request, explain=True)).hits
    assert [(hit.id, hit.score) for hit in hits] == [(hit.id, hit.score) for hit in plain]
    for hit in hits:
        assert hit.reasons is not None
        if hit.reasons or hit.score != 1:  # nothing but filters: newest first, and all the same
            assert sum(reason.score for reason in hit.reasons) == pytest.approx(hit.score, abs=1e-9)
        for reason in every(hit):
            if reason.parts:
                assert sum(part.score for part in reason.parts) == pytest.approx(reason.score, abs=1e-9)


def every(hit: Hit) -> Iterator[Reason]:
    waiting = list(hit.reasons or ())
    while waiting:
        reason = waiting.pop()
        yield reason
        waiting += reason.parts


def best(index: WhooshIndex, q: str, **request: bool) -> dict[tuple[str, str], Reason]:
    """The reasons of the first hit, by kind and text."""
    return {(reason.kind, reason.text): reason for reason in every(found(index, q, explain=True, **request).hits[0])}


def test_nothing_is_explained_unless_asked_for(index: WhooshIndex) -> None:
    assert found(index, "grain").hits[0].reasons is None


def test_a_word_says_where_it_stands_and_how_rare_it_is(tmp_path: Path) -> None:
    index = built(
        tmp_path,
        [release("a", "Grain", "Grain and grains. Ships."), release("b", "Fog", "Ships."), release("c", "Ice", "Fog.")],
    )
    reasons = best(index, "grain")
    word, any_form, typed = reasons["word", "grain"], reasons["any form", "grain"], reasons["as typed", "grain"]
    assert word.parts == (any_form, typed)
    assert any_form.documents == 1
    assert any_form.idf is not None
    stands = {place.field: place for place in any_form.places}
    assert (stands["title"].frequency, stands["title"].weight) == (1, 6.0)
    assert (stands["text"].frequency, stands["text"].weight) == (2, 1.0)
    assert stands["title"].counts > stands["text"].counts
    assert [(place.field, place.frequency) for place in typed.places] == [("words", 2)]


@pytest.mark.parametrize(
    ("q", "words", "why"),
    [
        ("electoins", "elections", "misspelt"),
        ("grainexports", "grain exports", "joined"),
        ("SCO", "shanghai cooperation organisation", "acronym"),
    ],
)
def test_what_a_word_was_taken_for_is_told(tmp_path: Path, q: str, words: str, why: str) -> None:
    texts = (
        "Elections and grain exports.",
        "More elections. Grain exports. The Shanghai Cooperation Organisation (SCO).",
    )
    index = built(tmp_path, [release(f"r{number}", "", text) for number, text in enumerate(texts)])
    (reason,) = [reason for (kind, _), reason in best(index, q).items() if kind == "word"]
    assert (words, why) in [(other.words, other.why) for other in reason.others]


def test_months_nearness_phrases_groups_and_newness_are_told(index: WhooshIndex) -> None:
    assert ("near", "fog signal") in best(index, "fog signals")
    assert "phrase" in {kind for kind, _ in best(index, '"grain exports"')}
    assert ("group", "OR") in best(index, "(fog OR ice)")
    assert ("recent", "") in best(index, "fog", recent=True)
    assert ("recent", "") not in best(index, "fog")
    hits = found(index, "grain October 2018", match="any", explain=True).hits
    bonuses = [hit for hit in hits if any(reason.kind == "month" for reason in every(hit))]
    assert bonuses
    assert {hit.fields["published"][:7] for hit in bonuses} == {"2018-10"}


@pytest.mark.parametrize("q", ["fog 2018", "fog October", "fog after:2018", '"fog signals" -date:2019', '"May 2019"'])
def test_newness_counts_only_where_a_query_leaves_it_open_when(index: WhooshIndex, q: str) -> None:
    hits = found(index, q, explain=True, recent=True).hits
    assert all(reason.kind != "recent" for hit in hits for reason in every(hit))


def test_newness_counts_only_where_filters_leave_it_open_when(index: WhooshIndex) -> None:
    hits = found(index, "fog", explain=True, recent=True, since=date(2018, 1, 1)).hits
    assert hits
    assert all(reason.kind != "recent" for hit in hits for reason in every(hit))


def test_of_two_alike_the_newer_one_is_first(tmp_path: Path) -> None:
    older, newer = date(2017, 5, 1), date(2021, 5, 1)
    index = built(
        tmp_path,
        [release("a", "Fog", "Ships.", older), release("b", "Fog", "Ships.", newer), release("c", "Ice", "Ice.")],
    )
    assert [hit.id for hit in found(index, "fog").hits] == ["a", "b"]
    assert [hit.id for hit in found(index, "fog", recent=True).hits] == ["b", "a"]
