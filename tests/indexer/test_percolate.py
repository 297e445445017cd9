"""Percolation gives what the search gives, for each of the releases."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.records import State, StoredRelease
from indexer.index import Filter, Match, SearchRequest
from indexer.percolate import Percolator
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, release
from tests.indexer.query_language import generated
from tests.indexer.query_language.language import Node

_folders = itertools.count()

NEWS = [
    release("grain", "Grain ships leave the harbour", "The first grain exports since spring."),
    release("fog", "Fog closes the harbour", "Ships wait.", source="port", places=("Hull",), language="en"),
    release("sco", "Summit", "The Shanghai Cooperation Organisation (SCO) meets.", date(2020, 5, 1)),
    release("gone", "A quay", "The quay opens to ships.", state=State.WITHDRAWN),
]


def percolated(index: WhooshIndex, requests: Sequence[SearchRequest], among: Sequence[str]) -> list[list[str]]:
    return [list(found) for found in index.percolate(requests, among).found]


def searched(index: WhooshIndex, request: SearchRequest, among: Sequence[str]) -> list[str]:
    exact = replace(request, match="all" if request.match == "auto" else request.match, limit=1_000)
    found = {hit.id for hit in index.search(exact).hits}
    return [identity for identity in among if identity in found]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (SearchRequest("harbour"), ["grain", "fog"]),
        (SearchRequest("harbour ships"), ["grain", "fog"]),
        (SearchRequest("harbour summit"), []),
        (SearchRequest("harbour summit", match="any"), ["grain", "fog", "sco"]),
        (SearchRequest('"grain exports"'), ["grain"]),
        (SearchRequest("harbor"), ["grain", "fog"]),
        (SearchRequest("SCO"), ["sco"]),
        (SearchRequest("exp*"), ["grain"]),
        (SearchRequest("ships -fog"), ["grain", "gone"]),
        (SearchRequest("source:port"), ["fog"]),
        (SearchRequest("is:withdrawn"), ["gone"]),
        (SearchRequest(), ["grain", "fog", "sco", "gone"]),
        (SearchRequest(filters={"place": Filter(("Hull",))}), ["fog"]),
        (SearchRequest(filters={"place": Filter((), ("Hull",))}), ["grain", "sco", "gone"]),
        (SearchRequest(since=date(2020, 1, 1)), ["sco"]),
        (SearchRequest("ships", until=date(2019, 1, 1)), []),
    ],
)
def test_finds_what_is_asked(tmp_path: Path, request_: SearchRequest, expected: list[str]) -> None:
    index = built(tmp_path, NEWS[:2], NEWS[2:])
    among = [each.id for each in NEWS]
    assert percolated(index, [request_], among) == [expected]
    assert searched(index, request_, among) == expected


def test_looks_at_the_given_releases_alone_and_in_their_order(tmp_path: Path) -> None:
    index = built(tmp_path, NEWS)
    assert percolated(index, [SearchRequest("harbour")], ["fog", "nobody", "grain", "fog"]) == [["fog", "grain"]]
    assert percolated(index, [SearchRequest("harbour")], ["sco"]) == [[]]


def test_gives_the_releases_as_the_index_has_them(tmp_path: Path) -> None:
    documents = built(tmp_path, NEWS).percolate([SearchRequest()], ["gone", "nobody"]).documents
    assert [(identity, each.state, each.title) for identity, each in documents.items()] == [
        ("gone", "withdrawn", "A quay")
    ]


def test_a_changed_release_is_found_by_what_it_says_now(tmp_path: Path) -> None:
    index = built(tmp_path, NEWS, [replace(NEWS[0], content=replace(NEWS[0].content, title="Ships", text="Coal."))])
    assert percolated(index, [SearchRequest("grain"), SearchRequest("coal")], ["grain"]) == [[], ["grain"]]


def test_new_words_meet_patterns_that_were_asked_before(tmp_path: Path) -> None:
    index = built(tmp_path, NEWS)
    pattern = [SearchRequest("disarm*"), SearchRequest("title:disarm*"), SearchRequest("harbour")]
    assert percolated(index, pattern, ["grain"]) == [[], [], ["grain"]]
    index.add([release("talks", "Disarmament", "Talks begin.")])
    index.commit(2)
    assert percolated(index, pattern, ["talks"]) == [["talks"], ["talks"], []]


def test_what_was_looked_up_is_kept_until_the_index_has_grown(tmp_path: Path) -> None:
    """An acronym that the index learns later finds its name once the index has grown by as much as that takes."""
    index = built(tmp_path, [release(f"r{n}", f"Notice {n}", "Nothing new.") for n in range(10)])
    asked = [SearchRequest("XYZO")]
    assert percolated(index, asked, ["r1"]) == [[]]
    named = "The Xylophone Yard Zone Organisation"
    index.add([release("full", "Opening", f"{named} opens."), release("both", "Sale", f"{named} (XYZO) sells.")])
    index.commit(2)
    assert percolated(index, asked, ["full"]) == [[]]
    assert searched(index, asked[0], ["full"]) == ["full"]
    index.add([release(f"s{n}", f"Notice {n}", "Nothing else.") for n in range(60)])
    index.commit(3)
    assert percolated(index, asked, ["full"]) == [["full"]]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    releases=generated.releases(),
    asked=st.lists(st.tuples(generated.queries, generated.matches), min_size=1, max_size=6),
)
def test_agrees_with_the_search(
    tmp_path: Path, releases: list[StoredRelease], asked: list[tuple[list[Node], Match]]
) -> None:
    half = len(releases) // 2
    index = built(tmp_path / str(next(_folders)), releases[:half], releases[half:])
    among = [each.id for each in releases][::2]
    requests = [
        SearchRequest(
            generated.written(clauses),
            match=match,
            filters={"language": Filter(("fr",))} if number % 3 == 2 else {},
            since=date(2019, 10, 20) if number % 4 == 3 else None,
        )
        for number, (clauses, match) in enumerate(asked)
    ]
    expected = [searched(index, request, among) for request in requests]
    assert percolated(index, requests, among) == expected
    assert percolated(index, requests, among) == expected  # of what was kept


def test_searches_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    index = built(tmp_path, NEWS)
    percolator = Percolator()
    with index._reading() as snapshot:
        percolator.percolate(snapshot, [SearchRequest("harbour"), SearchRequest("quay")], ["fog"])
        percolator.forget_others([SearchRequest("quay")])
    assert len(percolator._kept) == 1
