"""What the first releases are looked at for: nearness in short queries, what the best are about in long ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.records import StoredRelease
from indexer import weights
from indexer.index import Filter
from tests.indexer.factory import built, found, ids, release

FILLER = "the hall was full and the talks went on for hours until late in the evening of the second day "


def test_words_near_each_other_come_first(tmp_path: Path) -> None:
    far = release("far", "A session", f"The harbour was open. {FILLER}{FILLER} The treaty was signed. {FILLER}")
    near = release("near", "A session", f"The harbour treaty was signed and open. {FILLER}{FILLER} was {FILLER}")
    index = built(tmp_path, [far, near])
    assert ids(index, "harbour treaty") == ["near", "far"]
    assert ids(index, "treaty harbour") == ["near", "far"]
    scores = [hit.score for hit in found(index, "harbour treaty").hits]
    assert scores[0] > scores[1]


def test_nearness_is_looked_at_only_within_a_field_and_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = [
        release("near", "A session", "The harbour treaty was signed."),
        release("far", "A session", "The harbour " + "x " * 20 + "treaty was signed."),
    ]
    index = built(tmp_path, releases)
    gain = {hit.id: hit.score for hit in found(index, "harbour treaty").hits}
    monkeypatch.setattr(weights, "NEAR", 0.0)
    plain = {hit.id: hit.score for hit in found(index, "harbour treaty").hits}
    assert gain["near"] > plain["near"]
    assert gain["far"] == pytest.approx(plain["far"])


def test_a_filter_never_changes_which_of_two_comes_first(tmp_path: Path) -> None:
    releases = [
        release(f"r{number}", "A session", f"harbour {'x ' * number} treaty", source="osce" if number % 3 else "un")
        for number in range(30)
    ]
    index = built(tmp_path, releases[:10], releases[10:])
    everything = ids(index, "harbour treaty")
    some = ids(index, "harbour treaty", filters={"source": Filter(("un",))})
    assert some == [identity for identity in everything if identity in some]
    assert len(some) == 10


SUBJECT = "quotas for herring and cod"  # what the releases that have all words are about, and the query does not say


def subject_releases() -> list[StoredRelease]:
    words = ["ministers", "agreed", "annual", "limits", "fishing", "northern", "waters"]
    about = [release(f"about{n}", "Limits", f"{' '.join(words[n % 3 :])} {SUBJECT} {SUBJECT}") for n in range(12)]
    others = [release(f"other{n}", "Limits", f"{' '.join(words[: 3 + n % 2])} railway timetable") for n in range(12)]
    silent = [release("silent", "Limits", f"ministers agreed annual limits {SUBJECT} {SUBJECT}")]
    noise = [release(f"noise{n}", "Weather", f"rain and wind number {n} in the south") for n in range(200)]
    return [*about, *others, *silent, *noise]


def test_long_queries_ask_for_what_the_best_are_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = built(tmp_path, subject_releases())
    asked = "which annual fishing limits have ministers agreed for the northern waters"
    with_feedback = ids(index, asked)
    monkeypatch.setattr(weights, "FEEDBACK_FROM", 1_000)
    without = ids(index, asked)
    assert with_feedback.index("silent") < min(map(with_feedback.index, (i for i in with_feedback if i[:5] == "other")))
    assert set(with_feedback) == set(without)
    assert with_feedback.index("silent") <= without.index("silent")


def test_releases_that_say_nothing_else_are_about_nothing(tmp_path: Path) -> None:
    index = built(tmp_path, [release(f"r{n}", "", "red green blue white black", organisation=None) for n in range(20)])
    assert len(ids(index, "red green blue white black")) == 20
