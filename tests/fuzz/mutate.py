"""Pages broken at random: what careless templates, cut connections and hostile hands make of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

_LONGEST = 5_000  # bytes of a piece
_WRAPPERS = (
    b"<div>",
    b"<table><tr><td>",
    b"<ul><li>",
    b"<a href=x>",
    b"<b>",
    b"<svg>",
    b"<template>",
    b"<!--",
    b"<title>",
)
_CHARSETS = (b"utf-16", b"shift_jis", b"gb18030", b"koi8-r", b"windows-1256", b"x-user-defined")


def cut_out(page: bytes, other: bytes, random: Random) -> bytes:
    start, end = _piece(page, random)
    return page[:start] + page[end:]


def cut_off(page: bytes, other: bytes, random: Random) -> bytes:
    return page[: random.randrange(len(page) + 1)]


def put_in(page: bytes, other: bytes, random: Random) -> bytes:
    """A piece of another page."""
    start, end = _piece(other, random)
    at = random.randrange(len(page) + 1)
    return page[:at] + other[start:end] + page[at:]


def repeated(page: bytes, other: bytes, random: Random) -> bytes:
    start, end = _piece(page, random)
    return page[:start] + page[start:end] * random.randrange(2, 200) + page[end:]


def turned(page: bytes, other: bytes, random: Random) -> bytes:
    start, end = _piece(page, random)
    return page[:start] + page[start:end][::-1] + page[end:]


def flipped(page: bytes, other: bytes, random: Random) -> bytes:
    """Single bytes that are something else."""
    changed = bytearray(page)
    for _ in range(random.randrange(1, 100) if page else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def wrapped(page: bytes, other: bytes, random: Random) -> bytes:
    """Elements that nobody closes, somewhere."""
    at = random.randrange(len(page) + 1)
    return page[:at] + random.choice(_WRAPPERS) * random.randrange(1, 3_000) + page[at:]


def declared(page: bytes, other: bytes, random: Random) -> bytes:
    return b"<meta charset=" + random.choice(_CHARSETS) + b">" + page


MUTATIONS: Sequence[Callable[[bytes, bytes, Random], bytes]] = (
    cut_out,
    cut_off,
    put_in,
    repeated,
    turned,
    flipped,
    wrapped,
    declared,
)


def mutated(page: bytes, other: bytes, random: Random) -> bytes:
    """A page after a few of them."""
    for _ in range(random.randrange(1, 5)):
        page = random.choice(MUTATIONS)(page, other, random)
    return page


def _piece(page: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(page) + 1)
    return start, min(len(page), start + random.randrange(_LONGEST))
