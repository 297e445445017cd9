"""The cases of a Ukrainian name: the adjectives before the head and the head itself take them, what follows stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Genitive, dative, instrumental, prepositional and accusative; a table that is shorter ends in a form for the rest.
_ADJECTIVE = re.compile(r"(?:н|ськ|цьк|зьк|ов|ев|єв|ч|ш|щ|ств|н)(ий|а|е|і)$")
_ADJECTIVES: dict[str, tuple[str, ...]] = {
    "ий": ("ого", "ому", "им", "ому"),
    "а": ("ої", "ій", "ою", "ій", "у"),
    "е": ("ого", "ому", "им", "ому"),
    "і": ("их", "им", "ими", "их"),
}
_NOUNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ка", ("ки", "ці", "кою", "ці", "ку")),
    ("га", ("ги", "зі", "гою", "зі", "гу")),
    ("жа", ("жі", "жі", "жею", "жі", "жу")),
    ("ия", ("иї", "иї", "ією", "ії", "ію")),
    ("ія", ("ії", "ії", "ією", "ії", "ію")),
    ("ця", ("ці", "ці", "цею", "ці", "цю")),
    ("ння", ("ння", "нню", "нням", "нні")),
    ("ття", ("ття", "ттю", "ттям", "тті")),
    ("ля", ("лі", "лі", "лею", "лі", "лю")),
    ("а", ("и", "і", "ою", "і", "у")),
    ("во", ("ва", "ву", "вом", "ві")),
    ("ло", ("ла", "лу", "лом", "лі")),
    ("ість", ("ості", "ості", "істю", "ості")),
    ("ть", ("ті", "ті", "ттю", "ті")),
    ("ли", ("л", "лам", "лами", "лах")),
    ("ей", ("ею", "єю", "єєм", "єї")),
    ("й", ("ю", "ю", "єм", "ї")),
)
_NO_CASE = "ро"  # "бюро"
_AFTER_CONSONANT = (("у", "у", "ом", "і"), ("а", "ові", "ом", "у"))
_CONSONANTS = "бвгґджзклмнпрстфхцчшщ"
_CASES = 5


def ukrainian(name: str) -> Iterator[str]:
    """The other cases of a name; none of a name whose head is not known."""
    words = name.split(" ")
    tables: list[tuple[str, ...]] = []
    for word in words:
        found = _ADJECTIVE.search(word) if len(words) > len(tables) + 1 else None
        if found is None:
            break
        tables.append(tuple(word[: found.start(1)] + ending for ending in _ADJECTIVES[found[1]]))
    heads = _head(words[len(tables)])
    rest = words[len(tables) + 1 :]
    for head in heads:
        parts = [*tables, head]
        for case in range(_CASES):
            if any(case < len(table) for table in parts):
                yield " ".join([*(table[min(case, len(table) - 1)] for table in parts), *rest])


def _head(word: str) -> list[tuple[str, ...]]:
    """The cases of a noun; two ways where its genitive is "у" or "а"."""
    if word.isupper() or word.endswith(_NO_CASE):
        return [(word,)] if word.endswith(_NO_CASE) else []
    for ending, cases in _NOUNS:
        if word.endswith(ending):
            return [tuple(word[: -len(ending)] + case for case in cases)]
    if word[-1] in _CONSONANTS:
        return [tuple(word + case for case in cases) for cases in _AFTER_CONSONANT]
    return []
