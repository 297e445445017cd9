"""What every cleaner needs, loaded once: imported by the server that cleaners are forked from, which then share it."""

from __future__ import annotations

import ctypes
from contextlib import suppress

from crawler.loading import loading

with loading():
    from crawler import reading  # noqa: F401  what cleaners run
    from crawler.cleaning.language import detect
    from crawler.entities import annotate, tagging
    from crawler.entities.geonames import cities
    from crawler.entities.kept import read_all
    from crawler.records import Release

    detect("x " * 200)  # the language model
    read_all()
    with tagging.by(None):  # a cleaner reads the network when it is first asked, if at all
        annotate(Release(url="", title="", text="On fog."))  # the gazetteer
    cities.cache_clear()  # of which it has what it needs
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # glibc's, which keeps what is free otherwise
