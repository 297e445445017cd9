"""Documents that are added together give the segments that they give one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from whoosh import analysis, columns, fields
from whoosh.filedb.filestore import RamStorage
from whoosh.support.charset import accent_map

from indexer.engine import vocabulary, writer
from indexer.engine.columns import ListsColumn
from indexer.engine.writer import EngineWriter
from tests.indexer.engine.test_writer import segments


class Several(fields.KEYWORD):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """Any number of exact values, with a column of them all."""

    def __init__(self) -> None:
        super().__init__(stored=True, commas=True)
        self.column_type = ListsColumn()

    def to_column_value(self, value: Sequence[Any]) -> tuple[bytes, ...]:
        return tuple(str(each).encode() for each in value)


def schema(*, rare: bool = False) -> fields.Schema:
    """Fields of which many documents are added together; and `rare` ones, which have to be added one by one."""
    folded = analysis.RegexTokenizer(r"\S+") | analysis.CharsetFilter(accent_map)
    known = fields.Schema(
        id=fields.ID(unique=True, stored=True, sortable=True),
        title=fields.TEXT(stored=True),
        folded=fields.TEXT(analyzer=folded),
        kind=fields.ID(sortable=columns.RefBytesColumn()),
        several=Several(),
        number=fields.NUMERIC(stored=True, sortable=True),
        # whoosh-reloaded's own column has NaN for an integer
        ratio=fields.NUMERIC(numtype=float, sortable=columns.NumericColumn("Q")),
        moment=fields.DATETIME(sortable=True),
        flag=fields.BOOLEAN(stored=True),
        extra=fields.STORED,
        seen=fields.COLUMN(columns.NumericColumn("b")),
    )
    if rare:
        known.add("grams", fields.NGRAM(minsize=2, maxsize=3))
    return known


text = st.text(alphabet="aàb .tT", max_size=12)
words = st.lists(st.sampled_from(["a", "b", "c d", "e\u0301"]), max_size=3)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from("abcd"),
    "title": text,
    "folded": text | words,
    "kind": st.sampled_from(["x", "y", "x y"]),
    "several": words | st.just((1, True)),
    "number": st.integers(-3, 3) | st.lists(st.integers(0, 3), min_size=1, max_size=2),
    "ratio": st.floats(-5, 5),
    "moment": st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2030, 1, 1)),  # noqa: DTZ001
    "flag": st.booleans(),
    "extra": st.integers(),
    "seen": st.integers(0, 2),
}
odd: dict[str, st.SearchStrategy[Any]] = {
    "title": st.just("\ud800") | st.just(5),
    "number": st.just(2**40) | st.just("none"),
    "seen": st.just(1000),
    "unheard": st.just("of"),
    "_boost": st.just(2.0),
    "_stored_title": text,
}
documents = st.lists(
    st.fixed_dictionaries({}, optional={name: st.none() | values for name, values in VALUES.items()}), max_size=12
)


def written(added: Sequence[dict[str, Any]], how: str, *, rare: bool) -> Any:
    """An index of the documents up to the first one that is refused, written by a method of the writer."""
    ix = RamStorage().create_index(schema(rare=rare))
    with EngineWriter(ix) as made, suppress(ValueError, TypeError, OverflowError, fields.UnknownFieldError, KeyError):
        if how.endswith("s"):
            getattr(made, how)(iter(added))
        else:
            for document in added:
                getattr(made, how)(**document)
    return ix


@pytest.mark.parametrize("how", ["add_document", "update_document"])
@pytest.mark.parametrize("in_bulk", [True, False])
def test_together_as_one_after_the_other(how: str, in_bulk: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether texts are cut in bulk or by the analyser, and whatever some document has that others do not."""
    monkeypatch.setattr(writer, "TOGETHER", 5)
    if not in_bulk:
        monkeypatch.setattr(vocabulary, "cutting", None)

    @settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
    @given(documents, st.fixed_dictionaries({}, optional=odd), st.integers(0, 11), st.booleans())
    @example([{"id": "a", "number": 1}, {"id": "b", "number": 2}], {"number": 2**40}, 1, False)
    def check(added: list[dict[str, Any]], different: dict[str, Any], place: int, rare: bool) -> None:
        if how == "update_document":
            added = [{"id": "e"} | {name: value for name, value in each.items() if value is not None} for each in added]
        added = [each | different if number == place else each for number, each in enumerate(added)]
        one, all_ = (written(added, name, rare=rare) for name in (how, f"{how}s"))
        assert segments(all_) == segments(one)
        assert [list(each.deleted_docs()) for each in all_._segments()] == [
            list(each.deleted_docs()) for each in one._segments()
        ]

    check()


def test_most_documents_are_added_together(monkeypatch: pytest.MonkeyPatch) -> None:
    ix = RamStorage().create_index(schema())
    with EngineWriter(ix) as made:
        monkeypatch.setattr(made, "add_document", None)
        made.add_documents({"id": f"{number}", "title": "one two", "several": ["a"]} for number in range(100))
        made.add_documents([{"id": "x", "number": 1}, {"folded": ["b"], "kind": "c", "moment": datetime.now()}])  # noqa: DTZ005
    assert ix.doc_count() == 102
