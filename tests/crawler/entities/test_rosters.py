"""Bodies behind people's offices in lists. All names are invented."""

import pytest

from tests.crawler.entities.test_likely import bodies


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "Members:\n- Mr Tan Wei Ming (Chief Executive, The Orrin Room)\n- Ms Lim (Director)",
            "The Orrin Room",
        ),
        ("Members:\n* Jane Major, Head of Boats, Lakes & Rivers, Tallowby\n* Richard Roe, painter", "Tallowby"),
        ("Members:\n* Jane Major, GM Lakes & Rivers Management, Tallowby", "Tallowby"),
        ("Our guests were Jane Major (Director, House of Orrin) and others.", "House of Orrin"),
        ("• Jane Major, Director – Tallowby", "Tallowby"),
    ],
)
def test_the_body_ends_what_is_said_of_somebody(text: str, label: str) -> None:
    assert bodies(text) == [label]


def test_a_longer_name_takes_the_place_of_a_known_one() -> None:
    assert bodies("- Jane Major (Director, Deloitte Orrin)") == ["Deloitte Orrin"]


@pytest.mark.parametrize(
    "text",
    [
        "* Jane Major, Director, Paris",
        "* Jane Major, Director, Head of Boats",
        "* Jane Major (Director, Ms Roe)",
        "* Jane Major, M.D., Director",
        "* Jane Major, Director, lake keeper",
        "* Jane Major (Orrin, Tallowby)",
        "* Jane Major, Director, Lake Plan",
    ],
)
def test_other_endings_are_none(text: str) -> None:
    assert bodies(text) == []
