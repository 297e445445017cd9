"""Random trees of `whoosh.query` over every node of issue 6, nested and boosted, and random BM25F weightings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from whoosh import query, scoring

from tests.indexer.engine import corpora

BOOSTS = (1.0, 1.0, 1.0, 0.5, 2.0, 3.25)
DEPTH = 3
LAST = "\uffff"  # after all words with the same beginning
_LEAF = 0.3  # the chance of a leaf where a nested node could be


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What trees ask for: the words of text fields with positions and without, exact values, numbers' ranges, dates.

    Patterns and ranges of words keep the first `literal` letters of a word: on a large index the reference takes
    seconds for one that stands for thousands of words.

    `depth` is how deep trees are at most.
    """

    words: dict[str, Sequence[str]] = field(
        default_factory=lambda: dict.fromkeys(("title", "body", "plain"), corpora.WORDS)
    )
    phrases: Sequence[str] = ("title", "body")
    values: dict[str, Sequence[Any]] = field(
        default_factory=lambda: {
            "tags": [tag.lower() for tag in corpora.TAGS],
            "boosted": corpora.WORDS[:8],
            "place": corpora.PLACES,
            "flag": (True, False),
            "whole": (0, 1, -1, 5, 7),
            "coarse": range(50),
        }
    )
    numbers: dict[str, tuple[float, float]] = field(
        default_factory=lambda: {
            "whole": (-400, 400),
            "long": (-(10**12), 10**12),
            "coarse": (0, 60),
            "ratio": (-12.0, 12.0),
        }
    )
    dates: Sequence[str] = ("moment",)
    literal: int = 0
    depth: int = DEPTH
    every: Sequence[str | None] = (None, None, "body", "tags", "place")


def tree(random: Random, words: Vocabulary, depth: int | None = None) -> query.Query:
    """A tree at most so deep; as deep as the vocabulary says where nothing is said."""
    depth = words.depth if depth is None else depth
    if depth <= 0 or random.random() < _LEAF:
        return random.choice(_LEAVES)(random, words)
    return random.choice(_BRANCHES)(random, lambda: tree(random, words, depth - 1))


def trees(words: Vocabulary | None = None) -> st.SearchStrategy[query.Query]:
    """Trees as hypothesis draws and shrinks them."""
    given = words or Vocabulary()
    return st.randoms(use_true_random=False).map(lambda random: tree(random, given))


def weighting(random: Random) -> Any:
    """BM25F with parameters of its own, for all fields and for some."""
    own = {f"{name}_B": random.choice((0.0, 0.3, 1.0)) for name in ("title", "body", "tags") if random.random() < 0.4}
    return scoring.BM25F(B=random.choice((0.75, 0.0, 0.5, 1.0)), K1=random.choice((1.2, 0.5, 2.0)), **own)


def weightings() -> st.SearchStrategy[Any]:
    return st.randoms(use_true_random=False).map(weighting)


def _boost(random: Random) -> float:
    return random.choice(BOOSTS)


def _word(random: Random, words: Vocabulary) -> tuple[str, str]:
    name = random.choice(list(words.words))
    return name, random.choice(words.words[name])


def _term(random: Random, words: Vocabulary) -> query.Query:
    name, word = _word(random, words)
    return query.Term(name, word, _boost(random))


def _value(random: Random, words: Vocabulary) -> query.Query:
    name = random.choice(list(words.values))
    return query.Term(name, random.choice(words.values[name]), _boost(random))


def _phrase(random: Random, words: Vocabulary) -> query.Query:
    name = random.choice(words.phrases)
    wanted = [random.choice(words.words[name]) for _ in range(random.randint(2, 4))]
    return query.Phrase(name, wanted, slop=random.choice((1, 1, 2, 5)), boost=_boost(random))


def _prefix(random: Random, words: Vocabulary) -> query.Query:
    name, word = _word(random, words)
    return query.Prefix(
        name,
        word[: random.randint(min(max(words.literal, 1), len(word)), len(word))],
        _boost(random),
        random.random() < 0.7,
    )


