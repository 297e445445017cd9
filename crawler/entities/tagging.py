"""Names that the rules leave, found by a sequence tagger.

It is a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over the features of
`tag_features.py`, by CRFsuite (Okazaki 2007), trained with what readers corrected of what the rules find
(`tests/labels/entities/fit_tagger.py`). It is optional: where `python-crfsuite` is not installed, the rules find what
they find.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from crawler.entities.data import FOLDER
from crawler.entities.document import Document, Span
from crawler.entities.lexicon import Finds
from crawler.entities.short_forms import whole_words
from crawler.entities.tag_features import KINDS, OUTSIDE, Kind, Line, lines

MODEL = FOLDER / "tagger.crfsuite"
LEAST: Mapping[Kind, float] = {"people": 0.7, "organisations": 0.8, "places": 0.8}  # confidence of each word of a name

_KIND_OF = {tag: kind for kind, tag in KINDS.items()}


def tagged(document: Document, finds: Finds, named: Mapping[Kind, Iterable[Span]]) -> dict[Kind, list[Span]]:
    """The names beside those that are `named`, by kind, in order of position; none overlaps one of these.

    A name that stands elsewhere as well is one there, too.
    """
    found: dict[Kind, list[Span]] = {kind: [] for kind in KINDS}
    tagger = _ours.tagger
    if tagger is None:
        return found
    tags = tags_of(named)
    for line in lines(document, finds, tags):
        for kind, span in _in_line(tagger, line):
            for place in (span, *whole_words(document.flat, document.flat[slice(*span)])):
                if not any(position in tags for position in range(*place)):
                    tags |= tags_of({kind: [place]})
                    found[kind].append(place)
    return {kind: sorted(spans) for kind, spans in found.items()}


def tags_of(named: Mapping[Kind, Iterable[Span]]) -> dict[int, str]:
    """What each character of names is part of: "B-ORG" where one begins, "I-ORG" behind it."""
    tags: dict[int, str] = {}
    for kind, tag in KINDS.items():
        for start, end in named.get(kind, ()):
            if not any(place in tags for place in range(start, end)):
                tags[start] = f"B-{tag}"
                tags.update(dict.fromkeys(range(start + 1, end), f"I-{tag}"))
    return tags


def _in_line(tagger: Any, line: Line) -> Iterator[tuple[Kind, Span]]:
    """The names of a line that are sure."""
    labels: Sequence[str] = tagger.tag(line.features)
    known = tagger.labels()
    first = None
    for number, label in enumerate([*labels, OUTSIDE]):
        if first is not None and not label.startswith("I-"):
            tag = labels[first][2:]
            kind = _KIND_OF[tag]
            parts = [one for one in (f"B-{tag}", f"I-{tag}") if one in known]
            if all(
                sum(tagger.marginal(part, place) for part in parts) >= LEAST[kind] for place in range(first, number)
            ):
                yield kind, Span(line.words[first].start, line.words[number - 1].end)
            first = None
        if label != OUTSIDE and first is None:
            first = number


class _Ours(threading.local):
    """A thread's tagger, as one keeps the line that it was asked about; None where there is none."""

    @cached_property
    def tagger(self) -> Any:
        return _opened(MODEL) if MODEL.exists() else None


def _opened(model: Path) -> Any:
    try:
        import pycrfsuite
    except ImportError:
        return None
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    return tagger


_ours = _Ours()


@contextmanager
def by(model: Path | None) -> Iterator[None]:
    """In this thread names are added by another model meanwhile, or, with None, by none."""
    before, _ours.tagger = _ours.tagger, _opened(model) if model else None
    try:
        yield
    finally:
        _ours.tagger = before
