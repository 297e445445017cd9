from collections import Counter

from crawler.entities.document import fold
from crawler.entities.gazetteer import gazetteer, spellings


def bodies() -> set[str]:
    return {body.label for _, body in gazetteer().names}


def test_it_is_large_enough_and_labels_are_unique() -> None:
    labels = list(bodies())
    assert len(labels) >= 250
    assert max(Counter(map(fold, labels)).values()) == 1


def test_a_full_name_means_one_body() -> None:
    meanings: dict[str, set[str]] = {}
    for name, body in gazetteer().names:
        meanings.setdefault(name, set()).add(body.label)
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}


def test_an_acronym_that_stands_for_several_bodies_never_stands_alone() -> None:
    meanings: dict[str, set[str]] = {}
    for acronym, body in gazetteer().acronyms:
        meanings.setdefault(acronym, set()).add(body.alone)
    shared = Counter(acronym for acronym, _ in gazetteer().acronyms)
    assert {acronym for acronym, count in shared.items() if count > 1 and "always" in meanings[acronym]} == set()


def test_spellings_of_both_sides_of_the_atlantic() -> None:
    assert "world health organisation" in spellings("world health organization")
    assert {"united nations centre", "un center", "u.n. centre"} <= set(spellings("united nations centre"))
    assert "un" not in spellings("united nations")
    assert "alcohol & firearms" in spellings("alcohol and firearms")
    assert spellings("europol") == ["europol"]
