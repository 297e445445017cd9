"""Whether an index is whole: every byte of every segment that its newest table of contents names."""

from __future__ import annotations

from typing import Any

from indexer.engine.container import DamagedError
from indexer.engine.durable import read_contents
from indexer.engine.segment import open_container
from indexer.engine.stored import Stored


def verify(storage: Any, indexname: str) -> int:
    """Checks the segments of the newest commit; how many documents there are that are not deleted.

    Raises DamagedError, UnknownVersionError and OSError.
    """
    documents = 0
    for segment in read_contents(storage, indexname).segments:
        container = open_container(storage, segment)
        container.verify()
        if container.facts["documents"] != segment.doc_count_all():
            raise DamagedError(f"The file {container.name} of the index holds other documents than its contents say.")
        if segment.doc_count_all():
            Stored(container, "stored")[segment.doc_count_all() - 1]
        documents += segment.doc_count()
    return documents
