"""The commands as users type them, good and bad: results, exit status, and one clear sentence for each mistake."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.command import Runtime
from indexer.cli import index_changes
from tests.permissions import read_only
from web.cli import FAILURES, main

CHECKOUT = Path(__file__).parents[1]

RECORD = {"url": "https://www.example.org/1", "title": "A bridge opens", "text": "The bridge over the strait is open."}


@dataclass
class Shell:
    """Runs commands in a folder with a configuration."""

    folder: Path

    def __call__(self, *arguments: str | Path) -> Result:
        name, *rest = (str(argument) for argument in arguments)
        runtime = Runtime(
            index_changes=index_changes, failures=FAILURES, environ={"PRESSROOM_CRAWLER__ENCODER": "false"}
        )
        return CliRunner().invoke(main, [name, "--config", str(self.folder / "config.toml"), *rest], obj=runtime)

    def lines(self, name: str, *records: object) -> Path:
        path = self.folder / name
        path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records), "utf-8")
        return path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "config.toml").write_text(
        f'[store]\nurl = "sqlite:///{tmp_path}/data/p.db"\narchive = "{tmp_path}/data/archive"\n'
        f'[index]\npath = "{tmp_path}/data/index"\n'
        f'[web]\npast_queries = "{tmp_path}/data/queries.db"\nsecret = "{tmp_path}/data/secret.key"\n'
        '[[source]]\nname = "example"\nstart = ["https://www.example.org/press"]\n',
        "utf-8",
    )
    return Shell(tmp_path)


def sentence(result: Result, status: int = 1) -> str:
    """The one sentence of a refusal."""
    assert result.exit_code == status, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_what_is_imported_is_found(shell: Shell) -> None:
    assert json.loads(shell("import", "--json", shell.lines("a.jsonl", RECORD)).stdout)["new"] == 1
    found = json.loads(shell("search", "bridges", "--json").stdout)
    assert found["total"] == 1
    assert found["results"][0]["title"] == "A bridge opens"
    assert "1 found" in shell("search", "bridges").stdout


def test_an_installation_is_verified_and_repaired(shell: Shell) -> None:
    assert "There is no store" in sentence(shell("verify"))
    shell("import", shell.lines("a.jsonl", RECORD))
    found = json.loads(shell("verify", "--json").stdout)
    assert (found["sound"], found["releases"], found["seq"], found["faults"]) == (True, 1, 1, [])
    assert shell("verify").stdout.startswith("Sound: 1 release with 1 revision, 0 records in 0 files of the archive")
    (segment,) = (shell.folder / "data" / "index").rglob("*.segment")
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 4
    segment.unlink()
    segment.write_bytes(content)
    damaged = shell("verify")
    assert (damaged.exit_code, damaged.stderr) == (1, "")
    assert "is damaged: run `pressroom index --rebuild`" in damaged.stdout
    assert segment.name in damaged.stdout
    repaired = shell("verify", "--repair")
    assert repaired.exit_code == 0
    assert "built anew" in repaired.stdout
    assert repaired.stdout.rstrip().splitlines()[-1].startswith("Sound: ")
    assert shell("verify").exit_code == 0


def test_an_import_again_changes_nothing(shell: Shell) -> None:
    path = shell.lines("a.jsonl", RECORD, {**RECORD, "url": "https://www.example.org/2", "id": "two"})
    shell("import", path)
    again = json.loads(shell("import", "--json", path).stdout)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)


def test_a_bad_line_is_named_and_the_rest_goes_in(shell: Shell) -> None:
    path = shell.lines(
        "a.jsonl", RECORD, '{"text": "cut off', {"text": "nameless"}, {"id": "x", "text": " "}, {"id": 7}
    )
    result = shell("import", path)
    assert result.exit_code == 0
    assert "1 new" in result.stdout
    for number in (2, 3, 4, 5):
        assert f"line {number}: " in result.stderr
    assert "neither a url nor an id" in result.stderr


def test_an_import_of_nothing_good_fails(shell: Shell) -> None:
    assert shell("import", shell.lines("a.jsonl", "{", "{")).exit_code == 1


def test_a_gzip_file_that_is_cut_gives_what_is_whole(shell: Shell) -> None:
    lines = [json.dumps({"id": str(n), "text": f"Release {n} {n * 7919}"}) for n in range(2000)]
    whole = gzip.compress("\n".join(lines).encode())
    path = shell.folder / "a.jsonl.gz"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    result = shell("import", "--json", path)
    assert 500 < json.loads(result.stdout)["new"] < 2000
    assert "the gzip file ends or breaks here" in result.stderr


def test_pages_and_texts_are_imported(shell: Shell) -> None:
    page = shell.folder / "page.html"
    body = "<p>" + "The committee met in Vienna and agreed on a common text for the year. " * 8
    page.write_text(f"<!doctype html><title>A meeting in Vienna</title><h1>A meeting in Vienna</h1>{body}", "utf-8")
    text = shell.folder / "release.txt"
    text.write_text("A visit to Geneva\n\nThe delegation visited Geneva on 3 May 2021 and held talks.\n", "utf-8")
    assert shell("import", page, "--url", "https://www.example.org/vienna").exit_code == 0
    assert shell("import", text, "--organisation", "Example Office").exit_code == 0
    found = json.loads(shell("search", "Vienna", "--json").stdout)["results"][0]
    assert found["url"] == "https://www.example.org/vienna"
    found = json.loads(shell("search", "Geneva", "--json").stdout)["results"][0]
    assert (found["title"], found["organisation"]) == ("A visit to Geneva", "Example Office")
    assert json.loads(shell("reclean", "--json").stdout)["same"] == 1


@pytest.mark.parametrize("encoding", ["shift_jis", "koi8-r", "windows-1251", "utf-16", "big5", "windows-1256"])
def test_pages_in_other_encodings_are_read(shell: Shell, encoding: str) -> None:
    samples = {
        "shift_jis": "委員会は本日東京で会合を開き、来年の計画について合意しました。",
        "koi8-r": "Комитет собрался в Москве и согласовал план работы на следующий год.",
        "windows-1251": "Комитет собрался в Москве и согласовал план работы на следующий год.",
        "utf-16": "Комитет собрался в Москве и согласовал план работы на следующий год.",
        "big5": "委員會今天在臺北舉行會議，就明年的計劃達成一致意見。",
        "windows-1256": "اجتمعت اللجنة اليوم في القاهرة واتفقت على خطة العمل للعام المقبل.",
    }
    text = samples[encoding]
    page = shell.folder / "page.html"
    html = f'<!doctype html><meta charset="{encoding}"><title>{text[:20]}</title><h1>{text[:20]}</h1><p>{text * 12}</p>'
    page.write_bytes(html.encode(encoding))
    assert shell("import", page, "--url", "https://www.example.org/page").exit_code == 0
    found = json.loads(shell("search", text.split()[0][:10], "--json").stdout)
    assert found["total"] == 1
    assert found["results"][0]["title"].startswith(text[:15])


@pytest.mark.parametrize(
    ("name", "body", "part"),
    [
        ("empty.html", b"", "no text in it"),
        ("blank.html", b"<!doctype html><html><body></body></html>", "no text in it"),
        ("image.bin", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(200), "neither JSON Lines, HTML, WARC nor text"),
        ("broken.gz", b"\x1f\x8b\x08\x00nonsense", "gzip"),
        ("torn.warc", b"WARC/1.1\r\nWARC-Type: response\r\nContent-Le", ""),
    ],
)
def test_what_cannot_be_read_is_said_and_skipped(shell: Shell, name: str, body: bytes, part: str) -> None:
    path = shell.folder / name
    path.write_bytes(body)
    result = shell("import", path, shell.lines("good.jsonl", RECORD))
    assert result.exit_code == 0
    assert part in result.stderr
    assert "1 new" in result.stdout


def test_a_folder_is_imported_file_by_file(shell: Shell) -> None:
    (shell.folder / "in").mkdir()
    shell.lines("in/a.jsonl", RECORD)
    shell.lines("in/b.jsonl", {"id": "b", "text": "Another release."})
    assert "2 new" in shell("import", shell.folder / "in").stdout


def test_two_releases_that_share_an_id_are_both_kept(shell: Shell) -> None:
    other = {**RECORD, "id": "same", "url": "https://www.example.org/other", "text": "Another text."}
    path = shell.lines("a.jsonl", {**RECORD, "id": "same"}, other)
    assert json.loads(shell("import", "--json", path).stdout)["new"] == 2
    again = json.loads(shell("import", "--json", path).stdout)
    assert (again["same"], again["changed"]) == (2, 0)


def test_status_and_sources_show_what_there_is(shell: Shell) -> None:
    shell("import", shell.lines("a.jsonl", RECORD), "--source", "archive")
    status = json.loads(shell("status", "--json").stdout)
    assert (status["releases"], status["index_lag"]) == (1, 0)
    states = {state["name"]: state["state"] for state in json.loads(shell("sources", "--json").stdout)}
    assert states == {"archive": "imported", "example": "needs-contact"}
    assert "crawler.contact" in shell("sources").stdout
    assert "1 releases" in re.sub(r" +", " ", shell("status").stdout)


def test_a_crawl_without_a_contact_asks_nobody_and_says_so(shell: Shell) -> None:
    result = shell("crawl", "example")
    assert result.exit_code == 0
    assert "0 fetched" in result.stdout
    assert "crawler.contact" in result.stderr


def test_a_rebuild_gives_the_same_answers(shell: Shell) -> None:
    shell("import", shell.lines("a.jsonl", RECORD, {"id": "b", "text": "Another release."}))
    before = json.loads(shell("search", "release OR bridge", "--json").stdout)["total"]
    assert json.loads(shell("index", "--rebuild", "--json").stdout) == {"changes": 2, "seq": 2}
    assert json.loads(shell("search", "release OR bridge", "--json").stdout)["total"] == before == 2


def test_a_reclean_of_an_unknown_source_is_refused(shell: Shell) -> None:
    shell("import", shell.lines("a.jsonl", RECORD))
    result = shell("reclean", "nobody")
    assert result.exit_code == 2
    assert "No source is named nobody" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("crawl", "nobody"), "No source is named nobody"),
        (("import", "missing.jsonl"), "There is no missing.jsonl"),
        (("import",), "Missing argument"),
        (("search", "x", "--limit", "0"), "--limit"),
        (("import", "config.toml", "--source", "Not A Name"), "is no name"),
        (("serve", "--port", "99999"), "--port"),
    ],
)
def test_wrong_usage_is_refused_with_status_2(shell: Shell, arguments: tuple[str, ...], part: str) -> None:
    result = shell(*(str(shell.folder / a) if a == "config.toml" else a for a in arguments))
    assert result.exit_code == 2
    assert part in result.stderr


def test_wrong_configuration_is_refused_with_status_2(shell: Shell) -> None:
    (shell.folder / "config.toml").write_text("[web]\nprot = 1\n")
    assert "line 2" in sentence(shell("status"), 2)


def test_a_missing_configuration_is_refused(shell: Shell) -> None:
    (shell.folder / "config.toml").unlink()
    assert "--config FILE" in sentence(shell("status"), 2)


def test_search_before_there_is_an_index_says_what_to_do(shell: Shell) -> None:
    assert "pressroom index" in sentence(shell("search", "bridge"))


def test_a_corrupt_store_says_what_to_do_and_stays_as_it_is(shell: Shell) -> None:
    (shell.folder / "data").mkdir()
    store = shell.folder / "data" / "p.db"
    store.write_bytes(b"this is no database" * 300)
    assert "not a Pressroom store" in sentence(shell("status"))
    assert store.read_bytes() == b"this is no database" * 300


def _tear_toc(index: Path) -> None:
    for toc in index.glob("*/*.toc"):
        toc.write_bytes(toc.read_bytes()[:20])


def _garble_toc(index: Path) -> None:
    for toc in index.glob("*/*.toc"):
        toc.write_bytes(b"\x00" * 500)


@pytest.mark.parametrize("damage", [_tear_toc, _garble_toc])
def test_a_corrupt_index_says_what_to_do_and_is_mended_by_a_rebuild(
    shell: Shell, damage: Callable[[Path], None]
) -> None:
    shell("import", shell.lines("a.jsonl", RECORD))
    damage(shell.folder / "data" / "index")
    assert "--rebuild" in sentence(shell("search", "bridge"))
    status = json.loads(shell("status", "--json").stdout)
    assert "--rebuild" in status["index_error"]
    assert shell("index", "--rebuild").exit_code == 0
    assert json.loads(shell("search", "bridge", "--json").stdout)["total"] == 1


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(shell: Shell) -> None:
    (shell.folder / "data").write_text("a file where the folder should be")
    assert "can't be made" in sentence(shell("status"))


def test_a_read_only_data_folder_is_said_in_one_sentence_and_loses_nothing(shell: Shell) -> None:
    path = shell.lines("a.jsonl", RECORD)
    other = shell.lines("b.jsonl", {**RECORD, "url": "https://www.example.org/2"})
    shell("import", path)
    shell("status")
    with read_only(shell.folder):
        for arguments in (("import", other), ("crawl",), ("index", "--rebuild"), ("up", "--port", "0")):
            assert "can't be" in sentence(shell(*arguments)), arguments
    assert json.loads(shell("import", "--json", other).stdout)["new"] == 1
    assert json.loads(shell("search", "bridge", "--json").stdout)["total"] == 2


@pytest.mark.parametrize("query", ['"unclosed', "((", "title:", "date:yesterday", "a AND", "*", "~", "OR OR", "[x TO"])
def test_broken_queries_are_searched_as_words(shell: Shell, query: str) -> None:
    shell("import", shell.lines("a.jsonl", RECORD))
    result = shell("search", "--json", "--", query)
    assert result.exit_code == 0, result.output
    assert isinstance(json.loads(result.stdout)["query"]["parsed"], str)


def test_a_backup_is_made_checked_and_put_back(shell: Shell) -> None:
    shell("import", shell.lines("a.jsonl", RECORD))
    copy = shell.folder / "copy"
    made = json.loads(shell("backup", copy, "--json").stdout)
    assert (made["releases"], made["seq"], made["folder"]) == (1, 1, str(copy))
    assert "1 release at change 1" in shell("backup", copy, "--verify").stdout
    assert json.loads(shell("restore", copy, "--verify", "--json").stdout) == made
    assert "is not empty" in sentence(shell("backup", copy))
    assert "is there already" in sentence(shell("restore", copy))
    (shell.folder / "data").rename(shell.folder / "before")
    assert "`pressroom up`" in shell("restore", copy).stdout
    shell("index")
    assert json.loads(shell("search", "bridge", "--json").stdout)["total"] == 1
    (copy / "pressroom.db").write_bytes(b"")
    assert "is damaged; use another" in sentence(shell("backup", copy, "--verify"))


@pytest.fixture
def many(shell: Shell) -> Shell:
    """An installation in which more is found than an index gives at a time."""
    records = [{"id": f"q{n}", "title": f"Quay {n}", "text": f"The quay {n} is open. " * 20} for n in range(230)]
    shell("import", shell.lines("many.jsonl", *records))
    return shell


def test_hits_are_one_document_or_a_line_each(many: Shell) -> None:
    whole = json.loads(many("search", "quay", "--json", "--limit", "220").stdout)
    assert set(whole) == {"query", "total", "results"}
    assert set(whole["query"]) == {"q", "parsed", "relaxed"}
    assert whole["total"] == 230
    found = [hit["id"] for hit in whole["results"]]
    assert len(set(found)) == len(found) == 220
    lines = [json.loads(line) for line in many("search", "quay", "--jsonl", "--limit", "220").stdout.splitlines()]
    assert lines == whole["results"]
    assert {"id", "url", "title", "published", "organisation", "language", "score", "snippet"} <= set(lines[0])
    assert len(many("search", "quay", "--jsonl", "--limit", "5000").stdout.splitlines()) == 230
    assert "choose one" in many("search", "quay", "--jsonl", "--json").stderr


def test_nothing_found_is_no_failure(many: Shell) -> None:
    nothing = many("search", "zebra", "--jsonl")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert json.loads(many("search", "zebra", "--json").stdout)["results"] == []


@pytest.mark.slow
@pytest.mark.parametrize("form", ["--jsonl", "--json", "--limit=230"])
def test_who_reads_only_the_beginning_sees_no_traceback(many: Shell, form: str) -> None:
    command = [sys.executable, "-m", "web", "search", "quay", "--config", str(many.folder / "config.toml")]
    with subprocess.Popen(
        [*command, "--limit", "230", form], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() in (0, 1)  # 0 where the pipe took all of it before its reader left


def test_every_command_helps(shell: Shell) -> None:
    for name in sorted(main.commands):
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert "--config" in result.output
        assert len(result.output.splitlines()) > 5, name
    assert {"up", "crawl", "schedule", "index", "serve", "search", "import", "reclean", "sources", "status"} <= set(
        main.commands
    )
