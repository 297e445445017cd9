"""Whether a compressed WARC file is as it was written: every record whole, every digest right, nothing in between."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, cast

# warcio has no types
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeadersParser  # type: ignore[import-untyped]

from crawler.warc.reading import BROKEN, TornError, joined, parse_date, whole_members, without_chunks
from crawler.warc.writing import SHA1, written_digest

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole record: its place, what its head says of it, and the names of the digests that are wrong."""

    kind: str  # WARC-Type
    url: str
    at: datetime  # WARC-Date
    digest: str  # of the payload, as written; "" for a record without
    wrong: tuple[str, ...] = ()
    offset: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """Bytes that are no record; `torn`: they are the last of the file."""

    offset: int
    length: int
    torn: bool


def check_records(stream: BinaryIO) -> Iterator[Checked | Broken]:
    """All records of a seekable stream with a gzip member per record, in their order, and what lies between them.

    What is written to its end meanwhile is left out.
    """
    whole, size = 0, stream.seek(0, os.SEEK_END)
    for start, end, record in whole_members(stream, _checked, size):
        if whole < start:
            yield Broken(whole, start - whole, torn=False)
        yield replace(record, offset=start, length=end - start)
        whole = end
    if whole < size:
        yield Broken(whole, size - whole, torn=True)


def _checked(member: BinaryIO) -> Checked | None:
    """A record, read to its end; None where this is none, or a broken one."""
    try:
        record = ArcWarcRecordLoader(verify_http=False).parse_record_stream(
            member, known_format="warc", no_record_parse=True
        )
        head = record.rec_headers
        at, wrong = parse_date(head.get_header("WARC-Date", "")), _wrong_digests(record)
        if record.raw_stream.limit or member.read(_PIECE).strip():
            return None
    except (TornError, *BROKEN):
        return None
    url, digest = (head.get_header(name, "") for name in ("WARC-Target-URI", "WARC-Payload-Digest"))
    return Checked(record.rec_type, url, at, digest, wrong)


def _wrong_digests(record: ArcWarcRecord) -> tuple[str, ...]:
    """Reads the block of a record, and compares it with what its head says."""
    block = _Hashed(record.raw_stream)
    stream = cast(BinaryIO, io.BufferedReader(block, _PIECE))
    payload = _payload(record.rec_type, stream)
    found = {"WARC-Payload-Digest": _digest(payload)} if payload is not None else {}
    while stream.read(_PIECE):
        pass
    found["WARC-Block-Digest"] = block.digest
    written = {name: record.rec_headers.get_header(name, "") for name in found}
    return tuple(name for name in found if written[name].startswith(SHA1) and written[name] != found[name])


def _payload(kind: str, block: BinaryIO) -> BinaryIO | None:
    """The payload in a block, without the head and the transfer coding of HTTP; None for a kind without."""
    if kind == "resource":
        return block
    if kind != "response":
        return None
    head = StatusAndHeadersParser(ArcWarcRecordLoader.HTTP_TYPES, verify=False).parse(block)
    return without_chunks(block, joined(head.headers))


def _digest(stream: BinaryIO) -> str:
    hashed = hashlib.sha1(usedforsecurity=False)
    while piece := stream.read(_PIECE):
        hashed.update(piece)
    return written_digest(hashed)


class _Hashed(io.RawIOBase):
    """Passes on what it reads, and takes the digest of it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._hashed = hashlib.sha1(usedforsecurity=False)

    @property
    def digest(self) -> str:
        return written_digest(self._hashed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._source.read(len(buffer))
        self._hashed.update(piece)
        buffer[: len(piece)] = piece
        return len(piece)
