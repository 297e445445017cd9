"""Sorted streams side by side: how what is large is compared in little memory (a sort-merge join)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

_Key = TypeVar("_Key", str, int)


def side_by_side(*streams: Iterable[tuple[_Key, Any]]) -> Iterator[tuple[_Key, Iterator[Any]]]:
    """Each key of streams that are sorted by it, with what they have under it, the first stream first.

    What a key has is read as it is used, before the next key is asked for.
    """
    for key, rows in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        yield key, map(itemgetter(1), rows)
