"""How far the two readers of the part "end" agree: each reading as if it were found, scored by the other.

    python -m tests.labels.entities.agreement

What a reader doubts is not found, nor counted where the other is scored by it. Nothing is printed but totals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from crawler.cleaning.language import detect
from crawler.entities.document import Document
from crawler.entities.found import Entities, Location, Named, Person, Quote, Subject
from tests.labels.entities.__main__ import DATA
from tests.labels.entities.gold import FIRST_LABELS, SECOND_LABELS, Entity, Kind, Label, labels, text_of
from tests.labels.entities.score import Scores, Tally, is_left_out

Totals = dict[str, Scores]  # by language, "all" first


def agreement(found: list[Label], scored_by: list[Label], document: Callable[[Label], Document]) -> Totals:
    """One reading as if it were found, beside the other."""
    totals: Totals = defaultdict(Scores)
    for ours, theirs in zip(found, scored_by, strict=True):
        text = document(theirs)
        for group in ("all", text.language or ""):
            totals[group].add(theirs, text, as_found(ours, text.text))
    return totals


def as_found(label: Label, text: str) -> Entities:
    """A reading as what the finders give; entities go by their numbers."""
    people = (
        Person(name, tuple(sorted(person.mentions)), text[slice(*person.office)] if person.office else "")
        for name, person in _certain(label, "people", text)
    )
    organisations = (Named(name, tuple(sorted(body.mentions))) for name, body in _certain(label, "organisations", text))
    places = (
        Location(name, tuple(sorted(place.mentions)), place.country or "")
        for name, place in _certain(label, "places", text)
        if place.kind != "government"
    )
    quotes = (Quote(speech.span, _name(*speech.speaker) if speech.speaker else "") for speech in label.quotes)
    topics = map(Subject, sorted(label.topics or ()))
    return Entities(tuple(people), tuple(organisations), tuple(places), tuple(topics), tuple(quotes))


def _certain(label: Label, kind: Kind, text: str) -> Iterator[tuple[str, Entity]]:
    for number, entity in enumerate(label.entities[kind]):
        if not is_left_out(entity, text):
            yield _name(kind, number), entity


def _name(kind: Kind, number: int) -> str:
    return f"{kind} {number}"


def _document(label: Label) -> Document:
    text = text_of(label, DATA)
    return Document(f"{text.title}\n\n{text.text}", len(text.title), text.language or detect(text.text))


def main() -> None:
    """The command."""
    first, second = labels("end", FIRST_LABELS), labels("end", SECOND_LABELS)
    for heading, found, scored_by in (
        ("the second reading by the first", second, first),
        ("the first reading by the second", first, second),
    ):
        print(heading)
        for language, total in agreement(found, scored_by, _document).items():
            tallies: dict[str, Tally] = {**dict(total.kinds.items()), "speakers": total.speakers}
            figures = "  ".join(f"{name} {tally.f1:.3f}" for name, tally in tallies.items())
            print(f"{language:4} {figures}  topics {total.topics}")


if __name__ == "__main__":
    main()
