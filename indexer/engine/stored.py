"""What is kept of each document to be shown: bytes, compressed for each document alone, so that one costs one.

Short texts compress badly alone; so zstandard is trained with a sample, and its dictionary is kept. It serves until
documents come that it compresses worse than those that it was made for: one that is in the caches already is read a
third sooner, and to make another one ready costs as much as to read ten documents.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from indexer.engine.container import ArrayWriter, Container, ContainerWriter, MappedArray
from indexer.engine.packing import PackedColumn
from indexer.engine.runs import ends
from indexer.engine.spool import Spool

LEVEL = 3  # zstd's default, of what has no dictionary, and of the entropy tables of dictionaries
# With a dictionary: one look for matches of 7 bytes takes a fifth less time than the default, and 5 % more room; higher
# levels cost three times the time for a tenth of the size.
_FAST = zstandard.ZstdCompressionParameters(
    strategy=zstandard.STRATEGY_FAST,
    min_match=7,
    hash_log=16,
    chain_log=6,  # as small as it may be: this strategy has no chains
    search_log=1,
    window_log=17,
    write_checksum=False,
    write_dict_id=False,
)
HELD = 8 << 20  # bytes of documents that wait until a dictionary can be made of a sample of them
LEAST = 1 << 19  # bytes; for a smaller batch no dictionary pays, and so many are compressed while they are in a cache
LOOKED_AFTER = 8 << 20  # bytes of documents, after which it is looked whether the dictionary serves them
TOGETHER = 256  # documents that are written together
SHARE = 64  # the dictionary has this part of the batch
LARGEST = 112 << 10  # bytes of a dictionary; four times as many save 4 % and cost a third more time, out of the caches
SAMPLES = 8  # times the size of the dictionary that it is trained with
SEGMENT, PIECE = 1024, 8  # bytes: what the dictionary is put together of, and what counts as found again in a document
SLOTS = 18  # bits of the number of counters of training: 20 as by default take half as long again, and 10 MiB
FEWEST = 16  # documents to train with
SLACK = 1.03  # times as large as those that it was trained for may documents be, of which it still serves
COPIED = 1 << 14  # documents of a batch that are copied at once
_DECOMPRESSORS = 16  # that a thread keeps for other segments, each with its dictionary


class Trained:
    """The dictionary that was trained last, for the batches and segments that follow; none once it does not serve."""

    def __init__(self) -> None:
        self.content = b""
        self._step = 1  # every so many documents it was trained with one
        self._share: float | None = None  # of their size that those documents have compressed that it is made for
        self._before, self._after = 0, 0  # their sizes since it was looked whether it serves, and compressed
        self.compress = _compressor(None)

    def train(self, documents: Sequence[bytes], size: int) -> None:
        """Trains a new one for documents of some size together, which come next, spread evenly over them.

        zstandard would try many sizes of segments, which takes five times as long and gains nothing.
        """
        largest = min(LARGEST, size // SHARE)
        self._step = min(max(1, size // (largest * SAMPLES)), len(documents))
        samples: list[bytes | bytearray | memoryview] = list(documents[:: self._step])
        try:
            trained = zstandard.train_dictionary(largest, samples, k=SEGMENT, d=PIECE, f=SLOTS, level=LEVEL)
        except zstandard.ZstdError:  # too few documents, or such as have nothing in common
            trained = None
        self.content, self.compress = trained.as_bytes() if trained else b"", _compressor(trained)
        self._share, self._before, self._after = None, 0, 0

    def note(self, before: Sequence[int], after: Sequence[int]) -> None:
        """Notes the sizes of documents before it compressed them and after; forgets it if it no longer serves."""
        if self._share is None:  # they are those that it is made for; without those that it has seen
            seen = slice(None, None, self._step) if self._step > 1 else slice(0)
            self._share = (sum(after) - sum(after[seen])) / (sum(before) - sum(before[seen]))
        self._before += sum(before)
        self._after += sum(after)
        if self._before >= LOOKED_AFTER:
            if self._after > SLACK * self._share * self._before:
                self.content = b""
            self._before, self._after = 0, 0


def _compressor(trained: zstandard.ZstdCompressionDict | None) -> Callable[[bytes], bytes]:
    if trained:
        return zstandard.ZstdCompressor(dict_data=trained, compression_params=_FAST).compress
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=False, write_dict_id=False).compress


class StoredWriter:
    """Compresses documents in order, a batch at a time."""

    def __init__(self, begin: Callable[[], ArrayWriter] | None = None) -> None:
        """`begin` begins the array of what is compressed, which is written as it comes; without it that waits."""
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._begin = begin
        self._offsets = array("q", [0])
        self._starts: list[int] = []  # the first document of each batch
        self._dictionaries: list[bytes] = []
        self.trained = Trained()  # others may set that of a segment before

    def __len__(self) -> int:
        return self._compressed + len(self._held)

    @cached_property
    def _content(self) -> ArrayWriter | Spool:
        return self._begin() if self._begin else Spool()

    @cached_property
    def _plainly(self) -> Callable[[bytes], bytes]:
        """Compresses without a dictionary. A compressor serves one thread, and others merge meanwhile."""
        return _compressor(None)

    @property
    def _compressed(self) -> int:
        """How many documents are compressed."""
        return len(self._offsets) - 1

    def add(self, content: bytes) -> None:
        """Adds the next document."""
        self.add_all([content])

    def add_all(self, contents: list[bytes]) -> None:
        """Adds the next documents."""
        self._held += contents
        self._held_bytes += sum(map(len, contents))
        if self._held_bytes >= (LEAST if self.trained.content else HELD):
            self.settle()

    def add_batch(self, dictionary: bytes, content: NDArray[np.uint8], sizes: NDArray[np.int64]) -> None:
        """Adds documents as they were compressed in a batch of another segment, one after the other."""
        if self._held:
            self.settle()
        self._begin_batch(dictionary)
        self._offsets.frombytes((self._content.size + np.cumsum(sizes)).tobytes())
        if isinstance(self._content, ArrayWriter):
            self._content.add(content.data)
        else:
            self._content.add(content.tobytes())

    def write(self, container: ContainerWriter, name: str) -> None:
        """Writes all documents."""
        self.finish()
        if isinstance(self._content, Spool):
            content = container.begin(f"{name}/content", np.uint8)
            for part in self._content.parts():
                content.add(part)
            content.close()
        container.add(f"{name}/starts", np.array(self._starts, dtype=np.uint32))
        _write_bytes(container, f"{name}/dictionaries", self._dictionaries)
        container.add(f"{name}/content.offsets", np.frombuffer(self._offsets, dtype=np.int64))

    def _keep(self, compressed: list[bytes]) -> None:
        """Adds compressed documents."""
        self._offsets.extend(ends(map(len, compressed), self._content.size))
        self._content.add(b"".join(compressed))

    def finish(self) -> None:
        """After the last document: ends what is written as it comes."""
        self.settle()
        if isinstance(self._content, ArrayWriter):
            self._content.close()

    def settle(self) -> None:
        """Compresses what is held."""
        if not self._held and self._starts:
            return
        compress = self._compressor()
        before, after = [len(content) for content in self._held if content], []
        for start in range(0, len(self._held), TOGETHER):  # so few that their memory serves the next ones
            some = [compress(content) if content else b"" for content in self._held[start : start + TOGETHER]]
            self._keep(some)
            after += [len(content) for content in some if content]
        if self._dictionaries[-1]:
            self.trained.note(before, after)
        self._held, self._held_bytes = [], 0

    def _compressor(self) -> Callable[[bytes], bytes]:
        """What compresses all that is held, whose batch is begun, if it has another dictionary than the last one."""
        trained, documents = self.trained, [content for content in self._held if content]
        if self._held_bytes >= LEAST and len(documents) >= FEWEST:
            if not trained.content:
                trained.train(documents, self._held_bytes)
        elif not trained.content or self._dictionaries[-1:] != [trained.content]:
            self._begin_batch(b"")
            return self._plainly
        self._begin_batch(trained.content)
        return trained.compress

    def _begin_batch(self, dictionary: bytes) -> None:
        """Begins a batch of documents with a dictionary, if the last one has another."""
        if self._dictionaries[-1:] != [dictionary]:
            self._starts.append(self._compressed)
            self._dictionaries.append(dictionary)


def _write_bytes(container: ContainerWriter, name: str, parts: list[bytes]) -> None:
    offsets = np.fromiter(accumulate(map(len, parts), initial=0), dtype=np.int64, count=len(parts) + 1)
    container.add(f"{name}.offsets", offsets)
    container.add(name, np.frombuffer(b"".join(parts), dtype=np.uint8))


class _Bytes:
    """Byte strings by number, as `_write_bytes` wrote them."""

    def __init__(self, container: Container, name: str) -> None:
        self._offsets = _offsets(container, f"{name}.offsets")
        self._content = container.array(name)
        # To be read only where they were checked: Python takes single numbers and parts from these sooner.
        self._places, self._view = self._offsets.values.data, self._content.values.data

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> NDArray[np.uint8]:
        return self._content.part(*self._offsets.part(number, number + 2).tolist())

    def some(self, numbers: Sequence[int]) -> list[memoryview]:
        """Some strings, of which those that are not in memory are read all at once."""
        places, view = self._places, self._view
        self._offsets.check_all([(number, number + 2) for number in numbers])
        bounds = [(places[number], places[number + 1]) for number in numbers]
        self._content.check_all(bounds)
        return [view[start:end] for start, end in bounds]

    def row(self, start: int, end: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The strings from number `start` to before `end`, one after the other, and their sizes."""
        offsets = self._offsets.part(start, end + 1)
        return self._content.part(int(offsets[0]), int(offsets[-1])), np.diff(offsets)