def _wildcard(random: Random, words: Vocabulary) -> query.Query:
    """Some letters of a word replaced by `?`, `*` and classes."""
    name, word = _word(random, words)
    letters = list(word)
    for place in range(words.literal, len(letters)):
        if random.random() < 0.3:
            letters[place] = random.choice(("?", "*", f"[{letters[place]}z]"))
    return query.Wildcard(name, "".join(letters), _boost(random), random.random() < 0.7)


def _fuzzy(random: Random, words: Vocabulary) -> query.Query:
    """A word with a letter changed, left out or doubled."""
    name, word = _word(random, words)
    place = random.randrange(len(word))
    changed = random.choice((word, word[:place] + "q" + word[place + 1 :], word[:place] + word[place + 1 :] or word))
    distance, prefix = (
        random.choice((1, 1, 2)),
        random.randint(min(words.literal, len(changed)), min(max(words.literal, 2), len(changed))),
    )
    return query.FuzzyTerm(name, changed, _boost(random), distance, prefix, random.random() < 0.7)


def _variations(random: Random, words: Vocabulary) -> query.Query:
    name, word = _word(random, words)
    return query.Variations(name, word, _boost(random))


def _term_range(random: Random, words: Vocabulary) -> query.Query:
    name = random.choice(list(words.words))
    start, end = sorted(random.choices(words.words[name], k=2))
    if words.literal:
        end = start[: words.literal] + LAST
    exclusive = random.random() < 0.3, random.random() < 0.3
    open_start, open_end = (not words.literal and random.random() < 0.1 for _ in range(2))
    return query.TermRange(
        name,
        None if open_start else start,
        None if open_end else end,
        *exclusive,
        _boost(random),
        random.random() < 0.7,
    )


def _number_range(random: Random, words: Vocabulary) -> query.Query:
    if not words.numbers:
        return _term(random, words)
    name = random.choice(list(words.numbers))
    least, most = words.numbers[name]
    draw = random.uniform if isinstance(least, float) else random.randint
    start, end = sorted((draw(least, most), draw(least, most)))
    exclusive = random.random() < 0.3, random.random() < 0.3
    open_start, open_end = random.random() < 0.1, random.random() < 0.1
    return query.NumericRange(
        name,
        None if open_start else start,
        None if open_end else end,
        *exclusive,
        _boost(random),
        random.random() < 0.7,
    )


def _date_range(random: Random, words: Vocabulary) -> query.Query:
    start = corpora.START + timedelta(days=random.randint(-4_000, 3_000))
    end = start + timedelta(days=random.choice((0, 1, 30, 400, 3_000)), hours=random.randint(0, 23))
    return query.DateRange(random.choice(words.dates), start, end, boost=_boost(random))


def _every(random: Random, words: Vocabulary) -> query.Query:
    return query.Every(random.choice(words.every), _boost(random))


def _several(random: Random, make: Callable[[], query.Query]) -> list[query.Query]:
    return [make() for _ in range(random.randint(1, 4))]


Make = Callable[[], query.Query]
_LEAVES: Sequence[Callable[[Random, Vocabulary], query.Query]] = (
    _term, _term, _term, _value, _phrase, _prefix, _wildcard, _fuzzy, _variations, _term_range, _number_range,
    _date_range, _every,
)  # fmt: skip
_BRANCHES: Sequence[Callable[[Random, Make], query.Query]] = (
    lambda random, make: query.And(_several(random, make), _boost(random)),
    lambda random, make: query.And(_several(random, make), _boost(random)),
    lambda random, make: query.Or(_several(random, make), _boost(random)),
    lambda random, make: query.Or(_several(random, make), _boost(random)),
    lambda random, make: query.DisjunctionMax(_several(random, make), _boost(random), random.choice((0.0, 0.0, 0.3))),
    lambda random, make: query.And([make(), query.Not(make())], _boost(random)),
    lambda random, make: query.Not(make(), _boost(random)),
    lambda random, make: query.AndNot(make(), make()),
    lambda random, make: query.AndMaybe(make(), make()),
    lambda random, make: query.Require(make(), make()),
    lambda random, make: query.ConstantScoreQuery(make(), random.choice((1.0, 0.5, 4.0))),
)
