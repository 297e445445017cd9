from collections import Counter

from crawler.entities.document import fold
from crawler.entities.gazetteer import Gazetteer, Organisation, gazetteer, spellings


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
    shared = Counter(acronym for acronym, _ in gazetteer().acronyms)
    assert {one for one, count in shared.items() if count > 1 and gazetteer().alone[one] == "always"} == set()


def test_a_line_is_a_body() -> None:
    known = Gazetteer()
    known.add("Lake Office | LO?; LKO; LX! | office des lacs; Lacs?", "CH")
    body = Organisation("Lake Office", "LO", "CH")
    assert known.acronyms == [("LO", body), ("LKO", body), ("LX", body)]
    assert known.alone == {"LO": "supported", "LKO": "always", "LX": "never"}
    assert known.names == [("lake office", body), ("office des lacs", body), ("lacs", body)]
    assert known.small == {"office des lacs"}
    assert known.words == {"lacs"}
    known.add("River Office | -; RO", "")
    assert known.names[-1] == ("river office", Organisation("River Office", ""))


def test_spellings_of_both_sides_of_the_atlantic() -> None:
    assert "world health organisation" in spellings("world health organization")
    assert {"united nations centre", "un center", "u.n. centre"} <= set(spellings("united nations centre"))
    assert "un" not in spellings("united nations")
    assert "alcohol & firearms" in spellings("alcohol and firearms")
    assert spellings("europol") == ["europol"]
