"""Merged fields are those that the documents together would have given."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engine import merge_fields, runs
from indexer.engine.container import Container, ContainerWriter
from indexer.engine.dictionary import Terms
from indexer.engine.kernels import load
from indexer.engine.postings import Field, FieldWriter, Inverted

pytestmark = pytest.mark.any_whoosh

Index = dict[bytes, dict[int, list[int]]]  # positions by document by term

postings = st.dictionaries(
    st.integers(0, 9), st.lists(st.integers(0, 99), min_size=1, max_size=4).map(sorted), min_size=1
)
indexes = st.dictionaries(st.binary(max_size=3), postings, max_size=6)


def _inverted(index: Index) -> Inverted:
    terms = sorted(index)
    lists = [sorted(index[term].items()) for term in terms]
    documents = np.array([document for each in lists for document, _ in each], dtype=np.uint32)
    return Inverted(
        terms=Terms.of(terms),
        starts=runs.sums(np.array([len(each) for each in lists], dtype=np.int64)),
        documents=documents,
        frequencies=np.array([len(places) for each in lists for _, places in each], dtype=np.uint32),
        lengths=(documents % 7).astype(np.uint8),
        positions=np.array([place for each in lists for _, places in each for place in places], dtype=np.uint32),
        weights=(documents / 3 + 0.5).astype(np.float32),
        values=[b"%d" % document if document % 2 else None for document in documents.tolist()],
    )


def _written(parts: Any) -> Container:
    file = BytesIO()
    container = ContainerWriter(file)
    writer = FieldWriter(container, "f")
    for part in parts:
        writer.add(part)
    writer.close()
    container.close()
    return Container(file.getvalue(), "test")


def _arrays(container: Container) -> dict[str, Any]:
    return {name: container.whole(name).tolist() for name in container} | dict(container.facts)


@pytest.fixture(params=["numpy", "numba"], autouse=True)
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are merged by the kernels with a compiler and by those without."""
    try:
        monkeypatch.setattr(merge_fields, "merging", load(request.param, "_merging"))
    except ImportError:
        pytest.skip("numba is not there")


@pytest.mark.parametrize("part", [1, 5, runs.PART])
@pytest.mark.parametrize("is_plain", [True, False])
def test_a_merge_gives_what_a_fresh_build_gives(part: int, is_plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PART", part)

    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(indexes, st.just(set()) | st.sets(st.integers(0, 9))), min_size=1, max_size=3))
    def check(segments: list[tuple[Index, set[int]]]) -> None:
        _check(segments, 10, _plain if is_plain else _renamed)

    check()


@pytest.mark.parametrize("seed", range(3))
def test_long_lists_are_merged(seed: int) -> None:
    """Lists that end within blocks and at their ends, with blocks of positions that are short and long."""
    random, segments = Random(seed), []
    for deleted in (0, 0, 300, 0, 599):
        often: Index = {}
        for number, share in enumerate((1, 1, 0.5, 0.2, 128 / 600, 0.01)):
            posted = [document for document in range(600) if random.random() < share]
            places = [random.choice((1, 1, 2, 5, 5 + 300 * (number == 1))) for _ in posted]
            drawn = [sorted(random.choices(range(4_000), k=count)) for count in places]
            often[b"t%d" % number] = dict(zip(sorted(posted), drawn, strict=True)) or {0: [0]}
        segments.append((often, set(random.sample(range(600), deleted))))
    _check(segments, 600, _plain)


def _check(segments: list[tuple[Index, set[int]]], count: int, renamed: Any) -> None:
    """Merges segments of `count` documents each, and builds the same anew."""
    fresh: dict[bytes, dict[int, tuple[int, list[int]]]] = {}
    sources, base = [], 0
    for index, deleted in segments:
        kept = [document for document in range(count) if document not in deleted]
        renumbered = np.full(count, -1, dtype=np.int64)
        renumbered[kept] = np.arange(base, base + len(kept))
        base += len(kept)
        # weights, values and lengths go by the old numbers: carry them over as positions do
        sources.append(merge_fields.Source(Field(_written([renamed(index, {})]), "f"), renumbered))
        for term, found in index.items():
            for document, places in found.items():
                if document not in deleted:
                    fresh.setdefault(term, {})[int(renumbered[document])] = (document, places)
    codes = (np.arange(base) % 7).astype(np.uint8)
    whole = _written(merge_fields.merged(sources, codes))
    names = {new: old for found in fresh.values() for new, (old, _) in found.items()}
    index = {term: {new: places for new, (_, places) in found.items()} for term, found in fresh.items()}
    assert _arrays(whole) == _arrays(_written([renamed(index, names)] if index else []))


def _renamed(index: Index, names: dict[int, int]) -> Inverted:
    """The index with weights and values by the names of the documents in place of their numbers."""
    inverted = _inverted(index)
    old = np.array([names.get(document, document) for document in inverted.documents.tolist()], dtype=np.uint32)
    return Inverted(
        inverted.terms,
        inverted.starts,
        inverted.documents,
        inverted.frequencies,
        inverted.lengths,
        inverted.positions,
        (old / 3 + 0.5).astype(np.float32),
        [b"%d" % document if document % 2 else None for document in old.tolist()] if (old % 2).any() else None,
    )


def _plain(index: Index, names: dict[int, int]) -> Inverted:
    """The index without weights and values."""
    return replace(_renamed(index, names), weights=None, values=None)


@pytest.mark.parametrize("many", [0, 1000])
def test_terms_are_looked_up_one_by_one_or_all_at_once(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge_fields, "_MANY", many)
    index: Index = {b"t%d" % number: {0: [1]} for number in range(0, 100, 3)}
    dictionary = Field(_written([_inverted(index)]), "f").dictionary
    wanted = sorted(b"t%d" % number for number in range(50))
    found = [dictionary.term(ordinal) for ordinal in merge_fields.ordinals(dictionary, wanted)]
    assert found == sorted({*wanted} & {*index})
