"""What a trained network makes of the words of a text: for each how likely it is part of a name, of which kind.

The network is the pretrained encoder (`pretrained.py`) with what it learnt from corrected releases
(`tests/labels/entities/fit_encoder.py`): low-rank changes of its matrices (Hu and others 2021), its biases and norms,
what is added to the state of a word for what the rules say of it, and a last layer of seven tags. It runs in numpy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crawler.entities.data import FOLDER
from crawler.entities.pretrained import Floats, Pretrained

LEARNT = FOLDER / "encoder.npz"
LORA = 2.0  # what the low-rank changes are multiplied by
GIST = 9  # layers behind which states tell best what a text is about; those behind tell of names
_NORM = np.float32(1e-12)
_GELU = np.float32(math.sqrt(2 / math.pi)), np.float32(0.044715)


class Window(NamedTuple):
    """A stretch of a text in pieces, with what the rules say of each, and where each of its words begins."""

    pieces: Sequence[int]
    tags: Sequence[int]
    words: Sequence[int]


class Read(NamedTuple):
    """What the network makes of some windows.

    `tags` has a row for each word: how likely each of the seven tags is, which add up to 1. `gist` has one for each
    window: its words' states in the middle of the network, averaged.
    """

    tags: Floats
    gist: Floats


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
        self._pretrained, self._heads = pretrained, pretrained.heads
        self._positions = pretrained.vector("emb.pos").reshape(-1, pretrained.width) + learnt["typ"]
        self._first = _Norm(learnt["eln.weight"], learnt["eln.bias"])
        self._tags, self._told = learnt["rule.weight"], learnt["rule2.weight"]
        self._head = _Linear(learnt["head.weight"].T, learnt["head.bias"])
        self._layers = [_layer(pretrained, learnt, number) for number in range(pretrained.layers)]

    def read(self, windows: Sequence[Window]) -> Read:
        """What it makes of windows, of which each has a word."""
        told = np.concatenate([window.tags for window in windows])
        sizes = [len(window.pieces) for window in windows]
        starts = np.cumsum([0, *sizes[:-1]])
        at = [np.asarray(window.words) + start for window, start in zip(windows, starts, strict=True)]
        states = self._first_states(windows, sizes, told)
        states = self._through(self._layers[:GIST], states, sizes)
        gist = np.stack([states[words].mean(axis=0) for words in at])
        states = self._through(self._layers[GIST:], states, sizes)
        words = np.concatenate(at)
        return Read(_softmax(self._head(np.concatenate([states[words], self._told[told[words]]], axis=1))), gist)

    def _first_states(self, windows: Sequence[Window], sizes: Iterable[int], told: NDArray[np.int64]) -> Floats:
        states = self._pretrained.embeddings(np.concatenate([window.pieces for window in windows]))
        states += self._positions[np.concatenate([np.arange(size) for size in sizes])]
        return self._first(states + self._tags[told])

    def _through(self, layers: Iterable[_Layer], states: Floats, sizes: Sequence[int]) -> Floats:
        for layer in layers:
            attended = layer.out(_attention(layer.into(states), sizes, self._heads))
            attended += states
            states = layer.after(attended)
            wide = layer.narrow(_gelu(layer.widen(states)))
            wide += states
            states = layer.last(wide)
        return states


def learnt(path: Path = LEARNT) -> Mapping[str, Floats]:
    """What was learnt, as it is kept: an archive of numpy's with numbers of 16 bits."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name].astype(np.float32) for name in archive.files}


def _layer(pretrained: Pretrained, learnt: Mapping[str, Floats], number: int) -> _Layer:
    def linear(name: str, width: int) -> _Linear:
        key = f"layers.{number}.{name}"
        weights = pretrained.matrix(f"l{number}.{name}.w", width) + LORA * (learnt[f"{key}.B"] @ learnt[f"{key}.A"])
        return _Linear(np.ascontiguousarray(weights.T), learnt[f"{key}.bias"])

    def norm(name: str) -> _Norm:
        return _Norm(learnt[f"layers.{number}.{name}.weight"], learnt[f"layers.{number}.{name}.bias"])

    width = pretrained.width
    query, key, value = (linear(name, width) for name in "qkv")
    scale = np.float32(1 / math.sqrt(width // pretrained.heads))
    into = _Linear(
        np.concatenate([query.weights * scale, key.weights, value.weights], axis=1),
        np.concatenate([query.bias * scale, key.bias, value.bias]),
    )
    widen, narrow = linear("fi", width), linear("fo", pretrained.inner)
    return _Layer(into, linear("ao", width), norm("aln"), widen, narrow, norm("oln"))


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
