from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index import Match
from indexer.query import read

QUERIES = st.text(
    alphabet=st.one_of(st.sampled_from("ab \"'()*?~-:.^[]{}\\/<>=+&|!_"), st.characters()), max_size=60
) | st.lists(
    st.sampled_from(
        ["a", "OR", "NOT", "AND", "-", "(", ")", '"', "title:", "date:", "2019", "..", "*", "?", "~", "~5", "is:", "x*"]
    ),
    max_size=15,
).map(" ".join)


@pytest.mark.parametrize(
    ("q", "parsed"),
    [
        ("human rights", "human AND rights"),
        ("NOT(a) b", "b AND NOT a"),
        ("NOT NOT a", "a"),
        ('"a b"*ism', '*ism AND "a b"'),
        ('x"a b"~3y', 'x AND y AND "a b"~3'),
        ("word~2peace", "word~2 AND peace"),
        ("peace?title:x", "peace AND title:x"),
        ("-- --x", "x"),
        ("a AND b", "a AND b"),
        ("a OR b c", "c AND (a OR b)"),
        ("(a b) OR c", "(a AND b) OR c"),
        ("(a OR b) -c", "(a OR b) AND NOT c"),
        ("a -(b OR c)", "a AND NOT (b OR c)"),
        ("NOT a", "NOT a"),
        ('"exact phrase" x', 'x AND "exact phrase"'),
        ('"near words"~5', '"near words"~5'),
        ("pre* w?ld word~ word~2 *", "pre* AND w?ld AND word~ AND word~2 AND *"),
        ('title:"a b" Title:c', 'title:"a b" AND title:c'),
        ("person:(x y)", "person:x AND person:y"),
        ("org:un lang:en-GB source:osce is:changed", "org:un AND lang:en-GB AND source:osce AND is:changed"),
        ("date:2019", "date:2019-01-01..2019-12-31"),
        ("after:2019-10 -before:2018", "date:2019-11-01.. AND NOT date:..2017-12-31"),
        ("Who is Lavrov?", "Who AND is AND Lavrov"),
        ('"unclosed quote', '"unclosed quote"'),
        ("“curly quotes”", '"curly quotes"'),
        ("http://example.org/a", "http://example.org/a"),
        ("date:tomorrow", "date:tomorrow"),
        ("is:odd", "is:odd"),
        ("( ) - ~ ;", ""),
        ("", ""),
        ("a OR", "a AND or"),
    ],
)
def test_a_query_is_shown_as_it_was_read(q: str, parsed: str) -> None:
    assert read(q).parsed == parsed


def test_any_word_will_do_where_match_says_so() -> None:
    assert read("a b -c", "any").parsed == "(a OR b) AND NOT c"


def test_bare_words_are_told_from_what_is_required() -> None:
    query = read('counter-terrorism pol* "x y" title:z -w date:2019')
    assert len(query.words) == 2
    assert len(query.required) == 4
    assert query.spelled == ("counter", "terrorism")


@pytest.mark.parametrize(
    ("q", "ranked"), [("a", True), ("date:2019 lang:en", False), ("NOT a", False), ("*", False), ('"a b"', True)]
)
def test_filters_alone_do_not_rank(q: str, ranked: bool) -> None:
    assert read(q).is_ranked is ranked


def test_long_queries_are_cut() -> None:
    assert len(read("word " * 100_000).words) <= 100
    assert read("(" * 50_000 + "x").parsed == ""
    assert read("a OR " * 400).parsed


@settings(max_examples=500, deadline=None)
@given(QUERIES, st.sampled_from(["auto", "all", "any"]))
def test_every_string_has_a_reading_that_reads_the_same_again(q: str, match: Match) -> None:
    read(q, match)


CONSTRUCTS = st.lists(
    st.sampled_from(
        ["a", "the", "of", "OR", "NOT", "-", "--x", "-x", "(", ")", '"', '"a b"', '"a* b"', '"a b"~5', "title:x",
         "title:", "title:(a OR b)", "date:2019", "after:9999", "is:changed", "is:foo", "*", "?", "naïve?", "a*",
         "w?ld", "*ism", "word~", "word~2", "~2", "中?", "平", "和平", "😀", "\u200f", "\x00", "U.S.", "SC/14000"]
    ),
    max_size=15,
).map(" ".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(CONSTRUCTS, st.sampled_from(["auto", "all"]))
def test_what_is_shown_reads_the_same_again(q: str, match: Match) -> None:
    shown = read(q, match)
    again = read(shown.parsed, match)
    assert again.parsed == shown.parsed
    assert (len(again.words), len(again.required)) == (len(shown.words), len(shown.required))
