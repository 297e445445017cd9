"""Who wrote a release."""

from __future__ import annotations

import pytest

from crawler.cleaning.facts.authors import find_authors
from crawler.cleaning.metadata import Metadata

NOTHING = Metadata()


def test_persons_and_offices_of_json_ld() -> None:
    article = {
        "@type": "NewsArticle",
        "author": [{"@type": "Person", "name": "Jane Major"}, {"@type": "Organization", "name": "Press Office"}],
    }
    assert find_authors(Metadata(nodes=(article,)), []) == (("Jane Major", "Press Office"), "json_ld_authors")


def test_meta_elements_may_name_several() -> None:
    meta = Metadata(meta={"author": ("By Jane Major and John Minor",)})
    assert find_authors(meta, []) == (("Jane Major", "John Minor"), "meta_authors")


def test_the_name_of_a_body_is_not_taken_apart() -> None:
    meta = Metadata(meta={"author": ("Federal Office for Roads, Ports and Railways",)})
    assert find_authors(meta, [])[0] == ("Federal Office for Roads, Ports and Railways",)


@pytest.mark.parametrize(
    "name", ["admin", "https://harbour.example/jane", "@harbour", "jane", "web@harbour.example", ""]
)
def test_accounts_and_addresses_are_no_authors(name: str) -> None:
    assert find_authors(Metadata(meta={"author": (name,)}), []) == ((), "none")


def test_the_organisation_is_not_named_again() -> None:
    meta = Metadata(meta={"og:site_name": ("Harbour Office",), "author": ("Harbour Office",)})
    assert find_authors(meta, ["By Jane Major, 5 May 2024"]) == (("Jane Major",), "byline")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Jane Major and John van Minor", ("Jane Major", "John van Minor")),
        ("Von Jana Groß, 5. Mai 2024", ("Jana Groß",)),
        ("Par Jeanne Majeur", ("Jeanne Majeur",)),
        ("By the Communications Team", ()),
        ("By Communications Department", ("Communications Department",)),
        ("By 2030, ships will be clean", ()),
        ("By far the largest port", ()),
        ("Harbour Office", ()),
    ],
)
def test_bylines(line: str, authors: tuple[str, ...]) -> None:
    assert find_authors(NOTHING, [line])[0] == authors
