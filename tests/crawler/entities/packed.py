"""A small encoder of random numbers, in a file as `crawler.entities.pretrained` reads it, and what is learnt of it."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from crawler.entities.pretrained import Floats
from crawler.entities.tag_windows import UNTOLD
from crawler.entities.tags import TAGS

WIDTH, INNER, LAYERS, HEADS, POSITIONS, RANK = 32, 64, 2, 2, 300, 2
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "\u2581",
    "\u2581boat",
    "s",
    "b",
    "o",
    "a",
    "t",
    "bo",
    "at",
    "\u2581Zorb",
    "latt",
]
SCORES = [0.0, 0.0, 0.0, 0.0, -3.0, -2.0, -4.0, -6.0, -6.0, -6.0, -6.0, -5.0, -5.0, -5.0, -5.0]
NORMAL = {"\u00a0": " ", "\u2581": " ", "ﬁ": "fi"}


def write(path: Path, seed: int = 1) -> dict[str, Floats]:
    """Writes the file; gives its tensors, matrices as they come back from four bits."""
    chance = np.random.default_rng(seed)
    shapes = {"emb.word": (len(PIECES), WIDTH)}
    vectors = {"emb.pos": POSITIONS * WIDTH, "emb.type": 2 * WIDTH, "emb.ln.w": WIDTH, "emb.ln.b": WIDTH}
    for number in range(LAYERS):
        for name, (out, width) in _matrices().items():
            shapes[f"l{number}.{name}.w"] = (out, width)
            vectors[f"l{number}.{name}.b"] = out
        vectors |= {f"l{number}.{name}.{part}": WIDTH for name in ("aln", "oln") for part in "wb"}
    tensors: dict[str, Floats] = {}
    data: dict[str, bytes] = {}
    for name, shape in shapes.items():
        tensors[name], data[name] = _packed(
            chance.integers(0, 16, shape), chance.uniform(0.01, 0.1, shape[0] * shape[1] // 32)
        )
    for name, size in vectors.items():
        tensors[name] = chance.normal(1 if name.endswith("n.w") else 0, 0.1, size).astype(np.float32)
        data[name] = tensors[name].tobytes()
    path.write_bytes(_file(data))
    return tensors


def _matrices() -> dict[str, tuple[int, int]]:
    return {**dict.fromkeys(("q", "k", "v", "ao"), (WIDTH, WIDTH)), "fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}


def _packed(
    numbers: np.ndarray[tuple[int, ...], np.dtype[np.int64]], scales: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> tuple[Floats, bytes]:
    blocks = numbers.reshape(-1, 32)
    scales = scales.astype("<f2")
    pairs = (blocks[:, :16] | blocks[:, 16:] << 4).astype(np.uint8)
    data = b"".join(scale.tobytes() + pair.tobytes() for scale, pair in zip(scales, pairs, strict=True))
    whole = (blocks - 8).astype(np.float32) * scales.astype(np.float32)[:, None]
    return whole.reshape(numbers.shape), data


def _file(data: dict[str, bytes]) -> bytes:
    text = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    norms = b"".join(
        struct.pack(f"<IB{len(read)}I", ord(character), len(read), *map(ord, read))
        for character, read in NORMAL.items()
    )
    head = struct.pack("<4sI7ifi", b"E5S1", 1, WIDTH, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text)) + ends.astype("<u4").tobytes()
    head += np.array(SCORES, "<f4").tobytes() + text + struct.pack("<iI", len(NORMAL), len(norms)) + norms
    entries = sum(2 + len(name) + struct.calcsize("<BIQQ") for name in data)
    start = len(head) + 4 + entries
    directory = struct.pack("<i", len(data))
    for name, content in data.items():
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, 0, start, len(content))
        start += len(content)
    return head + directory + b"".join(data.values())


def learnt(tensors: dict[str, Floats], seed: int = 2) -> dict[str, Floats]:
    """What may have been learnt of it: changes, biases and norms, the states of tags, and the last layer."""
    chance = np.random.default_rng(seed)

    def some(*shape: int) -> Floats:
        return chance.normal(0, 0.2, shape).astype(np.float32)

    found = {
        "typ": tensors["emb.type"][:WIDTH],
        "rule.weight": some(UNTOLD + 1, WIDTH),
        "rule2.weight": some(UNTOLD + 1, 4),
    }
    found |= {"eln.weight": 1 + some(WIDTH), "eln.bias": some(WIDTH)}
    found |= {"head.weight": 3 * some(len(TAGS), WIDTH + 4), "head.bias": some(len(TAGS))}
    for number in range(LAYERS):
        for name, (out, width) in _matrices().items():
            key = f"layers.{number}.{name}"
            found |= {f"{key}.A": some(RANK, width), f"{key}.B": some(out, RANK), f"{key}.bias": some(out)}
        for name in ("aln", "oln"):
            found |= {f"layers.{number}.{name}.weight": 1 + some(WIDTH), f"layers.{number}.{name}.bias": some(WIDTH)}
    return found


def nothing_learnt(tensors: dict[str, Floats]) -> dict[str, Floats]:
    """The same of an encoder that is as it came."""
    found = {"typ": tensors["emb.type"][:WIDTH], "eln.weight": tensors["emb.ln.w"], "eln.bias": tensors["emb.ln.b"]}
    for number in range(LAYERS):
        came, key = f"l{number}", f"layers.{number}"
        for name, (out, width) in _matrices().items():
            found |= {f"{key}.{name}.A": np.zeros((1, width), np.float32)}
            found |= {
                f"{key}.{name}.B": np.zeros((out, 1), np.float32),
                f"{key}.{name}.bias": tensors[f"{came}.{name}.b"],
            }
        for name in ("aln", "oln"):
            found |= {f"{key}.{name}.{long}": tensors[f"{came}.{name}.{long[0]}"] for long in ("weight", "bias")}
    return found
