"""Records as others read them: warcio and FastWARC, neither of which has written them, check all digests."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import fastwarc
import pytest
from fastwarc.warc import response, revisit
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # warcio has no types

from crawler.archive import Archive, Earlier
from tests.crawler.warc.sample import AT, CHUNKED, HEAD, PAGE, chunks, fetched

GZIP = b"Content-Encoding: gzip\r\n"
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n'
REVISIT = "http://netpreserve.org/warc/1.1/revisit/"
LATER = AT + timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    archive = Archive(tmp_path)
    yield archive
    archive.close()


def write_one_of_each(archive: Archive) -> None:
    first = archive.append(fetched(), AT)
    archive.append(fetched(head=HEAD + GZIP, raw=gzip.compress(PAGE)), AT)
    archive.append(fetched(raw=b""), AT)
    archive.append_resource("urn:x:1", PAGE, "text/html", AT)
    earlier = Earlier("https://press.example/a", AT, first.digest)
    archive.append(fetched(url="https://press.example/b"), LATER, earlier)
    archive.append(fetched(head=NOT_MODIFIED, raw=b"", status=304), LATER, earlier)
    archive.close()


TYPES = ["warcinfo", *["response", "request"] * 3, "resource", *["revisit", "request"] * 2]


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_warcio_reads_all_and_finds_every_digest_right(archive: Archive, tmp_path: Path) -> None:
    write_one_of_each(archive)
    found, bodies = [], []
    with only_file(tmp_path).open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            found.append(record.rec_type)
            body = record.content_stream().read()
            if record.rec_type in {"response", "resource"}:
                bodies.append(body)
    assert found == TYPES
    assert bodies == [PAGE, PAGE, b"", PAGE]


def test_fastwarc_reads_all_and_finds_every_digest_right(archive: Archive, tmp_path: Path) -> None:
    write_one_of_each(archive)
    found = []
    for record in fastwarc.ArchiveIterator(str(only_file(tmp_path)), parse_http=False):
        assert record.verify_block_digest()
        record.parse_http()
        assert record.verify_payload_digest() == (record.record_type == response)  # it knows no other kind's payload
        found.append(str(record.record_type))
    assert found == TYPES


@pytest.mark.parametrize(("fields", "payload"), [(CHUNKED, PAGE), (CHUNKED + GZIP, gzip.compress(PAGE, mtime=0))])
def test_chunks_are_no_part_of_the_payload(archive: Archive, tmp_path: Path, fields: bytes, payload: bytes) -> None:
    digests = {archive.append(fetched(head=HEAD + fields, raw=chunks(payload, size)), AT).digest for size in (3, 1000)}
    archive.close()
    assert len(digests) == 1
    found = []
    for record in fastwarc.ArchiveIterator(str(only_file(tmp_path)), response, parse_http=False):
        assert record.verify_block_digest()
        record.parse_http(auto_decode="transfer")
        assert record.verify_payload_digest()
        found.append((record.headers["WARC-Payload-Digest"], record.reader.read()))
    assert found == [(*digests, payload)] * 2


def test_a_revisit_says_what_the_standard_wants(archive: Archive, tmp_path: Path) -> None:
    write_one_of_each(archive)
    same, not_modified = (
        (record.headers.to_dict(), record.http_headers.status_code, record.http_headers.to_dict(), record.reader.read())
        for record in fastwarc.ArchiveIterator(str(only_file(tmp_path)), revisit)
    )
    for head, _, _, body in (same, not_modified):
        assert head["WARC-Date"] == "2019-10-31T10:00:00.123456Z"
        assert head["WARC-Refers-To-Target-URI"] == "https://press.example/a"
        assert head["WARC-Refers-To-Date"] == "2019-10-30T10:00:00.123456Z"
        assert body == b""
    assert same[0]["WARC-Target-URI"] == "https://press.example/b"
    assert (same[0]["WARC-Profile"], same[1]) == (f"{REVISIT}identical-payload-digest", 200)
    assert same[0]["WARC-Truncated"] == "length"
    assert same[2]["Content-Type"] == "text/html"
    assert (not_modified[0]["WARC-Profile"], not_modified[1]) == (f"{REVISIT}server-not-modified", 304)
    assert "WARC-Truncated" not in not_modified[0]
    assert not_modified[2]["ETag"] == '"1"'
