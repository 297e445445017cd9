"""Known names in Chinese, Japanese and Korean: where one begins and ends, only what stands on either side shows.

"서울대공원" is no university, "公安部门" no ministry, and "英国财政部" not that of China.
"""

from __future__ import annotations

import re
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.gazetteer import Organisation
from crawler.entities.geography import countries
from crawler.entities.lexicon import Finds
from crawler.entities.phrases import Hit

_KOREAN = re.compile(r"[\uac00-\ud7a3]")
_KOREAN_WORD = re.compile(r"[\uac00-\ud7a3]*")
# What makes of a body its chief, or of one body many: "... Ministry" with this behind is its minister.
_GOES_ON = re.compile("[部局院署厅行]长|部门")
# The last character of names that bodies of many states have.
_OFFICE = re.compile("[部局院署厅廳行省庁会會邸委府法検원부청처]")
# A state's character before such a name.
_SHORT_STATES = {"米": "US", "美": "US", "英": "GB", "仏": "FR", "法": "FR", "独": "DE", "德": "DE", "露": "RU"}
_SHORT_STATES |= {
    "俄": "RU",
    "伊": "IT",
    "豪": "AU",
    "加": "CA",
    "印": "IN",
    "韓": "KR",
    "韩": "KR",
    "日": "JP",
    "中": "CN",
}


def is_whole(document: Document, span: Span) -> bool:
    """Whether a name is no part of a longer word."""
    if _GOES_ON.match(document.flat, span.end - 1):
        return False
    if not _KOREAN.match(document.flat, span.end - 1):
        return True
    if span.start and _KOREAN.match(document.flat, span.start - 1) and _KOREAN.match(document.flat, span.start):
        return False
    rest = _KOREAN_WORD.match(document.flat, span.end)
    return rest is None or rest[0] in _particles()


def is_of_another_state(document: Document, named: Hit[Organisation], finds: Finds) -> bool:
    """Whether the name of another state stands right before that of an office: nothing else tells them apart."""
    span, body = named
    if not body.country or not span.start or not _OFFICE.match(document.flat, span.end - 1):
        return False
    end = span.start - (document.flat[span.start - 1] == " ")  # as Korean sets them apart
    before = {hit.value.place.country for hit in finds.places if hit.span.end == end}
    before |= {hit.value.country for hit in finds.demonyms if hit.span.end == end}
    if short := _SHORT_STATES.get(document.flat[span.start - 1]):
        before.add(countries()[short].country)
    return bool(before) and countries()[body.country].country not in before


@cache
def _particles() -> frozenset[str]:
    return frozenset(["", *table("shapes")["korean"]["particles"]])
