"""The index engine beside its peers: the same tokens, the same questions, each engine in processes of its own.

    PRESSROOM_PEERS=PEERS .venv/bin/python -m tests.bench.engine --documents 10000 100000 --json figures.json

`PEERS` is a folder with what the project does not depend on: `pip install --target PEERS tantivy`.

- `sample.py` reads the shared corpus into token numbers and facet values; `documents.py` resamples it to any size, with
  a vocabulary that grows by Heaps' law; `questions.py` draws the queries from the corpus's own statistics.
- `interface.py` is what an engine has to do; `ours.py`, `tantivy_peer.py`, `sqlite_peer.py` and `whoosh_peer.py` do it.
- `process.py` measures one engine, in a process for indexing and one for searching; `report.py` makes the tables and
  says where engines disagree about a count.

Texts are words with one space between, and every word is a fixed point of `indexer.analysis`, so that cutting at
spaces, SQLite's `ascii` tokenizer and our analysis all give the same tokens. Each engine gets the cheapest input that
does: Tantivy and SQLite the text (cut in Rust and in C), stock Whoosh the cut words (a list skips its analyzer), ours
the text.
"""
