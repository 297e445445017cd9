"""What is kept of each document to be shown: bytes, compressed for each document alone, so that one costs one.

Short texts compress badly alone; so zstandard is trained with a sample of the segment, and its dictionary is kept.
"""

from __future__ import annotations

import threading
from itertools import accumulate

import numpy as np
import zstandard

from indexer.engine.container import Container, ContainerWriter
from indexer.engine.packing import PackedColumn, write_column

LEVEL = 6
SAMPLE = 4 << 20  # bytes of the first documents that the dictionary is trained with
LEAST_SAMPLE = 1 << 19  # with less, no dictionary pays
DICTIONARY = 112 << 10  # bytes, zstd's own default


class StoredWriter:
    """Compresses documents in order."""

    def __init__(self) -> None:
        self._sample: list[bytes] = []
        self._sampled = 0
        self._dictionary = b""
        self._compressor: zstandard.ZstdCompressor | None = None
        self._parts: list[bytes] = []

    def __len__(self) -> int:
        return len(self._parts) + len(self._sample)

    def add(self, content: bytes) -> None:
        """Adds the next document."""
        if self._compressor is not None:
            self._parts.append(self._compressor.compress(content) if content else b"")
            return
        self._sample.append(content)
        self._sampled += len(content)
        if self._sampled >= SAMPLE:
            self._train()

    def write(self, container: ContainerWriter, name: str) -> None:
        """Writes all documents."""
        if self._compressor is None:
            self._train()
        container.add(f"{name}/dictionary", np.frombuffer(self._dictionary, dtype=np.uint8))
        offsets = np.fromiter(accumulate(map(len, self._parts), initial=0), dtype=np.int64, count=len(self._parts) + 1)
        write_column(container, f"{name}/offsets", offsets)
        container.add(f"{name}/content", np.frombuffer(b"".join(self._parts), dtype=np.uint8))

    def _train(self) -> None:
        sample = [content for content in self._sample if content]
        trained = None
        if self._sampled >= LEAST_SAMPLE and len(sample) > 8:
            try:
                trained = zstandard.train_dictionary(DICTIONARY, sample, level=LEVEL)
                self._dictionary = trained.as_bytes()
            except zstandard.ZstdError:  # a sample that has nothing in common
                trained = None
        options = {"write_checksum": False, "write_dict_id": False}
        self._compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=trained, **options)
        compress = self._compressor.compress
        self._parts = [compress(content) if content else b"" for content in self._sample]
        self._sample = []


class Stored:
    """The documents of a segment."""

    def __init__(self, container: Container, name: str) -> None:
        self._offsets = PackedColumn(container, f"{name}/offsets")
        self._content = container.array(f"{name}/content")
        self._dictionary = container.array(f"{name}/dictionary")
        self._threads = threading.local()  # a decompressor serves one thread

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, docnum: int) -> bytes:
        """What was kept of a document."""
        start, end = self._offsets[docnum], self._offsets[docnum + 1]
        if start == end:
            return b""
        content: bytes = self._decompressor().decompress(self._content.part(start, end).data)
        return content

    def _decompressor(self) -> zstandard.ZstdDecompressor:
        found = getattr(self._threads, "decompressor", None)
        if found is None:
            content = self._dictionary.whole().tobytes()
            dictionary = zstandard.ZstdCompressionDict(content) if content else None
            found = self._threads.decompressor = zstandard.ZstdDecompressor(dict_data=dictionary)
        return found
