from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.settings import StoreSettings
from crawler.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(StoreSettings(url=f"sqlite:///{tmp_path}/pressroom.db"))
    yield opened
    opened.close()
