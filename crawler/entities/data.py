"""Reads the package's data files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file `name` of the data folder, such as "topics" or "organisations/european"."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
