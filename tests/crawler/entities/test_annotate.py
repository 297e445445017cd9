import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.entities import annotate
from crawler.records import Release
from tests.crawler.entities.samples import release

TITLE = "Northern states agree on counter-terrorism"
TEXT = """\
On 12 March 2024 Astana hosted a meeting on counter-terrorism, organised by the Shanghai Cooperation Organisation.

SCO Deputy Secretary-General Anna Exemplar read a message of Secretary-General Ivan Primerov. Mr Primerov wrote that
terrorism and extremism know no borders. Experts of the UN, the OSCE and Interpol took part, as did the Russian Foreign
Ministry and the newly founded Steppe Rivers Commission (SRC).

"We share what we know," said Jean Lexemple, Director of the OSCE Conflict Prevention Centre. The talks turned to
cyber security as well. Guests came from Uzbekistan and from Geneva."""


def test_everything_in_one_release() -> None:
    found = annotate(release(TEXT, TITLE))
    assert found.people == ("Anna Exemplar", "Ivan Primerov", "Jean Lexemple")
    assert found.organisations == (
        "Shanghai Cooperation Organisation (SCO)",
        "United Nations (UN)",
        "Organization for Security and Co-operation in Europe (OSCE)",
        "International Criminal Police Organization (INTERPOL)",
        "Ministry of Foreign Affairs of Russia",
        "Steppe Rivers Commission (SRC)",
        "OSCE Conflict Prevention Centre (CPC)",
    )
    assert found.places == ("Astana", "Kazakhstan", "Uzbekistan", "Geneva", "Switzerland")
    assert found.topics == ("Terrorism", "International organisations and cooperation")


def test_nothing_but_what_is_found_changes() -> None:
    before = release(TEXT, TITLE, organisation="SCO")
    emptied = replace(annotate(before), people=(), organisations=(), places=(), topics=(), offices=(), quotes=())
    assert emptied == before


def test_the_page_s_own_come_first_and_under_their_known_names() -> None:
    own = replace(
        release(TEXT, TITLE),
        people=("Paula Beispiel", "ivan primerov"),
        organisations=("Interpol", "Some Club"),
        places=("Kiev", "Atlantis"),
        topics=("terrorism", "Our priorities"),
    )
    found = annotate(own)
    assert found.people == ("Paula Beispiel", "ivan primerov", "Anna Exemplar", "Jean Lexemple")
    assert found.organisations[:2] == ("International Criminal Police Organization (INTERPOL)", "Some Club")
    assert len(found.organisations) == 8
    assert found.places[:3] == ("Kyiv", "Atlantis", "Astana")
    assert found.topics == ("Terrorism", "Our priorities", "International organisations and cooperation")


def test_annotating_twice_changes_nothing() -> None:
    once = annotate(release(TEXT, TITLE))
    assert annotate(once) == once


@pytest.mark.parametrize("language", ["en", "de", "sv", "ru", "si", "x-unknown", "", None])
def test_any_language(language: str | None) -> None:
    assert "United Nations (UN)" in annotate(release(TEXT, language=language)).organisations


PIECES = [
    "President",
    "Mr",
    "Jane Major",
    "(",
    ")",
    "EMF",
    "European Mountain Forum",
    "UN",
    ",",
    " ",
    "\n",
    "İ",
    "ß",
    "Ⅷ",
]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join), st.text(max_size=80))
def test_any_text_is_taken(text: str, title: str) -> None:
    found = annotate(Release("", title, text, people=(title,), organisations=(text,)))
    assert annotate(found) == found


@pytest.mark.parametrize(
    "text", ["A" * 100_000, "Mr " * 40_000, "(AB) " * 30_000, "Jane Major, " * 15_000, "President of " * 10_000]
)
def test_hostile_texts_take_little_time(text: str) -> None:
    annotate(release("warm"))
    start = time.process_time()
    annotate(release(text, text[:500]))
    assert time.process_time() - start < 5  # some take one; what grows with the square would take minutes
