"""One file to the releases in it."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.archive import ArchiveError, scan
from crawler.cleaning import clean_page, clean_text
from crawler.importing import jsonlines
from crawler.records import Release, release_id
from crawler.urls import canonical_url

HEAD = 4096
LARGEST = 50 * 10**6  # bytes of one page or text
LARGEST_LINE = 10 * 10**6
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # byte order marks


@dataclass(frozen=True, slots=True)
class Record:
    """A release to import. `page` is the HTML it was cleaned from: it goes to the archive."""

    id: str
    release: Release
    source: str | None = None
    page: bytes | None = None


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A part of a file that can't be imported: `where` is "line 12" or "record 3", "" for the whole file."""

    where: str
    reason: str


def read_file(path: Path, url: str | None = None) -> Iterator[Record | BadRecord]:
    """The releases of a file; what can't be read comes as a BadRecord, and the rest goes on.

    `url` is the address that a single HTML or text page came from. Raises OSError when the file can't be opened.
    """
    with _opened(path) as stream:
        try:
            head = stream.read(HEAD)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield BadRecord("", f"not a whole gzip file ({error})")
            return
        if head.startswith(b"WARC/"):
            yield from _warc(path)
        elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            yield from _json_lines(_Rest(head, stream))
        else:
            yield from _page(head + stream.read(LARGEST + 1), path, url)


@contextmanager
def _opened(path: Path) -> Iterator[io.BufferedIOBase]:
    with path.open("rb") as stream:
        zipped = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        yield gzip.GzipFile(fileobj=stream) if zipped else stream


class _Rest(io.RawIOBase):
    """The stream again from its start, of which `head` was read already.

    It reads no more at a time than comes in one piece, so that what stands before a broken place is not lost with it.
    """

    def __init__(self, head: bytes, stream: io.BufferedIOBase) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a narrower buffer type is enough here
        taken = self._head[: len(buffer)] or self._stream.read1(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _json_lines(raw: _Rest) -> Iterator[Record | BadRecord]:
    lines = io.BufferedReader(raw, 1 << 20)
    number = 0
    while True:
        number += 1
        try:
            line = lines.readline(LARGEST_LINE + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield BadRecord(f"line {number}", f"the gzip file ends or breaks here ({error})")
            return
        if not line:
            return
        if len(line) > LARGEST_LINE:
            yield BadRecord(f"line {number}", f"longer than {LARGEST_LINE // 10**6} MB")
            while line and not line.endswith(b"\n"):
                line = lines.readline(LARGEST_LINE)
            continue
        if text := line.strip(b"\xef\xbb\xbf \t\r\n"):  # a byte order mark may begin the file
            yield _json_record(text, number)


def _json_record(line: bytes, number: int) -> Record | BadRecord:
    try:
        parsed = jsonlines.parse(line)
    except jsonlines.BadLineError as error:
        return BadRecord(f"line {number}", str(error))
    return Record(parsed.id, parsed.release, parsed.source)


def _page(body: bytes, path: Path, url: str | None) -> Iterator[Record | BadRecord]:
    if len(body) > LARGEST:
        yield BadRecord("", f"larger than {LARGEST // 10**6} MB")
        return
    address = canonical_url(url) if url else None
    if url and address is None:
        yield BadRecord("", f"{url} is not an http or https address")
        return
    is_html = _looks_html(body)
    if is_html:
        release = clean_page(body, address or "")
    elif _binary(body):
        yield BadRecord("", "neither JSON Lines, HTML, WARC nor text")
        return
    else:
        release = clean_text(_decoded(body), address or "")
    if not release.text:
        yield BadRecord("", "no text in it")
        return
    # Without an address the content itself is the identity, so that importing a file again changes nothing.
    identity = release_id(release.url) if release.url else f"file-{release_id(path.name + release.digest)}"
    yield Record(identity, release, page=body if is_html and address else None)


def _binary(body: bytes) -> bool:
    return b"\x00" in body[:HEAD] and not body.startswith(UTF_16)


def _decoded(body: bytes) -> str:
    """Plain text says its encoding only by a byte order mark: else it is UTF-8, or what Windows wrote."""
    if body.startswith(UTF_16):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _warc(path: Path) -> Iterator[Record | BadRecord]:
    """The HTML pages of a WARC file. Its other records (images, redirects, errors) are no releases and no mistakes."""
    try:
        for number, (_, page) in enumerate(scan(path), 1):
            address = canonical_url(page.url)
            if page.problem:
                yield BadRecord(f"record {number}", f"{page.url}: {page.problem}")
            elif page.status in (200, None) and address is not None and _looks_html(page.body):
                yield _warc_page(page.body, address, number)
    except ArchiveError as error:
        yield BadRecord("", str(error))


def _warc_page(body: bytes, address: str, number: int) -> Record | BadRecord:
    release = clean_page(body, address)
    if not release.text:
        return BadRecord(f"record {number}", f"{address}: no text in it")
    return Record(release_id(release.url), release, page=body)


def _looks_html(body: bytes) -> bool:
    head = body[:HEAD].replace(b"\x00", b"") if body.startswith(UTF_16) else body[:HEAD]
    return re.search(rb"<(!doctype html|html|head|body|title|meta|article|div|p)\b", head, re.IGNORECASE) is not None
