"""A segment as the table of contents knows it, and its file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base

from indexer.engine.container import Container

EXTENSION = ".segment"
_opened: WeakValueDictionary[tuple[object, ...], Container] = WeakValueDictionary()


def open_container(storage: Any, segment: Segment) -> Container:
    """The file of a segment, mapped once for all readers. Raises DamagedError, UnknownVersionError and OSError."""
    name = segment.make_filename(EXTENSION)
    if not (folder := getattr(storage, "folder", "")):
        with storage.open_file(name) as file:
            return Container(bytes(file.get(0, storage.file_length(name))), name)
    path = Path(folder, name)
    status = os.stat(path)  # noqa: PTH116  # the same, in a third of the time
    key = (str(path), status.st_ino, status.st_mtime_ns, status.st_size)
    container = _opened.get(key)
    if container is None:
        container = _opened[key] = Container.open(path)
    return container


class Segment(base.Segment):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """What the table of contents says of a segment: its name, its documents, and which of them are deleted."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._count = 0
        self._deleted: bytearray | None = None  # a byte for each document
        self._deletions = 0
        self.documents: Any = None  # while the segment is written

    def __getstate__(self) -> dict[str, Any]:
        """Deletions are kept as sorted numbers, or as bits, whichever is shorter."""
        state = self.__dict__ | {"documents": None, "_deleted": None, "deleted": None}
        if self._deletions:
            flags = np.frombuffer(self._deleted or b"", dtype=np.uint8)
            numbers = np.flatnonzero(flags).astype("<u4").tobytes()
            bits = np.packbits(flags).tobytes()
            state["deleted"] = (len(flags), len(bits) < len(numbers), min(numbers, bits, key=len))
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        deleted = state.pop("deleted")
        self.__dict__.update(state)
        if deleted is not None:
            size, as_bits, content = deleted
            if as_bits:
                flags = np.unpackbits(np.frombuffer(content, dtype=np.uint8))[:size]
            else:
                flags = np.zeros(size, dtype=np.uint8)
                flags[np.frombuffer(content, dtype="<u4")] = 1
            self._deleted = bytearray(flags.tobytes())

    def codec(self) -> Any:
        from indexer.engine.codec import EngineCodec  # which needs this module

        return EngineCodec()

    def should_assemble(self) -> bool:
        return False  # it is one file already

    def set_doc_count(self, count: int) -> None:
        self._count = count

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return self._deletions

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.deletions.tolist())

    @property
    def deletions(self) -> NDArray[np.int64]:
        """The numbers of the deleted documents, ascending."""
        return np.flatnonzero(np.frombuffer(self._deleted or b"", dtype=np.uint8))

    def is_deleted(self, docnum: int) -> bool:
        return self._deleted is not None and docnum < len(self._deleted) and bool(self._deleted[docnum])

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if self.is_deleted(docnum) == delete:
            return
        if self._deleted is None:
            self._deleted = bytearray(max(self._count, docnum + 1))
        self._deleted.extend(bytes(max(0, docnum + 1 - len(self._deleted))))
        self._deleted[docnum] = delete
        self._deletions += 1 if delete else -1
