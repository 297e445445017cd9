"""Changes bytes of an index, one at a time, and asks it many things: each answer is the right one, or DamagedError.

`python -m tests.indexer.engine.damaging FOLDER COUNT` does it COUNT times, in a process of its own, for a wrong byte
that a compiled loop took for a place would end it. It prints how the changes were found.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from whoosh import fields, highlight, query
from whoosh.filedb.filestore import FileStorage

from indexer.engine import container
from indexer.engine.container import Container, DamagedError
from indexer.engine.execute import Executor, Histogram, Sort
from indexer.engine.filters import HasValue, InRange, Matching
from indexer.engine.index import EngineIndex
from indexer.engine.verify import verify
from indexer.engine.writer import EngineWriter
from tests.indexer.engine import corpora, trees

SMALL = 64  # bytes under a checksum here, so that every array has its own, and opening checks few of them
Question = Callable[[Any, Executor], Any]


def build(folder: Path) -> None:
    """An index with every kind of array, in a few segments, some documents deleted."""
    schema = corpora.schema()
    schema.remove("tags")
    schema.add("tags", corpora.Several())
    schema.add("marked", fields.TEXT(chars=True, vector=True, stored=True))
    schema.add("heavy", fields.KEYWORD(sortable=True, stored=True))
    ix = EngineIndex.create(FileStorage(str(folder)), schema)
    chance = random.Random(7)
    for count in (260, 30, 1):
        with EngineWriter(ix) as writer:
            writer.merge = False
            for number in range(count):
                record = corpora.record(chance, f"{count}-{number}") | {"marked": corpora.text(chance, 12)}
                writer.add_document(**record, heavy="a b", _heavy_boost=chance.choice([1.0, 1.7]))
            writer.delete_by_term("ident", f"260-{count}")


def _asked(chance: random.Random) -> list[Question]:
    """Questions to the executor."""
    questions: list[Question] = []
    for _ in range(20):
        tree = trees.tree(chance, trees.Vocabulary())
        questions += [partial(_hits, tree, {"limit": None}), partial(_hits, tree, {"limit": 3})]
    word = query.Term("body", "alpha")
    for column in ("place", "whole", "moment", "heavy", "ident"):
        questions.append(partial(_hits, word, {"limit": 5, "sort": Sort(column, descending=True)}))
    filters = {
        "place": HasValue("place", (b"Oslo", b"Rome")),
        "tags": HasValue("tags", (b"red", b"dark blue")),
        "whole": InRange("whole", -10, 2**30),
        "word": Matching(query.Phrase("body", ["alpha", "beta"], slop=3)),
    }
    histograms = {"whole": Histogram("whole", (-(2**31), -100, 0, 5, 2**31 - 1))}
    for kept in ([], ["place"], ["tags"], ["whole", "tags"], ["word"]):
        some = {name: filters[name] for name in kept}
        questions.append(partial(_hits, word, {"facets": ("place", "tags"), "filters": some, "histograms": histograms}))
    return questions


def _hits(tree: query.Query, options: dict[str, Any], _: Any, executor: Executor) -> Any:
    found = executor.search(tree, **options)
    scores = None if found.scores is None else found.scores.tolist()
    facets = {name: counts.as_dict() for name, counts in found.facets.items()}
    histograms = {name: counts.tolist() for name, counts in found.histograms.items()}
    return found.documents.tolist(), scores, found.total, facets, histograms


def _of_whoosh() -> list[Question]:
    """Questions to Whoosh's searcher over the engine's segments."""

    def stored(searcher: Any, _: Executor) -> Any:
        return [fields for _, fields in searcher.reader().iter_docs()]

    def words(name: str, searcher: Any, _: Executor) -> Any:
        reader = searcher.reader()
        terms = [(term, reader.term_info(name, term).weight()) for term in reader.lexicon(name)]
        return terms, reader.field_length(name), reader.max_field_length(name), reader.doc_frequency(name, "alpha")

    def postings(name: str, searcher: Any, _: Executor) -> Any:
        return list(_postings(searcher.postings(name, b"alpha" if name != "heavy" else b"a")))

    def columns(name: str, searcher: Any, _: Executor) -> Any:
        return [
            list(leaf.reader().column_reader(name, translate=False))
            for leaf, _ in searcher.leaf_searchers()
            if leaf.reader().has_column(name)
        ]

    def vectors(searcher: Any, _: Executor) -> Any:
        reader = searcher.reader()
        numbers = [number for number in reader.all_doc_ids() if reader.has_vector(number, "marked")]
        return [list(reader.vector_as("frequency", number, "marked")) for number in numbers[:40]]

    def suggestions(searcher: Any, _: Executor) -> Any:
        return searcher.suggest("body", "alpah"), searcher.suggest("title", "repotr", maxdist=1)

    def marked(searcher: Any, _: Executor) -> Any:
        hits = searcher.search(query.Term("marked", "alpha"), limit=5, terms=True)
        hits.fragmenter = highlight.PinpointFragmenter()
        return [(hit.docnum, hit.score, hit.highlights("marked"), hit.matched_terms()) for hit in hits]

    def grouped(searcher: Any, _: Executor) -> Any:
        hits = searcher.search(query.Term("body", "beta"), limit=None, groupedby="place", sortedby="whole")
        return [hit.docnum for hit in hits], hits.groups()

    def alike(searcher: Any, _: Executor) -> Any:
        number = searcher.document_number(ident="260-7")
        return number, searcher.key_terms([number], "marked", numterms=3)

    names = ("title", "body", "marked", "place", "heavy", "tags")
    return [
        stored,
        *(partial(words, name) for name in names),
        *(partial(postings, name) for name in ("title", "body", "marked", "heavy")),
        *(partial(columns, name) for name in ("place", "whole", "moment", "ident", "tags", "body", "heavy")),
        vectors,
        suggestions,
        marked,
        grouped,
        alike,
    ]


def _postings(matcher: Any) -> Any:
    while matcher.is_active():
        yield matcher.id(), matcher.weight(), matcher.value()
        matcher.next()


def _merged(folder: Path, questions: Sequence[tuple[int, Question]]) -> dict[int, Any] | None:
    """The answers once all is merged; None where that raised DamagedError, and left everything as it was."""
    before = sorted(path.name for path in folder.iterdir() if "LOCK" not in path.name)
    try:
        with EngineWriter(EngineIndex.open(folder)) as writer:
            writer.optimize = True
    except DamagedError:
        assert before == sorted(path.name for path in folder.iterdir() if "LOCK" not in path.name)
        return None
    return _answers(folder, questions)


def _answers(folder: Path, questions: Sequence[tuple[int, Question]]) -> dict[int, Any]:
    """The answers by the numbers of the questions; DamagedError where it is raised."""
    answers: dict[int, Any] = {}
    with EngineIndex.open(folder).searcher() as searcher:
        executor = Executor(searcher)
        for number, question in questions:
            try:
                answers[number] = question(searcher, executor)
            except DamagedError:
                answers[number] = DamagedError
    return answers


def places(path: Path, count: int, chance: random.Random) -> Iterator[int]:
    """Where to change a file: somewhere in each of its parts, array by array, and again until there are so many."""
    content = path.read_bytes()
    opened = Container(content, path.name)
    arrays = [(opened.array(name)._offset, opened.array(name).values.nbytes) for name in opened]
    end = opened._end
    ends = [(0, SMALL), (end - 200, 200), (end, len(content) - SMALL - end), (len(content) - SMALL, SMALL)]
    parts = [part for part in arrays if part[1]]
    chance.shuffle(parts)
    for start, size in islice(cycle(ends + parts), count):
        yield start + chance.randrange(size)


def _damaged(folder: Path, beside: Path, name: str, place: int, flip: int) -> None:
    """The same folder with one byte of a file changed."""
    for path in folder.iterdir():
        if path.name != name:
            os.link(path, beside / path.name)
    content = bytearray((folder / name).read_bytes())
    content[place] ^= flip
    (beside / name).write_bytes(content)


def main(folder: Path, count: int) -> None:
    container.CHUNK = SMALL
    whole, beside = folder / "whole", folder / "beside"
    whole.mkdir()
    build(whole)
    chance = random.Random(count)
    questions = list(enumerate(_asked(random.Random(3)) + _of_whoosh()))
    right = _answers(whole, questions)
    assert DamagedError not in right.values()
    assert verify(FileStorage(str(whole)), "MAIN") == sum((260, 30, 1)) - 2
    right_merged = _merged(Path(shutil.copytree(whole, folder / "merged")), questions)
    found: Counter[str] = Counter()
    largest = max(whole.glob("*.segment"), key=lambda path: path.stat().st_size)
    for place in places(largest, count, chance):
        print(f"byte {place} of {largest.stat().st_size}", flush=True)
        beside.mkdir()
        _damaged(whole, beside, largest.name, place, 1 << chance.randrange(8))
        found[_asking(beside, chance.sample(questions, len(questions)), right)] += 1
        try:
            verify(FileStorage(str(beside)), "MAIN")
        except DamagedError:
            pass
        else:
            raise AssertionError("verify did not find it")
        merged = _merged(beside, questions) if chance.random() < 0.5 else None
        assert merged in (None, right_merged)  # damage is not written anew, with a checksum that is right
        shutil.rmtree(beside)
    print(f"found: {dict(found)}")


def _asking(folder: Path, questions: Sequence[tuple[int, Question]], right: dict[int, Any]) -> str:
    """How the damage was found. Asserts that no answer was wrong."""
    try:
        answers = _answers(folder, questions)
    except DamagedError:
        return "when opened"
    raised = [number for number, answer in answers.items() if answer is DamagedError]
    assert [n for n in answers if n not in raised and answers[n] != right[n]] == []
    return "by searching" if raised else "by verify alone"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
