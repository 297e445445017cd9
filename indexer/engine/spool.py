"""What is written piece by piece and read once, whole: in memory while it is little, else in a file without a name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

HELD = 32 << 20  # bytes in memory


class Spool:
    """Collects bytes."""

    def __init__(self, folder: str | None = None) -> None:
        """`folder` is where the file would be; without one it is the system's for such files."""
        self.size = 0  # in bytes
        self._folder = folder or None
        self._parts: list[bytes] = []
        self._held = 0
        self._file: BinaryIO | None = None

    def add(self, content: bytes) -> None:
        self._parts.append(content)
        self._held += len(content)
        self.size += len(content)
        if self._held > HELD:
            self._spill()

    def parts(self) -> Iterator[bytes | memoryview]:
        """All of it, piece by piece; nothing is added thereafter."""
        return iter(self._parts) if self._file is None else iter([self.array(np.uint8).data])

    def array(self, dtype: Any) -> NDArray[Any]:
        """All of it as numbers; nothing is added thereafter."""
        if self._file is None:
            return np.frombuffer(b"".join(self._parts), dtype=dtype)
        self._spill()
        self._file.flush()
        return np.memmap(self._file, dtype=dtype, mode="r")

    def __del__(self) -> None:
        if self._file is not None:
            with suppress(OSError):  # of a full disk, where closing writes what nobody wants any more
                self._file.close()  # what is mapped stays mapped

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  # closed below
        self._file.writelines(self._parts)
        self._parts, self._held = [], 0
