"""What pages need of names, places and translations, read once: by the server, before its workers part and share it."""

from __future__ import annotations

from crawler.entities import find, tagging
from crawler.entities.geonames import cities
from crawler.entities.kept import read_all
from crawler.records import Release
from indexer.preload import preload as preload_searches
from web.i18n import LANGUAGES, translations
from web.map import map_of


def preload() -> None:
    """A few seconds, which otherwise the first page of each worker would wait, and 100 MB that each would have."""
    preload_searches()
    read_all()
    with tagging.by(None):
        find(Release("", "On fog", "There is fog in Rotterdam."))
    map_of(["Rotterdam"])
    for language in LANGUAGES:
        translations(language)
    cities.cache_clear()
