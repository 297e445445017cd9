"""Whether an index is whole: its newest table of contents, and every byte of every segment that it names."""

from __future__ import annotations

from typing import Any

from whoosh.index import TOC

from indexer.engine.container import Container, DamagedError
from indexer.engine.durable import ATTEMPTS, read_contents
from indexer.engine.segment import Segment, open_container
from indexer.engine.stored import Stored


def verify(storage: Any, indexname: str) -> int:
    """Checks the newest commit; how many documents there are that are not deleted. Writers need not wait.

    Raises DamagedError, UnknownVersionError, OSError and Whoosh's EmptyIndexError and IndexVersionError.
    """
    contents, containers = _opened(storage, indexname)
    for segment, container in zip(contents.segments, containers, strict=True):
        _verify(segment, container)
    return sum(segment.doc_count() for segment in contents.segments)


def _opened(storage: Any, indexname: str) -> tuple[TOC, list[Container]]:
    """The newest commit; once its files are open, a writer may delete them."""
    for _ in range(ATTEMPTS):
        contents = read_contents(storage, indexname)
        try:
            return contents, [open_container(storage, segment) for segment in contents.segments]
        except FileNotFoundError as error:
            missing = error
    raise DamagedError(f"The index lacks a file that its table of contents names ({missing}): build the index anew.")


def _verify(segment: Segment, container: Container) -> None:
    container.verify()
    documents = segment.doc_count_all()
    deletions = segment.deletions
    if container.facts["documents"] != documents or len(deletions) != segment.deleted_count():
        raise DamagedError(f"The file {container.name} of the index holds other documents than its contents say.")
    if len(deletions) and deletions[-1] >= documents:
        raise DamagedError(f"Documents are deleted that are not in the file {container.name} of the index.")
    if documents:
        Stored(container, "stored")[documents - 1]
