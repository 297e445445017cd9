"""`pressroom correct` and `corrections`: an editor's words, good and bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawler.shell import Shell

WRONG, RIGHT = "Major Jane", "Jane Major"
RECORDS = [
    {"id": "one", "text": "The quay is open.", "people": [WRONG], "source": "harbour"},
    {"id": "two", "text": "The bridge is open.", "people": [WRONG, "Richard Roe"], "source": "post"},
    {"id": "three", "text": "The road is open.", "places": ["Harbourville"], "topics": ["Quays"], "source": "post"},
]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell, records = Shell(tmp_path, {}), tmp_path / "records.jsonl"
    records.write_text("\n".join(map(json.dumps, RECORDS)), "utf-8")
    assert shell("import", str(records)).exit_code == 0
    return shell


def found(shell: Shell, query: str) -> list[str]:
    return sorted(hit["id"] for hit in shell.json("search", query)["results"])


def test_a_name_is_put_right_and_the_index_follows(shell: Shell) -> None:
    result = shell("correct", "people", WRONG, "--to", RIGHT, "--by", "roe", "--note", "family name first")
    assert result.exit_code == 0, result.output
    first, last = result.stdout.splitlines()
    assert first.startswith(f"1  people: “{WRONG}” becomes “{RIGHT}” (")
    assert first.endswith(" by roe: family name first).")
    assert last == "2 releases changed."
    assert found(shell, f'person:"{RIGHT}"') == ["one", "two"]
    assert found(shell, f'person:"{WRONG}"') == []
    assert shell.json("verify")["sound"]


def test_corrections_are_listed_and_undone(shell: Shell) -> None:
    assert shell("corrections").stdout == "None.\n"
    shell("correct", "people", WRONG, "--reject", "--source", "post")
    done = shell.json("correct", "topics", "Quays", "--to", "Piers", "--release", "three")
    assert (done["releases"], done["corrections"][0]["id"]) == (1, 2)
    people, topics = shell("corrections").stdout.splitlines()
    assert people.startswith(f"1  people: “{WRONG}” is rejected in releases of post (")
    assert topics.startswith("2  topics: “Quays” becomes “Piers” in release three (")
    assert shell("corrections", "topics").stdout == f"{topics}\n"
    (listed,) = shell.json("corrections", "people")
    assert (listed["said"], listed["becomes"], listed["source"], listed["release"]) == (WRONG, None, "post", None)
    assert found(shell, f'person:"{WRONG}"') == ["one"]
    undone = shell("corrections", "--undo", "1", "--by", "roe").stdout
    assert " Undone " in undone
    assert undone.endswith(" by roe.\n1 release changed.\n")
    assert found(shell, f'person:"{WRONG}"') == ["one", "two"]
    assert [each["id"] for each in shell.json("corrections")] == [2]
    assert [each["id"] for each in shell.json("corrections", "--all")] == [1, 2]


def test_several_releases_are_split_off_at_once(shell: Shell) -> None:
    done = shell.json("correct", "people", WRONG, "--to", "Jane the Elder", "--release", "one", "--release", "two")
    assert [each["release"] for each in done["corrections"]] == ["one", "two"]
    assert [each["source"] for each in done["corrections"]] == ["harbour", "post"]
    assert found(shell, 'person:"Jane the Elder"') == ["one", "two"]


def test_it_is_said_how_releases_call_what_a_label_may_mean(shell: Shell) -> None:
    result = shell("correct", "places", "Harbourville", "--to", "Moskau")
    assert result.exit_code == 0, result.output
    assert "Releases have “Moscow” for “Moskau”" in result.stderr
    assert shell("correct", "places", "Moskau", "--to", "Moscow").stderr == ""
    assert found(shell, "place:Russia") == ["three"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("people", WRONG), "either --to LABEL or --reject"),
        (("people", WRONG, "--reject", "--to", RIGHT), "either --to LABEL or --reject"),
        (("people", RIGHT, "--reject"), f"0 releases name “{RIGHT}” among their people; near to it: “{WRONG}”."),
        (("places", WRONG, "--reject"), "0 releases name “Major Jane” among their places."),
        (("people", WRONG, "--reject", "--source", "nobody"), "No source is named nobody; there are: harbour, post"),
        (("people", WRONG, "--reject", "--release", "nine"), "There is no release nine"),
        (("boats", WRONG, "--reject"), "'people', 'organisations', 'places', 'topics'"),
    ],
)
def test_mistakes_are_refused(shell: Shell, words: tuple[str, ...], part: str) -> None:
    result = shell("correct", *words)
    assert result.exit_code == 2
    assert part in result.stderr
    assert shell.json("corrections", "--all") == []


def test_mistakes_in_undoing_are_refused(shell: Shell) -> None:
    assert "There is no correction 4" in shell("corrections", "--undo", "4").stderr
    both = shell("corrections", "people", "--undo", "4")
    assert (both.exit_code, "alone" in both.stderr) == (2, True)


def test_without_a_store_there_is_nothing_to_correct(tmp_path: Path) -> None:
    result = Shell(tmp_path, {})("correct", "people", WRONG, "--reject")
    assert result.exit_code == 1
    assert "There is no store" in result.stderr
