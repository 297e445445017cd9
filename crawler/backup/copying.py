"""Files copied so that they last, and so that nobody else may read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20  # bytes at a time
PRIVATE = 0o600  # what editors and keys are called is nobody else's business


def copy(source: BinaryIO, target: Path, length: int | None = None) -> None:
    """Copies all of an opened file, or its first `length` bytes, to a new one. Raises OSError; FileExistsError too."""
    left = length
    with new_file(target) as file:
        while block := source.read(BLOCK if left is None else min(BLOCK, left)):
            file.write(block)
            left = None if left is None else left - len(block)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner may read; it is on the disk once this is left."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal. Raises OSError."""
    made = sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            made.update(block)
    return made.hexdigest()


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder outlive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
