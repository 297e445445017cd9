"""The number of a release."""

from __future__ import annotations

import pytest

from crawler.cleaning.facts.reference import find_reference, is_lone_reference
from crawler.cleaning.metadata import Metadata

NOTHING = Metadata()


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("SC/14000", "SC/14000"),
        ("DSG/SM/1234", "DSG/SM/1234"),
        ("5 May 2024 | IP/24/123", "IP/24/123"),
        ("Brussels, 5 May 2024 – IP/24/123", "IP/24/123"),
        ("C(2024) 123 final", "C(2024) 123 final"),
        ("COM(2024) 77", "COM(2024) 77"),
        ("PR-2024-17", "PR-2024-17"),
        ("Nr. 123/2024", "123/2024"),
        ("Pressemitteilung Nr. 45/2024", "45/2024"),
        ("Press release No 12/24", "12/24"),
        ("Press Release: No. 88", "88"),
        ("Communiqué de presse n° 2024-31", "2024-31"),
        ("Comunicato stampa n. 7/2024", None),  # a bare "n." may be anything
        ("Reference: AB-12/x", "AB-12/x"),
        ("Ref. 2024/0117", "2024/0117"),
        ("Nummer: 12", "12"),
        ("Пресс-релиз № 214", "214"),
        ("123/2024", "123/2024"),
        ("Diarienummer: Fi2024/00123", "Fi2024/00123"),
    ],
)
def test_references_are_told_by_form_or_label(line: str, reference: str | None) -> None:
    assert find_reference(NOTHING, [line])[0] == reference


@pytest.mark.parametrize(
    "line",
    [
        "November 18, 2019",
        "Nov. 18",
        "No 10 Downing Street answered at once",
        "05/2024",
        "Number of visitors: 12,000",
        "AFP/2024",
        "COVID-19",
        "24/7 service",
        "Tel: +44 20 7946 0000",
        "Ref: 4 May 2021",
        "The Council adopted resolution SC/14000 by a large majority after a debate of many hours yesterday evening",
        "Reference: see below",
        "",
    ],
)
def test_what_is_doubtful_is_none(line: str) -> None:
    assert find_reference(NOTHING, [line]) == (None, "none")


def test_a_label_goes_before_a_form_and_the_page_before_its_metadata() -> None:
    meta = Metadata(meta={"dc.identifier": ("https://harbour.example/7", "SC/1")})
    assert find_reference(meta, []) == ("SC/1", "told_to_machines")
    assert find_reference(meta, ["GA/2"]) == ("GA/2", "coded")
    assert find_reference(meta, ["GA/2", "Ref: X-3"]) == ("X-3", "labelled")


def test_lines_that_say_nothing_else() -> None:
    assert is_lone_reference("(SC/14000)")
    assert is_lone_reference("Nr. 123/2024")
    assert is_lone_reference("Press release No 12/24")
    assert not is_lone_reference("Press release No 12/24 of the Harbour Office")
    assert not is_lone_reference("123")
    assert not is_lone_reference("Results of 2024")
