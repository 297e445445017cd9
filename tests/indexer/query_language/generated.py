"""Releases and queries by hypothesis, of few words, so that they meet often.

No word is a name, or another one in parts: what else words may stand for (`indexer.alternatives`) is tested apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from crawler.records import State, StoredRelease
from indexer.index import Match
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import release
from tests.indexer.query_language.language import Every, Filter, Fuzzy, Node, Not, Pattern, Phrase, Some, Word

WORDS = {
    "en": [
        "treaty",
        "treaties",
        "harbour",
        "harbours",
        "quota",
        "signed",
        "signing",
        "counter-weight",
        "counterweight",
    ],
    "ru": ["договор", "договоры", "порт", "порты", "подписан", "ёлка", "елка"],
    "de": ["vertrag", "verträge", "hafen", "häfen", "quote"],
    "zh": ["条约签署", "港口", "条约", "签署港口条约"],
    "fr": ["vérité", "vérités", "l'accord", "accord", "élu"],
}
ALL_WORDS = [word for words in WORDS.values() for word in words]
SOURCES = ("osce", "eu")
DAYS = (date(2019, 10, 30), date(2019, 11, 2), date(2020, 1, 15), date(2021, 5, 5))
PEOPLE, PLACES = ("anna quota", "vérité élu"), ("hafen stadt", "порт город")


@st.composite
def releases(draw: st.DrawFn) -> list[StoredRelease]:
    count = draw(st.integers(1, 28))
    return [draw(one_release(f"r{number}")) for number in range(count)]


@st.composite
def one_release(draw: st.DrawFn, identity: str) -> StoredRelease:
    language = draw(st.sampled_from(sorted(WORDS)))
    words = st.sampled_from(WORDS[language]) | st.sampled_from(ALL_WORDS)
    joiner = "" if language == "zh" and draw(st.booleans()) else " "
    return release(
        identity,
        joiner.join(draw(st.lists(words, max_size=3))),
        joiner.join(draw(st.lists(words, max_size=9))),
        draw(st.sampled_from(DAYS)),
        source=draw(st.sampled_from(SOURCES)),
        short="",
        state=draw(st.sampled_from([State.LIVE, State.CHANGED])),
        organisation=draw(st.sampled_from([None, "harbour quota", "договор"])),
        language=language,
        people=tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True))),
        places=tuple(draw(st.lists(st.sampled_from(PLACES), max_size=2, unique=True))),
    )


plain_words = st.sampled_from(ALL_WORDS)
SINGLE_WORDS = [word for word in ALL_WORDS if "-" not in word]
single_words = st.sampled_from(SINGLE_WORDS)


def rows(least: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Words in a row; in every other one from few words, so that these, or what has their stem, stand there again."""
    few = st.lists(single_words, min_size=1, max_size=2) | st.just(["treaty", "treaties"])
    words = st.just(SINGLE_WORDS) | few
    return words.flatmap(lambda some: st.lists(st.sampled_from(some), min_size=least, max_size=3)).map(tuple)


fields = st.sampled_from(["", "", "", "title", "org", "person", "place"])
patterns = st.sampled_from(["treat*", "*", "h?rbour", "*ign*", "порт*", "?uota", "vertr*", "*weight", "vérit*"])
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, plain_words),
    st.builds(Word, plain_words, fields),
    st.builds(
        Phrase,
        rows(1),
        st.just(1),
        st.sampled_from(["", "title"]),
    ),
    st.builds(Phrase, rows(2), st.integers(2, 5)),
    st.builds(Pattern, patterns, st.sampled_from(["", "", "title"])),
    st.builds(Fuzzy, st.sampled_from(["treaty", "quot", "portt", "hafem"]), st.integers(1, 2)),
    st.builds(Filter, st.just("lang"), st.sampled_from(sorted(WORDS))),
    st.builds(Filter, st.just("source"), st.sampled_from(SOURCES)),
    st.builds(Filter, st.just("is"), st.sampled_from(["changed", "live", "withdrawn"])),
    st.builds(
        Filter,
        st.sampled_from(["date", "after", "before"]),
        st.sampled_from(["2019", "2019-10", "2019-11-02", "2019..2020", "2021"]),
    ),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner, st.sampled_from(["NOT ", "-"])),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(Some),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(Every),
    ),
    max_leaves=6,
)
queries = st.lists(nodes, min_size=1, max_size=4)
matches: st.SearchStrategy[Match] = st.sampled_from(["auto", "all", "any"])


def built(path: Path, commits: Sequence[Sequence[StoredRelease]], removed: Sequence[str]) -> WhooshIndex:
    """An index with a segment for each commit; releases of later commits replace earlier ones, some go at the end."""
    index = WhooshIndex(path)
    for number, group in enumerate(commits, 1):
        index.add(group)
        index.commit(number)
    index.remove(removed)
    index.commit(len(commits) + 1)
    return index


def written(clauses: Sequence[Node]) -> str:
    """A query as somebody types it."""
    return str(Every(tuple(clauses)))
