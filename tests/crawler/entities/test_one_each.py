"""Each body of a release once. All names but those of the gazetteer are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities.document import Span
from crawler.entities.one_each import merged
from crawler.entities.organisations import Mention


def labels(*names: str) -> list[str]:
    return [mention.label for mention in merged([Mention(name, Span(0, 1)) for name in names])]


@pytest.mark.parametrize(
    "names",
    [
        ("Orrinvek Robotics, Inc.", "Orrinvek Robotics", "ORRINVEK ROBOTICS LLC"),
        ("Orrinvek Robotics", "Orrinvek"),
        ("Orrinvek Labs, Inc.", "Orrinvek"),
        ("U.S. Boat Service", "United States Boat Service", "Boat Service"),
        ("U.S. Department of Orrin Boats (DOB)", "Orrin Boats (DOB)"),
        ("Central Bank of Orrinland (CBO)", "Central Bank"),
        ("Tallow Council (TC)", "Tallow Council"),
        ("LakeBrandNetwork", "LBN"),
        ("Orrinvek Mining", "ORRINVEK MINING, S.A. de C.V.", "Orrinvek Mining S.A. de C.V"),
        ("Orrinvek! News", "Orrinvek News"),
        ("Orrinvek", "Orrinveks"),
        ("Orrinvek, Inc.", "Orrinvek Robotics"),
        ("Orrinvek", "ORRINVEK LAKE CORP"),
        ("Tallow Institute of Orrin (TIO)", "TIO"),
        ("Tallow Base Closure (TBC) Commission", "TBC Commission"),
        ("Norway Tallow Division", "Tallow Division"),
        ("وزارة الري", "وزارة الرى"),
    ],
)
def test_names_of_one_body(names: tuple[str, ...]) -> None:
    assert len(set(labels(*names))) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("Orrinvek Robotics", "Orrinvek Mining", "Orrinvek"),  # of which of the two?
        ("Orrinvek Inc.", "Orrinvek Robotics Inc."),  # each has its legal form
        ("Orrinvek Lake", "Orrinvek"),
        ("Tallow Boats", "Tallow Boats of Orrin"),
        ("Water Robotics", "Water"),
        ("Microsoft", "Microsoft Orrin Ventures"),  # known by itself
        ("Tallow Council (TC)", "Orrin Council (TC)"),
    ],
)
def test_names_of_several(names: tuple[str, ...]) -> None:
    assert len(set(labels(*names))) == len(names)


def test_the_fullest_name_is_kept() -> None:
    assert labels("Orrinvek", "Orrinvek Robotics, Inc.") == ["Orrinvek Robotics, Inc."] * 2
    assert labels("United Nations", "United Nations (UN)") == ["United Nations (UN)"] * 2


@given(st.lists(st.text("AaBb. ()", min_size=1, max_size=12).filter(str.strip), max_size=8))
def test_merging_again_changes_nothing(names: list[str]) -> None:
    once = labels(*names)
    assert len(once) == len(names)
    assert set(once) <= set(names)
