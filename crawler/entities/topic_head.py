"""How likely a text is about each subject, by what the encoder makes of its beginning (`encoder.Encoder.gist`).

A linear layer on top of it, learnt from the subjects that readers gave to corrected releases
(`tests/labels/entities/fit_topic_head.py`). It only weighs subjects that words of the text speak for (`topics.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from crawler.entities.data import FOLDER
from crawler.entities.pretrained import Floats

HEAD = FOLDER / "topic_head.npz"

LogOdds = Mapping[str, float]  # by the label of the subject


def log_odds(gist: Floats) -> LogOdds:
    """Of each subject that the layer knows, for the gist of one window."""
    labels, weights, bias = _head(HEAD)
    return dict(zip(labels, (gist @ weights + bias).tolist(), strict=True))


def write(path: Path, labels: list[str], weights: Floats, bias: Floats) -> None:
    """Keeps what was learnt: `weights` has a column for each label."""
    numbers = {"weights": weights.astype(np.float16), "bias": bias.astype(np.float16)}
    np.savez_compressed(path, allow_pickle=False, labels=np.array(labels), **numbers)


@cache
def _head(path: Path) -> tuple[list[str], Floats, Floats]:
    with np.load(path, allow_pickle=False) as kept:
        return kept["labels"].tolist(), kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
