"""When releases are from: against a count over the releases themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from random import Random

import pytest

from crawler.records import Precision, StoredRelease
from indexer.index import Dated, Filter, SearchRequest
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import SEEN, built, release

ORGANISATIONS = ("Harbour Board", "River Council", "Health Office", "Post Office", None)
WORDS = ("quay", "flood", "vaccine", "parcel")


def _some(count: int) -> list[StoredRelease]:
    chance = Random(7)
    return [
        release(
            f"r{number}",
            title=f"About the {chance.choice(WORDS)}",
            text=f"A text with {chance.choice(WORDS)} and {chance.choice(WORDS)}.",
            published=chance.choice([None, date(chance.randint(1998, 2021), chance.randint(1, 12), 28)]),
            published_from=chance.choice([*Precision, "page"]),
            organisation=chance.choices(ORGANISATIONS, (5, 4, 3, 2, 1))[0],
            language=chance.choice(["en", "de"]),
        )
        for number in range(count)
    ]


RELEASES = _some(300)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    found = built(tmp_path_factory.mktemp("index"), RELEASES[:200], RELEASES[200:])
    found.remove(["r3", "r250"])
    found.commit(3)
    return found


LIVING = [one for one in RELEASES if one.id not in ("r3", "r250")]


def month(one: StoredRelease) -> int:
    day = one.content.published or SEEN
    return 12 * day.year + day.month - 1


def by_hand(releases: Iterable[StoredRelease]) -> Dated:
    kept = list(releases)
    dated = [one for one in kept if one.content.published]
    return Dated(
        dict(sorted(Counter(map(month, kept)).items())),
        undated=len(kept) - len(dated),
        by_year=sum(one.content.published_precision is Precision.YEAR for one in dated),
    )


def has(*words: str) -> Callable[[StoredRelease], bool]:
    return lambda one: all(word in f"{one.content.title} {one.content.text}" for word in words)


REQUESTS = {
    "everything": (SearchRequest(), has()),
    "a word": (SearchRequest("quay"), has("quay")),
    "all words, though few have them": (SearchRequest("quay flood parcel"), has("quay", "flood", "parcel")),
    "nothing": (SearchRequest("zebra", match="all"), has("zebra")),
    "a phrase and a filter": (
        SearchRequest('"about the flood"', filters={"language": Filter(("de",))}),
        lambda one: one.content.title == "About the flood" and one.content.language == "de",
    ),
    "days": (
        SearchRequest("quay", since=date(2005, 1, 1), until=date(2010, 12, 31)),
        lambda one: has("quay")(one) and "2005" <= one.sort_date[:4] <= "2010",
    ),
    "an organisation, and not another language": (
        SearchRequest(filters={"organisation": Filter(("Harbour Board",)), "language": Filter(exclude=("en",))}),
        lambda one: one.content.organisation == "Harbour Board" and one.content.language != "en",
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_months_are_counted_as_by_hand(index: WhooshIndex, name: str) -> None:
    request, passes = REQUESTS[name]
    expected = list(filter(passes, LIVING))
    found = index.timeline(request, "organisation", 3)
    assert found.everything == by_hand(expected)
    assert list(found.everything.months) == sorted(found.everything.months)
    sizes = Counter(one.content.organisation for one in expected if one.content.organisation)
    assert [dated.total for dated in found.values.values()] == [count for _, count in sizes.most_common(3)]
    for value, dated in found.values.items():
        assert dated == by_hand(one for one in expected if one.content.organisation == value)
    assert index.timeline(request).everything == found.everything


@pytest.mark.parametrize("name", REQUESTS)
def test_it_counts_what_a_search_for_all_the_words_finds(index: WhooshIndex, name: str) -> None:
    request, _ = REQUESTS[name]
    everything = SearchRequest(request.q, request.filters, request.since, request.until, match="all")
    assert index.timeline(everything).everything.total == index.search(everything).total


def test_any_of_the_words(index: WhooshIndex) -> None:
    found = index.timeline(SearchRequest("quay flood", match="any")).everything
    assert found == by_hand(one for one in LIVING if has("quay")(one) or has("flood")(one))


def test_ages_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    days = (date(1, 1, 1), date(1969, 12, 31), date(1970, 1, 1), date(9999, 12, 31))
    releases = [release(f"r{place}", published=day) for place, day in enumerate(days)]
    found = built(tmp_path_factory.mktemp("ages"), releases).timeline(SearchRequest(), "organisation")
    assert list(found.everything.months) == [12, 12 * 1969 + 11, 12 * 1970, 12 * 9999 + 11]
    assert list(found.values) == ["Organization for Security"]


@pytest.mark.parametrize("facet", ["place", "date", "colour"])
def test_what_it_can_not_be_split_by(index: WhooshIndex, facet: str) -> None:
    with pytest.raises(ValueError, match=facet):
        index.timeline(SearchRequest(), facet)


def test_by_other_facets(index: WhooshIndex) -> None:
    found = index.timeline(SearchRequest(), "language", 1)
    (value,) = found.values
    assert found.values[value] == by_hand(one for one in LIVING if one.content.language == value)
