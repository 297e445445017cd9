"""WARC records (ISO 28500:2017) to bytes and back: a gzip member per record."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from requests.structures import CaseInsensitiveDict

# warcio has no types
from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from crawler.fetching.content import TooLargeError, UndecodableError, decode
from crawler.fetching.outcome import Exchange

_INFO = {"software": "Pressroom", "format": "WARC File Format 1.1"}
_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 64 * 1024
_BROKEN = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    zlib.error,
    EOFError,
    ValueError,
    OverflowError,
    AttributeError,  # this and the next: warcio, where it meets what it never expected
    TypeError,
)


class DamagedError(Exception):
    """These bytes are no WARC, or damaged; the message is a clause without its subject."""


class _TornError(Exception):
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


class Records:
    """WARC records in memory, each compressed; `first_length` is how many bytes the first one takes."""

    def __init__(self, at: datetime) -> None:
        """`at` is when the pages were received: the date of all these records."""
        self._date = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        self._buffer = io.BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=True, warc_version="1.1")
        self.first_length = 0

    def __bytes__(self) -> bytes:
        return self._buffer.getvalue()

    def add_info(self, file_name: str) -> None:
        """The record that stands at the beginning of a file."""
        record = self._writer.create_warcinfo_record(file_name, _INFO)
        record.rec_headers.replace_header("WARC-Date", self._date)
        self._write(record)

    def add_exchange(self, exchange: Exchange) -> None:
        """A response as it was received, and the request for it."""
        address = {"WARC-IP-Address": exchange.address}
        response = self._add("response", exchange.url, address, head=exchange.head, body=exchange.body)
        self._add("request", exchange.url, {"WARC-Concurrent-To": response}, head=exchange.request)

    def add_resource(self, url: str, body: bytes, content_type: str) -> None:
        """A page without the HTTP around it."""
        self._add("resource", url, {}, body=body, content_type=content_type)

    def _add(
        self,
        kind: str,
        url: str,
        fields: dict[str, str],
        *,
        head: bytes = b"",
        body: bytes = b"",
        content_type: str = "",
    ) -> str:
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": self._date, **fields},
            http_headers=_HeadAsReceived(head) if head else None,
        )
        self._write(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def _write(self, record: ArcWarcRecord) -> None:
        self._writer.write_record(record)
        self.first_length = self.first_length or self._buffer.tell()


class _HeadAsReceived(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """An HTTP head that is written as it crossed the wire: warcio's own would parse it and write it anew."""

    def __init__(self, head: bytes) -> None:
        super().__init__("", [])
        self._head = head

    def __bool__(self) -> bool:
        return True

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self._head


def read_records(stream: BinaryIO, file_name: str, max_body_bytes: int) -> Iterator[tuple[Location, Archived]]:
    """All whole responses and resources in a seekable WARC stream, whoever wrote it; one at a time.

    The stream is plain or has a gzip member per record. A torn record at its end is passed over. Raises DamagedError,
    after what stands before the damage.
    """
    compressed = stream.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    stream.seek(0)
    while (offset := _next_offset(stream)) is not None:
        try:
            archived = _one_record(_member(stream) if compressed else stream, compressed, max_body_bytes)
        except _TornError:
            return
        except _BROKEN as error:
            if not compressed and offset and not stream.read(1):
                return
            clause = f"is damaged at byte {offset}: get it anew, or restore it from a backup"
            raise DamagedError(clause if offset else "is no WARC file: only .warc and .warc.gz can be read") from error
        if archived is not None:
            yield Location(file_name, offset, stream.tell() - offset), archived


def _next_offset(stream: BinaryIO) -> int | None:
    """Goes to where the next record begins, behind blank lines; None at the end."""
    offset = stream.tell()
    while (byte := stream.read(1)) in {b"\r", b"\n"}:
        offset += 1
    stream.seek(offset)
    return offset if byte else None


def _one_record(stream: BinaryIO, alone: bool, limit: int) -> Archived | None:
    """Reads a record to its end. Raises some error of `_BROKEN`, or _TornError."""
    record = ArcWarcRecordLoader(verify_http=False).parse_record_stream(stream, known_format="warc")
    archived = _archived(record, limit)
    while record.raw_stream.read(_PIECE):
        pass
    if record.raw_stream.limit:
        raise ValueError("the record is shorter than it says")
    if alone and stream.read(_PIECE).strip():
        raise DamagedError("is compressed as a whole, not record by record: run `warcio recompress` on it")
    return archived


def _member(stream: BinaryIO) -> BinaryIO:
    return io.BufferedReader(_GzipMember(stream), _PIECE)


class _GzipMember(io.RawIOBase):
    """One gzip member, unpacked bit by bit; at its end `stream` stands at the next. Raises _TornError, zlib.error."""

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
                raise _TornError
            plain = self._engine.decompress(packed, len(buffer))
            if self._engine.eof:
                self._stream.seek(-len(self._engine.unused_data), io.SEEK_CUR)
        buffer[: len(plain)] = plain
        return len(plain)


def _archived(record: ArcWarcRecord, limit: int) -> Archived | None:
    """A response or a resource; None for a record of another kind."""
    if record.rec_type == "response" and record.http_headers is not None:
        code = record.http_headers.get_statuscode()
        status = int(code) if code.isdecimal() else None
        headers = _joined(record.http_headers.headers)
    elif record.rec_type == "resource":
        status, headers = None, _joined([("Content-Type", record.content_type or "")])
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
    return Archived(url, status, headers, body, _parse_date(date), problem)


def _body(record: ArcWarcRecord, headers: Mapping[str, str], limit: int) -> bytes:
    """The body of a record without its codings. Raises TooLargeError and UndecodableError."""
    stream: Any = record.raw_stream
    if headers.get("transfer-encoding", "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)  # takes a body as it is that another archiver has dechunked already
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise TooLargeError
    return decode(body, headers.get("content-encoding", ""), limit)


def _joined(fields: list[tuple[str, str]]) -> Mapping[str, str]:
    """Header fields by name; several of one name are a list (RFC 9110, section 5.3)."""
    headers: CaseInsensitiveDict[str] = CaseInsensitiveDict()
    for name, value in fields:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _parse_date(text: str) -> datetime:
    """WARC-Date in UTC; WARC 1.1 allows it to end behind the year or the month."""
    moment = datetime.fromisoformat(text + "0000-01-01"[len(text) :])
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
