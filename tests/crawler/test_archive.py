"""The archive: what comes back is what went in, whatever happens to the process, the disk or the file in between."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import multiprocessing
import os
import re
import resource
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import Archive, Archived, ArchiveError, Earlier, Location, Stored, payload_digest, scan
from crawler.fetching.outcome import ErrorKind, Fetched, FetchError
from tests.crawler.warc.sample import AT, CHUNKED, HEAD, PAGE, chunks, fetched
from tests.permissions import read_only


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    archive = Archive(tmp_path / "archive")
    yield archive
    archive.close()


def files(folder: Path) -> list[Path]:
    return sorted((folder / "archive").iterdir())


def pages(file: Path) -> list[Archived]:
    return [archived for _, archived in scan(file)]


def test_what_was_fetched_comes_back(archive: Archive) -> None:
    archived = archive.read(archive.append(fetched(), AT).location)
    assert archived == Archived("https://press.example/a", 200, archived.headers, PAGE, AT, None)
    assert archived.headers["content-TYPE"] == "text/html"
    assert archived.headers["link"] == "</a>, </b>"


@pytest.mark.parametrize(
    ("fields", "raw"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)),
        (b"Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        (CHUNKED, chunks(PAGE, 7)),
        (CHUNKED, PAGE),
        (CHUNKED + b"Content-Encoding: gzip\r\n", chunks(gzip.compress(PAGE, mtime=0), 7)),
    ],
)
def test_codings_stay_in_the_file_and_are_undone_by_the_reader(archive: Archive, fields: bytes, raw: bytes) -> None:
    archived = archive.read(archive.append(fetched(head=HEAD + fields, raw=raw), AT).location)
    assert (archived.body, archived.problem) == (PAGE, None)


def test_a_body_that_can_not_be_decoded_says_so(archive: Archive, tmp_path: Path) -> None:
    archive.append(fetched(head=HEAD + b"Content-Encoding: br\r\n"), AT)
    archive.append(fetched(head=HEAD + b"Content-Encoding: gzip\r\n", raw=gzip.compress(bytes(10**6))), AT)
    archive.append(fetched(), AT)
    found = [archived for _, archived in scan(files(tmp_path)[0], max_body_bytes=1000)]
    assert [archived.body for archived in found] == [b"", b"", PAGE]
    assert "br" in (found[0].problem or "")
    assert "1,000 bytes" in (found[1].problem or "")


def test_an_imported_page_comes_back(archive: Archive) -> None:
    at = AT.astimezone(timezone(timedelta(hours=9)))
    archived = archive.read(archive.append_resource("https://press.example/b", PAGE, "text/html; charset=utf-8", at))
    assert (archived.url, archived.status, archived.body) == ("https://press.example/b", None, PAGE)
    assert (archived.headers["content-type"], archived.fetched_at) == ("text/html; charset=utf-8", AT)


def test_an_empty_page_and_one_of_any_bytes(archive: Archive) -> None:
    for body in (b"", bytes(range(256)) * 100, b"WARC/1.1\r\n\r\n\r\n"):
        assert archive.read(archive.append(fetched(raw=body), AT).location).body == body
        assert archive.read(archive.append_resource("urn:x:1", body, "text/plain", AT)).body == body


@pytest.mark.parametrize(("url", "kind"), [("", "text/html"), ("a\r\nWARC-Type: b", "c"), ("a", "c\nd"), ("a", "")])
def test_a_record_can_not_be_forged_from_a_field(archive: Archive, url: str, kind: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        archive.append_resource(url, PAGE, kind, AT)


def test_a_fetch_without_a_response_can_not_be_archived(archive: Archive) -> None:
    error = FetchError(ErrorKind.DNS, "No.")
    failed = Fetched("http://a.example/", "http://a.example/", AT, 0, None, {}, b"", None, (), error, None)
    with pytest.raises(ValueError, match=r"no response of http://a\.example/"):
        archive.append(failed, AT)


def test_the_file_is_what_the_standard_says(archive: Archive, tmp_path: Path) -> None:
    """Read without warcio: plain gzip, our own eyes on the headers, digests computed anew."""
    where = archive.append(fetched(), AT).location
    archive.close()
    file = files(tmp_path)[0]
    assert file.name == where.file
    assert re.fullmatch(rf"pressroom-20191030T100000Z-{os.getpid()}-00001\.warc\.gz", file.name)
    records = gzip.decompress(file.read_bytes()).split(b"WARC/1.1\r\n")[1:]
    assert [field(record, "WARC-Type") for record in records] == ["warcinfo", "response", "request"]
    assert {field(record, "WARC-Date") for record in records} == {"2019-10-30T10:00:00.123456Z"}
    response, request = records[1:]
    block = response.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n\r\n")
    assert block == HEAD + b"\r\n" + PAGE
    assert field(response, "Content-Length") == str(len(block))
    assert field(response, "Content-Type") == "application/http; msgtype=response"
    assert field(response, "WARC-Target-URI") == "https://press.example/a"
    assert field(response, "WARC-IP-Address") == "192.0.2.7"
    assert field(response, "WARC-Block-Digest") == sha1(block)
    assert field(response, "WARC-Payload-Digest") == sha1(PAGE)
    assert field(request, "WARC-IP-Address") == "192.0.2.7"
    assert field(request, "WARC-Concurrent-To") == field(response, "WARC-Record-ID")
    member = gzip.decompress(file.read_bytes()[where.offset : where.offset + where.length])
    assert member == b"WARC/1.1\r\n" + response


def field(record: bytes, name: str) -> str:
    found = re.search(rf"^{name}: (.*?)\r$".encode(), record, re.MULTILINE)
    assert found is not None
    return found[1].decode()


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


# Revisits


def earlier_of(stored: Stored, url: str = "https://press.example/a") -> Earlier:
    return Earlier(url, AT, stored.digest)


def test_the_same_payload_is_a_revisit(archive: Archive, tmp_path: Path) -> None:
    first = archive.append(fetched(head=HEAD + CHUNKED, raw=chunks(PAGE, 7)), AT)
    assert (first.digest, first.revisit) == (sha1(PAGE), False)
    again = fetched(url="https://press.example/b", head=HEAD + CHUNKED, raw=chunks(PAGE, 11))
    assert payload_digest(again) == first.digest
    second = archive.append(again, AT + timedelta(days=1), earlier_of(first))
    assert (second.digest, second.revisit) == (first.digest, True)
    with pytest.raises(
        ArchiveError, match=r"revisit .* https://press\.example/a as it was fetched 2019-10-30T10:00:00"
    ):
        archive.read(second.location)
    assert [page.url for page in pages(files(tmp_path)[0])] == ["https://press.example/a"]


def test_another_payload_is_no_revisit(archive: Archive) -> None:
    first = archive.append(fetched(), AT)
    second = archive.append(fetched(raw=PAGE + b" "), AT, earlier_of(first))
    assert (second.digest, second.revisit) == (sha1(PAGE + b" "), False)
    assert archive.read(second.location).body == PAGE + b" "


def test_not_modified_is_a_revisit_where_one_knows_of_what(archive: Archive) -> None:
    first = archive.append(fetched(), AT)
    not_modified = fetched(head=b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n", raw=b"", status=304)
    assert payload_digest(not_modified) is None
    second = archive.append(not_modified, AT, earlier_of(first))
    assert (second.digest, second.revisit) == (first.digest, True)
    third = archive.append(not_modified, AT)
    assert not third.revisit
    assert archive.read(third.location).status == 304


def test_an_empty_payload_is_no_revisit(archive: Archive) -> None:
    for empty in (fetched(raw=b""), fetched(head=HEAD + CHUNKED, raw=chunks(b"", 1))):
        assert payload_digest(empty) is None
        first = archive.append(empty, AT)
        second = archive.append(empty, AT, earlier_of(first))
        assert (second.digest, second.revisit) == (sha1(b""), False)
        assert archive.read(second.location).body == b""


def test_a_revisit_of_a_page_on_several_lines_is_refused(archive: Archive) -> None:
    with pytest.raises(ValueError, match="one line"):
        archive.append(fetched(), AT, Earlier("https://a.example/\r\nWARC-Type: response", AT, sha1(PAGE)))


# Files


def test_a_new_file_begins_at_the_limit(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive", max_file_bytes=2000)
    places = [archive.append(fetched(url=f"https://press.example/{n}"), AT).location for n in range(6)]
    names = sorted({place.file for place in places})
    assert len(names) > 1
    assert [file.name for file in files(tmp_path)] == [*names[:-1], f"{names[-1]}.open"]
    assert [archive.read(place).url[-1] for place in places] == list("012345")
    archive.close()
    assert [file.name for file in files(tmp_path)] == names
    assert [archive.read(place).url[-1] for place in places] == list("012345")
    assert sum(len(pages(file)) for file in files(tmp_path)) == 6


def test_another_archive_on_the_same_folder_takes_another_file(archive: Archive, tmp_path: Path) -> None:
    second = Archive(tmp_path / "archive")
    assert archive.append(fetched(), AT).location.file != second.append(fetched(), AT).location.file
    second.close()


def test_threads_share_an_archive(archive: Archive, tmp_path: Path) -> None:
    places: dict[int, Location] = {}

    def work(first: int) -> None:
        for number in range(first, first + 10):
            places[number] = archive.append(fetched(url=f"https://press.example/{number}"), AT).location

    threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 40, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [archive.read(places[number]).url for number in range(40)] == [
        f"https://press.example/{number}" for number in range(40)
    ]
    assert len(pages(files(tmp_path)[0])) == 40


def _append_in_child(archive: Archive, place: multiprocessing.SimpleQueue[Location]) -> None:
    place.put(archive.append(fetched(), AT).location)


def test_a_forked_child_takes_a_file_of_its_own(archive: Archive) -> None:
    ours = archive.append(fetched(), AT).location
    context = multiprocessing.get_context("fork")
    place: multiprocessing.SimpleQueue[Location] = context.SimpleQueue()
    child = context.Process(target=_append_in_child, args=(archive, place))
    child.start()
    theirs = place.get()
    child.join()
    assert theirs.file != ours.file
    assert archive.read(theirs).body == archive.read(archive.append(fetched(), AT).location).body == PAGE


# Damage


@pytest.mark.slow
def test_a_torn_tail_costs_the_torn_record_only(archive: Archive, tmp_path: Path) -> None:
    archive.append(fetched(url="https://press.example/whole"), AT)
    last = archive.append(fetched(raw=os.urandom(1000)), AT).location
    file = files(tmp_path)[0]
    whole = file.read_bytes()
    torn = tmp_path / "torn.warc.gz"
    for end in range(last.offset, last.offset + last.length):
        torn.write_bytes(whole[:end])
        assert [page.url for page in pages(torn)] == ["https://press.example/whole"]


def test_a_torn_record_is_not_read(archive: Archive, tmp_path: Path) -> None:
    place = archive.append(fetched(raw=os.urandom(1000)), AT).location
    file = files(tmp_path)[0]
    file.write_bytes(file.read_bytes()[: place.offset + place.length // 2])
    with pytest.raises(ArchiveError, match="no whole page at byte"):
        archive.read(place)


def test_damage_in_the_middle_is_told_after_what_stands_before_it(archive: Archive, tmp_path: Path) -> None:
    places = [archive.append(fetched(raw=os.urandom(100_000)), AT).location for _ in range(3)]
    file = files(tmp_path)[0]
    data = bytearray(file.read_bytes())
    data[places[1].offset + 50_000 : places[1].offset + 50_100] = bytes(100)
    file.write_bytes(data)
    found = scan(file)
    assert next(found)[0] == places[0]
    with pytest.raises(ArchiveError, match=f"damaged at byte {places[1].offset}"):
        next(found)


def test_what_is_no_warc_file(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    for data in (b"<html>", b"\x1f\x8b\x08" + bytes(100), gzip.compress(b"hello\r\n\r\n"), b"WARC/1.1\r\n\r\n\r\n" * 3):
        file.write_bytes(data)
        assert_nothing_or_an_error(file)
    file.write_bytes(b"<html>")
    with pytest.raises(ArchiveError, match="is no WARC file"):
        pages(file)
    file.write_bytes(b"")
    assert pages(file) == []


def assert_nothing_or_an_error(file: Path) -> None:
    try:
        assert pages(file) == []
    except ArchiveError as error:
        assert str(file) in str(error)  # noqa: PT017  either outcome is right


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    archive = Archive(folder)
    archive.append(fetched(), AT)
    archive.append_resource("urn:x:1", PAGE, "text/html", AT)
    archive.close()
    return next(folder.iterdir())


@given(st.data(), st.booleans())
def test_no_damage_makes_the_reader_stumble(sample: Path, data: st.DataObject, plain: bool) -> None:
    raw = sample.read_bytes()
    content = bytearray(gzip.decompress(raw) if plain else raw)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file = sample.with_name("damaged")
    file.write_bytes(content)
    try:
        assert len(pages(file)) <= 2
    except ArchiveError as error:
        assert re.search("damaged|no WARC file|as a whole", str(error))  # noqa: PT017  either outcome is right


# Files of others


def test_an_uncompressed_file_is_read_with_its_places(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    file = folder / "plain.warc"
    file.write_bytes(gzip.decompress(sample.read_bytes()))
    found = list(scan(file))
    assert [archived.body for _, archived in found] == [PAGE, PAGE]
    assert [Archive(folder).read(place) for place, _ in found] == [archived for _, archived in found]


def test_a_file_that_is_compressed_as_a_whole_is_refused(sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "whole.warc.gz"
    file.write_bytes(gzip.compress(gzip.decompress(sample.read_bytes())))
    with pytest.raises(ArchiveError, match="warcio recompress"):
        pages(file)


def test_odd_records_of_other_archivers(tmp_path: Path) -> None:
    file = tmp_path / "odd.warc"
    page = b"HTTP/1.1 200 OK\r\n\r\nbody"
    with file.open("wb") as out:
        write_plain(out, "dns", "text/dns", "dns:a.example", b"a.example. 1 IN A 192.0.2.1")
        write_plain(out, "revisit", "application/http", "http://a.example/0", b"HTTP/1.1 200 OK\r\n\r\n")
        write_plain(out, "response", "application/http", "<http://a.example/1>", page)
        write_plain(out, "response", "application/http", "http://a.example/2", page, date="2019-10")
        write_plain(out, "response", "application/http", "http://a.example/3", b"HTTP/1.1 what\r\n\r\nbody")
        write_plain(out, "response", "application/http", "http://a.example/4", page.replace(b"200", b"404"))
    found = [(archived.url[-1], archived.status, archived.body) for archived in pages(file)]
    assert found == [("1", 200, b"body"), ("2", 200, b"body"), ("3", None, b"body"), ("4", 404, b"body")]
    assert pages(file)[1].fetched_at == datetime(2019, 10, 1, tzinfo=UTC)


def write_plain(out: io.BufferedWriter, kind: str, content_type: str, url: str, block: bytes, date: str = "") -> None:
    fields = [("WARC-Type", kind), ("WARC-Record-ID", "<urn:x:1>"), ("WARC-Date", date or "2019-10-30T10:00:00Z")]
    fields += [("WARC-Target-URI", url), ("Content-Type", content_type), ("Content-Length", str(len(block)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    out.write(f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n")


# A disk that does not take it


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Writes beyond `size` bytes fail, as they do on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_loses_nothing_and_says_what_to_do(archive: Archive, tmp_path: Path) -> None:
    first = archive.append(fetched(), AT).location
    file = files(tmp_path)[0]
    size = file.stat().st_size
    with files_no_larger_than(size + 5000):
        for _ in range(3):
            with pytest.raises(ArchiveError, match="free some space"):
                archive.append(fetched(raw=os.urandom(20_000)), AT)
        assert file.stat().st_size == size
    second = archive.append(fetched(url="https://press.example/b"), AT).location
    assert second.file == first.file
    assert [page.url for page in pages(file)] == ["https://press.example/a", "https://press.example/b"]
    assert archive.read(second).body == PAGE


def test_a_disk_that_was_full_from_the_first_leaves_no_empty_file(archive: Archive, tmp_path: Path) -> None:
    with files_no_larger_than(100), pytest.raises(ArchiveError, match="free some space"):
        archive.append(fetched(), AT)
    archive.close()
    assert files(tmp_path) == []


def test_an_interrupt_in_mid_write_spoils_nothing_after_it(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.append(fetched(), AT)

    def interrupt(_descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "fsync", interrupt)
        archive.append(fetched(), AT)
    place = archive.append(fetched(url="https://press.example/b"), AT).location
    assert archive.read(place).url == "https://press.example/b"


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "archive"):
        with pytest.raises(ArchiveError, match=r"file.*make it a folder that this user may write to"):
            Archive(folder).append(fetched(), AT)
        with pytest.raises(ArchiveError, match="make it a folder that this user may write to"):
            Archive(folder).check()


def test_a_check_writes_and_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    archive.check()
    assert files(tmp_path) == []
    with files_no_larger_than(100), pytest.raises(ArchiveError, match="free some space"):
        archive.check()


def test_a_read_only_folder(tmp_path: Path) -> None:
    message = "make it a folder that this user may write to"
    with read_only(tmp_path), pytest.raises(ArchiveError, match=message):
        Archive(tmp_path).append(fetched(), AT)


def test_a_file_that_is_gone(archive: Archive, tmp_path: Path) -> None:
    place = archive.append(fetched(), AT).location
    files(tmp_path)[0].unlink()
    with pytest.raises(ArchiveError, match="put it back"):
        archive.read(place)
    with pytest.raises(ArchiveError, match="put it back"):
        pages(tmp_path / "archive" / place.file)


def test_its_size_is_that_of_its_files_also_while_one_is_written(archive: Archive, tmp_path: Path) -> None:
    assert archive.size() == 0
    archive.append(fetched(), AT)
    (file,) = files(tmp_path)
    assert archive.size() == file.stat().st_size > 0
    archive.close()
    assert archive.size() == files(tmp_path)[0].stat().st_size
