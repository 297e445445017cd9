from __future__ import annotations

from pathlib import Path

import pytest

from crawler.entities.document import Document, Span
from crawler.entities.found import Entities, Location, Named, Person, Quote, Subject
from crawler.entities.thesaurus import topics
from tests.labels.entities import __main__ as command
from tests.labels.entities.gold import (
    FIRST_LABELS,
    KINDS,
    PAGES,
    PARTS,
    SECOND_LABELS,
    Entity,
    Kind,
    Label,
    Speech,
    Text,
    digest,
    labels,
    text_of,
)
from tests.labels.entities.score import Scores
from tests.replay import shared_data

DATA = shared_data()
TEXT = "\n\nJane Major of the Harbour Board said in Oslo: We met Roe's team there. Roe left."
WHOLE = Document(TEXT, 0, "en")


def span(words: str, last: bool = False) -> Span:
    start = TEXT.rindex(words) if last else TEXT.index(words)
    return Span(start, start + len(words))


def entity(words: str, **more: object) -> Entity:
    return Entity(frozenset({span(words)}), **more)  # type: ignore[arg-type]


MAJOR, ROE = (
    entity("Jane Major", office=span("Harbour Board")),
    Entity(frozenset({span("Roe"), span("Roe", last=True)})),
)
LABELLED: dict[Kind, list[Entity]] = {
    "people": [MAJOR, ROE],
    "organisations": [entity("Harbour Board")],
    "places": [entity("Oslo", kind="city", country="NO")],
}


def scored(
    found: Entities, labelled: dict[Kind, list[Entity]] = LABELLED, topics: frozenset[str] = frozenset()
) -> Scores:
    speech = Speech(span("We met Roe's team there"), ("people", 0))
    scores = Scores()
    scores.add(Label("set", "id", "tune", "", labelled, [speech], topics, frozenset({"Possible"})), WHOLE, found)
    return scores


def test_all_found_is_one() -> None:
    scores = scored(
        Entities(
            people=(Person("Jane Major", (span("Jane Major"),), "Harbour Board"), Person("Roe", (span("Roe's"),))),
            organisations=(Named("Harbour Board", (span("Harbour Board"),)),),
            places=(Location("Oslo", (span("Oslo"),), "NO"), Location("Norway", (), "NO")),
            quotes=(Quote(span("We met Roe's team there"), "Jane Major"),),
        )
    )
    assert [scores.kinds[kind].f1 for kind in KINDS] == [1.0, 1.0, 1.0], "a genitive's ending is no matter"
    assert (scores.offices.f1, scores.speakers.f1) == (1.0, 1.0)


def test_nothing_found_misses_all() -> None:
    scores = scored(Entities())
    assert [len(scores.kinds[kind].missed) for kind in KINDS] == [2, 1, 1]
    assert len(scores.speakers.missed) == 1


def test_one_person_found_as_two_is_wrong_once() -> None:
    people = (Person("Roe", (span("Roe"),)), Person("Roe's", (span("Roe", last=True),)))
    tally = scored(Entities(people=people)).kinds["people"]
    assert (tally.right, len(tally.wrong), len(tally.missed)) == (1, 1, 1)


def test_a_place_in_another_country_is_wrong() -> None:
    tally = scored(Entities(places=(Location("Oslo, Minnesota", (span("Oslo"),), "US"),))).kinds["places"]
    assert (tally.right, len(tally.wrong), len(tally.missed)) == (0, 1, 1)


def test_what_is_unsure_counts_neither_way() -> None:
    unsure = LABELLED | {"organisations": [entity("Harbour Board", unsure=True)]}
    for found in (Entities(), Entities(organisations=(Named("Harbour", (span("Harbour"),)),))):
        tally = scored(found, unsure).kinds["organisations"]
        assert (tally.right, tally.wrong, tally.missed) == (0, [], [])


def test_a_speech_with_another_speaker_is_wrong_and_missed() -> None:
    people = (Person("Jane Major", (span("Jane Major"),)), Person("Roe", (span("Roe"),)))
    speakers = scored(Entities(people=people, quotes=(Quote(span("We met Roe's team there"), "Roe"),))).speakers
    assert (speakers.right, len(speakers.wrong), len(speakers.missed)) == (0, 1, 1)


