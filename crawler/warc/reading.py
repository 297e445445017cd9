"""WARC files (ISO 28500:2017), whoever wrote them, to pages: plain, or with a gzip member per record."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, TypeVar, cast

from requests.structures import CaseInsensitiveDict

# warcio has no types
from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeadersParserException  # type: ignore[import-untyped]

from crawler.fetching.content import TooLargeError, UndecodableError, decode

_GZIP_MAGIC = b"\x1f\x8b"
_RECORD_MAGIC = b"WARC/"
_PIECE = 64 * 1024
BROKEN = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    zlib.error,
    EOFError,
    ValueError,
    OverflowError,
    AttributeError,  # this and the next: warcio, where it meets what it never expected
    TypeError,
)


_Found = TypeVar("_Found")


class DamagedError(Exception):
    """These bytes are no WARC, or damaged; the message is a clause without its subject."""


class TornError(Exception):
    """The stream ends in the middle of a gzip member."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a record stands: the name of its file, and the offset and length of its bytes there."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Archived:
    """A page as it was archived; header names ignore case.

    `status` is None for a page that was imported, not fetched, and where another archiver wrote down nonsense.
    `body` is decoded. Where that can't be done (a coding that is not supported, a body larger than the reader's
    limit), `problem` says so in a few words and `body` is empty.
    """

    url: str
    status: int | None
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Revisit:
    """A record that `url` gave once more what it or another address had given: `of`, fetched `at`, as written there."""

    url: str
    of: str
    at: str


def read_records(
    stream: BinaryIO, file_name: str, max_body_bytes: int
) -> Iterator[tuple[Location, Archived | Revisit]]:
    """All whole responses, resources and revisits in a seekable WARC stream; one at a time.

    The stream is plain or has a gzip member per record. A torn record at its end is passed over. Raises DamagedError,
    after what stands before the damage.
    """
    compressed = stream.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    stream.seek(0)
    while (offset := _next_offset(stream)) is not None:
        try:
            found = _one_record(_member(stream) if compressed else stream, compressed, max_body_bytes)
        except TornError:
            return
        except BROKEN as error:
            if not compressed and offset and not stream.read(1):
                return
            clause = f"is damaged at byte {offset}: get it anew, or restore it from a backup"
            raise DamagedError(clause if offset else "is no WARC file: only .warc and .warc.gz can be read") from error
        if found is not None:
            yield Location(file_name, offset, stream.tell() - offset), found


def _next_offset(stream: BinaryIO) -> int | None:
    """Goes to where the next record begins, behind blank lines; None at the end."""
    offset = stream.tell()
    while (byte := stream.read(1)) in {b"\r", b"\n"}:
        offset += 1
    stream.seek(offset)
    return offset if byte else None


def _one_record(stream: BinaryIO, alone: bool, limit: int) -> Archived | Revisit | None:
    """Reads a record to its end. Raises some error of `BROKEN`, or TornError."""
    record = ArcWarcRecordLoader(verify_http=False).parse_record_stream(stream, known_format="warc")
    found = _revisit(record) if record.rec_type == "revisit" else _archived(record, limit)
    while record.raw_stream.read(_PIECE):
        pass
    if record.raw_stream.limit:
        raise ValueError("the record is shorter than it says")
    if alone and stream.read(_PIECE).strip():
        raise DamagedError("is compressed as a whole, not record by record: run `warcio recompress` on it")
    return found


def whole_length(stream: BinaryIO) -> int:
    """How many bytes of a compressed WARC stream are left when its torn tail is cut off.

    Only what nothing whole stands behind is a tail: damage before a whole record stays where it is.
    """
    size = stream.seek(0, os.SEEK_END)
    return max((end for _, end, _ in whole_members(stream, _is_whole_record, size)), default=0)