def _offsets(container: Container, name: str) -> MappedArray:
    """Where each string starts, and the last one ends; files of versions 1 and 2 have them packed."""
    if name in container:
        return container.array(name)
    return MappedArray(container, PackedColumn(container, name).whole(), 0, is_whole=True)


class Stored:
    """The documents of a segment."""

    def __init__(self, container: Container, name: str) -> None:
        self._content = _Bytes(container, f"{name}/content")
        self._dictionaries = _Bytes(container, f"{name}/dictionaries")
        self._starts: list[int] = container.whole(f"{name}/starts").tolist()
        self._threads = threading.local()  # a decompressor serves one thread

    def __len__(self) -> int:
        return len(self._content)

    def __getitem__(self, docnum: int) -> bytes:
        """What was kept of a document."""
        (content,) = self.some((docnum,))
        return content

    def some(self, docnums: Sequence[int]) -> list[bytes]:
        """What was kept of some documents."""
        ours: dict[Any, Callable[[memoryview], bytes]] = self._threads.__dict__
        found = []
        for docnum, compressed in zip(docnums, self._content.some(docnums), strict=True):
            batch = bisect_right(self._starts, docnum) - 1
            decompress = ours.get(batch) or self._decompressor(batch)
            found.append(decompress(compressed) if compressed else b"")
        return found

    def batches(self) -> Iterator[tuple[range, bytes]]:
        """The documents of each batch, some at a time, and its dictionary."""
        for number, (start, end) in enumerate(pairwise([*self._starts, len(self)])):
            dictionary = self._dictionaries[number].tobytes()
            for first in range(start, end, COPIED):
                yield range(first, min(first + COPIED, end)), dictionary

    def compressed(self, docnums: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """What was kept of some documents (at least one, ascending) as it is compressed, and the sizes of each."""
        first, end = int(docnums[0]), int(docnums[-1]) + 1
        content, sizes = self._content.row(first, end)
        if len(docnums) < end - first:
            kept = np.zeros(end - first, dtype=bool)
            kept[docnums - first] = True
            content, sizes = content[np.repeat(kept, sizes)], sizes[kept]
        return content, sizes

    def _decompressor(self, batch: int) -> Callable[[memoryview], bytes]:
        ours: dict[Any, Callable[[memoryview], bytes]] = self._threads.__dict__
        ours[batch] = _decompressors.of(self._dictionaries[batch].tobytes()).decompress
        return ours[batch]


class _Decompressors(threading.local):
    """Those of a thread, by their dictionary: segments of one writer share one, which stays in a cache so."""

    def __init__(self) -> None:
        self.of = lru_cache(_DECOMPRESSORS)(_decompressor)


def _decompressor(dictionary: bytes) -> zstandard.ZstdDecompressor:
    trained = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    return zstandard.ZstdDecompressor(dict_data=trained)


_decompressors = _Decompressors()
