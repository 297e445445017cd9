"""What the gist of a text says of subjects."""

from pathlib import Path

import numpy as np
import pytest

from crawler.entities import topic_head
from crawler.entities.thesaurus import topics
from crawler.entities.topic_head import log_odds


def test_a_subject_has_the_log_odds_of_its_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "head.npz"
    topic_head.write(kept, ["Trade", "Sport"], np.array([[1.0, 0.5], [0.0, 2.0]], np.float32), np.array([0.5, -1.0]))
    monkeypatch.setattr(topic_head, "HEAD", kept)
    assert log_odds(np.array([2.0, 1.0], np.float32)) == {"Trade": 2.5, "Sport": 2.0}


def test_the_head_that_is_shipped_knows_subjects_that_there_are() -> None:
    said = log_odds(np.zeros(384, np.float32))
    assert len(said) > 150
    assert all(not topics()[label].heading for label in said)
