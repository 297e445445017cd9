"""What the tagger was trained with is about the texts that are there."""

import json
import re

import pytest

from crawler.entities.tags import KINDS
from tests.labels.entities.corrected import CORRECTED, WRITTEN, corrected, plain, written
from tests.labels.entities.gold import labels
from tests.replay import shared_data

DATA = shared_data()
KIND_OF = {"P": "people", "O": "organisations", "L": "places"}


@pytest.mark.skipif(DATA is None, reason="no shared data beside the repository ($PRESSROOM_SHARED)")
def test_every_name_lies_in_its_text() -> None:
    assert DATA is not None
    releases = list(corrected(DATA))
    assert len(releases) == len(CORRECTED.read_text("utf-8").splitlines())
    for release in releases:
        text = release.document.text
        for names in (release.found, release.right):
            assert all(text[slice(*span)].strip() for kind in KINDS for span in names[kind]), release.id


def test_what_is_right_in_our_own_texts_is_what_they_mark() -> None:
    of_ours = [one for one in map(json.loads, CORRECTED.read_text("utf-8").splitlines()) if one["set"] == "written"]
    assert of_ours
    for one in of_ours:
        file, number = one["id"].split("/")
        marked = written(WRITTEN / f"{file}.txt")[int(number)]
        title, _, text = plain(marked).partition("\n")
        whole = f"{title}\n\n{text.strip()}"
        said = sorted((KIND_OF[kind], words) for kind, words in re.findall(r"⟦([POL]):(.*?)⟧", marked, re.S))
        assert said == sorted((kind, whole[slice(*span)]) for kind in KINDS for span in one["right"][kind]), one["id"]


def test_nothing_of_what_is_kept_for_the_end_is_learnt() -> None:
    kept = {label.digest for label in labels()}
    assert kept.isdisjoint(json.loads(line).get("digest") for line in CORRECTED.read_text("utf-8").splitlines())
