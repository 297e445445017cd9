"""The query language against a reference that reads every release: the same releases for any query."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crawler.records import StoredRelease
from indexer import alternatives
from indexer.index import Match
from indexer.query import read
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import found, ids, release
from tests.indexer.query_language.generated import built, matches, one_release, queries, releases, written
from tests.indexer.query_language.language import Node
from tests.indexer.query_language.reference import Reference, distance

QUERIES = 20  # for each index: one costs more to make than to ask
Asked = tuple[list[Node], Match]
Case = tuple[list[list[StoredRelease]], list[str], list[Asked]]
# The same queries each time, so that a build fails for what it changes; without shrinking, which takes minutes here.
repeatable = settings(
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(autouse=True)
def nothing_misspelt(monkeypatch: pytest.MonkeyPatch) -> None:
    """No word is taken for one that is written nearly the same: the words of the tests are too much alike."""
    monkeypatch.setattr(alternatives, "nearest", lambda *_: [])


def compared(commits: Sequence[Sequence[StoredRelease]], removed: Sequence[str], asked: Sequence[Asked]) -> None:
    """Asks an index and the reference the same."""
    latest = {release.id: release for commit in commits for release in commit}
    reference = Reference([release for identity, release in latest.items() if identity not in removed])
    with tempfile.TemporaryDirectory() as folder:
        index = built(Path(folder) / "index", commits, removed)
        try:
            for clauses, match in asked:
                q = written(clauses)
                got = set(ids(index, q, match=match))
                expected = reference.matching(clauses, match)
                assert got == expected, f"{q!r} ({match}): {read(q, match).parsed!r}"
                if match != "any":  # which shows its OR, whose words are then no bare ones
                    assert set(ids(index, read(q, match).parsed, match=match)) == got
        finally:
            index.close()


@st.composite
def cases(draw: st.DrawFn) -> Case:
    first = draw(releases())
    later = [draw(one_release(f"r{number}")) for number in draw(st.lists(st.integers(0, 40), max_size=6, unique=True))]
    removed = draw(st.lists(st.sampled_from([f"r{number}" for number in range(40)]), max_size=3, unique=True))
    asked = draw(st.lists(st.tuples(queries, matches), min_size=QUERIES, max_size=QUERIES))
    return [first[: len(first) // 2], first[len(first) // 2 :], later], removed, asked


@settings(repeatable, max_examples=10)
@given(cases())
def test_the_same_releases_as_by_reading_all(case: Case) -> None:
    compared(*case)


@pytest.mark.slow
@pytest.mark.any_whoosh  # the shorter one asks the other
@settings(repeatable, max_examples=50)
@given(cases())
def test_a_thousand_queries(case: Case) -> None:
    compared(*case)


@pytest.mark.parametrize(("first", "second", "edits"), [("", "ab", 2), ("treaty", "treaties", 3), ("ab", "ba", 2)])
def test_the_distance_of_the_reference(first: str, second: str, edits: int) -> None:
    assert distance(first, second) == distance(second, first) == edits


HARD = (
    st.text(
        alphabet=st.sampled_from("ab \"'()*?~-:.^[]{}\\/<>=+&|!_\u202e\u200f\x00\x1e\x1f😀上") | st.characters(),
        max_size=80,
    )
    | st.lists(
        st.sampled_from(
            ["treaty", "OR", "NOT", "AND", "-", "(", ")", '"', "title:", "date:", "2019", "..", "*", "?", "~5", "is:"]
        ),
        max_size=20,
    ).map(" ".join)
)  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    return built(
        tmp_path_factory.mktemp("index"),
        [[release("a", "a treaty", "a b 上海 😀 treaty signed"), release("b", "b", "b (a) 2019")]],
        [],
    )


@settings(repeatable, max_examples=300)
@given(HARD, matches)
def test_nothing_typed_fails_and_what_is_shown_reads_the_same(small: WhooshIndex, q: str, match: Match) -> None:
    result = found(small, q, match=match)
    assert 0 <= result.total <= 2
    parsed = read(q, match).parsed
    assert read(parsed, match).parsed == parsed


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("treaty?", {"a"}),
        ("is there a treaty?", {"a"}),
        ('"treaty signed', {"a"}),
        ("treaty)", {"a"}),
        ("((treaty", {"a"}),
        ("treaty AND", {"a"}),
        ("NOT", set()),
        ("- treaty", {"a"}),
        ("treaty \x00", {"a"}),
        ("\u202etreaty\u202c", {"a"}),
    ],
)
def test_what_people_type(small: WhooshIndex, q: str, expected: set[str]) -> None:
    assert set(ids(small, q)) >= expected
