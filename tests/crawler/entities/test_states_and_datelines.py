"""Datelines without marks, states that a city shares its name with, countries by their letters in headlines."""

from __future__ import annotations

import pytest

from tests.crawler.entities.samples import BARE, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Monday May 7 2007 HONOLULU U S Senator Jane Orrinham said {BARE}", "HONOLULU"),
        (f"Thursday May 3 2007 Washington U S Senator Jane Orrinham said {BARE}", "Washington"),
        (f"a statement of Jane Orrinham WASHINGTON U S Senator Helen Vintrek said {BARE}", "WASHINGTON"),
        (f"{BARE} the largest of the U S Meanwhile nothing moved", "U S"),
        ("VANCOUVER, BRITISH COLUMBIA - The bridge opens, says the town.", "VANCOUVER"),
        ("Travellers from Germany, Korea and Japan came by boat.", "Korea"),
        ("They saw the lake of Acme's U.S. branch.", "U.S."),
    ],
)
def test_a_place_is_found(text: str, expected: str) -> None:
    assert expected in words("places", text)


def test_a_country_by_its_letters_in_a_headline() -> None:
    assert words("places", "The bridge opens.", title="Bridge Opens Amid Changing US Policies") == ["US"]


def test_a_place_of_the_text_in_a_heading_in_capitals() -> None:
    text = "Jane Orrinham, 29, was found in Anaheim, California."
    assert words("places", text, title="WOMAN CHARGED IN ANAHEIM BEFORE THE BRIDGE OPENS")[0] == "ANAHEIM"


@pytest.mark.parametrize(
    "text",
    [
        "The lake lies in upstate New York. It is deep.",
        "It opens in Melville, New York, on Monday.",
        "The woods of Manitoba and Quebec are cut.",
        "They fled to Oregon. It rained.",
    ],
)
def test_a_state_is_no_city(text: str) -> None:
    assert not {"New York", "Quebec", "Oregon"} & set(words("places", text))


@pytest.mark.parametrize("text", ["NEW YORK - The bridge opens.", "They met at 10 Lake Avenue, New York, NY."])
def test_a_city_of_a_states_name(text: str) -> None:
    assert words("places", text)[0].title() == "New York"
