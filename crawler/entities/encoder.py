"""What the pretrained encoder makes of a text (`pretrained.py`): what it is about, and which of its words are names.

What a text is about its states tell as they came. Of names it learnt from corrected releases
(`tests/labels/entities/fit_encoder.py`): low-rank changes of its matrices (Hu and others 2021), its biases and norms,
what is added to the state of a word for what the rules say of it, and a last layer of seven tags. It runs in numpy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crawler.entities.data import FOLDER
from crawler.entities.pretrained import Floats, Pretrained

LEARNT = FOLDER / "encoder.npz"
LORA = 2.0  # what the low-rank changes are multiplied by
_NORM = np.float32(1e-12)
_GELU = np.float32(math.sqrt(2 / math.pi)), np.float32(0.044715)


class Window(NamedTuple):
    """A stretch of a text in pieces, with what the rules say of each, and where each of its words begins."""

    pieces: Sequence[int]
    tags: Sequence[int]
    words: Sequence[int]


class _Linear(NamedTuple):
    weights: Floats
    bias: Floats

    def __call__(self, states: Floats) -> Floats:
        found: Floats = states @ self.weights
        found += self.bias
        return found


class _Norm(NamedTuple):
    """Layer normalisation (Ba and others 2016), in place."""

    weights: Floats
    bias: Floats

    def __call__(self, states: Floats) -> Floats:
        states -= states.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", states, states)[:, None] / states.shape[1]
        states /= np.sqrt(variance + _NORM)
        states *= self.weights
        states += self.bias
        return states


class _Layer(NamedTuple):
    """`into` gives queries, keys and values side by side, queries already divided by the root of a head's width."""

    into: _Linear
    out: _Linear
    after: _Norm
    widen: _Linear
    narrow: _Linear
    last: _Norm


class Encoder:
    """The network. Threads may share it."""

    def __init__(self, pretrained: Pretrained, learnt: Mapping[str, Floats]) -> None:
        self._as_it_came, self._trained = _Stack(pretrained, {}), _Stack(pretrained, learnt)
        self._tags, self._told = learnt["rule.weight"], learnt["rule2.weight"]
        self._head = _Linear(learnt["head.weight"].T, learnt["head.bias"])

    def gist(self, windows: Sequence[Window]) -> Floats:
        """What windows are about: of each the mean of its pieces' states, of length 1 (Wang and others 2024)."""
        states = self._as_it_came.states(windows)
        starts = _starts(windows)
        means: Floats = np.add.reduceat(states, starts, axis=0)
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return means

    def tags(self, windows: Sequence[Window]) -> Floats:
        """How likely each word is each of the seven tags: a row for each, which adds up to 1."""
        told = np.concatenate([window.tags for window in windows])
        states = self._trained.states(windows, self._tags[told])
        words = np.concatenate(
            [np.asarray(window.words) + start for window, start in zip(windows, _starts(windows), strict=True)]
        )
        return _softmax(self._head(np.concatenate([states[words], self._told[told[words]]], axis=1)))


class _Stack:
    """The encoder's layers with what was learnt of them; what nothing was learnt of is as it came."""

    def __init__(self, pretrained: Pretrained, learnt: Mapping[str, Floats]) -> None:
        self._pretrained, self._heads = pretrained, pretrained.heads
        kind = learnt.get("typ", pretrained.vector("emb.type")[: pretrained.width])
        self._positions = pretrained.vector("emb.pos").reshape(-1, pretrained.width) + kind
        parts = _Parts(pretrained, learnt)
        self._first = parts.norm("emb.ln", "eln")
        self._layers = [parts.layer(number) for number in range(pretrained.layers)]

    def states(self, windows: Sequence[Window], added: Floats | None = None) -> Floats:
        """The last states of all pieces, one window behind the other; `added` goes to the first ones."""
        sizes = [len(window.pieces) for window in windows]
        states = self._pretrained.embeddings(np.concatenate([window.pieces for window in windows]))
        states += self._positions[np.concatenate([np.arange(size) for size in sizes])]
        if added is not None:
            states += added
        states = self._first(states)
        for layer in self._layers:
            attended = layer.out(_attention(layer.into(states), sizes, self._heads))
            attended += states
            states = layer.after(attended)
            wide = layer.narrow(_gelu(layer.widen(states)))
            wide += states
            states = layer.last(wide)
        return states


