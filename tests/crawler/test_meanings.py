from __future__ import annotations

import pytest

from crawler.fetch import ErrorKind
from crawler.meanings import CAUSES, MEANINGS, NO_ROBOTS, meaning_of
from crawler.visits import Cause


def test_every_kind_of_error_has_a_meaning() -> None:
    assert all(MEANINGS[kind].text for kind in ErrorKind)


def test_kinds_of_errors_statuses_and_causes_are_never_mixed_up() -> None:
    assert not {*ErrorKind} & {*Cause, NO_ROBOTS}


def test_every_cause_has_words() -> None:
    assert set(CAUSES) == {*Cause} - {Cause.NONE}


@pytest.mark.parametrize("kind", sorted(MEANINGS))
def test_meanings_are_clauses_and_advice_is_whole_sentences(kind: str) -> None:
    text, advice = MEANINGS[kind]
    assert text
    assert not text.endswith(".")
    assert not advice or (advice[0].isupper() and advice.endswith("."))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("403", "refuses this program"),
        ("418", "does not give it"),
        ("500", "has a fault"),
        ("503", "maintenance"),
        ("robots", "forbids"),
        ("tls", "expired"),
        ("too-many-redirects", "cookies"),
    ],
)
def test_what_kinds_mean(kind: str, part: str) -> None:
    assert part in meaning_of(kind).text


def test_of_an_unknown_kind_nothing_is_said() -> None:
    assert meaning_of("") == meaning_of("another") == ("", "")
