"""Whoosh over our codec and over its own: the same documents, the same questions, the same answers."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from whoosh import analysis, columns, fields, formats, highlight, query, scoring, sorting
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex, create_in, open_dir
from whoosh.writing import MERGE_SMALL, NO_MERGE, OPTIMIZE

from indexer.engine.codec import EngineCodec
from indexer.engine.container import DamagedError
from indexer.engine.segment import Segment

WORDS = [f"{stem}{end}" for stem in ("al", "be", "ga", "de", "ep", "ze") for end in ("pha", "ta", "mma", "lta", "si")]
TAGS = ["red", "green", "blue", "a b", ""]
START = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)


# whoosh-reloaded's codec leaves the temporary files of its columns open
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Ranked(analysis.Filter):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """Gives some tokens a boost."""

    def __call__(self, tokens: Any) -> Iterator[Any]:
        for token in tokens:
            token.boost = 1.5 if token.text.startswith("be") else 1.0
            yield token


def schema() -> fields.Schema:
    plain = analysis.StandardAnalyzer(stoplist=None)
    return fields.Schema(
        id=fields.ID(unique=True, stored=True, sortable=True),
        title=fields.TEXT(stored=True, sortable=True, field_boost=2.0),
        text=fields.TEXT(stored=True, analyzer=plain, spelling=True, vector=formats.Frequency()),
        chars=fields.TEXT(analyzer=plain, chars=True, vector=formats.Positions()),
        boosted=fields.TEXT(analyzer=plain | Ranked()),
        bag=fields.TEXT(phrase=False, stored=True),
        stemmed=fields.TEXT(analyzer=analysis.StemmingAnalyzer(), spelling=True),
        tags=fields.KEYWORD(commas=True, scorable=True, stored=True, sortable=columns.RefBytesColumn()),
        listed=fields.KEYWORD(commas=True, sortable=columns.CompressedBytesColumn()),
        number=fields.NUMERIC(stored=True, sortable=True),
        real=fields.NUMERIC(float, sortable=columns.NumericColumn("Q")),  # whoosh-reloaded's own has NaN for an integer
        tiny=fields.NUMERIC(int, bits=8, signed=True, sortable=True, default=7),
        when=fields.DATETIME(stored=True, sortable=True),
        flag=fields.BOOLEAN(stored=True),
        grams=fields.NGRAM(2, 3),
        words=fields.NGRAMWORDS(2, 3),
        kept=fields.STORED,
        only=fields.COLUMN(columns.VarBytesColumn()),
    )


def document(source: random.Random, number: int) -> dict[str, Any]:
    def text(most: int) -> str:
        return " ".join(source.choices(WORDS, range(len(WORDS), 0, -1), k=source.randrange(most)))

    found: dict[str, Any] = {
        "id": f"d{number}", "title": text(6), "text": text(60), "chars": text(20), "boosted": text(20),
        "bag": text(20), "stemmed": "running runs " + text(10), "tags": ",".join(source.sample(TAGS, 2)),
        "listed": source.choice(TAGS), "number": source.randrange(-50, 50), "real": source.uniform(-5, 5),
        "tiny": source.randrange(-100, 100), "when": START + timedelta(hours=source.randrange(20000)),
        "flag": source.random() < 0.3, "grams": text(4), "words": text(4), "kept": {"any": [number, None]},
        "only": source.choice(WORDS).encode(),
    }  # fmt: skip
    absent = source.sample(sorted(found), source.choice([0, 0, 0, 3, 10]))
    return {name: value for name, value in found.items() if name in ("id", "when") or name not in absent}


def build(folder: Path, codec: EngineCodec | None, seed: int, counts: list[int], merge: Any = NO_MERGE) -> FileIndex:
    """Some commits with updates and deletions; the same whatever the codec."""
    source = random.Random(seed)
    folder.mkdir()
    index = create_in(folder, schema())
    number = 0
    for count in counts:
        writer = index.writer(codec=codec)
        for _ in range(count):
            writer.update_document(
                **document(source, number if source.random() < 0.8 else source.randrange(number + 1))
            )
            number += 1
        if source.random() < 0.7:
            writer.delete_by_term("tags", source.choice(TAGS[:3]))
        writer.commit(mergetype=merge)
    return index


@pytest.fixture(scope="module", params=["segments", "merged", "one", "small"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[FileIndex, FileIndex]:
    counts, merge = {
        "segments": ([150, 1, 90, 40], NO_MERGE),
        "merged": ([60, 60, 60], MERGE_SMALL),
        "one": ([300, 10], OPTIMIZE),
        "small": ([3], NO_MERGE),
    }[request.param]
    folder = tmp_path_factory.mktemp("indexes")
    return (
        build(folder / "stock", None, len(counts), counts, merge),
        build(folder / "ours", EngineCodec(), len(counts), counts, merge),
    )


def test_everything_that_a_reader_gives(pair: tuple[FileIndex, FileIndex]) -> None:
    with pair[0].reader() as stock, pair[1].reader() as ours:
        assert ours.doc_count_all() == stock.doc_count_all()
        assert ours.doc_count() == stock.doc_count()
        assert list(ours.all_doc_ids()) == list(stock.all_doc_ids())
        assert list(ours.iter_docs()) == list(stock.iter_docs())
        assert sorted(ours.indexed_field_names()) == sorted(stock.indexed_field_names())
        assert list(ours.all_terms()) == list(stock.all_terms())
        for term in stock.all_terms():
            left, right = ours.term_info(*term), stock.term_info(*term)
            assert (left.weight(), left.min_id(), left.max_id()) == (right.weight(), right.min_id(), right.max_id())
        for name in stock.indexed_field_names():
            assert ours.field_length(name) == stock.field_length(name)
            for docnum in range(stock.doc_count_all()):
                assert ours.doc_field_length(docnum, name) == stock.doc_field_length(docnum, name)
        for (leaf, _), (stock_leaf, _) in zip(ours.leaf_readers(), stock.leaf_readers(), strict=True):
            segment_is_the_same(leaf, stock_leaf)


def segment_is_the_same(ours: Any, stock: Any) -> None:
    for (term, info), (stock_term, stock_info) in zip(ours, stock, strict=True):
        assert term == stock_term
        for name in ("weight", "doc_frequency", "min_length", "max_length", "max_weight", "min_id", "max_id"):
            assert getattr(info, name)() == getattr(stock_info, name)(), (term, name)
        # of words for spelling Whoosh says that some document has them, with the value of some other posting
        if not term[0].startswith("spell_"):
            postings_are_the_same(ours.postings(*term), stock.postings(*term))
    for name, field in stock.schema.items():
        assert ours.has_column(name) == stock.has_column(name)
        if field.column_type and stock.has_column(name):
            left, right = ours.column_reader(name), stock.column_reader(name)
            numbers = range(len(left))
            assert repr(list(left)) == repr(list(right))  # nan is the default of floats
            assert repr([left[n] for n in numbers]) == repr([right[n] for n in numbers])
            assert repr([left.sort_key(n) for n in numbers]) == repr([right.sort_key(n) for n in numbers])
        for docnum in range(stock.doc_count_all()):
            assert ours.has_vector(docnum, name) == stock.has_vector(docnum, name)
            if stock.has_vector(docnum, name):
                postings_are_the_same(ours.vector(docnum, name), stock.vector(docnum, name))
    for term in [b"", b"be", b"zzz", b"gamma"]:
        assert list(ours.expand_prefix("text", term)) == list(stock.expand_prefix("text", term))
        assert list(ours.terms_from("text", term)) == list(stock.terms_from("text", term))
    assert ours.frequency("text", "nowhere") == stock.frequency("text", "nowhere") == 0
    assert ours.doc_frequency("text", "nowhere") == stock.doc_frequency("text", "nowhere") == 0


def postings_are_the_same(ours: Any, stock: Any) -> None:
    while stock.is_active():
        assert ours.is_active()
        assert ours.id() == stock.id()
        assert ours.weight() == stock.weight()
        assert (ours.value() or b"") == (stock.value() or b"")
        ours.next()
        stock.next()
    assert not ours.is_active()


def queries(source: random.Random) -> Iterator[query.Query]:
    names = ["title", "text", "chars", "boosted", "bag", "stemmed"]

    def leaf() -> query.Query:
        name, word = source.choice(names), source.choice(WORDS)
        other = source.choice(WORDS)
        return source.choice([
            query.Term(name, word),
            query.Term(name, word, boost=2.5),
            query.Phrase(source.choice(["title", "text", "chars"]), [word, other], slop=source.choice([1, 3])),
            query.Prefix(name, word[:2]),
            query.Wildcard(name, f"*{word[-2:]}"),
            query.FuzzyTerm(name, word[:-1] + "x"),
            query.TermRange(name, min(word, other), max(word, other)),
            query.NumericRange("number", -10, source.randrange(-5, 40)),
            query.NumericRange("real", -1.0, source.uniform(0, 4)),
            query.DateRange("when", START, START + timedelta(hours=source.randrange(20000))),
            query.Term("tags", source.choice(TAGS[:3])),
            query.Term("flag", True),
            query.Term("grams", word[:2]),
            query.Every("number"),
            query.ConstantScoreQuery(query.Term(name, word), 3.0),
        ])  # fmt: skip

    def tree(depth: int) -> query.Query:
        if depth == 0 or source.random() < 0.3:
            return leaf()
        some = [tree(depth - 1) for _ in range(source.randrange(2, 4))]
        kind = source.randrange(7)
        if kind < 3:
            found: query.Query = (query.And, query.Or, query.DisjunctionMax)[kind](some)
        elif kind < 6:
            found = (query.AndNot, query.AndMaybe, query.Require)[kind - 3](some[0], some[1])
        else:
            found = query.And([some[0], query.Not(some[1])])
        return found

    for _ in range(80):
        yield tree(source.choice([0, 1, 2]))


def answer(results: Any) -> list[tuple[int, float]]:
    return [(hit.docnum, hit.score) for hit in results]


def outcome(searcher: Any, asked: query.Query, limit: int | None) -> Any:
    """The answer and its length, or how Whoosh fails: some of its matchers trip over their own skipping."""
    try:
        results = searcher.search(asked, limit=limit)
        return answer(results), len(results)
    except AssertionError:
        return "failed"


@pytest.mark.slow
@pytest.mark.parametrize(
    "weighting", [scoring.BM25F(), scoring.TF_IDF(), scoring.Frequency()], ids=lambda model: type(model).__name__
)
def test_the_same_hits_and_scores(pair: tuple[FileIndex, FileIndex], weighting: Any) -> None:
    with pair[0].searcher(weighting=weighting) as stock, pair[1].searcher(weighting=weighting) as ours:
        for asked in queries(random.Random(3)):
            for limit in (None, 5):
                assert outcome(ours, asked, limit) == outcome(stock, asked, limit), (asked, limit)


def test_the_same_sorting_and_grouping(pair: tuple[FileIndex, FileIndex]) -> None:
    with pair[0].searcher() as stock, pair[1].searcher() as ours:
        for name in ("id", "title", "number", "real", "tiny", "when", "tags"):
            for reverse in (False, True):
                by = sorting.FieldFacet(name, reverse=reverse)
                asked = query.Every()
                assert [h.docnum for h in ours.search(asked, sortedby=by, limit=None)] == [
                    h.docnum for h in stock.search(asked, sortedby=by, limit=None)
                ]
            found, expected = (s.search(query.Every(), groupedby=name, limit=None) for s in (ours, stock))
            assert sorted(map(repr, found.groups(name).items())) == sorted(map(repr, expected.groups(name).items()))
        found, expected = (s.search(query.Every(), collapse="tags", limit=None) for s in (ours, stock))
        assert [hit.docnum for hit in found] == [hit.docnum for hit in expected]


def test_the_same_spelling_highlights_and_likeness(pair: tuple[FileIndex, FileIndex]) -> None:
    with pair[0].searcher() as stock, pair[1].searcher() as ours:
        for word in ("alphx", "gamm", "zeda", "running", "xyz"):
            for name in ("text", "stemmed", "title"):
                assert ours.suggest(name, word) == stock.suggest(name, word)
                found, expected = (set(s.reader().terms_within(name, word, 2)) for s in (ours, stock))
                assert found == expected
        asked = query.Or([query.Term("text", "alpha"), query.Term("chars", "beta"), query.Term("title", "alpha")])
        for found, expected in zip(ours.search(asked), stock.search(asked), strict=True):
            for name in expected.fields().keys() & {"text", "title"}:
                assert found.highlights(name) == expected.highlights(name)
            if "text" in expected.fields():
                terms = [hit.more_like_this("text").docs() for hit in (found, expected)]
                assert terms[0] == terms[1]
        for found, expected in zip(ours.search(asked, terms=True), stock.search(asked, terms=True), strict=True):
            assert found.matched_terms() == expected.matched_terms()
        with_text = [n for n, kept in stock.reader().iter_docs() if "text" in kept][:3]
        assert ours.key_terms(with_text, "text") == stock.key_terms(with_text, "text")
        found, expected = (s.search(asked) for s in (ours, stock))
        for results in (found, expected):
            results.highlighter = highlight.Highlighter(fragmenter=highlight.PinpointFragmenter())
            marked = [[hit.highlights("text") for hit in some if "text" in hit] for some in (found, expected)]
        assert marked[0] == marked[1]


def test_skipping_over_long_lists(pair: tuple[FileIndex, FileIndex]) -> None:
    source = random.Random(5)
    with pair[0].reader() as stock, pair[1].reader() as ours:
        for (left, _), (right, _) in zip(ours.leaf_readers(), stock.leaf_readers(), strict=True):
            for word in WORDS[:6]:
                if ("text", word) not in right:
                    continue
                found, expected = left.postings("text", word), right.postings("text", word)
                while expected.is_active():
                    assert found.id() == expected.id()
                    assert found.copy().id() == expected.id()
                    target = expected.id() + source.choice([0, 1, 5, 60])
                    found.skip_to(target)
                    expected.skip_to(target)
                    if source.random() < 0.5 and expected.is_active():
                        found.next()
                        expected.next()
                assert not found.is_active()


def test_a_cancelled_document_leaves_nothing(tmp_path: Path) -> None:
    index = create_in(tmp_path, schema())
    writer = index.writer(codec=EngineCodec())
    writer.add_document(id="a", title="alpha", number=1)
    with pytest.raises(ValueError):
        writer.add_document(id="b", number=2, title="beta", when="no date at all")
    writer.add_document(id="c", title="gamma")
    writer.commit()
    with index.searcher() as searcher:
        assert [fields["id"] for fields in searcher.reader().all_stored_fields()] == ["a", "c"]
        assert searcher.reader().column_reader("id").load() == ["a", "c"]


def test_an_index_in_memory() -> None:
    index = RamStorage().create_index(schema())
    writer = index.writer(codec=EngineCodec())
    writer.add_document(id="a", title="alpha beta")
    writer.commit()
    with index.searcher() as searcher:
        assert len(searcher.search(query.Phrase("title", ["alpha", "beta"]))) == 1


def test_deletions_are_compact_and_can_be_undone() -> None:
    for chosen in ([], [0], [999], range(0, 1000, 2), range(1000)):
        segment = Segment("MAIN")
        segment.set_doc_count(1000)
        for docnum in chosen:
            segment.delete_document(docnum)
            segment.delete_document(docnum)
        content = pickle.dumps(segment)
        assert len(content) < 600
        again = pickle.loads(content)
        assert list(again.deleted_docs()) == list(chosen)
        assert again.deleted_count() == len(chosen)
        assert again == segment
        if chosen:
            again.delete_document(chosen[0], delete=False)
            assert list(again.deleted_docs()) == list(chosen)[1:]


def test_a_changed_byte_is_no_answer(tmp_path: Path) -> None:
    build(tmp_path / "index", EngineCodec(), 1, [30])
    (path,) = (tmp_path / "index").glob("*.segment")
    content = path.read_bytes()
    with open_dir(tmp_path / "index").searcher() as searcher:
        expected = answer(searcher.search(query.Term("text", "alpha")))
    source = random.Random(1)
    seen = 0
    for place in source.sample(range(len(content)), 300):
        damaged = bytearray(content)
        damaged[place] ^= 1 << source.randrange(8)
        path.unlink()
        path.write_bytes(damaged)
        try:
            with open_dir(tmp_path / "index").searcher() as searcher:
                assert answer(searcher.search(query.Term("text", "alpha"))) == expected
                with pytest.raises(DamagedError):
                    searcher.reader().leaf_readers()[0][0]._perdoc.container.verify()
        except DamagedError:
            seen += 1
    assert seen > 50
