import pytest

from crawler.entities.thesaurus import topics
from tests.labels.entities.own_topics import TagScores, harmonic, is_within, mappings, part_of

MAPPED = {"Hälsa": ["Health"], "Försvar och fred": ["Defence", "Armed conflict and peace"]}


def scored(*releases: tuple[list[str], list[str]]) -> TagScores:
    scores = TagScores()
    for number, (tags, found) in enumerate(releases):
        scores.add(str(number), tags, found, MAPPED)
    return scores


def test_a_tag_is_met_by_what_it_stands_for_and_what_is_under_it() -> None:
    scores = scored((["Hälsa"], ["Vaccination"]), (["Försvar och fred"], ["Defence"]), (["Hälsa"], ["Defence"]))
    assert {tag: tally.recall for tag, tally in scores.tags.items()} == {"Hälsa": 0.5, "Försvar och fred": 1.0}
    assert scores.recall == pytest.approx(2 / 3)


def test_what_no_tag_says_is_wrong_and_what_no_tag_could_say_is_not_counted() -> None:
    scores = scored((["Hälsa"], ["Cancer", "Defence", "Tourism"]))
    assert {topic: tally.precision for topic, tally in scores.topics.items()} == {"Cancer": 1.0, "Defence": 0.0}
    assert scores.precision == 0.5
    assert scores.macro == (0.5, 1.0)


def test_harmonic() -> None:
    assert harmonic(0.5, 1.0) == pytest.approx(2 / 3)
    assert harmonic(0.0, 0.0) == 0.0


def test_the_mapping_names_topics_that_there_are() -> None:
    meant = {topic for mapped in mappings().values() for tags in mapped.values() for topic in tags}
    assert meant <= {label for label, topic in topics().items() if not topic.heading}
    assert is_within("Vaccination", {"Health"})
    assert not is_within("Health", {"Vaccination"})


def test_both_parts_have_their_share() -> None:
    parts = [part_of(f"release {number}") for number in range(1000)]
    assert 400 < parts.count("end") < 600
