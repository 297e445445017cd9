"""Every example of docs/query-language.md finds what it says, and is read as more than words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from crawler.records import State
from indexer.query import read
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, ids, release

PAGE = (Path(__file__).parents[3] / "docs" / "query-language.md").read_text("utf-8")
EXAMPLES = [
    example
    for line in PAGE.splitlines()
    if line.startswith("| `")
    for example in re.findall(r"`([^`]+)`", line.split(" | ")[0])
]
FOUND = {  # what each example finds among the releases below
    "treaty quota": {"both"},
    "treaty OR quota": {"both", "treaty", "phrase", "quota", "near", "changed"},
    "treaty NOT quota": {"treaty", "phrase", "near", "changed"},
    "treaty -quota": {"treaty", "phrase", "near", "changed"},
    "(treaty OR quota) -signed": {"both", "treaty", "phrase", "quota", "near"},
    '"treaty on fishing"': {"phrase"},
    '"treaty fishing"~5': {"phrase", "near"},
    "fish*": {"phrase", "quota", "near"},
    "qu?ta": {"both", "quota"},
    "*ing": {"phrase", "quota", "near"},
    "traety~": set(),
    "traety~2": {"both", "treaty", "phrase", "near", "changed"},
    "counter-terrorism": {"hyphen", "joined"},
    "title:treaty": {"treaty"},
    'title:"fishing quota"': {"quota"},
    "title:fish*": {"quota"},
    "lang:fr": {"french"},
    "source:osce": {"changed"},
    "is:changed": {"changed"},
    "is:withdrawn": set(),
    "date:2019": {"both", "october"},
    "date:2019-10": {"october"},
    "date:2019-10-30": {"october"},
    "date:2019..2020": {"both", "october", "treaty"},
    "after:2019-10": {"treaty", "phrase", "quota", "near", "hyphen", "joined", "french", "changed", "both"},
    "before:2020": {"both", "october"},
    "treaty October 2019": set(),
}
LATER = date(2021, 3, 1)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    def one(identity: str, title: str, text: str, day: date = LATER, language: str = "en", **more: object) -> object:
        given = {"source": "un", "short": "", "organisation": None, **more}
        return release(identity, title, text, day, language=language, **given)  # type: ignore[arg-type]

    releases = [
        one("both", "News", "A treaty and a quota.", date(2019, 12, 1)),
        one("treaty", "A treaty", "It has been read.", date(2020, 6, 1)),
        one("phrase", "News", "The treaty on fishing."),
        one("near", "News", "The fishing was in the treaty."),
        one("quota", "The fishing quota", "It is small."),
        one("hyphen", "News", "On counter-terrorism."),
        one("joined", "News", "On counterterrorism."),
        one("french", "Nouvelles", "Le ministre parle.", language="fr"),
        one("changed", "News", "A signed treaty.", source="osce", state=State.CHANGED),
        one("october", "News", "Climate.", date(2019, 10, 30)),
    ]
    return built(tmp_path_factory.mktemp("index"), releases)  # type: ignore[arg-type]


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_find_what_the_page_says(index: WhooshIndex, example: str) -> None:
    if example in FOUND:
        assert set(ids(index, example, match="all")) == FOUND[example]
    else:
        assert example in {"*", "is:live", "org:", "organisation:", "person:", "place:", "topic:"}
    assert read(example).parsed


def test_everything_is_found_by_a_star(index: WhooshIndex) -> None:
    assert len(ids(index, "*")) == 10


def test_a_month_comes_first(index: WhooshIndex) -> None:
    assert ids(index, "climate October 2019")[0] == "october"
