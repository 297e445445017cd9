from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.paragraphs import paragraph_at, paragraphs


def test_blank_lines_part_paragraphs() -> None:
    assert paragraphs("\n\nOne\nline.\n \nTwo.\n\n\n\n \n\nThree.\n\n") == ["One\nline.", "Two.", "Three."]


@given(st.text(alphabet="ab \n", max_size=40))
def test_every_character_stands_in_its_paragraph(text: str) -> None:
    found = paragraphs(text)
    letters = [(number, letter) for number, each in enumerate(found, 1) for letter in each if not letter.isspace()]
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    assert [(paragraph_at(text, place), text[place]) for place in places] == letters
