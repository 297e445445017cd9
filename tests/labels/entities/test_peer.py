"""A model's entities as what our finders give; the model is one of ours that knows three names."""

from __future__ import annotations

from types import SimpleNamespace

from crawler.entities.document import Span
from tests.crawler.entities.samples import document
from tests.labels.entities.peer import as_found

NAMES = {"Jane Major": "PERSON", "the Lake Fund": "ORG", "LAKE FUND": "ORG", "France": "GPE", "May": "DATE"}


def model(text: str) -> SimpleNamespace:
    found = [
        SimpleNamespace(text=name, label_=label, start_char=text.find(name), end_char=text.find(name) + len(name))
        for name, label in NAMES.items()
        if name in text
    ]
    return SimpleNamespace(ents=found)


def test_entities_of_a_model() -> None:
    read = document("In May Jane Major of the Lake Fund came from France.")
    found = as_found(read, model)
    assert [person.label for person in found.people] == ["Jane Major"]
    assert [(place.label, place.country) for place in found.places] == [("France", "FR")]
    (body,) = found.organisations
    assert [read.text[slice(*span)] for span in body.spans] == ["Lake Fund"]
    assert isinstance(body.spans[0], Span)
