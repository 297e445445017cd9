"""Spools give what was put into them, from memory or from a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.engine import spool


@pytest.mark.parametrize("held", [0, 5, 1000])
def test_what_is_added_is_found(held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "HELD", held)
    found = spool.Spool(str(tmp_path))
    for number in range(4):
        found.add(np.array([number, 7], dtype=np.uint32).tobytes())
    assert found.size == 32
    assert b"".join(found.parts()) == found.array(np.uint8).tobytes()
    assert found.array(np.uint32).tolist() == [0, 7, 1, 7, 2, 7, 3, 7]
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_found_where_nothing_was_added() -> None:
    assert spool.Spool().array(np.uint8).tolist() == []
