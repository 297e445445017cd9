"""Match, order, pages and cursors, filters, facets and date buckets."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import State, StoredRelease
from indexer import lexicon
from indexer.index import BadCursorError, FacetValue, Filter, Match, SearchRequest, Sort
from indexer.schema import FACETS
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, found, ids, release

PLACES = ("Oslo", "Riga", "Bern", "Bonn", "Turin")
TOPICS = ("Defence", "Élections", "energy")
KNOWN_AS = {
    "OSCE": "Organization for Security and Co-operation in Europe (OSCE)",
    "NATO": "North Atlantic Treaty Organization (NATO)",
}
WIDER = {
    "Oslo": ("Europe", "Norway"),
    "Riga": ("Europe", "Latvia"),
    "Bern": ("Europe", "Switzerland"),
    "Bonn": ("Europe", "Germany"),
    "Turin": ("Europe", "Italy"),
    "Defence": ("Defence and peace",),
}


def corpus() -> list[StoredRelease]:
    random = Random(7)
    return [
        release(
            f"r{number:03}",
            f"Release {number}",
            " ".join(random.choices(["alpha", "beta", "gamma", "delta", "omega"], k=random.randint(1, 9))),
            date(2018, 1, 1) + timedelta(days=random.randint(0, 900)),
            source=random.choice(["osce", "nato", "who"]),
            state=random.choice(list(State)),
            organisation=random.choice(["OSCE", "NATO", None]),
            language=random.choice(["en", "en-GB", "fr", None]),
            places=tuple(random.sample(PLACES, random.randint(0, 3))),
            topics=tuple(random.sample(TOPICS, random.randint(0, 2))),
            people=("Ann Lee",) if number % 10 == 0 else (),
        )
        for number in range(150)
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    releases = corpus()
    index = built(tmp_path_factory.mktemp("index"), releases[:70], releases[70:120], releases[120:])
    index.remove(["r005", "r099"])
    index.commit(4)
    return index


@pytest.fixture(scope="module")
def documents() -> list[StoredRelease]:
    return [document for document in corpus() if document.id not in {"r005", "r099"}]


def values(document: StoredRelease, facet: str) -> tuple[str, ...]:
    """A document's values of a facet, said once more in the test's own words."""
    content = document.content
    several = {"person": content.people, "place": content.places, "topic": content.topics}
    several["mentioned"] = (KNOWN_AS[content.organisation],) if content.organisation else ()
    single = {
        "organisation": content.organisation,
        "language": content.language and content.language[:2],
        "source": document.source,
        "state": document.state.value,
        "year": document.sort_date[:4],
        "month": document.sort_date[:7],
    }
    if facet in several:
        return tuple({wider for value in several[facet] for wider in (value, *WIDER.get(value, ()))})
    return tuple(filter(None, [single[facet]]))


def passes(document: StoredRelease, filters: dict[str, Filter], but: str | None = None) -> bool:
    return all(
        (not wanted.include or set(wanted.include) & set(values(document, facet)))
        and not set(wanted.exclude) & set(values(document, facet))
        for facet, wanted in filters.items()
        if facet != but
    )


NAMES = st.sampled_from(["organisation", "place", "topic", "language", "source", "state", "year", "person"])
CHOICES = ("OSCE", "NATO", "en", "fr", "osce", "who", "live", "changed", "2018", "2019", "Ann Lee", "nowhere", *PLACES,
           "Europe", "Italy", "Defence and peace")  # fmt: skip
FILTERS = st.dictionaries(
    NAMES,
    st.builds(
        Filter,
        include=st.lists(st.sampled_from(CHOICES), max_size=3, unique=True).map(tuple),
        exclude=st.lists(st.sampled_from(CHOICES), max_size=1).map(tuple),
    ),
    max_size=3,
)


@settings(max_examples=100, deadline=None)
@given(FILTERS, st.sampled_from(["", "alpha", "beta -gamma"]), st.booleans())
def test_filters_and_multi_select_counts(
    index: WhooshIndex, documents: list[StoredRelease], filters: dict[str, Filter], q: str, limited: bool
) -> None:
    since, until = (date(2018, 6, 1), date(2019, 6, 1)) if limited else (None, None)
    names = [facet.name for facet in FACETS if facet.order != "buckets"]
    result = found(index, q, filters=filters, since=since, until=until, facets=dict.fromkeys(names, 100))
    matching = [
        document
        for document in documents
        if all(word in document.content.text.split() for word in q.split() if word[0] != "-")
        and not any(word[1:] in document.content.text.split() for word in q.split() if word[0] == "-")
        and (not limited or "2018-06-01" <= document.sort_date <= "2019-06-01")
    ]
    assert {hit.id for hit in result.hits} == {document.id for document in matching if passes(document, filters)}
    assert result.total == len(result.hits)
    for name in names:
        expected = Counter(
            value for document in matching if passes(document, filters, but=name) for value in values(document, name)
        )
        selected = set(filters[name].include) if name in filters else set()
        assert {value.value: value.count for value in result.facets[name]} == expected | dict.fromkeys(
            selected - set(expected), 0
        )
        assert {value.value for value in result.facets[name] if value.selected} == selected


def test_the_order_of_facet_values(index: WhooshIndex) -> None:
    facets = found(index, facets={"topic": 10, "place": 2, "year": 10, "month": 3, "language": 5}).facets
    assert [(-value.count, value.label.casefold()) for value in facets["topic"]] == sorted(
        (-value.count, value.label.casefold()) for value in facets["topic"]
    )
    assert len(facets["place"]) == 2
    assert [value.value for value in facets["year"]] == ["2020", "2019", "2018"]
    assert [value.value for value in facets["month"]] == ["2020-06", "2020-05", "2020-04"]
    assert facets["month"][0].label == "June 2020"
    assert {value.value: value.label for value in facets["language"]} == {"en": "English", "fr": "French"}


def test_the_same_count_is_ordered_by_label(tmp_path: Path) -> None:
    topics = ["Élan", "zebra", "Apple", "banana"]
    index = built(tmp_path, [release(f"r{number}", topics=(topic,)) for number, topic in enumerate(topics)])
    assert [value.value for value in found(index, facets={"topic": 3}).facets["topic"]] == ["Apple", "banana", "zebra"]


def test_a_selected_value_is_listed_below_the_limit(index: WhooshIndex) -> None:
    places = found(index, filters={"place": Filter(("Nowhere",))}, facets={"place": 1}).facets["place"]
    assert [value.selected for value in places] == [False, True]
    assert places[1] == FacetValue("Nowhere", "Nowhere", 0, selected=True)


@pytest.mark.parametrize("name", ["colour", ""])
def test_an_unknown_facet_is_refused(index: WhooshIndex, name: str) -> None:
    with pytest.raises(ValueError, match="no facet"):
        index.search(SearchRequest(facets={name: 5}))
    with pytest.raises(ValueError, match="no facet"):
        index.search(SearchRequest(filters={name: Filter(("x",))}))


@pytest.mark.parametrize(
    ("limit", "since", "until", "labels"),
    [
        (1_000, date(2018, 2, 1), date(2018, 2, 28), "2018-02"),
        (31, date(2018, 2, 1), date(2018, 12, 31), "2018"),
        (5, None, None, "20"),
        (1, None, None, "20"),
    ],
)
def test_date_buckets(
    index: WhooshIndex, documents: list[StoredRelease], limit: int, since: date | None, until: date | None, labels: str
) -> None:
    filters = {"year": Filter((str(since.year),))} if since else {}
    buckets = found(index, filters=filters, since=since, until=until, facets={"date": limit}).facets["date"]
    assert 1 <= len(buckets) <= limit
    days = [document.sort_date for document in documents if not since or document.sort_date[:4] == str(since.year)]
    for bucket in buckets:
        assert bucket.since
        assert bucket.until
        assert bucket.count == sum(bucket.since <= day <= bucket.until for day in days)
        assert bucket.selected == (since is not None and str(since) <= bucket.since and bucket.until <= str(until))
    for before, after in pairwise(buckets):
        assert date.fromisoformat(before.until or "") + timedelta(days=1) == date.fromisoformat(after.since or "")
    assert sum(bucket.count for bucket in buckets) == len(days) or limit == 1


def test_date_buckets_at_the_ends_of_the_calendar(tmp_path: Path) -> None:
    index = built(tmp_path, [release("old", published=date(1, 1, 1)), release("late", published=date(9999, 12, 31))])
    for limit in (1, 3, 100, 5_000):
        buckets = found(index, facets={"date": limit}).facets["date"]
        assert 1 <= len(buckets) <= limit
        assert buckets[-1].until == "9999-12-31"
    assert found(index, "nothing", facets={"date": 5}).facets["date"] == []


def test_no_facet_is_counted_unasked(index: WhooshIndex) -> None:
    assert found(index).facets == {}


@pytest.mark.parametrize(("sort", "sign"), [("newest", -1), ("oldest", 1)])
def test_dates_sort_by_the_moment_then_by_id(
    index: WhooshIndex, documents: list[StoredRelease], sort: Sort, sign: int
) -> None:
    expected = sorted(documents, key=lambda d: (sign * date.fromisoformat(d.sort_date).toordinal(), d.id))
    assert ids(index, sort=sort) == [document.id for document in expected]


def test_times_and_time_zones_sort_as_moments(tmp_path: Path) -> None:
    moments = {
        "a": datetime(2019, 10, 30, 10, 0, tzinfo=UTC),
        "b": datetime(2019, 10, 30, 11, 30, tzinfo=timezone(timedelta(hours=2))),
        "c": date(2019, 10, 30),
        "d": None,
        "e": datetime(2019, 10, 30, 10, 0, 0, 5, tzinfo=UTC),
    }
    index = built(tmp_path, [release(identity, published=moment) for identity, moment in moments.items()])
    assert ids(index, sort="newest") == ["d", "e", "a", "b", "c"]
    assert ids(index, sort="newest", since=date(2024, 5, 1), until=date(2024, 5, 1)) == ["d"]


def test_nothing_to_rank_by_means_newest_first(index: WhooshIndex) -> None:
    assert ids(index, "lang:en") == ids(index, "lang:en", sort="newest")
    assert ids(index) == ids(index, sort="newest")


def test_titles_weigh_more_than_text(tmp_path: Path) -> None:
    index = built(tmp_path, [release("text", "Other", "Norway"), release("title", "Norway", "other")])
    assert ids(index, "norway") == ["title", "text"]


def test_scores_and_ties(tmp_path: Path) -> None:
    index = built(tmp_path, [release("b"), release("c")], [release("a")])
    hits = found(index, "text").hits
    assert [hit.id for hit in hits] == ["a", "b", "c"]
    assert hits[0].score == hits[1].score > 0


# Three words: some releases hold all of them, some two, some one.
PARTLY = [
    release("all", text="red green blue"),
    *[release(f"two{number}", text="red green") for number in range(3)],
    *[release(f"one{number}", text="blue") for number in range(4)],
    release("none", text="black"),
]


@pytest.mark.parametrize(
    ("q", "match", "expected", "relaxed"),
    [
        ("red green blue", "all", {"all"}, False),
        ("red green blue", "any", {"all", "two0", "two1", "two2", "one0", "one1", "one2", "one3"}, False),
        ("red green blue", "auto", {"all", "two0", "two1", "two2"}, True),
        ("red green", "auto", {"all", "two0", "two1", "two2"}, False),
        ("red blue", "auto", {"all", "two0", "two1", "two2", "one0", "one1", "one2", "one3"}, True),
        ("red grey pink white", "auto", {"all", "two0", "two1", "two2"}, True),
        ("red green blue -red", "auto", {"one0", "one1", "one2", "one3"}, True),
        ('"green blue" red', "auto", {"all"}, False),
        ("title:other red", "auto", set(), False),
        ("grey", "auto", set(), False),
    ],
)
def test_match(tmp_path: Path, q: str, match: Match, expected: set[str], relaxed: bool) -> None:
    result = found(built(tmp_path, PARTLY), q, match=match)
    assert {hit.id for hit in result.hits} == expected
    assert result.relaxed is relaxed
    assert result.total == len(expected)


def test_what_has_all_words_comes_first(tmp_path: Path) -> None:
    whole = release("whole", text="red blue " + "filler " * 500)
    parts = [release(f"{word}{number}", word, word) for word in ("red", "blue") for number in range(5)]
    index = built(tmp_path, [whole, *parts])
    result = found(index, "red blue")
    assert result.relaxed
    assert result.hits[0].id == "whole"
    assert result.hits[0].score < result.hits[1].score < 1_000


def test_ten_with_all_words_are_enough(tmp_path: Path) -> None:
    index = built(tmp_path, [release(f"r{number}", text="red blue" if number < 10 else "red") for number in range(20)])
    assert found(index, "red blue").total == 10
    assert found(index, "red blue", filters={"source": Filter(("osce",))}).relaxed is False
    index.remove(["r0"])
    index.commit(2)
    assert found(index, "red blue").total == 19


def test_filters_count_when_words_are_softened(tmp_path: Path) -> None:
    index = built(
        tmp_path, [release(f"r{number}", text="red blue", source="a" if number else "b") for number in range(12)]
    )
    assert not found(index, "red blue").relaxed
    assert not found(index, "red blue", filters={"source": Filter(("b",))}).relaxed  # nothing more to show


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("q", ["", "alpha beta", "alpha"])
def test_pages_and_cursors_walk_through_all_hits_once(index: WhooshIndex, q: str, sort: Sort) -> None:
    whole = ids(index, q, sort=sort)
    paged = [
        hit.id for page in range(20) for hit in index.search(SearchRequest(q, sort=sort, offset=page * 9, limit=9)).hits
    ]
    assert paged == whole
    walked, cursor = [], None
    while True:
        result = index.search(SearchRequest(q, sort=sort, offset=3, limit=9, cursor=cursor))
        assert result.total == len(whole)
        walked += [hit.id for hit in result.hits]
        cursor = result.cursor
        if cursor is None:
            break
    assert walked == whole[3:]


def test_a_cursor_stays_true_while_the_index_changes(tmp_path: Path) -> None:
    releases = [release(f"r{number:02}", published=date(2020, 1, 1 + number)) for number in range(20)]
    index = built(tmp_path, releases)
    first = index.search(SearchRequest(limit=5))
    index.add([release("new", published=date(2021, 1, 1))])
    index.remove([first.hits[-1].id])
    index.commit(2)
    second = index.search(SearchRequest(limit=5, cursor=first.cursor))
    assert [hit.id for hit in second.hits] == ["r14", "r13", "r12", "r11", "r10"]


def test_a_cursor_that_is_none(index: WhooshIndex) -> None:
    cursor = index.search(SearchRequest("alpha", limit=2)).cursor
    assert cursor
    assert set(cursor) <= set("~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    for wrong in ("x", "", "%%%", cursor[:-3], cursor[2:], "W10", "WyJhIiwxLCJiIl0", "bnVsbA", "é"):
        if wrong:
            with pytest.raises(BadCursorError):
                index.search(SearchRequest("alpha", cursor=wrong))
    with pytest.raises(BadCursorError, match="another search"):
        index.search(SearchRequest("beta", cursor=cursor))


@given(st.text(min_size=1))
def test_no_cursor_text_does_worse_than_be_refused(index: WhooshIndex, text: str) -> None:
    with pytest.raises(BadCursorError):
        index.search(SearchRequest("alpha", cursor=text))


def test_limit_nought_counts(index: WhooshIndex) -> None:
    result = index.search(SearchRequest("alpha", limit=0))
    assert (list(result.hits), result.total) == ([], index.count(SearchRequest("alpha")))
    assert result.total > 0


def test_a_hit_carries_the_release(tmp_path: Path) -> None:
    full = release(
        "r1", "Title", "Words", datetime(2019, 10, 30, 10, tzinfo=UTC), people=("Ann Lee",), language=None,
        topics=("T",), organisation=None,
    )  # fmt: skip
    (hit,) = found(built(tmp_path, [full])).hits
    assert hit.fields == {
        "id": "r1", "url": "https://press.example/r1", "title": "Title", "published": "2019-10-30T10:00:00Z",
        "published_precision": "day",
        "first_seen": "2024-05-01T12:00:00Z", "last_seen": "2024-05-01T12:00:00Z", "state": "live", "revision": 1,
        "source": "osce", "organisation": None, "language": None, "people": ["Ann Lee"], "organisations": [],
        "places": [], "topics": ["T"],
    }  # fmt: skip
    assert hit.snippet == "Words"
    assert found(built(tmp_path / "other", [full]), snippets=False).hits[0].snippet == ""


def test_a_pattern_that_stands_for_too_many_words_is_cut_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "MAX_EXPANSION", 2)
    texts = ["worda", "worda wordb", "worda wordb wordc", "wordc wordb worda wordd"]
    index = built(tmp_path, [release(f"r{number}", "A title", text) for number, text in enumerate(texts)])
    result = found(index, "wo* OR title:none")
    assert result.total == 4
    assert len(result.notes) == 1
    assert "wo*" in result.notes[0]
    assert found(index, "worda wordd*").notes == ()
    assert found(index, "*").notes == ()


def test_a_facet_that_is_a_tree_counts_and_filters_by_what_is_wider(tmp_path: Path) -> None:
    index = built(
        tmp_path,
        [
            release("one", places=("Moscow", "Russia")),
            release("two", places=("Kazan", "Russia", "Berlin", "Germany")),
            release("three", places=("Neverland",)),
        ],
    )
    values = found(index, facets={"place": 10}).facets["place"]
    assert [(value.value, value.count, value.parent) for value in values] == [
        ("Europe", 2, None),
        ("Russia", 2, "Europe"),
        ("Berlin", 1, "Germany"),
        ("Germany", 1, "Europe"),
        ("Kazan", 1, "Russia"),
        ("Moscow", 1, "Russia"),
        ("Neverland", 1, None),
    ]
    assert set(ids(index, filters={"place": Filter(("Europe",))})) == {"one", "two"}
    (one,) = found(index, filters={"place": Filter(("Moscow",))}).hits
    assert one.fields["places"] == ["Moscow", "Russia"], "but shows only what it names"


def test_the_words_of_a_query_are_found_in_any_texts(tmp_path: Path) -> None:
    index = built(tmp_path, [release(text="Ships sail into two harbours.", language="en")])
    texts = ["A ship in fog", "No word of it", "The SHIPS, the ship’s harbour"]
    marks = index.marks('ship "two harbours"', texts, "en")
    assert [[text[start:end] for start, end in found] for text, found in zip(texts, marks, strict=True)] == [
        ["ship"],
        [],
        ["SHIPS", "ship’s"],
    ]
    assert index.marks("", texts, "en") == [[], [], []]
