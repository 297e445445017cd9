"""Bodies behind the word for their kind. All names are invented."""

import pytest

from tests.crawler.entities.test_shapes import found


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Selon l'entreprise Orrinware, le câble tient.", "fr", "Orrinware"),
        ("C'est ce qu'écrit le quotidien La Rive bleue.", "fr", "La Rive"),
        ("Das teilte die Firma Orrinware & Lund mit.", "de", "Orrinware & Lund"),
        ("Das sagte der Vermögensverwalter Orrinware gestern.", "de", "Orrinware"),
        ("Sie war in der Neuen Grundschule „Jane Major“ gestern.", "de", "Neuen Grundschule „Jane Major“"),
        ("Lo negó ayer la constructora Orrinware.", "es", "Orrinware"),
        ("Det skriver tidningen Kranbladet idag.", "sv", "Kranbladet"),
        ("Tak podała spółka Orrinware wczoraj.", "pl", "Orrinware"),
    ],
)
def test_a_name_behind_its_kind_is_a_body(text: str, language: str, label: str) -> None:
    assert list(found(text, language)) == [label]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das bietet die Firma. Orrin kam später.", "de"),
        ("Lo contó el dueño de la empresa Jane Major.", "es"),  # who she is
        ("L'entreprise de Lacville recrute.", "fr"),
        ("La société B recrute.", "fr"),  # a placeholder
        ("The company Orrin recruits.", "fr"),
    ],
)
def test_other_words_behind_a_kind_are_none(text: str, language: str) -> None:
    assert not found(text, language)
