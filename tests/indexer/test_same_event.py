"""Two releases as a pair: what speaks for one event and against it, among many releases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import weights
from indexer.account import Account
from indexer.documents import Document
from indexer.same_event import features, likelihood, likely, share
from tests.indexer.factory import release

DAY = date(2019, 10, 30)
TITLE = "Jane Major opens the tidal barrier in Bergen"
TEXT = """The minister Jane Major opened the tidal barrier of Bergen today. The barrier took eleven years to build and
keeps floods of 4.3 metres away. Engineers of Ruritania Marine Works will watch its gates."""
COMMON = """minister opened opens today took years build keeps away will watch which what list stands time counts money
crowns kronen million fire brigade"""
USUAL, RARE = 2.0, 7.5  # inverse document frequencies


def frequency(word: str) -> float:
    return USUAL if word in COMMON.split() or word.isdecimal() else RARE


def told(identity: str, text: str = TEXT, title: str = TITLE, day: date = DAY, **values: Any) -> Account:
    given = {"organisation": f"Board {identity}", "people": ("Jane Major",), "places": ("Bergen",), **values}
    return Account(Document.of(release(identity, title, text, day, **given)), frequency, frequency)


MINE = told("mine")


def alike(other: Account, mine: Account = MINE) -> float:
    found = likelihood(mine, other)
    assert found == pytest.approx(likelihood(other, mine))
    return found


def is_one(other: Account, mine: Account = MINE) -> bool:
    return alike(other, mine) >= weights.EVENT


def is_near(other: Account, mine: Account = MINE) -> bool:
    return alike(other, mine) >= weights.EVENT_NEAR


def test_the_same_in_other_words_is_one_event() -> None:
    text = """Floods of 4.3 metres no longer reach Bergen. Jane Major opened the tidal barrier that engineers of
    Ruritania Marine Works built, and thanked them for eleven years of work on its gates."""
    assert is_one(told("theirs", text, "Tidal barrier protects Bergen"))


def test_another_thing_of_the_same_person_is_not() -> None:
    text = "Jane Major handed out prizes for young violinists at the spring academy of music in Bergen."
    assert not is_near(told("prizes", text, "Prizes for violinists"))


def test_each_day_between_makes_it_less_likely() -> None:
    likelihoods = [alike(told("later", day=date(2019, 10, 30 + days))) for days in (0, 1)]
    likelihoods.append(alike(told("later", day=date(2019, 11, 1))))
    assert likelihoods == sorted(likelihoods, reverse=True)
    assert likelihoods[0] > likelihoods[1] + 0.01 > likelihoods[2]


PRIZE = """The Trade Review, a leading magazine of business and its makers, published the list of the fastest growing
firms of Ruritania in Strelsau today. {} stands on it for the first time. What counts is growth over three years."""


def test_a_prize_that_many_win_is_each_winners_own() -> None:
    def winner(name: str) -> Account:
        values: dict[str, Any] = {"people": (), "places": ("Strelsau",), "organisations": (name, "Trade Review")}
        return told(name.split()[0], PRIZE.format(name), f"{name} is among the fastest growing firms", **values)

    assert not is_one(winner("Elphberg Bakery"), winner("Zenda Boats"))


def test_letters_from_one_template_are_each_its_own() -> None:
    letter = """Jane Major praised the Harbour Board for a grant to the fire brigade of {0}. Engines and hoses of the
    brigade are older than its members, said the minister. A new engine carries more water than the two old ones did."""
    turku, bergen = (
        told(town[:1], letter.format(town), "Jane Major praises grant", places=(town,)) for town in ("Turku", "Bergen")
    )
    assert share(turku, bergen).is_text
    assert not is_near(turku, bergen)


def test_advice_in_one_form_on_different_things_is_not() -> None:
    text = "A leaflet for patients in Bergen explains what surgeons can do. Jane Major wrote it. Ask about {}."
    hernia = told("first", text.format("hernia"), "When a hernia becomes dangerous")
    varices = told("second", text.format("varices"), "Varices, more than a blemish?")
    assert not is_one(hernia, varices)


@pytest.mark.parametrize(
    ("mine", "theirs", "is_other"),
    [
        ("$1.8 million", "1 8 million", False),  # the point was lost
        ("1,200,000 crowns", "1.200.000 Kronen", False),
        ("1.8 million", "$1.9 MILLION", True),
        ("79,441 crowns", "80,000 crowns", True),
        ("79,441 crowns", "money", False),
        ("2019 crowns", "2020 crowns", False),  # may be years
    ],
)
def test_grants_of_other_amounts_are_others(mine: str, theirs: str, is_other: bool) -> None:
    one, other = (told(name, title=f"{TITLE} for {amount}") for name, amount in (("a", mine), ("b", theirs)))
    assert is_one(one, other) != is_other


def test_each_beginning_with_amounts_of_its_own_speaks_against_it() -> None:
    mine, theirs = (told(name, f"{TEXT} It cost {cost} million.") for name, cost in (("a", "30"), ("b", "31")))
    assert features(mine, theirs)["amounts"] == 1
    both = told("both", f"{TEXT} It cost 30 million, or 31 million with the gates.")
    assert features(mine, both)["amounts"] == features(both, theirs)["amounts"] == 0


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(" ,."))
def test_a_large_number_is_one_with_any_separator(thousands: int, rest: int, separator: str) -> None:
    written = told("a", title=f"{TITLE}: {thousands}{separator}{rest:03} crowns").titled_amounts
    assert written == {f"{thousands}{rest:03}"}


def test_a_telephone_number_is_no_amount() -> None:
    assert told("a", title="Contact 202 224 3685, 202-224-3685 or 1 800 555 1234 5").titled_amounts == set()


def test_a_day_that_comes_every_year_is_no_event() -> None:
    one, other = (
        told(name, title=f"Jane Major on the {tenth} anniversary") for name, tenth in (("a", "10th"), ("b", "tenth"))
    )
    assert features(one, other)["yearly"] == 1
    assert features(one, MINE)["yearly"] == 0
    assert likely(features(one, other)) < likely({**features(one, other), "yearly": 0})


def test_what_each_gets_for_itself_speaks_against_it() -> None:
    one, other, congratulates = (
        told(name, f"{who} is glad of it.", f"{who} receives the Tidal Award", people=(who,))
        for name, who in (("a", "Jane Major"), ("b", "Richard Minor"), ("c", "Jane Major"))
    )
    assert features(one, other)["each"] == 1
    assert features(one, congratulates)["each"] == 0, "one person gets it"
    assert likely(features(one, other)) < likely({**features(one, other), "each": 0})
    two = [
        told(name, f"{who} is glad.", f"{who} thanks Jane Major, winner of the Award", people=("Jane Major", who))
        for name, who in (("e", "Richard Minor"), ("f", "Ann Third"))
    ]
    assert features(*two)["each"] == 0, "both say who gets it"
    opens = told("d", f"{TEXT} Richard Minor came.", "Richard Minor opens the barrier", people=("Richard Minor",))
    assert features(one, opens)["each"] == 0, "nothing that one gets"


def test_a_text_that_goes_through_many_things_is_not_of_one_of_them() -> None:
    headings = [f"Barrier {number}\n\n{TEXT}" for number in range(6)]
    many, few = told("many", "\n\n".join(headings)), told("few", "\n\n".join(headings[:3]))
    assert (many.headings, few.headings) == (6, 3)
    assert features(many, MINE)["overview"] == features(MINE, many)["overview"] == 1
    assert features(many, few)["overview"] == features(few, MINE)["overview"] == 0
    assert likely(features(many, MINE)) < likely({**features(many, MINE), "overview": 0})


def test_a_rare_word_of_each_title_that_the_other_does_not_write_speaks_against_it() -> None:
    mine, theirs = told("a", title=f"{TITLE}: Zenda"), told("b", title=f"{TITLE}: Elphberg")
    assert features(mine, theirs)["unwritten"] == 1
    assert features(mine, MINE)["unwritten"] == 0, "the other says nothing of its own"
    assert alike(theirs, mine) < alike(mine)


def test_a_title_that_stands_only_deep_in_the_other_tells_less() -> None:
    """As in a list of many things, with this one among them."""
    deep = told("list", f"{'The board works on many things. ' * 30}{TITLE}.", "The board in autumn")
    same = told("same", TEXT, TITLE)
    assert features(MINE, deep)["titles"] < features(MINE, same)["titles"] == 1


def test_first_lines_in_other_words_tell_less() -> None:
    """Though the texts are the same: as of two stages of one bill."""
    texts = [f"{start} {'The board works on many things. ' * 15}{TEXT}" for start in ("A hearing.", "A final vote.")]
    hearing, vote = (told(text[:3], text, title) for text, title in zip(texts, ("Hearing", "Vote"), strict=True))
    numbers = features(hearing, vote)
    assert numbers["first"] < features(hearing, hearing)["first"] == pytest.approx(1)
    assert likely(numbers) < likely({**numbers, "first": 1.0})


def test_names_in_the_first_lines_of_each_speak_against_it() -> None:
    first, second = (
        told(name[:1], f"{name} was there. {TEXT}", people=(name,)) for name in ("Richard Roe", "Ann Other")
    )
    assert features(first, second)["names"] > features(first, MINE)["names"] == 0


def test_there_is_always_a_reason() -> None:
    """Where the beginnings share no word that is no name, the texts do."""
    start, end = "Herring " * 150, "The Zenda dike holds."
    first = told("a", f"{start}{end}", "Herring", people=(), places=())
    second = told("b", f"{start.replace('Herring', 'Salmon')}{end}", "Salmon", people=(), places=())
    assert share(first, second).reason == "both write of “dike”, “holds” and “zenda”, on the same day"


def test_every_number_has_its_worth() -> None:
    assert features(MINE, MINE).keys() == weights.EVENT_WORTH.keys()
    assert alike(MINE) > weights.EVENT > weights.EVENT_NEAR
