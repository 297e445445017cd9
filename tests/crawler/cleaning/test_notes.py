"""Where the text ends and the notes begin."""

from __future__ import annotations

import pytest

from crawler.cleaning.note_lines import is_about_line, is_contact_line, is_end_mark
from crawler.cleaning.notes import is_contact_detail, split_notes
from crawler.cleaning.plain import Paragraph

from .pages import FIRST, SECOND, THIRD


def split(*texts: str) -> tuple[list[str], list[str]]:
    """A leading "# " marks a heading."""
    pieces = [Paragraph(text.removeprefix("# "), "heading" if text.startswith("# ") else "paragraph") for text in texts]
    body, notes = split_notes(pieces)
    return [piece.text for piece in body], [piece.text for piece in notes]


@pytest.mark.parametrize(
    "line",
    [
        "Media contact",
        "Contact:",
        "Press contacts: Jane Doe",
        "Notes to editors",
        "Editor's note",
        "For further information, please contact Jane Doe",
        "Pressekontakt:",
        "Ansprechpartnerin",
        "Kontakt für die Presse",
        "Achtung Redaktionen!",
        "Weitere Auskünfte erteilt:",
        "Contact presse",
        "Contacto de prensa",
        "Contatti stampa:",
        "Assessoria de imprensa",
        "Контакты для СМИ:",
        "Для справки:",
        "联系方式：电话",
        "お問い合わせ",
        "للتواصل",
    ],
)
def test_contact_lines(line: str) -> None:
    assert is_contact_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Kontaktverbot gilt weiter",
        "Contact with wild animals",
        "Kontakte zwischen Mensch und Tier",
        "Media freedom",
    ],
)
def test_no_contact_lines(line: str) -> None:
    assert not is_contact_line(line)


@pytest.mark.parametrize(
    "line",
    ["About the Harbour Office", "About us", "Über die Hafenbehörde", "À propos de X", "О компании", "関税局について"],
)
def test_about_lines(line: str) -> None:
    assert is_about_line(line)


@pytest.mark.parametrize("line", ["Over to you", "About time it came.", "Overall results", "Omens", "about x " * 30])
def test_no_about_lines(line: str) -> None:
    assert not is_about_line(line)


@pytest.mark.parametrize("line", ["ENDS", "- Ende -", "###", "# # #", "-30-", "FIN", "* * *"])
def test_end_marks(line: str) -> None:
    assert is_end_mark(line)


@pytest.mark.parametrize("line", ["30", "The end of it", "", "Friends"])
def test_no_end_marks(line: str) -> None:
    assert not is_end_mark(line)


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


def test_about_at_the_end() -> None:
    about = ("# About the Harbour Office", "It runs the port.")
    assert split(FIRST, SECOND, *about)[1] == [text.removeprefix("# ") for text in about]


def test_about_as_one_section_of_several_is_text() -> None:
    assert split(FIRST, SECOND, THIRD, "# About the Programme", "Short.", "# Next steps", "Short.")[1] == []


def test_what_is_most_of_a_page_is_no_note() -> None:
    assert split("A page", "Contact", FIRST, SECOND, THIRD)[1] == []
    assert split("Contact", FIRST)[1] == []
    assert split() == ([], [])
