"""Documents that take the place of others, by their unique terms: what `writer.py` does beside adding and merging."""

from __future__ import annotations

from typing import Any

from whoosh.writing import SegmentWriter

from indexer.engine import postings
from indexer.engine.merge_fields import ordinals
from indexer.engine.segment import Segment, open_container

Term = tuple[str, bytes]  # of a field


class ReplacingWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """A writer that replaces documents, those of the segment that is being built as well.

    Those that are written are looked for when it has to be known, all at once.
    """

    def __init__(self, ix: Any, **options: Any) -> None:
        super().__init__(ix, **options)
        self._written: list[Segment] = []  # by this writer, and not committed
        self._replaced: dict[Term, None] = {}  # terms whose documents are to be deleted
        self._newest: dict[Term, int] = {}  # documents of the segment being built, by unique terms
        self._dropped: list[int] = []  # documents of the segment being built that were replaced

    def _unique_terms(self, fields: dict[str, Any]) -> list[Term]:
        return [(name, self.schema[name].to_bytes(fields[name])) for name in self._unique_fields(fields)]

    def _replace(self, terms: list[Term], document: int) -> None:
        """Notes that a document of the segment being built takes the place of those with these terms."""
        for term in terms:
            if (before := self._newest.get(term)) is not None:
                self._dropped.append(before)
            self._replaced[term] = None
            self._newest[term] = document

    def remove(self, name: str, value: Any) -> None:
        """Deletes the document with a value of a unique field, one of this writer, too."""
        term = name, self.schema[name].to_bytes(value)
        if (before := self._newest.pop(term, None)) is not None:
            self._dropped.append(before)
        self._replaced[term] = None

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        self._delete_replaced()
        super().delete_document(docnum, delete=delete)

    def has_deletions(self) -> bool:
        self._delete_replaced()
        return bool(super().has_deletions())

    def deleted_count(self) -> int:
        self._delete_replaced()
        return int(super().deleted_count())

    def is_deleted(self, docnum: int) -> bool:
        self._delete_replaced()
        return bool(super().is_deleted(docnum))

    def reader(self, reuse: Any = None) -> Any:
        self._delete_replaced()
        return super().reader(reuse)

    def _delete_replaced(self) -> None:
        """Deletes in all segments that are written what `update_document` replaced since."""
        replaced, self._replaced = self._replaced, {}
        if not replaced:
            return
        for segment in [*self.segments, *self._written]:
            container = open_container(self.storage, segment)
            present = set(postings.field_names(container))
            fields = {name: postings.Field(container, name) for name in {name for name, _ in replaced} & present}
            for name, field in fields.items():
                for ordinal in ordinals(field.dictionary, sorted(term for each, term in replaced if each == name)):
                    for document in field.documents(field.dictionary.entry(ordinal)).tolist():
                        segment.delete_document(document)
