"""Bodies by how a text speaks of them. All names are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities import find
from crawler.entities.data import table
from crawler.entities.likely import points
from crawler.entities.looks import looks, may_be_body
from tests.crawler.entities.samples import release


def bodies(text: str, language: str = "en") -> list[str]:
    return [body.label for body in find(release(text, language=language)).organisations]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("She is an architect at Orrinvek, and works there often.", "Orrinvek"),
        ("The talk was given by Jane Major (Managing Partner, Orrinvek & Tallow).", "Orrinvek & Tallow"),
        ("Later the startup Orrinvek grew.", "Orrinvek"),
        ("Yesterday the boats came. Orrinvek launched them. Orrinvek's boats are blue.", "Orrinvek"),
        ("According to Orrinvek, the boats are blue.", "Orrinvek"),
        ("Boats were built by OrrinSea and sold by others. Today OrrinSea's founder spoke.", "OrrinSea"),
        ("Write to press@orrinvek.example now. The boats of Orrinvek are blue.", "Orrinvek"),
    ],
)
def test_what_stands_around_shows_a_body(text: str, label: str) -> None:
    assert label in bodies(text)


def test_what_is_in_one_list_with_bodies_is_one() -> None:
    text = "It was told by the Lakeville Police Department, Orrinvek, Tallowby, and the Orrin County Fire Department."
    assert {"Orrinvek", "Tallowby"} <= set(bodies(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They sell to boat retailers such as Orrinvek, Blue Boat Bet and TallowBy.", "en"),
        ("Das sagen Firmen wie OrrinVek, Blaues Boot Wette und TallowBy.", "de"),
        ("Det säger företag som Orrinvek, Blue Boat Bet och TallowBy.", "sv"),
    ],
)
def test_examples_of_a_kind_are_bodies(text: str, language: str) -> None:
    assert {"orrinvek", "tallowby"} <= set(map(str.lower, bodies(text, language)))


def test_a_list_of_examples_goes_on_behind_common_words() -> None:
    assert bodies("She visited banks, including Orrinvek, Blue Boat Bet, and SuperLake.") == [
        "Orrinvek",
        "Blue Boat Bet",
        "SuperLake",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Major, M.D., M.S., FORV, is at home. She likes lakes.",
        "Her work as VP Subsea Orrinvek began, and VP Subsea Orrinvek launched boats.",
        "They met in Southeast Florida, by Southeast Florida, near Northern Italy.",
        "We met in Orrinvek, near the lake.",
        "The Orrinvek Act and the Tallow Plan passed.",
        "She spoke at Orrinvek Park, and at Tallow Stadium.",
        "A lake management plan (LMP) was made. The LMP's founder spoke, and the LMP launched boats.",
        "It shows VekLine(TM), by VekLine(TM).",
        "\nBy Tallowy Orrinvek\nIt rained.",
        "Tallow-listed shares fell. The Tallow-listed shareholders were sad.",
        "Boats boats and Blue Boats, at sea",
    ],
)
def test_none_rather_than_a_wrong_one(text: str) -> None:
    assert bodies(text) == []


def test_the_beginning_of_a_longer_name_goes_by_it() -> None:
    text = "Jane Major works at Orrinvek Tallow. The startup Orrinvek sold boats to the shareholders. "
    text += "Today Orrinvek's founder spoke, and the startup Orrinvek Tallow launched a boat."
    assert bodies(text) == ["Orrinvek Tallow"]


def test_later_mentions_count_wherever_they_stand() -> None:
    text = "Later the startup Orrinvek grew. In the evening, boats went to Orrinvek."
    [body] = find(release(text)).organisations
    assert len(body.spans) == 2


def test_german_nouns_are_no_names_by_their_capital() -> None:
    assert not may_be_body("Seeufersteg", has_nouns_with_capitals=True)
    assert may_be_body("Seeufersteg", has_nouns_with_capitals=False)
    assert may_be_body("SeeuferSteg", has_nouns_with_capitals=True)


@given(st.text(alphabet="ABab &-.'1", min_size=1, max_size=20).map(str.strip).filter(bool))
def test_any_name_has_a_look(name: str) -> None:
    assert looks(name)


@given(st.data())
def test_points_are_the_same_in_any_order(data: st.DataObject) -> None:
    """A set of words has another order in each process, and a sum that just reaches what is asked must not."""
    weights = sorted(table("contexts")["weights"])
    features = data.draw(st.lists(st.sampled_from(weights), unique=True, max_size=12))
    assert points(features) == points(data.draw(st.permutations(features)))
