"""Sites that go by their address."""

import pytest

from tests.crawler.entities.test_likely import bodies


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Wie von lokalsee.de berichtet, regnet es.", "de", "lokalsee.de"),
        ("Tak pisze wJeziorach.pl w piątek.", "pl", "wJeziorach.pl"),
        ("Так считает obzor-ozer.ru сегодня.", "ru", "obzor-ozer.ru"),
    ],
)
def test_a_site_that_speaks_is_a_body(text: str, language: str, label: str) -> None:
    assert bodies(text, language) == [label]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mehr unter lokalsee.de oder auf lokalsee.de.", "de"),
        ("Schreiben Sie an jane@lokalsee.de oder https://lokalsee.de/neu.", "de"),
        ("Es regnet.\nlokalsee.de", "de"),
        ("Das steht in brief.pdf hier.", "de"),
        ("It rains at lakes.com today.", "en"),
    ],
)
def test_where_one_should_go_is_none(text: str, language: str) -> None:
    assert bodies(text, language) == []
