"""What was fetched to WARC records (ISO 28500:2017, which is WARC 1.1): a gzip member per record.

The payload of a response is its entity body (section 5.9, after RFC 2616): without the transfer coding, which belongs
to the connection, but with the content coding. So the payload digest stays the same however a server cuts a page into
chunks. The record itself holds the response as it crossed the wire, chunks and all. (FastWARC checks digests this way
with `auto_decode="transfer"`; warcio counts the chunks in and finds them wrong, its issue 75.)
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from crawler.fetching.outcome import Exchange, Fetched
from crawler.warc.reading import without_chunks

SHA1 = "sha1:"
_INFO = b"software: Pressroom\r\nformat: WARC File Format 1.1\r\n"
_GZIP_LEVEL = 5  # 6 makes pages 1.5 % smaller in half again the time, 9 another 1 % in more than twice the time


class Profile(StrEnum):
    """Why a revisit record holds no payload (section 6.7)."""

    SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A whole response in the archive: the `url` that was asked last, the `fetched_at` and the digest it came with."""

    url: str
    at: datetime
    digest: str


def payload_digest(fetched: Fetched) -> str | None:
    """The digest of the payload, as in `sha1:AIKLJM2V2EOKR4WOIWUWRQTEMUN57P4D`; None where there is no payload."""
    if fetched.exchange is None:
        return None
    payload = without_chunks(io.BytesIO(fetched.exchange.body), fetched.headers).read()
    return digest_of(payload) if payload else None


def digest_of(data: bytes) -> str:
    """SHA-1 in Base32: the digest that archives of the web share, and find duplicates by."""
    return written_digest(hashlib.sha1(data, usedforsecurity=False))


def written_digest(sha1: Any) -> str:
    """A SHA-1 of hashlib's as records write it."""
    return SHA1 + base64.b32encode(sha1.digest()).decode()


def revisit_profile(status: int | None, digest: str | None, earlier: Earlier | None) -> Profile | None:
    """Why a response is a revisit of `earlier`; None where it isn't. `digest` is its `payload_digest`."""
    if earlier is None:
        return None
    if status == HTTPStatus.NOT_MODIFIED:
        return Profile.NOT_MODIFIED
    return Profile.SAME_PAYLOAD if digest == earlier.digest else None


class Records:
    """WARC records in memory, each compressed."""

    def __init__(self, at: datetime) -> None:
        """`at` is when the pages were received: the date of all these records."""
        self._date = _date(at)
        self._packed: list[bytes] = []

    def __bytes__(self) -> bytes:
        return b"".join(self._packed)

    @property
    def first_length(self) -> int:
        """How many bytes the first record takes."""
        return len(self._packed[0])

    def add_info(self, file_name: str) -> None:
        """The record that stands at the beginning of a file."""
        self._add("warcinfo", {"WARC-Filename": file_name}, "application/warc-fields", _INFO)

    def add_exchange(self, exchange: Exchange, digest: str) -> None:
        """A response as it was received, and the request for it; `digest` is that of the payload."""
        self._add_both("response", exchange, {"WARC-Payload-Digest": digest}, exchange.head + exchange.body)

    def add_revisit(self, exchange: Exchange, profile: Profile, earlier: Earlier) -> None:
        """The head of a response whose payload is that of `earlier`, and the request for it."""
        fields = {
            "WARC-Profile": profile,
            "WARC-Refers-To-Target-URI": earlier.url,
            "WARC-Refers-To-Date": _date(earlier.at),
            "WARC-Payload-Digest": earlier.digest,
        }
        if profile is Profile.SAME_PAYLOAD:
            fields["WARC-Truncated"] = "length"  # section 6.7.2 wants it; a 304 is whole without a body
        self._add_both("revisit", exchange, fields, exchange.head)

    def add_resource(self, url: str, body: bytes, content_type: str) -> None:
        """A page without the HTTP around it."""
        fields = {"WARC-Target-URI": url, "WARC-Payload-Digest": digest_of(body)}
        self._add("resource", fields, content_type, body)

    def _add_both(self, kind: str, exchange: Exchange, fields: Mapping[str, str], block: bytes) -> None:
        common = {"WARC-Target-URI": exchange.url, "WARC-IP-Address": exchange.address}
        record = self._add(kind, {**common, **fields}, "application/http; msgtype=response", block)
        concurrent = {**common, "WARC-Concurrent-To": record}
        self._add("request", concurrent, "application/http; msgtype=request", exchange.request)

    def _add(self, kind: str, fields: Mapping[str, str], content_type: str, block: bytes) -> str:
        """Gives the new record's WARC-Record-ID."""
        record = f"<{uuid.uuid4().urn}>"
        head = {
            "WARC-Type": kind,
            "WARC-Record-ID": record,
            "WARC-Date": self._date,
            **fields,
            "WARC-Block-Digest": digest_of(block),
            "Content-Type": content_type,
            "Content-Length": str(len(block)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        record_bytes = b"".join((b"WARC/1.1\r\n", lines.encode(), b"\r\n", block, b"\r\n\r\n"))
        self._packed.append(gzip.compress(record_bytes, _GZIP_LEVEL, mtime=0))
        return record


def _date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
