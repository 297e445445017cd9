"""Bodies in releases of companies: every place of a name, its borders, and what is none. All names are invented."""

from __future__ import annotations

import pytest

from crawler.entities import find
from tests.crawler.entities.samples import release


def marked(text: str, title: str = "") -> list[str]:
    """What is marked as a body, each place of it."""
    whole = f"{title}\n\n{text}"
    found = find(release(text, title=title)).organisations
    return [whole[slice(*span)] for body in found for span in body.spans]


@pytest.mark.parametrize(
    ("title", "text", "name", "times"),
    [
        (
            "Orrinvek Launches New Boats for All Lakes",
            "Orrinvek, a provider of boats, grew. Orrinvek empowers lakes.",
            "Orrinvek",
            3,
        ),
        (
            "How Orrinvek Is Building Better Boats",
            "It was said by Jane Roe, CEO of Orrinvek. The lake trusts Orrinvek's boats.",
            "Orrinvek",
            3,
        ),
        ("", "Orrinvek Robotics Inc. grew. “We grew,” said Orrinvek CEO Jane Roe.", "Orrinvek", 1),
        ("", "She is the founder of Tallowby.com. Boats came by Tallowby.com again.", "Tallowby.com", 2),
    ],
)
def test_a_name_of_one_word_is_found_wherever_it_stands(title: str, text: str, name: str, times: int) -> None:
    assert marked(text, title).count(name) == times


def test_a_word_beside_a_name_may_be_part_of_another_one() -> None:
    text = "Orrinvek Robotics Inc. grew. Later Orrinvek Tallowby came to the boats of the lake."
    assert marked(text).count("Orrinvek") == 0


def test_no_mark_begins_in_an_address() -> None:
    text = (
        "OrrinSea, a provider of boats, grew. See https://www.OrrinSea.example and https://lake.example/OrrinSea now."
    )
    assert marked(text) == ["OrrinSea"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The news was powered by Orrinvek and came late.", "Orrinvek"),
        ("It grew by the acquisition of Orrinvek in May. Orrinvek's boats are blue.", "Orrinvek"),
        ("They signed a distribution agreement with OrrinSea for boats.", "OrrinSea"),
        ("Today Blackorrin 3D Boats Corp. came to the lake.", "Blackorrin 3D Boats Corp."),
        ("Today iOR Boats, Inc. came to the lake.", "iOR Boats, Inc."),
        ("She works at Orrin Private Bank & Trust in the town.", "Orrin Private Bank & Trust"),
        ("Jane Roe, CEOOrrinvek, Inc. 5 Lake Street", "Orrinvek, Inc."),
        ("Jane Roe is the Co-Founder and COO of Orrinvek, a provider of boats.", "Orrinvek"),
        ("The fund is run by UBS Wealth Management in Zurich.", "UBS Wealth Management"),
    ],
)
def test_a_body_is_found_to_its_borders(text: str, name: str) -> None:
    assert name in marked(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Orrinvek Inc. (NASDAQ: ORVK) grew. News relating to ORVK are on the page. It was said to ORVK has.", "ORVK"),
        ("Orrinvek Inc. (NASDAQ: ORVK), a maker of unmanned lake vehicles (“ULVs”), grew.", "ULVs"),
        ('ORRINVEK INC. ("ORRINVEK" or "THE COMPANY") grew today.', "THE COMPANY"),
        ("It works in Lakescience (LakeSci) and Health sectors, with the Lakeville Police Department.", "LakeSci"),
        ("Victorville Treasure Holdings, LLC owns a hotel in Victorville, California.", "Victorville"),
        ("“Boats grew,” said Jane Roe, Vice President of Brand Marketing at Orrinvek.", "Brand Marketing"),
        ("Orrinvek announced the launch of Orrinvek INFORM, a platform for boats.", "Orrinvek INFORM"),
        ("Jane Roe came. “Jane is an outstanding leader in boats,” he said.", "Jane"),
        ("The goals of SEO partners and of EVs were met by SEO.", "SEO"),
        ("At the core of Jane's method is Jane Orrinvek and Associates LLC.", "Jane"),
        ("It was told by the Division of Boats Regulation in May.", "Boats Regulation"),
    ],
)
def test_what_is_no_body(text: str, name: str) -> None:
    assert name not in marked(text)
