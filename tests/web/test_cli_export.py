"""The command `export`: the same files as the pages give, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from click.testing import CliRunner, Result

from crawler.command import Runtime
from indexer.cli import index_changes
from web.cli import FAILURES, main

Shell = Callable[..., Result]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Runs commands on an installation with three releases."""
    config = tmp_path / "config.toml"
    config.write_text(
        f'[store]\nurl = "sqlite:///{tmp_path}/p.db"\narchive = "{tmp_path}/archive"\n'
        f'[index]\npath = "{tmp_path}/index"\n[web]\npast_queries = ""\n'
    )
    lines = [
        {"id": name, "url": f"https://news.example/{name}", "title": f"A {name}", "text": text, "date": day}
        for name, text, day in (
            ("quay", "The quay opens in fog.", "2019-10-30"),
            ("bridge", "The bridge opens.", "2020-01-02"),
            ("lock", "=The lock, in fog, stays shut.", "2018-05-06"),
        )
    ]
    releases = tmp_path / "releases.jsonl"
    releases.write_text("\n".join(map(json.dumps, lines)), "utf-8")

    def run(name: str, *arguments: str | Path, config: Path = config) -> Result:
        runtime = Runtime(index_changes=index_changes, failures=FAILURES, environ={})
        return CliRunner().invoke(main, [name, "--config", str(config), *map(str, arguments)], obj=runtime)

    assert run("import", releases).exit_code == 0
    return run


def ids(lines: str) -> list[str]:
    return [json.loads(line)["id"] for line in lines.splitlines()]


def test_everything_newest_first_as_json_lines(shell: Shell) -> None:
    result = shell("export")
    assert result.exit_code == 0
    assert ids(result.stdout) == ["bridge", "quay", "lock"]
    assert ids(shell("export", "--query", "fog", "--sort", "oldest").stdout) == ["lock", "quay"]


def test_every_format(shell: Shell) -> None:
    made = {name: shell("export", "--format", name).stdout for name in ("csv", "bibtex", "ris", "csl-json", "html")}
    assert [row["id"] for row in csv.DictReader(io.StringIO(made["csv"]))] == ["bridge", "quay", "lock"]
    assert len(parse_string(made["bibtex"]).entries) == 3
    assert [item["id"] for item in rispy.loads(made["ris"])] == ["bridge", "quay", "lock"]
    assert [item["title"] for item in json.loads(made["csl-json"])] == ["A bridge", "A quay", "A lock"]
    assert made["html"].count("<article") == 3
    assert "'=The lock" in made["csv"]


def test_a_file_and_what_was_written(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    result = shell("export", "--format", "csv", "--output", path, "--bom", "--base-url", "https://press.example.org")
    assert result.stdout == f"3 releases in {path}\n"
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,")
    assert b"https://press.example.org/releases/quay" in content
    assert content.count(b"\r\n") == 4
    told = json.loads(shell("export", "--output", path, "--json").stdout)
    assert told == {"releases": 3, "format": "jsonl", "output": str(path)}
    assert [entry.name for entry in tmp_path.iterdir() if entry.suffix == ".part"] == []


def test_what_is_exported_can_be_imported(shell: Shell, tmp_path: Path) -> None:
    path, other = tmp_path / "out.jsonl", tmp_path / "other"
    shell("export", "--output", path)
    other.mkdir()
    text = (tmp_path / "config.toml").read_text("utf-8").replace(str(tmp_path), str(other))
    (other / "config.toml").write_text(text, "utf-8")
    assert shell("import", path, config=other / "config.toml").exit_code == 0
    again = shell("export", config=other / "config.toml").stdout
    for line, before in zip(again.splitlines(), path.read_text("utf-8").splitlines(), strict=True):
        found, expected = json.loads(line), json.loads(before)
        for name in ("id", "url", "title", "text", "published", "language"):
            assert found[name] == expected[name]


def test_what_goes_wrong_is_said_in_a_sentence_and_leaves_nothing(shell: Shell, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "out.csv"
    result = shell("export", "--output", missing)
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (1, 1)
    assert "Traceback" not in result.stderr
    assert shell("export", "--format", "pdf").exit_code == 2
    for path in (tmp_path / "index").rglob("*.toc"):
        path.write_bytes(b"\x00" * 100)
    result = shell("export", "--output", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "--rebuild" in result.stderr
    assert not (tmp_path / "out.csv").exists()
