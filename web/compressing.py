"""Answers in the coding that the client prefers: Zstandard, Brotli or gzip (RFC 9110, 8.4).

Entity tags of ours are weak, so that they hold for every coding of an answer. What is small is left as it is, and so is
what must not be kept by others: where secrets stand beside what others can put into a page, its compressed length tells
of them (BREACH).
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, Response, request
from flask_compress import Compress

CODINGS = ["zstd", "br", "gzip"]  # the first where the client takes all alike
OF_STREAMS = ["zstd", "gzip"]  # Brotli keeps megabytes back before it gives the first bytes
SMALL = 1200  # bytes; it fits into one packet as it is
KINDS = frozenset(
    (
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/jsonl",
        "application/ld+json",
        "application/opensearchdescription+xml",
        "application/rss+xml",
        "application/vnd.citationstyles.csl+json",
        "application/x-bibtex",
        "application/x-ndjson",
        "application/x-research-info-systems",
        "application/xml",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/plain",
        "text/x-opml",
        "text/xml",
    )
)


def install(app: Flask) -> None:
    """Compresses what goes out. It must run last: register it before all else that works on answers."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=KINDS,
        COMPRESS_ALGORITHM=CODINGS,
        COMPRESS_ALGORITHM_STREAMING=OF_STREAMS,
        COMPRESS_MIN_SIZE=SMALL,
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=5,
    )
    compress = Compress(app)

    def shrink(response: Response) -> Response:
        if response.mimetype not in KINDS or response.headers.get("Cache-Control") == "no-store":
            return response
        if response.status_code in (200, 304):
            response.vary.add("Accept-Encoding")
        if response.status_code != 200 or not _takes_one(OF_STREAMS if response.is_streamed else CODINGS):
            return response
        plain = response.response
        shrunk = compress.after_request(response)
        if shrunk.response is not plain and hasattr(plain, "close"):
            shrunk.call_on_close(plain.close)  # a file: what reads it now does not close it
        return shrunk

    app.after_request(shrink)


def _takes_one(codings: Collection[str]) -> bool:
    """Whether the client names one of these codings, and does not refuse it."""
    return any(quality > 0 and coding.casefold() in codings for coding, quality in request.accept_encodings)
