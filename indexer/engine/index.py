"""Whoosh's index, opened with care: its table of contents is checked, and readers may open while a writer cleans up.

`whoosh.index.open_dir` opens it as well, without the care.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from whoosh.fields import ensure_schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import _DEF_INDEX_NAME, TOC, EmptyIndexError, FileIndex

from indexer.engine import durable


class EngineIndex(FileIndex):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """An index in a storage. Whatever reads its newest commit raises DamagedError, OSError and Whoosh's errors."""

    def __init__(self, storage: Any, schema: Any = None, indexname: str = _DEF_INDEX_NAME) -> None:
        """Nothing is read yet. A schema, where given, is used in place of the one that is kept."""
        self.storage = storage
        self._schema = ensure_schema(schema) if schema else None
        self.indexname = indexname

    @classmethod
    def open(cls, folder: Path, indexname: str = _DEF_INDEX_NAME) -> Self:
        """The index in a folder. Raises EmptyIndexError where there is none."""
        opened = cls(FileStorage(str(folder)), indexname=indexname)
        opened._read_toc()
        return opened

    @classmethod
    def create(cls, storage: Any, schema: Any, indexname: str = _DEF_INDEX_NAME) -> Self:
        """An index without documents, which lasts. Raises FileExistsError where there is one."""
        try:
            generation = durable.newest(storage, indexname)
        except EmptyIndexError:
            durable.write_contents(storage, indexname, TOC(ensure_schema(schema), [], 0))
            return cls(storage, indexname=indexname)
        raise FileExistsError(f"There is an index {indexname!r} in {storage!r} already, of generation {generation}.")

    @staticmethod
    def of(ix: Any) -> Any:
        """An index that Whoosh has opened, with care; any other is taken to read its newest commit with care."""
        return EngineIndex(ix.storage, ix._schema, ix.indexname) if type(ix) is FileIndex else ix

    def latest_generation(self) -> int:
        try:
            return durable.newest(self.storage, self.indexname)
        except EmptyIndexError:
            return -1

    def _read_toc(self) -> TOC:
        return durable.read_contents(self.storage, self.indexname, schema=self._schema)

    def writer(self, procs: int = 1, **options: Any) -> Any:
        """An EngineWriter. Raises LockError."""
        from indexer.engine.writer import EngineWriter  # which needs this module

        return EngineWriter(self, **options)

    def reader(self, reuse: Any = None) -> Any:
        """The newest commit. No reader is reused, as Whoosh would: it shows what was deleted since.

        Opening is quick all the same, for what is mapped is shared (`segment.open_container`).
        """
        return super().reader()
