"""Rules that releases of officials, agencies and media showed. Bodies and people are invented, teams are not."""

from __future__ import annotations

import pytest

from crawler.entities.shapes import is_general
from crawler.entities.teams import mentions as teams
from tests.crawler.entities.samples import document
from tests.crawler.entities.test_further_rules import found

LOST = (
    "FOR IMMEDIATE RELEASE Lakeville U S Senator Jane Major announced today that boats on the lake will be built again "
    "and that the towns along the shore are to be asked about it before the summer ends because the bridge is old and "
    "nobody knows how long it will stand without the help of the county and of all who live there and use it each day "
    "on their way to work or to school and back again in the evening when the ferry no longer runs across the water "
)
MATCH = "It was the best game of the season, and the coach praised the quarterback after the touchdown at halftime. "


def words(text: str, language: str = "en", title: str = "") -> set[str]:
    """What stands in the text for bodies."""
    whole = document(text, title, language).text
    return {whole[slice(*span)] for body in found(text, language, title).organisations for span in body.spans}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She complained to the Orrinvale Police Station on Monday.", "Orrinvale Police Station"),
        ("They came before the Orrinvale Magistrate's Court.", "Orrinvale Magistrate's Court"),
        ("The Lake and Boat Safety (LABS) Unit looked for him.", "Lake and Boat Safety (LABS) Unit"),
        ("Money for the Orrinvale Fire Company No. 3 in the county.", "Orrinvale Fire Company No. 3"),
        ("Members of the Screen Actors Guild Local 12 came.", "Screen Actors Guild Local 12"),
        ("She teaches at the University of Illinois at Chicago.", "University of Illinois at Chicago"),
        ("They met the University of Illinois at Monday's game.", "University of Illinois"),
        (
            "A course of the Orrinvale Institute for Design and the Arts began.",
            "Orrinvale Institute for Design and the Arts",
        ),
        ("A man of the Ministry of Public Works & Management spoke.", "Ministry of Public Works & Management"),
        ("It was proposed to the Cabinet of Ministers in May.", "Cabinet of Ministers"),
        ("She wrote to a retired Navy officer about the boat.", "Navy"),
        ("At Orrinware Bold, we offer many boats.", "Orrinware Bold"),
    ],
)
def test_a_body_is_found(text: str, name: str) -> None:
    assert name in words(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Deputy District Attorney Ann Chambers of the Narcotics Office came.", "District Attorney Ann Chambers"),
        ("They met at the Fallen Boaters Memorial Service.", "Fallen Boaters Memorial Service"),
        ("Apps for iOS, JavaScript and Orrinware Alexa are made here by Orrinware.", "JavaScript"),
        ("The levy is called Lake Economic Service Charge.", "Lake Economic Service"),
    ],
)
def test_what_is_no_body(text: str, name: str) -> None:
    assert not any(name in one for one in words(text))


def test_a_place_is_no_short_form() -> None:
    assert "Michigan" not in words("Michigan Orrin Foods, Inc. opened. They went to Michigan.")


def test_paragraphs_in_another_language_are_read_by_its_shapes() -> None:
    spanish = (
        "Línea de Ayuda y Formulario en Línea de la Fiscalía del Distrito del Condado de Orrin Solicitan Información"
    )
    vietnamese = "Đường dây nóng của Văn Phòng Công Tố Quận Orrin kêu gọi cung cấp thông tin"
    bodies = words(f"The boat sank near the pier in May.\n\n{spanish} por el Bote\n\n{vietnamese}\n")
    assert {"Fiscalía del Distrito del Condado de Orrin", "Văn Phòng Công Tố Quận Orrin"} <= bodies


def test_an_english_line_with_a_foreign_word_is_english() -> None:
    text = "The Consejo of the café and the señor of La Orrina came with the boat for all to see."
    assert words(text) == set()


def test_lists_without_commas() -> None:
    bodies = words(LOST + "Money goes to Orrinvale College Lakemoor College and the Vintrek University of Boats")
    assert {"Orrinvale College", "Lakemoor College"} <= bodies


def test_who_has_an_office_stands_before_the_next_body() -> None:
    bodies = words(LOST + "said Chair Jane Orrin Lakemoor Boat Association President Ann Roe")
    assert "Lakemoor Boat Association" in bodies


def test_headings_in_capitals_name_what_the_text_names() -> None:
    title = "ORRINVALE BOAT AUTHORITY TO OPEN NEW PIER"
    assert "ORRINVALE BOAT AUTHORITY" in words("The Orrinvale Boat Authority opens a pier.", title=title)


def test_teams_go_by_their_nicknames_in_reports_on_sport() -> None:
    text = MATCH + "Eastern Michigan rolled past them. The Eagles (6-5) beat the Sabres. Steelers quarterback Roe fell."
    spans = {document(text).text[slice(*span)] for _, span in teams(document(text))}
    assert spans == {"Eastern Michigan", "Eagles", "Sabres", "Steelers"}


def test_nicknames_are_words_elsewhere() -> None:
    assert list(teams(document("The Eagles of the lake came back, and the Sabres hung on the wall."))) == []


def test_general_words_name_a_ministry_of_several_portfolios() -> None:
    assert not is_general("Ministry of Public Administration & Management")
    assert is_general("Executive Committee")
