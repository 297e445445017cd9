from __future__ import annotations

from itertools import pairwise

import pytest

from tests.labels.events.corpus import SECOND_END, is_asked, parts_of, records
from tests.labels.events.fit import PARTS
from tests.labels.events.gold import Label, Pair, Part, Place, digest, labels
from tests.labels.events.score import scores
from tests.replay import shared_data

DATA = shared_data()


def pair(names: str) -> Pair:
    return frozenset(names)


def label(names: str, *, same: bool) -> Label:
    first, second = (Place("set", name, "") for name in names)
    return Label("tune", same, (first, second))


LABELS = [label("ab", same=True), label("bc", same=True), label("cd", same=False), label("xy", same=True)]


def test_precision_is_of_what_is_found_and_recall_of_what_is_one_event() -> None:
    found = scores(LABELS, [pair("ab"), pair("cd"), pair("pq")])
    assert (found.precision.right, found.precision.all, found.precision.value) == (1, 2, 0.5)
    assert (found.recall.right, found.recall.all) == (1, 3)
    assert (found.wrong, found.missed, found.unjudged) == ([pair("cd")], [pair("bc"), pair("xy")], [pair("pq")])


def test_nothing_found_says_nothing_of_precision() -> None:
    found = scores(LABELS, [])
    assert (found.precision.all, found.precision.low, found.precision.high) == (0, 0.0, 1.0)
    assert found.recall.value == 0.0


def test_all_right_leaves_no_doubt_by_drawing_again() -> None:
    precision = scores(LABELS, [pair("ab"), pair("xy")]).precision
    assert (precision.low, precision.value, precision.high) == (1.0, 1.0, 1.0)


def test_pairs_of_one_event_count_as_one_draw() -> None:
    """Twenty wrong pairs of one event are as uncertain as one."""
    row = "abcdefghijklmnopqrstu"
    together = [label("".join(two), same=False) for two in pairwise(row)]
    right = [label(two, same=True) for two in ("AB", "CD", "EF", "GH")]
    judged = [*together, *right]
    interval = scores(judged, [each.pair for each in judged]).precision
    assert interval.low < interval.value < 0.5 < interval.high


def test_a_fortnight_is_in_one_part() -> None:
    assert parts_of("2005-07-01") == parts_of("2005-06-30")
    months = [parts_of(f"2005-{month:02}-01") for month in range(1, 13)]
    assert set().union(*months) == {"tune", "fresh", "end", "end2"}
    assert all(len(parts - {"end2"}) == 1 for parts in months)


def test_the_end_holds_no_release_of_what_rules_are_made_on() -> None:
    made_on = {place.id for part in PARTS for each in labels(part) for place in each.releases}
    assert len(SECOND_END) == 69
    assert made_on.isdisjoint(place.id for each in labels("end") for place in each.releases)


@pytest.mark.slow
@pytest.mark.skipif(DATA is None, reason="no shared data beside the repository ($PRESSROOM_SHARED)")
def test_the_labels_are_of_releases_that_are_there() -> None:
    assert DATA is not None
    known, there = labels(), {}
    for name, record in records(DATA):
        there[name, record["id"], digest(record.get("title"), record["text"])] = record["date"]
    days = [[there[place.set, place.id, place.digest] for place in each.releases] for each in known]
    assert all(any(is_asked(place.id, each.part) for place in each.releases) for each in known), "of the sample"
    parts = [set[Part]().union(*map(parts_of, of_pair)) for of_pair in days]
    assert all(each.part in there for each, there in zip(known, parts, strict=True))
    assert len({each.pair for each in known}) == len(known), "each pair once"
    assert sum(each.part == "end" for each in known) >= 50
    assert sum(each.part == "fresh" for each in known) >= 150
    assert sum(each.part == "end2" for each in known) >= 300
