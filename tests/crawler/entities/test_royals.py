"""Who goes by a given name behind a title."""

import pytest

from crawler.entities.lexicon import scan
from crawler.entities.royals import royals
from tests.crawler.entities.samples import document


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Prinz William und Prinzessin Diana kamen.", ["William", "Diana"]),
        ("La reina Letizia y el rey Felipe visitaron el lago.", ["Letizia", "Felipe"]),
        ("Pope Francis spoke with Crown Prince Frederik.", ["Francis", "Frederik"]),
        ("Prince George's County, King George Island, Prince Harry Major", []),
        ("Queen Street and the Princess Orrinvek", []),
    ],
)
def test_the_given_name_behind_a_title(text: str, names: list[str]) -> None:
    read = document(text, language=None)
    assert [read.text[slice(*span)] for span in royals(read.text, scan(read).offices)] == names
