"""Random queries over random releases: the index finds what the reference finds by scanning."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from crawler.records import State, StoredRelease
from tests.indexer.factory import built, ids, release
from tests.indexer.query_language.reference import Reference

WORDS = ("quokka", "wombats", "zebra", "colour", "color", "running", "runs", "counter-terrorism", "counter",
         "terrorism", "вопросы", "вопрос", "école", "écoles", "häuser", "和平会议", "和平", "قطار", "r2d2")  # fmt: skip


def text(random: Random, most: int) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, most)))


def releases(random: Random, count: int) -> list[StoredRelease]:
    return [
        release(
            f"r{number:03}", text(random, 3), text(random, 9),
            date(2018, 1, 1) + timedelta(days=random.randint(0, 900)),
            source=random.choice(["osce", "who"]), short="",
            state=random.choice(list(State)),
            organisation=random.choice([None, text(random, 2)]), language=random.choice(["en", "fr", "ru", "de", None]),
            people=(text(random, 2),), places=(text(random, 1), text(random, 2)), topics=(text(random, 1),),
            notes=text(random, 3), reference=random.choice([None, "SC/14000"]),
        )
        for number in range(count)
    ]  # fmt: skip


def leaf(random: Random) -> str:
    word, name = (
        random.choice(WORDS),
        random.choice(["", "", "title:", "org:", "person:", "place:", "topic:", "notes:"]),
    )
    plain = random.choice([w for w in WORDS if w.isascii() and w.isalpha()])
    return random.choice([
        name + word, name + word, f'{name}"{text(random, 2)}"', f'{name}"{text(random, 2)}"~{random.randint(2, 5)}',
        f"{name}{plain[:3]}*", f"{name}{plain[:2]}?{plain[3:]}", f"*{plain[-3:]}", f"{plain[:-1]}x~", f"{plain}~2", "*",
        "lang:ru", "source:who", "is:changed", "reference:SC/14000", "date:2019", "date:2018-06..2019-02", "after:2018",
        "before:2019-03",
    ])  # fmt: skip


def generated(random: Random, depth: int = 2) -> str:
    if not depth or random.random() < 0.3:
        return leaf(random)
    parts = [generated(random, depth - 1) for _ in range(random.randint(1, 3))]
    joined = f"({random.choice([' ', ' OR ', ' AND ']).join(parts)})"
    return random.choice(["", "", "", "NOT ", "-"]) + joined


def disagreeing(folder: Path, seed: int, queries: int) -> list[tuple[str, list[str]]]:
    """The queries for which index and reference differ, with what only one of them finds."""
    random = Random(seed)
    kept, updated = releases(random, 40), releases(random, 8)
    index = built(folder, kept[:20], kept[20:35], kept[35:], updated)
    index.remove(["r010", "r030"])
    index.commit(5)
    by_id = {each.id: each for each in [*kept, *updated] if each.id not in {"r010", "r030"}}
    reference = Reference([*by_id.values()])
    asked = [generated(random) for _ in range(queries)]
    found = [(q, sorted(set(ids(index, q, match="all")) ^ reference.matching(q))) for q in asked]
    return [(q, differing) for q, differing in found if differing]


@pytest.mark.parametrize("seed", range(2))
def test_index_and_reference_agree(tmp_path: Path, seed: int) -> None:
    assert not disagreeing(tmp_path, seed, 100)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_index_and_reference_agree_on_two_thousand_more(tmp_path: Path, seed: int) -> None:
    assert not disagreeing(tmp_path, seed, 200)
