"""All releases that a search finds, from index and store, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from crawler.records import StoredRelease
from indexer.index import Found
from web.library import Library

READ = 100  # releases at a time: bounds memory

SENT = 65_536  # characters at a time


def in_bulk(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in fewer pieces."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= SENT:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)


def gathered(
    library: Library, found: Found, tick: Callable[[int], object] = lambda done: None
) -> Iterator[StoredRelease]:
    """The releases in their order, each as the store has it when its turn comes. Which they are is settled, whatever
    changes meanwhile. `tick` is told how many there have been."""
    done = 0
    while identities := list(islice(found.identities, READ)):
        yield from library.store.several(identities)
        done += len(identities)
        tick(done)
