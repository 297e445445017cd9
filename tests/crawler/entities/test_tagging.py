"""The tagger beside the rules. The model is trained here, with sentences of our own; all names are invented."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities import added_names, find, tagging
from crawler.entities.document import Document, Span, read
from crawler.entities.found import Location, Person
from crawler.entities.lexicon import scan
from crawler.entities.organisations import Mention
from crawler.entities.tag_features import KINDS, Kind, lines
from crawler.records import Release
from tests.labels.entities.corrected import Corrected
from tests.labels.entities.fit_tagger import lesson, train

FIRMS = [
    "Orrinvek",
    "Tallowmere",
    "Brackwell",
    "Sundrift",
    "Karovane",
    "Ostrimar",
    "Pellworth",
    "Vintercroft",
    "Quillmar",
]
SENTENCES = ["The boats were sold to {} in May.", "We buy our boats from {} each year.", "In May {} sold the boats."]


def document(text: str) -> Document:
    return read(Release("", "On boats", text, language="en"))


def no_names() -> dict[Kind, list[Span]]:
    return {kind: [] for kind in KINDS}


def corrected(firm: str, number: int) -> Corrected:
    """A release that names a firm which the rules left."""
    of_firm = document("\n\n".join(sentence.format(firm) for sentence in SENTENCES))
    places = [
        Span(start, start + len(firm)) for start in range(len(of_firm.text)) if of_firm.text.startswith(firm, start)
    ]
    return Corrected("written", str(number), of_firm, no_names(), {**no_names(), "organisations": places})


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tagger") / "model"
    train([lesson(corrected(firm, number)) for number, firm in enumerate(FIRMS)], path)
    return path


@pytest.fixture
def _with_model(model: Path) -> Iterator[None]:
    with tagging.by(model):
        yield


def words(text: Document, spans: Sequence[Span]) -> list[str]:
    return [text.text[slice(*span)] for span in spans]


@pytest.mark.usefixtures("_with_model")
def test_a_name_is_found_by_what_stands_around_it_and_wherever_else_it_stands() -> None:
    text = document("The boats were sold to Zorblatt in May. No word of it (Zorblatt) came.")
    found = tagging.tagged(text, scan(text), no_names())
    assert words(text, found["organisations"]) == ["Zorblatt", "Zorblatt"]
    assert not found["people"]
    assert not found["places"]


@pytest.mark.usefixtures("_with_model")
def test_nothing_overlaps_what_is_named_already() -> None:
    text = document("The boats were sold to Zorblatt in May. We buy our boats from Zorblatt each year.")
    first = text.text.index("Zorblatt")
    found = tagging.tagged(text, scan(text), {**no_names(), "people": [Span(first, first + 8)]})
    assert [span.start for span in found["organisations"]] == [text.text.rindex("Zorblatt")]


@pytest.mark.usefixtures("_with_model")
def test_the_release_has_what_is_added() -> None:
    release = Release("", "On boats", "The boats were sold to Zorblatt in May.", language="en")
    assert "Zorblatt" in [body.label for body in find(release).organisations]
    with tagging.by(None):
        assert "Zorblatt" not in [body.label for body in find(release).organisations]


def test_the_model_that_is_shipped_can_be_opened_and_finds_the_same_each_time() -> None:
    release = Release(
        "", "On boats", "The boats were sold to Zorblatt Marine of Orrin in May, Jane Qorrel said.", language="en"
    )
    with tagging.by(tagging.MODEL):
        assert find(release) == find(release)


def test_each_thread_has_a_tagger_of_its_own(model: Path) -> None:
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(tagging._ours.tagger))
    with tagging.by(model):
        thread.start()
        thread.join()
        assert seen[0] is not tagging._ours.tagger


def test_only_lines_with_a_capital_outside_of_names_are_looked_at() -> None:
    text = document("The boats are blue.\n\nThe boats of Zorblatt are blue.\n\nThe boats of Orrinvek are blue.")
    start = text.text.index("Orrinvek")
    tags = tagging.tags_of({"organisations": [Span(start, start + len("Orrinvek"))]})
    shown = [words(text, line.words)[3] for line in lines(text, scan(text), tags)]
    assert shown == ["Zorblatt"]
    assert len(list(lines(text, scan(text), tags, everything=True))) == 4


def test_a_word_shows_what_the_rules_found_of_it_elsewhere() -> None:
    text = document("Orrinvek sold boats.\n\nThe boats of Orrinvek are blue.")
    start = text.text.index("Orrinvek")
    tags = tagging.tags_of({"organisations": [Span(start, start + len("Orrinvek"))]})
    (line,) = lines(text, scan(text), tags)
    assert "relse=ORG" in line.features[words(text, line.words).index("Orrinvek")]


@given(st.text(alphabet="Aab1.,'’\n “”é中", max_size=60))
def test_every_word_of_a_line_has_features_and_lies_in_it(text: str) -> None:
    read_text = document(text)
    for line in lines(read_text, scan(read_text), {}, everything=True):
        assert len(line.words) == len(line.features)
        assert all(line.features)
        assert "\n" not in read_text.text[line.words[0].start : line.words[-1].end]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=6))
def test_each_character_is_part_of_one_name(spans: list[tuple[int, int]]) -> None:
    named: Mapping[Kind, list[Span]] = {"people": [Span(start, start + size) for start, size in spans]}
    tags = tagging.tags_of(named)
    begun = [start for start, tag in tags.items() if tag.startswith("B-")]
    assert set(begun) <= {start for start, _ in spans}
    assert all(tag == "B-PER" or start - 1 in tags for start, tag in tags.items())


def test_a_surname_is_its_owners() -> None:
    text = document("Jane Qorrel sold boats. Qorrel and Marl spoke.")
    known = [Person("Jane Qorrel", (Span(10, 21),), "captain")]
    spans = [Span(text.flat.rindex(name), text.flat.rindex(name) + len(name)) for name in ("Qorrel", "Marl")]
    found = added_names.people(text, known, spans)
    assert [(person.label, len(person.spans), person.office) for person in found] == [
        ("Jane Qorrel", 2, "captain"),
        ("Marl", 1, ""),
    ]
    two = [*known, Person("Richard Qorrel", (Span(0, 1),))]
    assert len(added_names.people(text, two, spans[:1])) == 2


def test_a_short_form_is_that_of_the_body() -> None:
    text = document("Zorblatt and OBS sold boats, the Committee none.")
    known = [Mention("Zorblatt Marine", Span(0, 1)), Mention("Orrin Boat Society", Span(2, 3))]
    spans = [
        Span(text.flat.index(name), text.flat.index(name) + len(name)) for name in ("Zorblatt", "OBS", "Committee")
    ]
    assert [mention.label for mention in added_names.bodies(text, known, spans)] == [
        "Zorblatt Marine",
        "Orrin Boat Society",
    ]


def test_a_town_is_that_of_a_country_that_is_there() -> None:
    text = document("Boats of Springfield.")
    at = text.flat.index("Springfield")
    known = [Location("United States", (Span(0, 2),), "US")]
    found = added_names.places(scan(text), known, [Span(at, at + len("Springfield"))])
    assert [(place.country, len(place.spans)) for place in found] == [("US", 1), ("US", 1)]
    assert added_names.places(scan(text), known, [Span(0, 5)]) == tuple(known)  # no town that is known
