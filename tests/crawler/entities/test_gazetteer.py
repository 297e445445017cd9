from collections import Counter

import pytest

from crawler.entities.document import fold
from crawler.entities.gazetteer import Gazetteer, Organisation, gazetteer, spellings


def bodies() -> set[str]:
    return {body.label for _, body in gazetteer().names}


def test_it_is_large_enough_and_labels_are_unique() -> None:
    labels = list(bodies())
    assert len(labels) >= 7_300
    assert max(Counter(map(fold, labels)).values()) == 1


def test_a_full_name_means_one_body_of_a_state() -> None:
    meanings: dict[str, set[Organisation]] = {}
    for name, body in gazetteer().names:
        meanings.setdefault(name, set()).add(body)
    for name, found in meanings.items():
        states = {body.country for body in found}
        assert len(found) == len(states), name
        assert len(found) == 1 or "" not in states, name


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


def test_lines_under_a_body_are_its_names_in_other_languages() -> None:
    known = Gazetteer()
    known.read(
        "[CH]\nLake Office | LO\n  ru: Озёрное управление | ОУ?\n  ar: مكتب البحيرات\n\n# rivers\nRiver Office\n"
    )
    lakes = Organisation("Lake Office", "LO", "CH")
    assert known.acronyms == [("LO", lakes), ("ОУ", lakes)]
    assert known.alone["ОУ"] == "supported"
    names = {name for name, body in known.names if body == lakes}
    assert {"lake office", "озёрное управление", "озерного управления", "*مكتب البحيرات"} <= names
    assert ("ru", "Озёрное управление", lakes) in known.written
    resolver = known.resolver()
    assert resolver.get("مكتب البحيرات") == lakes
    assert resolver.get("*مكتب البحيرات") is None
    with pytest.raises(ValueError, match="no body"):
        known.read("[CH]\n  fr: office des lacs")


def test_companies_resolve_with_their_legal_form() -> None:
    known = Gazetteer()
    known.read("[US]\nAcme Robotics", of_companies=True)
    known.read("[US]\nLake Office")
    resolver = known.resolver()
    acme = resolver.get("Acme Robotics, Inc.")
    assert acme is not None
    assert acme.name == "Acme Robotics"
    assert resolver.get("lake office, inc.") is None


def test_spellings_of_both_sides_of_the_atlantic() -> None:
    assert "world health organisation" in spellings("world health organization")
    assert {"united nations centre", "un center", "u.n. centre"} <= set(spellings("united nations centre"))
    assert "un" not in spellings("united nations")
    assert "alcohol & firearms" in spellings("alcohol and firearms")
    assert spellings("europol") == ["europol"]
