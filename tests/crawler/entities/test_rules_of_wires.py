"""Rules that wires and news pages showed. All names but those of places and states are invented."""

from __future__ import annotations

import pytest

from tests.crawler.entities.test_further_rules import labels


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mayor came with his wife Sally to the bridge.", "Sally"),
        ("His first wife, Anna, was ill that year.", "Anna"),
        ("More about it: G. Vintrek et al. Bridges and Boats, 2018.", "G. Vintrek"),
        ("In the second match Jean-Orrinel Vintrek won on the pier.", "Jean-Orrinel Vintrek"),
        ("Zhang Beimo, an artist of the town, came late.", "Zhang Beimo"),
        ("Students won.\n\n- A boat (Instructor: Orla Vintrek)\n", "Orla Vintrek"),
        (
            "Speakers:\n* Jane Roe, Partner\n* David Vintrek Orrinel, Head of Bridges\n* Ann Roe, Director\n",
            "David Vintrek Orrinel",
        ),
    ],
)
def test_a_person_is_found(text: str, name: str) -> None:
    assert name in labels(text)[0]


def test_kin_alone_is_nobody() -> None:
    assert labels("He met his brother Monday at the bridge, and her mother Church was there.")[0] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In May the Department of Energy opened a bridge.", "Department of Energy"),
        ("He spoke for the Communist party of the harbour.", "Communist party"),
        ("The girls went to the J. Vintrek School of Boats and Bridges.", "J. Vintrek School of Boats and Bridges"),
        ("It was a year.\n\n* Acquired Orrinvek Harbour Institute in the town in May.", "Orrinvek Harbour Institute"),
        (
            "South Korea's Ministry of Trade, Industry and Energy (MOTIE) has a plan.",
            "Ministry of Trade, Industry and Energy (MOTIE)",
        ),
    ],
)
def test_a_body_is_found(text: str, name: str) -> None:
    assert name in labels(text)[1]


def test_an_agency_stands_in_a_dateline() -> None:
    assert "Associated Press (AP)" in labels("MEXICO CITY (AP) — The bridge opened on Friday.")[1]


def test_a_translation_goes_by_the_known_acronym_behind_it() -> None:
    bodies = labels("It is run by the Universal Lake Organisation for Children (UNICEF), they say.")[1]
    assert len(bodies) == 1
    assert "UNICEF" in bodies[0]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Jane Smith is a pioneer in boats. It rained.", "Jane Smith"),
        ("Third party cookies and a Halloween party were there.", "Halloween party"),
        ("NORTHTOWN (Press Release Service) said so.", "Press Release Service"),
    ],
)
def test_what_is_no_body(text: str, wrong: str) -> None:
    assert wrong not in labels(text)[1]
