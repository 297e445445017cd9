"""Writes an index: Whoosh's `SegmentWriter` (its lock, generations and table of contents) with bulk building under it.

    with EngineWriter(index) as writer:
        writer.add_document(title="…")

Documents are collected as token numbers (`invert.py`) and become a segment whenever they fill the memory that the
writer may take. The segments are equal, array for array, to those that Whoosh's own writer makes with `EngineCodec`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from types import NoneType, SimpleNamespace
from typing import Any

from whoosh.index import TOC, LockError
from whoosh.reading import SegmentReader
from whoosh.util.filelock import try_for
from whoosh.util.text import utf8encode
from whoosh.writing import NO_MERGE, OPTIMIZE, IndexingError, PostingPool

from indexer.engine import durable, postings
from indexer.engine.chains import chain_of
from indexer.engine.codec import DocumentsWriter, EngineCodec
from indexer.engine.columns import OneByOneError
from indexer.engine.index import EngineIndex
from indexer.engine.invert import PostingField, TokenField, takes_tokens
from indexer.engine.merge import merge_segments
from indexer.engine.numbers import NumberField, takes_numbers
from indexer.engine.piles import Rooms
from indexer.engine.plan import FieldPlan
from indexer.engine.policy import tiered
from indexer.engine.replacing import ReplacingWriter, Term
from indexer.engine.segment import EXTENSION, Segment
from indexer.engine.vocabulary import Vocabulary

_LAYOUTS = 1_000  # combinations of fields that are remembered
SELDOM = 16  # documents, after which it is looked at the latest whether there is memory for more
TOGETHER = 128  # documents that are added by one call for each of their fields
MEMORY = 256  # MB of collected postings after which a segment is written
_Step = tuple[str, Callable[[int, Any], None], bool]  # a field, what adds a value of it, whether it is stored
Policy = Callable[["EngineWriter", list[Segment]], list[Segment]]


class EngineWriter(ReplacingWriter):
    """A writer of an index whose segments are all the engine's.

    Three things are better than in Whoosh: `update_document` replaces documents of the same writer, too; a document
    that raises an error leaves nothing behind; and a commit that fails, for a full disk, say, leaves the index as it
    was, no files, and the lock free. `commit` merges by a tiered policy unless told `merge=False`, for those who merge
    in the background (`background.py`).
    """

    def __init__(
        self, ix: Any, *, limitmb: int = MEMORY, timeout: float = 0.0, delay: float = 0.1, **options: Any
    ) -> None:
        """`limitmb`: how much collected postings may take before they are written.

        Waits `timeout` seconds for the lock. Raises LockError, and what `EngineIndex` raises.
        """
        ix = EngineIndex.of(ix)
        lock = ix.lock("WRITELOCK")
        if not try_for(lock.acquire, timeout=timeout, delay=delay):
            raise LockError
        try:
            contents = durable.sweep(ix)  # before anything is written: what was left may have filled the disk
            read = SimpleNamespace(storage=ix.storage, indexname=ix.indexname, _read_toc=lambda: contents)
            super().__init__(read, codec=EngineCodec(), limitmb=limitmb, _lk=False, **options)
        except BaseException:
            lock.release()
            raise
        self.writelock = lock
        self.perdocwriter = self._documents_writer()
        self._looks_at = 0  # the number of documents at which it is looked whether there is memory for more
        self._failed = False  # writing did, so that what was collected is incomplete
        self._limit = limitmb << 20
        self._merging: list[Segment] = []  # what a policy wants to have merged
        self._fields: dict[str, TokenField | NumberField | PostingField] = {}
        self._vocabularies: list[tuple[Any, Vocabulary]] = []  # by analyser
        self._rooms = Rooms()
        self._plans: dict[str, FieldPlan] = {}  # for the segment being built
        self._layouts: dict[tuple[str, ...], list[_Step]] = {}  # by the names of a document's values
        self._alone: set[tuple[str, ...]] = set()  # likewise, of documents that are added one by one

    # Documents

    def add_document(self, **fields: Any) -> None:
        self._add(fields)
        self._write_if_due()

    def add_documents(self, documents: Iterable[dict[str, Any]]) -> None:
        """Adds documents, each with its fields by their names, as `add_document` does, in less time."""
        for some in _some(documents):
            if not self._add_together(some):
                for fields in some:
                    self.add_document(**fields)

    def update_documents(self, documents: Iterable[dict[str, Any]]) -> None:
        """Replaces documents, as `update_document` does, in less time."""
        for some in _some(documents):
            if not self._add_together(some, self._unique_terms):
                for fields in some:
                    self.update_document(**fields)

    def _add_together(self, some: list[dict[str, Any]], unique: Callable[[Any], list[Term]] | None = None) -> bool:
        """Adds documents, in the place of those with their `unique` terms; or none, if they must come one by one."""
        if self.is_closed or self._failed:
            self._check_state()
        key = tuple(dict.fromkeys(chain.from_iterable(some)))
        if len(some) == 1 or key in self._alone:
            return False
        documents = range(self.docnum, self.docnum + len(some))
        try:
            terms = list(map(unique, some)) if unique else []
            plans = [self._plans[name] for name, _, _ in self._layouts.get(key) or self._layout(key)]
            if len(plans) < len(key):  # there are boosts, or other values to store
                return False
            values = _by_field(some, key)
            kinds = {name: set(map(type, column)) for name, column in values.items()}
            adds = [add for plan in plans for add in plan.together(documents, values[plan.name], kinds[plan.name])]
        except OneByOneError:
            self._alone.add(key)
            return False
        except Exception:  # noqa: BLE001  # the document that it is about raises it when it is added alone
            return False
        for add in adds:
            add()
        names = [plan.name for plan in plans if plan.is_stored]
        stored = _by_document({name: values[name] for name in names}, len(some))
        if any(NoneType in kinds[name] for name in names):
            stored = [{name: value for name, value in fields.items() if value is not None} for fields in stored]
        with self._whole():
            self.perdocwriter.add_together(stored)
        self._added = True
        self.docnum += len(some)
        for document, own in zip(documents, terms, strict=False):
            self._replace(own, document)
        self._write_if_due()
        return True

    def _add(self, fields: dict[str, Any]) -> None:
        if self.is_closed or self._failed:
            self._check_state()
        key = tuple(fields)
        steps = self._layouts.get(key) or self._layout(key)
        document = self.docnum
        self.perdocwriter.start_doc(document)
        try:
            if len(steps) == len(fields):  # neither boosts nor other values to store
                stored = self.perdocwriter.stored
                for name, add, is_stored in steps:
                    if (value := fields[name]) is not None:
                        add(document, value)
                        if is_stored:
                            stored[name] = value
            else:
                self._add_specially(document, steps, fields)
        except BaseException:
            self.perdocwriter.cancel_doc()
            for collected in self._fields.values():
                collected.cancel(self.docnum)
            raise
        with self._whole():
            self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def _add_specially(self, document: int, steps: list[_Step], fields: dict[str, Any]) -> None:
        boost = self._doc_boost(fields)
        for name, _, _ in steps:
            if (value := fields[name]) is not None:
                custom = fields.get(f"_stored_{name}", value)
                self._plans[name].add(document, value, custom, self._field_boost(fields, name, boost))

    def _layout(self, key: tuple[str, ...]) -> list[_Step]:
        """What is done for documents with values of these names, in the order in which they are done."""
        names = sorted(name for name in key if not name.startswith("_"))
        self._check_fields(self.schema, names)
        if len(self._layouts) >= _LAYOUTS:
            self._layouts.clear()
        plans = map(self._plan, names)
        layout = self._layouts[key] = [(plan.name, plan.add_plain, plan.is_stored) for plan in plans]
        return layout

    def _plan(self, name: str) -> FieldPlan:
        if (plan := self._plans.get(name)) is None:
            field = self.schema[name]
            collected = self._collected(name, field) if field.indexed else None
            plan = self._plans[name] = FieldPlan(name, field, self.perdocwriter, collected, self._add_spelling)
        return plan

    def _write_if_due(self) -> None:
        """Writes a segment when the memory is full, where it is time to look."""
        if self.docnum < self._looks_at:
            return
        taken = sum(field.size for field in self._fields.values())
        taken += sum(vocabulary.size for _, vocabulary in self._vocabularies)
        if taken >= self._limit:
            self._write_segment()
        else:
            half = (self._limit - taken) * self.docnum // (2 * taken + 1)  # as many as will surely fit
            self._looks_at = self.docnum + max(1, min(half, SELDOM))

    def update_document(self, **fields: Any) -> None:
        self._check_state()
        terms = self._unique_terms(fields)
        self._add(fields)
        self._replace(terms, self.docnum - 1)
        self._write_if_due()

    def _add_spelling(self, name: str, words: Iterable[str]) -> None:
        """Whoosh gives all words of a spelling field to the first document."""
        collected = self._collected(name, self.schema[name], tokens=False)
        assert isinstance(collected, PostingField)
        for word in words:
            collected.add_posting(utf8encode(word)[0], 1, b"")
        collected.end_document(0)

    def _collected(self, name: str, field: Any, *, tokens: bool = True) -> TokenField | NumberField | PostingField:
        """What collects a field."""
        if (collected := self._fields.get(name)) is None:
            vocabulary = self._vocabulary(field.analyzer) if tokens and takes_tokens(field) else None
            if vocabulary is not None:
                collected = TokenField(field, vocabulary, self._rooms)
            else:
                collected = NumberField(field) if takes_numbers(field) else PostingField(field)
            self._fields[name] = collected
        return collected

    def _vocabulary(self, analyser: Any) -> Vocabulary | None:
        """The words of an analyser, shared by the fields that have it; None for one that has to be run whole."""
        for known, vocabulary in self._vocabularies:
            if known is analyser:
                return vocabulary
        if (chain := chain_of(analyser)) is None:
            return None
        vocabulary = Vocabulary(chain)
        self._vocabularies.append((analyser, vocabulary))
        return vocabulary

    # Segments

    def _check_state(self) -> None:
        super()._check_state()
        if self._failed:
            raise IndexingError("This writer could not write: cancel it.")

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What is done within is done whole, or nothing can be committed any more."""
        try:
            yield
        except BaseException:
            self._failed = True
            raise

    def _write_segment(self) -> None:
        """Makes what was collected a segment."""
        self._delete_replaced()
        if not self._added:
            return
        documents, writer, segment = self.perdocwriter, self.fieldwriter, self.newsegment
        with self._whole():
            documents.settle()
            for name in sorted(self._fields):
                self._write_field(name)
            documents.close()
            writer.close()
            segment.set_doc_count(self.docnum)
            for document in self._dropped:
                segment.delete_document(document)
            durable.sync(self.storage, segment.make_filename(EXTENSION))
            self._written.append(segment)
            self._begin_segment()

    def _write_field(self, name: str) -> None:
        collected, writer = self._fields[name], None
        for inverted in collected.inverted(partial(self.perdocwriter.lengths.all, name, self.docnum)):
            writer = writer or postings.FieldWriter(self.fieldwriter.container, name)
            writer.add(inverted)
        if writer is not None:
            writer.close()
        collected.clear()

    def _documents_writer(self) -> DocumentsWriter:
        fields = self.fieldwriter
        return DocumentsWriter(self.newsegment, self.codec.trained, lambda: fields.container)

    def _begin_segment(self) -> None:
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.perdocwriter = self._documents_writer()
        self.docnum = self.docbase
        self._added = False
        self._newest.clear()
        self._dropped = []
        self._plans.clear()
        self._layouts.clear()
        self._alone.clear()
        self._looks_at = 0
        for _, vocabulary in self._vocabularies:
            if vocabulary.size > self._limit // 4:
                vocabulary.forget()

    # Merges

    def add_reader(self, reader: Any) -> None:
        """Adds the documents of a reader; segments of this index are merged, at the commit, from their arrays."""
        self._check_state()
        segment = reader.segment() if isinstance(reader, SegmentReader) else None
        if segment is not None and any(segment is each for each in self.segments):
            self._merging.append(segment)
            return
        self._write_segment()
        with self._whole():
            super().add_reader(reader)
            self._written.append(super()._finalize_segment())
            durable.sync(self.storage, self._written[-1].make_filename(EXTENSION))
            self.pool = PostingPool(self._tempstorage, self.newsegment)
            self._begin_segment()

    def _merge_segments(self, mergetype: Policy | None, optimize: bool | None, merge: bool | None) -> list[Segment]:
        """Writes what was collected, and gives all segments, merged as told."""
        self._write_segment()
        self._fields.clear()  # whose memory is for the merges now
        self._rooms = Rooms()
        self._plans.clear()
        self._layouts.clear()
        optimize = self.optimize if optimize is None else optimize
        merge = self.merge if merge is None else merge
        policy = mergetype or self.mergetype or (OPTIMIZE if optimize else NO_MERGE)
        segments = list(policy(self, self.segments)) + self._written
        if self._merging:
            segments = self._merged(self._merging + self._written, [s for s in segments if s not in self._written])
        elif policy is NO_MERGE and merge:
            for group in tiered(segments):
                place = segments.index(group[0])
                rest = [segment for segment in segments if segment not in group]
                segments = self._merged(group, rest, place)
        # without merges, segments stay that a merge in the background may be at
        return [segment for segment in segments if segment.doc_count()] if merge or policy is not NO_MERGE else segments

    def _merged(self, group: list[Segment], rest: list[Segment], place: int | None = None) -> list[Segment]:
        segment = merge_segments(self.storage, self.indexname, self.schema, group)
        place = len(rest) if place is None else place
        return [*rest[:place], segment, *rest[place:]]

    # Ends

    def commit(self, mergetype: Policy | None = None, optimize: bool | None = None, merge: bool | None = None) -> None:
        """As in Whoosh. Where it fails, the lock is free and the index is as it was; unless the new table of contents
        could be written and not be synced: then it may be either."""
        try:
            self._check_state()
            segments = self._merge_segments(mergetype, optimize, merge)
            self._abandon_files()  # those of the segment that would be next
            self._commit_toc(segments)
        except BaseException:
            self._abandon()
            raise
        self._finish()

    def _commit_toc(self, segments: list[Segment]) -> None:
        durable.write_contents(self.storage, self.indexname, TOC(self.schema, segments, self.generation))
        durable.clean(self.storage, self.indexname, self.generation, segments)

    def cancel(self) -> None:
        """Drops what was not committed; after a commit that failed there is nothing left to do."""
        if not self._failed:
            self._check_state()
        self._abandon()

    def _abandon(self) -> None:
        """Ends the writer without a commit. Everything is tried; what cannot be done the next writer does."""
        if self.is_closed:
            return
        self._failed = True
        self._abandon_files()
        durable.abandon(self.storage, self.indexname, self.generation)
        self._finish()

    def _finish(self) -> None:
        """Frees the lock in any case; temporary files that stay are the next writer's."""
        lock, self.writelock = self.writelock, None
        try:
            with suppress(OSError):
                super()._finish()
        finally:
            self.is_closed = True
            if lock is not None:
                lock.release()

    def _abandon_files(self) -> None:
        with suppress(OSError):
            self.fieldwriter.abandon()
        with suppress(OSError):
            self.pool.cleanup()


def _by_field(some: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, Sequence[Any]]:
    """The values of each field of some documents, None for those that have none."""
    if len(set(map(tuple, some))) == 1:  # the same fields, in the same order
        return dict(zip(names, zip(*map(dict.values, some), strict=True), strict=True))
    return {name: [fields.get(name) for fields in some] for name in names}


def _by_document(values: dict[str, Sequence[Any]], count: int) -> list[dict[str, Any]]:
    """The values of each of so many documents by the names of their fields."""
    if not values:
        return [{} for _ in range(count)]
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _some(documents: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Documents that are added together."""
    left = iter(documents)
    while some := list(islice(left, TOGETHER)):
        yield some