def whole_members(
    stream: BinaryIO, read: Callable[[BinaryIO], _Found | None], size: int
) -> Iterator[tuple[int, int, _Found]]:
    """What `read` makes of each gzip member, and where that begins and ends; what it makes nothing of is passed over.

    `read` is given the member, unpacked, and gives something once it has read it whole. Nothing is looked for from
    `size` on: what somebody goes on writing there begins with half a member.
    """
    start: int | None = 0
    while start is not None and start < size:
        stream.seek(start)
        if found := read(_member(stream)):
            end = stream.tell()
            yield start, end, found
            start = end
        else:
            start = _find_member(stream, start + 1)


def _is_whole_record(member: BinaryIO) -> bool:
    """Whether a gzip member holds a record. Its checksum tells."""
    try:
        if member.read(len(_RECORD_MAGIC)) != _RECORD_MAGIC:
            return False
        while member.read(_PIECE):
            pass
    except (TornError, zlib.error):
        return False
    return True


def _find_member(stream: BinaryIO, start: int) -> int | None:
    """Where the next gzip member may begin, from `start` on."""
    stream.seek(start)
    window = b""
    while piece := stream.read(_PIECE):
        window = window[-1:] + piece
        if (at := window.find(_GZIP_MAGIC)) >= 0:
            return stream.tell() - len(window) + at
    return None


def _member(stream: BinaryIO) -> BinaryIO:
    return io.BufferedReader(_GzipMember(stream), _PIECE)


class _GzipMember(io.RawIOBase):
    """One gzip member, unpacked bit by bit; at its end `stream` stands at the next. Raises TornError, zlib.error."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._engine = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        plain = b""
        while not plain and not self._engine.eof:
            packed = self._engine.unconsumed_tail or self._stream.read(_PIECE)
            if not packed:
                raise TornError
            plain = self._engine.decompress(packed, len(buffer))
            if self._engine.eof:
                self._stream.seek(-len(self._engine.unused_data), io.SEEK_CUR)
        buffer[: len(plain)] = plain
        return len(plain)


def _revisit(record: ArcWarcRecord) -> Revisit:
    names = ("WARC-Target-URI", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")
    return Revisit(*(record.rec_headers.get_header(name, "") for name in names))


def _archived(record: ArcWarcRecord, limit: int) -> Archived | None:
    """A response or a resource; None for a record of another kind."""
    if record.rec_type == "response" and record.http_headers is not None:
        code = record.http_headers.get_statuscode()
        status = int(code) if code.isdecimal() else None
        headers = joined(record.http_headers.headers)
    elif record.rec_type == "resource":
        status, headers = None, joined([("Content-Type", record.content_type or "")])
    else:
        return None
    body, problem = b"", None
    try:
        body = _body(record, headers, limit)
    except TooLargeError:
        problem = f"it is larger than {limit:,} bytes"
    except UndecodableError as error:
        problem = str(error)
    url, date = (record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date"))
    return Archived(url, status, headers, body, parse_date(date), problem)


def _body(record: ArcWarcRecord, headers: Mapping[str, str], limit: int) -> bytes:
    """The body of a record without its codings. Raises TooLargeError and UndecodableError."""
    body = without_chunks(record.raw_stream, headers).read(limit + 1)
    if len(body) > limit:
        raise TooLargeError
    return decode(body, headers.get("content-encoding", ""), limit)


def without_chunks(body: BinaryIO, headers: Mapping[str, str]) -> BinaryIO:
    """The body of a response without the chunked transfer coding; one that another has undone already as it is."""
    if headers.get("transfer-encoding", "").strip().lower() != "chunked":
        return body
    return cast(BinaryIO, ChunkedDataReader(body))


def joined(fields: list[tuple[str, str]]) -> Mapping[str, str]:
    """Header fields by name; several of one name are a list (RFC 9110, section 5.3)."""
    headers: CaseInsensitiveDict[str] = CaseInsensitiveDict()
    for name, value in fields:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def parse_date(text: str) -> datetime:
    """WARC-Date in UTC; WARC 1.1 allows it to end behind the year or the month."""
    moment = datetime.fromisoformat(text + "0000-01-01"[len(text) :])
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
