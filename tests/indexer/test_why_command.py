"""`pressroom why URL` as it is typed: the story with what the index says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.command import Runtime
from indexer.cli import index_changes
from web.cli import FAILURES, main

URL = "https://www.example.org/1"
RECORD = {"url": URL, "title": "A bridge opens", "text": "The bridge over the strait is open.", "id": "bridge"}
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    config = tmp_path / "config.toml"
    config.write_text(
        f'[store]\nurl = "sqlite:///{tmp_path}/p.db"\narchive = "{tmp_path}/archive"\n'
        f'[index]\npath = "{tmp_path}/index"\n'
        '[[source]]\nname = "example"\nstart = ["https://www.example.org/press"]\n',
        "utf-8",
    )

    def run(name: str, *words: str, indexing: bool = True) -> Result:
        changes = index_changes if indexing else lambda settings, store: 0
        runtime = Runtime(index_changes=changes, failures=FAILURES, environ={})
        return CliRunner().invoke(main, [name, "--config", str(config), *words], obj=runtime)

    return run


def imported(run: Run, folder: Path, *, indexing: bool = True, **values: str) -> None:
    lines = folder / "a.jsonl"
    lines.write_text(json.dumps(RECORD | values), "utf-8")
    assert run("import", str(lines), indexing=indexing).exit_code == 0


def test_a_release_in_the_index(run: Run, tmp_path: Path) -> None:
    imported(run, tmp_path)
    result = run("why", URL)
    assert result.exit_code == 0, result.output
    assert ", and in the index." in result.stdout
    assert "It holds the release in its newest state." in result.stdout
    assert "It is up to date." in result.stdout
    story = json.loads(run("why", URL, "--json").stdout)
    assert story["verdict"].startswith("It is a release")
    assert story["index"] == {"holds": True, "current": True, "behind": 0, "problem": ""}
    assert story["release"]["id"] == "bridge"


def test_a_release_that_the_index_does_not_have_yet(run: Run, tmp_path: Path) -> None:
    imported(run, tmp_path, url="https://www.example.org/0", id="other")
    imported(run, tmp_path, indexing=False)
    said = run("why", URL).stdout
    assert "not in the index, which is 1 change behind the store" in said
    assert "It does not hold the release." in said


def test_a_release_whose_change_the_index_lacks(run: Run, tmp_path: Path) -> None:
    imported(run, tmp_path)
    imported(run, tmp_path, indexing=False, text="The bridge is closed again.")
    assert "the index has an earlier state of it and is 1 change behind" in run("why", URL).stdout


def test_an_index_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    imported(run, tmp_path, indexing=False)
    result = run("why", URL)
    assert result.exit_code == 0
    assert "whether it can be found is not known. There is no index" in result.stdout


def test_a_url_that_is_not_there(run: Run) -> None:
    result = run("why", "https://www.example.org/unheard-of")
    assert result.exit_code == 0
    assert "its source example is not crawled. Not crawled yet: set crawler.contact" in result.stdout
    assert json.loads(run("why", "https://nobody.example.net/", "--json").stdout)["sources"] == []


def test_what_is_no_url_is_wrong_usage(run: Run) -> None:
    result = run("why", "not a url")
    assert result.exit_code == 2
    assert "is not an address that can be crawled" in result.stderr
