import pytest

from crawler.entities.document import Span
from crawler.entities.phrases import Hit, Phrases, longest


def found(phrases: Phrases[str], text: str) -> list[str]:
    return [hit.value for hit in phrases.find(text)]


def test_whole_words_only() -> None:
    phrases = Phrases([("oman", "Oman"), ("chad", "Chad")])
    assert found(phrases, "oman, (chad)") == ["Oman", "Chad"]
    assert found(phrases, "women, romania, chadwick") == []


def test_an_open_end_matches_inside_a_word() -> None:
    phrases = Phrases([("terroris*", "start"), ("*minister", "end")])
    assert found(phrases, "terrorism antiterrorism") == ["start"]
    assert found(phrases, "utrikesminister ministers") == ["end"]


def test_a_phrase_may_have_several_values_with_different_boundaries() -> None:
    phrases = Phrases([("minister", "whole"), ("*minister", "ending")])
    assert sorted(found(phrases, "minister")) == ["ending", "whole"]
    assert found(phrases, "premiärminister") == ["ending"]


@pytest.mark.parametrize("text", ["在联合国总部", "联合国", "x联合国y"])
def test_scripts_without_spaces_have_a_boundary_anywhere(text: str) -> None:
    assert found(Phrases([("联合国", "UN")]), text) == ["UN"]


def test_spans_cover_the_phrase() -> None:
    text = "the council of europe met"
    (hit,) = Phrases([("council of europe", "CoE")]).find(text)
    assert text[slice(*hit.span)] == "council of europe"


def test_longest_prefers_the_longer_and_keeps_equal_spans_together() -> None:
    long, inner, same, later = Span(0, 10), Span(3, 8), Span(0, 10), Span(10, 12)
    hits = [Hit(inner, "inner"), Hit(long, "long"), Hit(later, "later"), Hit(same, "same")]
    assert [hit.value for hit in longest(hits)] == ["long", "same", "later"]
