"""What every cleaner needs, loaded once: imported by the server that cleaners are forked from, which then share it."""

from __future__ import annotations

import gc

from crawler import reading  # noqa: F401  what cleaners run
from crawler.cleaning.language import detect
from crawler.entities import annotate
from crawler.records import Release

detect("x " * 200)  # the language model
annotate(Release(url="", title="", text=""))  # the gazetteer
gc.freeze()  # never looked at again, so the pages of memory stay shared
