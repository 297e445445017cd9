"""Where the names of people begin and end: initials, parties, honours, lists. All names are invented."""

from __future__ import annotations

import pytest

from tests.crawler.entities.samples import BARE, document, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A letter of a party and a state.
        ("Senators Jane Orrinham R TN Richard Vintrek D Mich and Helen Lakeford I VT met", "Richard Vintrek"),
        ("Senators Jane Orrinham R TN Richard Vintrek D Mich and Helen Lakeford I VT met", "Helen Lakeford"),
        ("Senators Jane Orrinham R TN Richard Vintrek D Mich and Helen Lakeford I VT met", "Jane Orrinham"),
        # What the next sentence begins with.
        ("we thank Senator Jane Orrinham Educating people is a task", "Jane Orrinham"),
        ("a statement on Secretary Jane Orrinham LAKETOWN U S Senator Roe said", "Jane Orrinham"),
        # Names one behind the other.
        ("Representatives Jane Orrinham Richard Vintrek and Helen Lakeford met", "Richard Vintrek"),
        ("Contact Xyla Orrinham 202 555 0100 or Volma Vintrek 202 555 0101", "Xyla Orrinham"),
        ("Contact Xyla Orrinham 202 555 0100 or Volma Vintrek 202 555 0101", "Volma Vintrek"),
    ],
)
def test_names_in_a_text_that_has_lost_its_marks(text: str, expected: str) -> None:
    assert expected in words("people", BARE + text)


def test_a_surname_stands_alone_in_a_text_that_has_lost_its_marks() -> None:
    assert words(
        "people", BARE + "Senator Jane Orrinham spoke Orrinham It was late Lakeford Orrinham and all left"
    ).count("Orrinham")


def test_a_text_with_marks_is_not_bare() -> None:
    assert document(BARE * 2).is_bare
    assert not document(f"{BARE}, {BARE}").is_bare
    assert not document("Jane Orrinham").is_bare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Initials, also written together with the name.
        ("It was told by George V. Orrinham (R-OH) today.", ["George V. Orrinham"]),
        ("The bridge opens.\n\nM.Ali Vintrekar Director of Information", ["M.Ali Vintrekar"]),
        ("Then Karl V. He was king for a year.", ["Karl V"]),
        # A rare given name, or one that is a word as well, before a known one.
        ("“We open it,” said Yftarin Ben Orrinham, who built it.", ["Yftarin Ben Orrinham"]),
        ("The host Mark Christopher Orrinham opened it.", ["Mark Christopher Orrinham"]),
        ("We met the Advisers Jane Orrinham and others.", ["Jane Orrinham"]),
        ("It was lost by the fiery Frenchman Pierre Orrinham on Monday.", ["Pierre Orrinham"]),
        # Honours behind a name.
        ("Mr Jane Orrinham MP opened the bridge.", ["Jane Orrinham"]),
        ("Mr Xyl Orrinham SC and others came.", ["Xyl Orrinham"]),
        # Entries of a list.
        (
            "Charged are:\nMatthew Ross Orrinham, 43, Lakeford Grove\nAda Francis Vintrek, 46, Lakeford",
            ["Matthew Ross Orrinham", "Ada Francis Vintrek"],
        ),
        (
            "WHO: Khalid Bahgat Orrinham, Aslam Karim Vintrek",
            ["Khalid Bahgat Orrinham"],
        ),
        ("Contact for Lakesports.example: Xyla Orrinham, 202-555-0100", ["Xyla Orrinham"]),
    ],
)
def test_where_a_name_begins_and_ends(text: str, expected: list[str]) -> None:
    found = words("people", text)
    assert [name for name in found if name in expected] == expected
    assert not [name for name in found if any(name != one and (name in one or one in name) for one in expected)]
