"""Content codings undone within a bound (RFC 9110, section 8.4): a small body can't unpack to a huge one."""

from __future__ import annotations

import zlib

_GZIP, _ZLIB, _RAW_DEFLATE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_MAX_CODINGS = 3
_MAX_MEMBERS = 100  # each further gzip member copies the rest of the body once
_UNSUPPORTED = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})


class UndecodableError(ValueError):
    """The body is not what its Content-Encoding says, or is coded in a way that is not supported."""


class TooLargeError(ValueError):
    """The decoded body would exceed the limit."""


def decode(body: bytes, content_encoding: str, limit: int) -> bytes:
    """`body` without the codings that the Content-Encoding header lists; at most `limit` bytes.

    gzip and deflate are undone; names that are no registered coding ("utf-8", "none") are passed over, as browsers do.
    Raises UndecodableError and TooLargeError.
    """
    codings = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
    if len(codings) > _MAX_CODINGS:
        raise UndecodableError(f"it is coded {len(codings)} times over")
    for coding in reversed(codings):
        body = _undo(coding, body, limit)
    if len(body) > limit:
        raise TooLargeError
    return body


def _undo(coding: str, body: bytes, limit: int) -> bytes:
    if coding in _UNSUPPORTED:
        raise UndecodableError(f"the coding {coding!r} is not supported")
    if not body or coding not in {"gzip", "x-gzip", "deflate"}:
        return body
    try:
        return _inflate_deflate(body, limit) if coding == "deflate" else _inflate_gzip(body, limit)
    except zlib.error as error:
        raise UndecodableError(f"it is not {coding}") from error


def _inflate_deflate(body: bytes, limit: int) -> bytes:
    """ "deflate" means the zlib format, but some servers send the bare deflate stream (RFC 9110, section 8.4.1.2)."""
    try:
        return _inflate(body, _ZLIB, limit)[0]
    except zlib.error:
        return _inflate(body, _RAW_DEFLATE, limit)[0]


def _inflate_gzip(body: bytes, limit: int) -> bytes:
    """All members of a gzip file (RFC 1952, section 2.2); what follows the last one is padding."""
    whole = bytearray()
    for _ in range(_MAX_MEMBERS):
        member, body = _inflate(body, _GZIP, limit - len(whole))
        whole += member
        if not body.startswith(_GZIP_MAGIC):
            return bytes(whole)
    raise UndecodableError(f"it has more than {_MAX_MEMBERS} gzip members")


def _inflate(data: bytes, window: int, limit: int) -> tuple[bytes, bytes]:
    """One compressed stream and what follows it."""
    engine = zlib.decompressobj(window)
    plain = engine.decompress(data, limit + 1)  # one byte more than allowed shows that there is more
    if len(plain) > limit:
        raise TooLargeError
    if not engine.eof:
        raise UndecodableError("it ends too early")
    return plain, engine.unused_data
