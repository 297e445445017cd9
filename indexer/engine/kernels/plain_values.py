"""The kernels of `compiled_values.py` without a compiler. What they do is said there."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import Ints, Words
from indexer.engine.kernels.plain_facets import ranges

Bytes = NDArray[np.uint8]


def merge_values(
    text: Bytes, offsets: Ints, other: Bytes, other_offsets: Ints, places: Words, other_places: Words
) -> int:
    values, others = _values(text, offsets), _values(other, other_offsets)
    merged = {value: place for place, value in enumerate(sorted({*values, *others}))}
    places[:] = [merged[value] for value in values]
    other_places[:] = [merged[value] for value in others]
    return len(merged)


def place_values(text: Bytes, offsets: Ints, places: Words, merged_offsets: Ints, merged: Bytes) -> None:
    merged[ranges(merged_offsets[places], np.diff(offsets))] = text[: offsets[-1]]


def _values(text: Bytes, offsets: Ints) -> list[bytes]:
    content = text.tobytes()
    return [content[start:end] for start, end in pairwise(offsets.tolist())]
