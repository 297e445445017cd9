"""The network against one that is written plainly, number by number, on a small encoder of random numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from crawler.entities.encoder import LORA, Encoder, Window, learnt
from crawler.entities.pretrained import Floats, Pretrained
from tests.crawler.entities import packed

Exact = NDArray[np.float64]


class Plain:
    """One window at a time, in double precision, with the exact function where the network has an approximation."""

    def __init__(self, tensors: Mapping[str, Floats], learnt_of_it: Mapping[str, Floats]) -> None:
        self.tensors = {name: values.astype(np.float64) for name, values in tensors.items()}
        self.learnt = {name: values.astype(np.float64) for name, values in learnt_of_it.items()}

    def tags(self, window: Window) -> Exact:
        learnt = self.learnt
        states = self.states(window, learnt["rule.weight"][list(window.tags)])
        found = []
        for word in window.words:
            told = learnt["rule2.weight"][window.tags[word]]
            numbers = np.exp(learnt["head.weight"] @ np.concatenate([states[word], told]) + learnt["head.bias"])
            found.append(numbers / numbers.sum())
        return np.array(found)

    def states(self, window: Window, added: Exact) -> Exact:
        positions = self.tensors["emb.pos"].reshape(-1, packed.WIDTH)
        rows = [self.tensors["emb.word"][piece] + positions[place] for place, piece in enumerate(window.pieces)]
        states = self.norm("eln", np.array(rows) + self.learnt["typ"] + added)
        for number in range(packed.LAYERS):
            states = self.layer(number, states)
        return states

    def layer(self, number: int, states: Exact) -> Exact:
        query, key, value = (self.linear(number, name, states) for name in "qkv")
        width = packed.WIDTH // packed.HEADS
        taken = np.zeros_like(states)
        for head in range(packed.HEADS):
            part = slice(head * width, (head + 1) * width)
            for place in range(len(states)):
                shares = np.exp(key[:, part] @ query[place, part] / math.sqrt(width))
                taken[place, part] = shares / shares.sum() @ value[:, part]
        states = self.norm(f"layers.{number}.aln", states + self.linear(number, "ao", taken))
        wide = self.linear(number, "fi", states)
        wide *= 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        return self.norm(f"layers.{number}.oln", states + self.linear(number, "fo", wide))

    def linear(self, number: int, name: str, states: Exact) -> Exact:
        key = f"layers.{number}.{name}"
        matrix = self.tensors[f"l{number}.{name}.w"] + LORA * self.learnt[f"{key}.B"] @ self.learnt[f"{key}.A"]
        return np.array([matrix @ state + self.learnt[f"{key}.bias"] for state in states])

    def norm(self, name: str, states: Exact) -> Exact:
        rows = [(state - state.mean()) / math.sqrt(state.var() + 1e-12) for state in states]
        return np.array(rows) * self.learnt[f"{name}.weight"] + self.learnt[f"{name}.bias"]


WINDOWS = [Window([0, 5, 6, 2], [0, 3, 4, 0], [1, 2]), Window([0, 13, 14, 5, 9, 10, 2], [7] * 7, [1, 3, 4, 5])]


@pytest.fixture(scope="module")
def tensors(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pretrained, dict[str, Floats]]:
    path = tmp_path_factory.mktemp("encoder") / "packed"
    tensors = packed.write(path)
    return Pretrained(path), tensors


def test_chances_are_those_of_a_network_written_plainly(tensors: tuple[Pretrained, dict[str, Floats]]) -> None:
    pretrained, numbers = tensors
    of_it = packed.learnt(numbers)
    found = Encoder(pretrained, of_it).tags(WINDOWS)
    plain = np.concatenate([Plain(numbers, of_it).tags(window) for window in WINDOWS])
    assert found.shape == (6, 7)
    np.testing.assert_allclose(found, plain, atol=2e-3)
    assert plain.std(axis=0).max() > 0.1  # they are not all the same


def test_what_a_window_is_about_is_told_by_the_encoder_as_it_came(
    tensors: tuple[Pretrained, dict[str, Floats]],
) -> None:
    pretrained, numbers = tensors
    as_it_came = Plain(numbers, packed.nothing_learnt(numbers))
    means = [as_it_came.states(window, np.zeros(packed.WIDTH)).mean(axis=0) for window in WINDOWS]
    found = Encoder(pretrained, packed.learnt(numbers)).gist(WINDOWS)
    np.testing.assert_allclose(found, [mean / np.linalg.norm(mean) for mean in means], atol=2e-3)


def test_a_window_is_read_alike_alone_and_among_others(tensors: tuple[Pretrained, dict[str, Floats]]) -> None:
    pretrained, numbers = tensors
    encoder = Encoder(pretrained, packed.learnt(numbers))
    for ask in (encoder.tags, encoder.gist):
        np.testing.assert_allclose(ask(WINDOWS), np.concatenate([ask([window]) for window in WINDOWS]), atol=1e-5)


def test_what_is_learnt_is_kept_in_half_the_bits(tmp_path: Path) -> None:
    path = tmp_path / "learnt.npz"
    np.savez_compressed(path, first=np.array([0.5, -1.25], np.float16))
    (first,) = learnt(path).values()
    assert first.dtype == np.float32
    assert first.tolist() == [0.5, -1.25]
