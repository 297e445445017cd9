from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.importing.jsonlines import BadLineError, Line, parse, source_name
from crawler.records import Release, release_id

URL = "https://www.example.org/1"


def line(**values: Any) -> Line:
    return parse(json.dumps({"id": "one", "text": "The bridge is open.", **values}).encode())


def refusal(**values: Any) -> str:
    with pytest.raises(BadLineError) as refused:
        line(**values)
    return str(refused.value)


def test_all_fields_are_taken() -> None:
    made = line(
        url=URL,
        title="A bridge",
        published="2019-10-30",
        organisation="Bridges",
        language="en",
        notes="Contact us.",
        people=["Ada Berg", "Ada Berg", " "],
        places=["Oslo"],
        source="Some/Archive",
        unknown={"a": 1},
    )
    assert made == Line(
        "one",
        Release(
            url=URL,
            title="A bridge",
            text="The bridge is open.",
            published=date(2019, 10, 30),
            published_from="record",
            language="en",
            organisation="Bridges",
            notes="Contact us.",
            people=("Ada Berg",),
            places=("Oslo",),
        ),
        "some-archive",
    )


@pytest.mark.parametrize(
    ("given_date", "taken", "evidence"),
    [
        ("2019-10-30T09:30:00Z", datetime(2019, 10, 30, 9, 30, tzinfo=UTC), "record"),
        ("2019-10", date(2019, 10, 1), "month"),
        ("2019", date(2019, 1, 1), "year"),
        (None, None, None),
        ("", None, None),
    ],
)
def test_dates_say_how_precise_they_are(given_date: str | None, taken: date | None, evidence: str | None) -> None:
    release = line(date=given_date).release
    assert (release.published, release.published_from) == (taken, evidence)


def test_published_comes_before_date_and_language_before_lang() -> None:
    release = line(published="2020-01-02", date="2019-01-02", language="fr", lang="de").release
    assert (release.published, release.language) == (date(2020, 1, 2), "fr")
    assert line(lang="de").release.language == "de"


def test_a_missing_title_is_made_from_the_text() -> None:
    assert line(title=None, text="First line\nand more").release.title == "First line"
    made = line(text="word " * 100).release.title
    assert len(made) <= 121
    assert made.endswith("word…")


def test_the_url_is_the_identity_where_there_is_no_id() -> None:
    made = line(id=None, url=f"{URL}?utm_source=x")
    assert (made.id, made.release.url) == (release_id(URL), URL)


def test_an_id_is_kept_as_it_is_and_a_url_that_is_none_left_out() -> None:
    made = line(id="wire:2019/10/30/a b", url="just-a-slug")
    assert (made.id, made.release.url) == ("wire:2019/10/30/a b", "")


def test_a_number_is_an_id() -> None:
    assert line(id=17).id == "17"


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"text": None}, "no text"),
        ({"text": "\n \x00 "}, "no text"),
        ({"text": 5}, "text must be a string"),
        ({"id": None}, "neither a url nor an id"),
        ({"id": None, "url": "ftp://x"}, "not an http or https address"),
        ({"id": True}, "id must be"),
        ({"id": "x" * 501}, "id must be"),
        ({"date": "30 October"}, "is not a date"),
        ({"date": "2019-13"}, "is not a date"),
        ({"people": "Ada"}, "list of strings"),
        ({"title": "\ud800"}, "broken Unicode"),
    ],
)
def test_what_cannot_be_taken_says_why(values: dict[str, Any], part: str) -> None:
    assert part in refusal(**values)


@pytest.mark.parametrize("text", [b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"a": ' * 5000])
def test_what_is_no_json_object_is_refused(text: bytes) -> None:
    with pytest.raises(BadLineError):
        parse(text)


def test_paragraphs_are_separated_by_one_blank_line() -> None:
    assert line(text="a\r\nb\r\n\r\n\r\n \r\nc\n").release.text == "a\nb\n\nc"


@pytest.mark.parametrize(("name", "key"), [("Some/Archive.org", "some-archive-org"), ("---", None), (None, None)])
def test_a_free_source_name_becomes_a_key(name: str | None, key: str | None) -> None:
    assert source_name(name) == key


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)
keys = st.sampled_from(["id", "url", "title", "text", "date", "published", "people", "language", "source", "notes"])


def outcome(text: bytes) -> Line | str:
    try:
        return parse(text)
    except BadLineError as error:
        return str(error)


@given(st.dictionaries(keys, json_values))
def test_any_object_gives_a_storable_line_or_a_reason(values: dict[str, Any]) -> None:
    made = outcome(json.dumps(values).encode())
    assert made
    if isinstance(made, Line):
        assert made.id
        assert made.release.text.encode("utf-8")


@given(st.binary())
def test_any_bytes_give_a_line_or_a_reason(text: bytes) -> None:
    assert outcome(text)


def test_further_facts_are_taken() -> None:
    made = line(
        published="2019-10-30",
        modified="2019-11-02T10:00:00Z",
        dateline="OSLO",
        embargo="Embargo: 30 October",
        reference="BR/7",
        authors=["Ada Berg", "Press Office"],
    ).release
    assert (made.modified, made.dateline) == (datetime(2019, 11, 2, 10, tzinfo=UTC), "OSLO")
    assert (made.embargo, made.reference, made.authors) == ("Embargo: 30 October", "BR/7", ("Ada Berg", "Press Office"))
    assert line(authors="Ada Berg").release.authors == ("Ada Berg",)
    assert line(authors=" ").release.authors == ()
    assert line(published="2019-10-30", modified="2019-10-30").release.modified is None
    assert line(modified="2019-10-30").release.modified == date(2019, 10, 30)


def test_facts_of_another_kind_are_refused() -> None:
    assert refusal(modified="yesterday").startswith("modified 'yesterday' is not a date")
    assert refusal(authors=[1]) == "authors must be a list of strings"
    assert refusal(reference=7) == "reference must be a string"
