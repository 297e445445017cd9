from __future__ import annotations

from dataclasses import replace

from crawler.entities.document import Document, Span
from tests.labels.entities.agreement import agreement
from tests.labels.entities.gold import Entity, Kind, Label, Speech

TEXT = (
    "Pier opens\n\nJane Major of the Harbour Board came to Oslo from Lofoten: “We are glad.” The Coast Guild was there."
)


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def entity(words: str, **more: object) -> Entity:
    return Entity(frozenset({span(words)}), **more)  # type: ignore[arg-type]


ENTITIES: dict[Kind, list[Entity]] = {
    "people": [entity("Jane Major", office=span("Harbour Board"))],
    "organisations": [entity("Harbour Board"), entity("Coast Guild")],
    "places": [entity("Lofoten", kind="region", country="NO"), entity("Oslo", kind="city", country="NO")],
}
SPEECH = Speech(span("We are glad"), ("people", 0))
FIRST = Label("set", "id", "end", "", ENTITIES, [SPEECH], frozenset({"A"}), frozenset({"B"}))


def figures(found: Label, scored_by: Label) -> list[float]:
    total = agreement([found], [scored_by], lambda label: Document(TEXT, 10, "en"))
    assert list(total) == ["all", "en"]
    tallies = (*total["en"].kinds.values(), total["all"].offices, total["all"].speakers, total["en"].topics.together)
    return [tally.f1 for tally in tallies]


def test_a_reader_agrees_with_itself() -> None:
    assert figures(FIRST, FIRST) == [1.0] * 6


def test_each_doubt_counts_where_the_other_has_none() -> None:
    doubtful: dict[Kind, list[Entity]] = ENTITIES | {
        "organisations": [ENTITIES["organisations"][0], entity("Coast Guild", unsure=True)]
    }
    second = replace(FIRST, entities=doubtful, topics=frozenset({"B"}), topics_possible=frozenset({"A"}))
    assert figures(FIRST, second) == [1.0, 1.0, 1.0, 1.0, 1.0, 0.0], "what is doubted counts neither way"
    assert figures(second, FIRST) == [1.0, 2 / 3, 1.0, 1.0, 1.0, 0.0], "and is not found"


def test_another_speaker_is_no_agreement() -> None:
    second = replace(FIRST, quotes=[Speech(span("We are glad"), ("organisations", 0))])
    assert figures(second, FIRST) == [1.0, 1.0, 1.0, 1.0, 0.0, 1.0]
