from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from indexer.index import Filter
from indexer.schema import FACETS
from web.parameters import FILTERS, PARAMETERS, Search, first_day, last_day
from web.validation import ParameterError, read


def parse(*pairs: tuple[str, str], ignore_unknown: bool = False) -> Search:
    return read(PARAMETERS, MultiDict(pairs), ignore_unknown=ignore_unknown)


def refusal(*pairs: tuple[str, str]) -> dict[str, str]:
    with pytest.raises(ParameterError) as caught:
        parse(*pairs)
    return dict(caught.value.problems)


def test_nothing_given_means_everything_newest_first() -> None:
    search = parse()
    request = search.request()
    assert (request.q, request.sort, request.offset, request.limit, request.match) == ("", None, 0, 20, "auto")
    assert search.order == "newest"
    assert list(request.facets) == [facet.name for facet in FILTERS]


def test_a_query_is_ordered_by_relevance() -> None:
    assert parse(("q", "ice")).order == "relevance"
    assert parse(("q", "ice"), ("sort", "oldest")).order == "oldest"


def test_facet_filters_repeat_and_exclude() -> None:
    search = parse(("organisation", "A"), ("organisation", "-B"), ("organisation", "C"), ("place", "-Hull"))
    assert search.filters == {"organisation": Filter(("A", "C"), ("B",)), "place": Filter((), ("Hull",))}


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-10-30", date(2019, 10, 30), date(2019, 10, 30)),
    ],
)
def test_a_date_is_a_span_of_days(written: str, first: date, last: date) -> None:
    assert (first_day(written), last_day(written)) == (first, last)
    request = parse(("from", written), ("to", written)).request()
    assert (request.since, request.until) == (first, last)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("from", "yesterday", "must be a date"),
        ("from", "2019-02-30", "must be in the calendar"),
        ("to", "0000", "must be in the calendar"),
        ("to", "٢٠١٩", "must be a date"),
        ("match", "most", "must be one of"),
        ("sort", "best", "must be one of"),
        ("page", "0", "must be at least 1"),
        ("page", "two", "must be a whole number"),
        ("page", "9" * 5000, "must be a smaller number"),
        ("page", "501", "at most 500"),
        ("size", "101", "must be at most 100"),
        ("size", "-5", "must be at least 1"),
        ("facets", "colour", "must be none, or name"),
        ("facets", "place:0", "must be none, or name"),
        ("facets", "place:201", "at most 200 values"),
        ("fields", "text", "must be one of"),
        ("highlight", "perhaps", "must be true or false"),
        ("organisation", "-", "must not be a lone -"),
        ("organisation", "x" * 400, "at most 300 characters"),
        ("q", "x" * 2001, "at most 2000 characters"),
        ("colour", "red", "is not a parameter here"),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str, said: str) -> None:
    problems = refusal((name, value))
    assert list(problems) == [name]
    assert problems[name].startswith(f"{name} ")
    assert said in problems[name]


def test_every_bad_parameter_is_named_at_once() -> None:
    assert set(refusal(("page", "x"), ("size", "x"), ("nope", "1"))) == {"page", "size", "nope"}


def test_combinations_that_make_no_sense_are_refused() -> None:
    assert "before from" in refusal(("from", "2020"), ("to", "2019"))["to"]
    assert "can't be combined" in refusal(("page", "2"), ("cursor", "~abc"))["cursor"]
    assert "only once" in refusal(("q", "a"), ("q", "b"))["q"]
    assert "at most 50 times" in refusal(*[("place", str(n)) for n in range(51)])["place"]


def test_blank_values_count_as_absent() -> None:
    assert parse(("q", " "), ("from", ""), ("place", ""), ("page", ""), ("q", "")).pairs() == []


def test_a_page_ignores_what_it_does_not_know() -> None:
    assert parse(("utm_source", "x"), ("q", "ice"), ignore_unknown=True).pairs() == [("q", "ice")]


def test_names_may_be_separated_by_commas() -> None:
    search = parse(("facets", "place:30, organisation"), ("facets", "topic"), ("fields", "title,published"))
    assert search.facet_counts == {"place": 30, "organisation": 10, "topic": 10}
    assert search.fields == ["title", "published"]


def test_facets_can_be_left_out() -> None:
    assert parse(("facets", "none")).request().facets == {}


def test_pairs_give_the_same_search_again() -> None:
    given = [
        ("q", "ice"), ("from", "2019"), ("size", "50"), ("page", "2"), ("facets", "place:20"), ("highlight", "false"),
        ("organisation", "A & B"), ("organisation", "-C"),
    ]  # fmt: skip
    search = parse(*given)
    assert sorted(search.pairs()) == sorted(given)
    assert parse(*search.pairs()) == search


def test_changes_start_again_from_the_first_page() -> None:
    search = parse(("q", "ice"), ("page", "3"), ("place", "Hull"))
    assert search.toggled("place", "Kiel").pairs() == [("q", "ice"), ("place", "Hull"), ("place", "Kiel")]
    assert search.toggled("place", "Hull").pairs() == [("q", "ice")]
    assert search.but(page=4).page == 4


def test_broadened_keeps_only_the_words() -> None:
    search = parse(("q", "ice"), ("place", "Hull"), ("from", "2019"), ("sort", "oldest"))
    assert search.narrowed
    assert search.broadened().pairs() == [("q", "ice"), ("sort", "oldest")]
    assert not search.broadened().narrowed


def test_every_facet_with_values_is_a_parameter() -> None:
    assert {facet.name for facet in FACETS} - set(PARAMETERS.model_fields) == {"date"}
