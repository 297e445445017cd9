"""Files of every kind to the releases in them."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.importing.files import BadRecord, Record, read_file
from tests.replay import shared_data

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DATA = shared_data()
needs_data = pytest.mark.skipif(DATA is None, reason="the shared data are missing: name them in PRESSROOM_SHARED")
PAGE = (
    '<!doctype html><html lang="en"><title>A bridge opens</title><h1>A bridge opens</h1>'
    "<p>The ministers met in Vienna on Monday and agreed to open the bridge to rail traffic.</p></html>"
)


def good(path: Path, url: str | None = None) -> list[Record]:
    found = list(read_file(path, url))
    assert not [each for each in found if isinstance(each, BadRecord)]
    return [each for each in found if isinstance(each, Record)]


def test_json_lines_with_a_byte_order_mark_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf\n{"id": "a", "text": "One."}\r\n\n{"id": "b", "text": "Two."}')
    assert [record.id for record in good(path)] == ["a", "b"]


def test_the_content_tells_the_kind_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(gzip.compress(json.dumps({"id": "a", "text": "One."}).encode()))
    assert [record.id for record in good(path)] == ["a"]


def test_a_line_that_is_too_long_is_skipped_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.importing.files.LARGEST_LINE", 1000)
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"id": str(n), "text": "x" * size}) for n, size in enumerate((10, 5000, 10))]
    path.write_text("\n".join(lines), "utf-8")
    found = list(read_file(path))
    assert [each.id for each in found if isinstance(each, Record)] == ["0", "2"]
    assert [each.where for each in found if isinstance(each, BadRecord)] == ["line 2"]


def test_a_page_keeps_its_address_and_goes_to_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    (record,) = good(path, "https://www.example.org/press/1")
    assert (record.release.url, record.page) == ("https://www.example.org/press/1", PAGE.encode())
    (nameless,) = good(path)
    assert nameless.page is None
    assert nameless.id == good(path)[0].id


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    (bad,) = read_file(path, "just words")
    assert isinstance(bad, BadRecord)


def test_the_pages_of_a_warc_file_are_releases(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    archive.append_resource("https://www.example.org/press/1", PAGE.encode(), "text/html", NOW)
    archive.append_resource("https://www.example.org/logo.png", b"\x89PNG\r\n\x1a\n", "image/png", NOW)
    archive.close()
    (file,) = (tmp_path / "archive").iterdir()
    (record,) = good(file)
    assert (record.release.title, record.release.url) == ("A bridge opens", "https://www.example.org/press/1")
    plain = tmp_path / "plain.warc"
    plain.write_bytes(gzip.decompress(file.read_bytes()))
    assert good(plain) == [record]


@needs_data
def test_the_seed_release() -> None:
    assert DATA is not None
    (path,) = (DATA / "seed").iterdir()
    (record,) = good(path)
    assert record.release.title == "SCO Secretariat delegation takes part in CSTO international conference"
    assert str(record.release.published) == "2019-10-30"
    assert "prospects for bilateral cooperation between the SCO" in record.release.text
    assert record.release.text.count(record.release.title) == 0


@needs_data
@pytest.mark.slow
def test_every_line_of_the_real_corpora_is_a_release() -> None:
    assert DATA is not None
    files = sorted((DATA / "corpus").glob("*.jsonl.gz"))
    assert len(files) == 8
    for path in files:
        with gzip.open(path) as lines:
            expected = sum(1 for line in lines if line.strip())
        assert len(good(path)) == expected
