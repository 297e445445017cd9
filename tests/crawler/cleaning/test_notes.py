"""Where the text ends and the notes begin."""

from __future__ import annotations

import pytest

from crawler.cleaning.notes import is_contact_detail, split_notes
from crawler.cleaning.plain import Paragraph

from .pages import FIRST, SECOND, THIRD


def split(*texts: str) -> tuple[list[str], list[str]]:
    """A leading "# " marks a heading."""
    pieces = [Paragraph(text.removeprefix("# "), "heading" if text.startswith("# ") else "paragraph") for text in texts]
    body, notes = split_notes(pieces)
    return [piece.text for piece in body], [piece.text for piece in notes]


@pytest.mark.parametrize(
    "text", ["Jane Doe, Tel.: 040 1234", "jane@port.example", "jane(at)port.example", "+44 20 7946 0000"]
)
def test_contact_details(text: str) -> None:
    assert is_contact_detail(text)
    assert not is_contact_detail(FIRST)


def test_contacts_at_the_end() -> None:
    assert split(FIRST, SECOND, "Contact:", "Jane Doe") == ([FIRST, SECOND], ["Contact:", "Jane Doe"])


def test_contact_details_at_the_end_need_no_heading() -> None:
    assert split(FIRST, SECOND, THIRD, "Jane Doe, tel. 040 1234")[1] == ["Jane Doe, tel. 040 1234"]


def test_a_number_to_call_in_the_middle_is_text() -> None:
    assert split(FIRST, "Call tel. 040 1234.", SECOND, THIRD)[1] == []


def test_an_end_mark_goes_with_neither() -> None:
    assert split(FIRST, SECOND, "ENDS", "The port is old.") == ([FIRST, SECOND], ["The port is old."])


def test_rows_of_asterisks_part_sections() -> None:
    assert split(FIRST, "***", SECOND, "***", THIRD)[1] == []
    assert split(FIRST, SECOND, "***", "The port is old.")[1] == ["The port is old."]


def test_warnings_about_forecasts_are_notes() -> None:
    notes = ["Forward-looking statements", "Ships may come late."]
    assert split(FIRST, SECOND, f"# {notes[0]}", notes[1])[1] == notes


def test_a_self_description_needs_no_heading() -> None:
    about = "The Harbour Office was founded in 1887 and runs all quays of the port."
    pieces = [Paragraph(text, "paragraph") for text in (FIRST, SECOND, THIRD, about)]
    assert [piece.text for piece in split_notes(pieces, ["Harbour Office"])[1]] == [about]
    assert split_notes(pieces, ["Ferry Office"])[1] == []
    assert split_notes([pieces[3], *pieces[:3]], ["Harbour Office"])[1] == []


def test_about_at_the_end() -> None:
    about = ("# About the Harbour Office", "It runs the port.")
    assert split(FIRST, SECOND, *about)[1] == [text.removeprefix("# ") for text in about]


def test_a_long_name_hides_no_self_description() -> None:
    about = "# Acerca de: Organización Regional de Puertos, Faros y Vías Navegables de la Costa Oriental (ORPFVN)"
    contact = ("# Contacto de prensa", "prensa@puerto.example")
    body, notes = split(FIRST, SECOND, THIRD, about, "Gestiona los puertos.", *contact)
    assert body == [FIRST, SECOND, THIRD]
    assert notes == [about[2:], "Gestiona los puertos.", contact[0][2:], contact[1]]


def test_a_heading_goes_with_the_contact_details_under_it_whatever_it_says() -> None:
    assert split(FIRST, SECOND, THIRD, "# Ask the port", "Jane Doe, tel. 040 1234")[1][0] == "Ask the port"


def test_contact_details_may_stand_ahead_of_other_notes() -> None:
    notes = ("Jane Doe, tel. 040 1234", "# About the Harbour Office", FIRST)
    assert split(FIRST, SECOND, THIRD, FIRST, SECOND, THIRD, *notes)[1][0] == notes[0]


def test_about_as_one_section_of_several_is_text() -> None:
    assert split(FIRST, SECOND, THIRD, "# About the Programme", "Short.", "# Next steps", "Short.")[1] == []


def test_what_is_most_of_a_page_is_no_note() -> None:
    assert split("A page", "Contact", FIRST, SECOND, THIRD)[1] == []
    assert split("Contact", FIRST)[1] == []
    assert split() == ([], [])