class _Parts(NamedTuple):
    """What layers are made of: numbers as they came, or as they were learnt."""

    pretrained: Pretrained
    learnt: Mapping[str, Floats]

    def layer(self, number: int) -> _Layer:
        came, key, width = f"l{number}", f"layers.{number}", self.pretrained.width
        query, shown, value = (self._linear(f"{came}.{name}", f"{key}.{name}", width) for name in "qkv")
        scale = np.float32(1 / math.sqrt(width // self.pretrained.heads))
        into = _Linear(
            np.concatenate([query.weights * scale, shown.weights, value.weights], axis=1),
            np.concatenate([query.bias * scale, shown.bias, value.bias]),
        )
        out, widen = (self._linear(f"{came}.{name}", f"{key}.{name}", width) for name in ("ao", "fi"))
        narrow = self._linear(f"{came}.fo", f"{key}.fo", self.pretrained.inner)
        after, last = (self.norm(f"{came}.{name}", f"{key}.{name}") for name in ("aln", "oln"))
        return _Layer(into, out, after, widen, narrow, last)

    def norm(self, came: str, key: str) -> _Norm:
        return _Norm(self._vector(f"{came}.w", f"{key}.weight"), self._vector(f"{came}.b", f"{key}.bias"))

    def _linear(self, came: str, key: str, width: int) -> _Linear:
        weights = self.pretrained.matrix(f"{came}.w", width)
        if f"{key}.A" in self.learnt:
            weights = weights + LORA * (self.learnt[f"{key}.B"] @ self.learnt[f"{key}.A"])
        return _Linear(np.ascontiguousarray(weights.T), self._vector(f"{came}.b", f"{key}.bias"))

    def _vector(self, came: str, key: str) -> Floats:
        return self.learnt[key] if key in self.learnt else self.pretrained.vector(came)


def _starts(windows: Sequence[Window]) -> list[int]:
    """Where each begins, one behind the other."""
    return [0, *accumulate(len(window.pieces) for window in windows[:-1])]


def learnt(path: Path = LEARNT) -> Mapping[str, Floats]:
    """What was learnt, as it is kept: an archive of numpy's with numbers of 16 bits."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name].astype(np.float32) for name in archive.files}


def _attention(states: Floats, sizes: Iterable[int], heads: int) -> Floats:
    """What each piece takes from the others of its window (Vaswani and others 2017)."""
    width = states.shape[1] // 3
    taken = np.empty((len(states), width), np.float32)
    start = 0
    for size in sizes:
        here = states[start : start + size].reshape(size, 3, heads, -1).transpose(1, 2, 0, 3)
        queries, keys, values = here
        shares = _softmax(queries @ keys.transpose(0, 2, 1))
        taken[start : start + size] = (shares @ values).transpose(1, 0, 2).reshape(size, width)
        start += size
    return taken


def _softmax(numbers: Floats) -> Floats:
    """Along the last axis, in place."""
    numbers -= numbers.max(axis=-1, keepdims=True)
    np.exp(numbers, out=numbers)
    numbers /= numbers.sum(axis=-1, keepdims=True)
    return numbers


def _gelu(numbers: Floats) -> Floats:
    """Hendrycks and Gimpel's 2016, by its approximation with tanh."""
    scale, cubic = _GELU
    found = numbers * numbers
    found *= cubic
    found += np.float32(1)
    found *= numbers
    found *= scale
    np.tanh(found, out=found)
    found += np.float32(1)
    found *= numbers
    found *= np.float32(0.5)
    return found
