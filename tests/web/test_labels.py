from __future__ import annotations

import pytest
from flask import Flask

from indexer.index import FacetValue
from web.labels import bucket_label, facet_label, language_name, value_label


@pytest.mark.parametrize(
    ("language", "facet", "value", "called"),
    [
        ("ru", "place", "Germany", "Германия"),
        ("ar", "place", "Europe", "أوروبا"),
        ("zh", "place", "Hull", "Hull"),
        ("en", "place", "Germany", "Germany"),
        ("de", "language", "ru", "Russisch"),
        ("en", "language", "ru", "Russian"),
        ("fr", "language", "qqq", "qqq"),
        ("es", "topic", "Agriculture and food", "Agricultura y alimentación"),
        ("es", "topic", "A topic of nobody", "A topic of nobody"),
        ("de", "state", "withdrawn", "Zurückgezogen"),
        ("en", "state", "withdrawn", "Withdrawn"),
        ("fr", "month", "2019-10", "octobre 2019"),
        ("zh", "year", "2019", "2019年"),
        ("de", "month", "no month", "no month"),
        ("de", "organisation", "Germany", "Germany"),
    ],
)
def test_values_have_their_name_in_the_language(app: Flask, language: str, facet: str, value: str, called: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert value_label(facet, value) == called


def test_what_the_index_calls_a_value_is_kept(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert value_label("person", "norov", "Norov, Vladimir") == "Norov, Vladimir"
        assert facet_label("person") == "Person"
        assert language_name("zh-Hant") == "Chinesisch"


@pytest.mark.parametrize(
    ("since", "until", "english", "russian"),
    [
        ("2019-10-30", "2019-10-30", "30 October 2019", "30 октября 2019\N{NARROW NO-BREAK SPACE}г."),
        ("2019-02-01", "2019-02-28", "February 2019", "февраль 2019\N{NARROW NO-BREAK SPACE}г."),
        ("2019-01-01", "2019-12-31", "2019", "2019"),
        ("1990-01-01", "1999-12-31", "1990s", "1990-е"),
        ("0001-01-01", "0009-12-31", "0s", "0-е"),
    ],
)
def test_stretches_of_days(app: Flask, since: str, until: str, english: str, russian: str) -> None:
    bucket = FacetValue("", "as the index calls it", 1, since=since, until=until)
    for language, called in (("en", english), ("ru", russian)):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert bucket_label(bucket) == called
    assert bucket_label(FacetValue("", "as the index calls it", 1)) == "as the index calls it"