def test_topics_are_averaged_over_the_labels() -> None:
    scores = scored(Entities(topics=(Subject("A"), Subject("C"), Subject("Possible"))), topics=frozenset({"A", "B"}))
    assert {name: tally.f1 for name, tally in scores.topics.items()} == {"A": 1.0, "B": 0.0, "C": 0.0}
    assert scores.topics.macro_f1 == pytest.approx(1 / 3)


def test_the_text_of_a_page_is_the_lines_that_its_label_names(tmp_path: Path) -> None:
    page = "<title>Harbour - Pier opens</title><body><p>Menu<p>The pier opened.<p>Ships came.<p>Imprint"
    (tmp_path / "page.html").write_text(page)
    text = Text("Pier opens", "The pier opened.\n\nShips came.", None, None)
    nothing: dict[Kind, list[Entity]] = {kind: [] for kind in KINDS}
    lines = {"title": "0:10-20", "body": "2-3"}
    label = Label(PAGES, "page.html", "fresh", digest(text), nothing, [], frozenset(), frozenset(), **lines)
    assert text_of(label, tmp_path) == text
    (tmp_path / "page.html").write_text(page.replace("Ships", "Boats"))
    with pytest.raises(ValueError, match="not the text that was labelled"):
        text_of(label, tmp_path)


READINGS = [*labels("end", FIRST_LABELS), *labels("end", SECOND_LABELS)]


@pytest.mark.parametrize("reading", [FIRST_LABELS, SECOND_LABELS], ids=["first", "second"])
def test_each_reading_is_another_one_of_the_same_releases(reading: Path) -> None:
    alone, now = labels(path=reading), labels("end")
    assert [(label.set, label.id, label.digest, label.part) for label in alone] == [
        (label.set, label.id, label.digest, label.part) for label in now
    ]
    assert alone != now


def test_the_command_scores_the_reading_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def scores(*reading: object) -> Scores:
        given.append(reading)
        return Scores()

    monkeypatch.setattr(command, "scores", scores)
    monkeypatch.setattr("sys.argv", ["entities", "--part", "end", "--labels", str(FIRST_LABELS)])
    command.main()
    assert given == [("end", FIRST_LABELS)]


@pytest.mark.parametrize("label", [*labels(), *READINGS], ids=lambda label: label.id[-60:])
def test_a_label_holds_together(label: Label) -> None:
    assert label.part in PARTS
    assert (label.topics or set()) <= {name for name, topic in topics().items() if not topic.heading}
    assert not (label.topics or set()) & label.topics_possible
    for kind in KINDS:
        for entity in label.entities[kind]:
            assert entity.mentions
            assert bool(entity.kind) == (kind == "places")
            assert entity.office is None or kind == "people"
    for speech in label.quotes:
        assert speech.span.start < speech.span.end
        assert speech.speaker is None or speech.speaker[1] < len(label.entities[speech.speaker[0]])


@pytest.mark.skipif(DATA is None, reason="no shared data beside the repository ($PRESSROOM_SHARED)")
def test_the_labels_are_of_texts_that_are_there() -> None:
    assert DATA is not None
    known = labels()
    assert len(known) >= 400
    assert len({label.digest for label in known}) == len(known), "no text is labelled twice"
    parts = {part: len(labels(part)) for part in PARTS}
    assert parts["end"] >= 52
    assert parts["fresh"] >= 79
    assert parts["fresh2"] >= 119
    assert parts["fresh3"] >= 46
    assert parts["fresh5"] >= 47
    assert parts["fresh6"] >= 71
    for label in [*known, *READINGS]:
        text = text_of(label, DATA)
        whole = f"{text.title}\n\n{text.text}"
        mentions = [mention for kind in KINDS for one in label.entities[kind] for mention in one.mentions]
        offices = [person.office for person in label.entities["people"] if person.office]
        for span in (*mentions, *offices, *(speech.span for speech in label.quotes)):
            assert 0 <= span.start < span.end <= len(whole)
            assert whole[slice(*span)].strip() == whole[slice(*span)]
