"""What a page says in words of the day it was published ("Posted on 3 May 2024 in News"), wherever that stands.

Read from the tree, before pruning: such a line often stands among tags and share buttons, which nobody needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from .text import one_line

MOST = 20
"""Passages of one page."""

MOST_TEXTS, MOST_CHARACTERS = 20_000, 300_000
"""Of a page's text that are looked at."""

_MOST_DATA = 500_000  # characters of scripts that are looked at
_DATA = re.compile(
    r"""["']\w{0,20}(?:publish(?:ed|ing)?|publication)[_-]?(?:date|at|on|time)\w{0,4}["']\s{0,4}:\s{0,4}["']([^"'\n]{8,40})""",
    re.IGNORECASE,
)
_PASSAGE = 60  # characters after the word in which the date stands
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_STATED = re.compile(
    r"(?<!\w)(?:published|posted|released|issued|date of (?:publication|release|issue)|publication date|release date"
    r"|veröffentlicht|publiziert|erschienen|eingestellt|geschrieben|erstellt|veröffentlichung|erscheinungsdatum"
    r"|publié|paru|mis en ligne|rédigé|publicado|fecha de publicación|pubblicato|data di pubblicazione"
    r"|data de publicação|gepubliceerd|geplaatst|publicerad|publisert|udgivet|offentliggjort|julkaistu|opublikowano"
    r"|data publikacji|zveřejněno|publikováno|publicat|objavljeno|közzétéve|yayın(?:lanma)? tarihi|yayınlandı"
    r"|опубликован[оа]?|дата публикации|размещено|опубліковано|публикувано|жарияланды|e'lon qilingan"
    r"|تاريخ النشر|نُشر|نشر في|تاریخ انتشار|发布(?:时间|日期|于)?|發布(?:時間|日期)?"
    r"|发表(?:时间|于)|公開日|掲載日|発表日|投稿日|등록일|게시일|작성일|입력|발행일|เผยแพร่|ngày đăng)(?![^\W\d_])"
)


def stated_passages(root: etree._Element | None) -> tuple[str, ...]:
    """What follows each word for "published" in the text of a page."""
    if root is None:
        return ()
    text = one_line(" ".join(islice(_texts(root), MOST_TEXTS))[:MOST_CHARACTERS]).lower()
    ends = [match.end() for match in _STATED.finditer(text)][:MOST]
    return tuple(text[end : end + _PASSAGE] for end in ends)


def values_in_data(root: etree._Element | None) -> tuple[str, ...]:
    """What the data that a page hands to its own scripts say of days of publication ("publishedDate": "2024-05-03")."""
    scripts = (script.text or "" for script in root.iter("script")) if root is not None else ()
    left, found = _MOST_DATA, list[str]()
    for text in scripts:
        if "ubli" in text:
            found.extend(match[1] for match in islice(_DATA.finditer(text, 0, left), MOST))
            left -= len(text)
        if left <= 0:
            break
    return tuple(found[:MOST])


def _texts(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        if element.text and element.tag not in _UNSEEN:
            yield element.text
        if element.tail and not element.tail.isspace():
            yield element.tail
