"""An index engine for any Whoosh schema: segments of mapped arrays behind `whoosh.codec.base`.

For those who build on it:

- `Container.open(path)` maps a segment; `Field(container, name)` is one field's inverted index, `field.find(term)` is
  its `TermEntry`, and `field.documents(entry)`, `.frequencies(entry)`, `.positions(entry, frequencies)` decode whole
  lists; `field.skips(entry)` is the skip data of a list, a row for each block of 128.
- Kernels of one's own take `words = field.lists.check(entry.place, entry.end)` (all words, checked where they are
  needed) with `entry.place` and `entry.document_frequency`, and call `decode_block`, `decode_block_frequencies` and
  `decode_block_positions` of `indexer.engine.kernels`.
- `field.dictionary` has terms by ordinal: `find`, `lower_bound`, `with_prefix`, `terms`, `entry`, and `columns`.
- To write: `ContainerWriter(file)`, then for each field `FieldWriter(container, name)`, `add(Inverted(...))` with any
  number of terms at a time, `close()`; at last `container.close()`.
- `MappedArray.values` may be read only where `check`, `part` or `whole` was called.
- To index: `EngineWriter(ix)` in place of `ix.writer()`; `add_documents` and `update_documents` take many at a time;
  `commit(merge=False)` where `BackgroundMerges(ix)` merges.
  An analyser that is context-free says so by an attribute `context_free` (`chains.Chain`). `verify` checks an index.
"""
