"""Bodies in scripts without capitals: Arabic names begin with their head, Chinese and Japanese ones end in it.

Arabic goes on with words that have an article ("وزارة البحيرات"); a Chinese or Japanese name is what stands without a
break before its head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_KOREAN = re.compile(r"[\uac00-\ud7a3]")
_WITHOUT_CAPITALS = re.compile(r"[\u0600-\u06ff\u4e00-\u9fff\uac00-\ud7a3]")  # all of them
_SHORTEST = 2  # characters before a Chinese head


def spans(document: Document) -> Iterator[Span]:
    """Where bodies stand whose head shows that they are some."""
    if not _WITHOUT_CAPITALS.search(document.text):  # as most texts; one look is quicker than one for each script
        return
    if _ARABIC.search(document.text):
        yield from (Span(match.start(1), match.end()) for match in _arabic().finditer(document.flat))
    if document.language == "ko" and _KOREAN.search(document.text):
        yield from _korean_spans(document)
    if _CHINESE.search(document.text):
        yield from _east_asian_spans(document)


def _korean_spans(document: Document) -> Iterator[Span]:
    """What ends in a head, a particle left out: "민주당은"."""
    general = frozenset(table("shapes")["korean"]["general"])
    for match in _korean().finditer(document.text):
        name = match[0]
        if not match[1] or (match[1] not in general and name not in general):
            yield Span(match.start(), match.end())


def _east_asian_spans(document: Document) -> Iterator[Span]:
    yield from (Span(*match.span()) for match in _whole().finditer(document.text))
    for match in _east_asian().finditer(document.text):
        before = _prefix().match(match[1])
        start = match.start() + (before.end() if before else 0)
        if match.end(1) - start >= _SHORTEST and document.text[start : match.end(1)] not in _general():
            yield Span(start, match.end())


@cache
def _arabic() -> re.Pattern[str]:
    words = table("shapes")["arabic"]
    heads, stops = "|".join(words["heads"]), "|".join(words["stops"])
    word = rf"(?:(?!و?(?:{stops})\b)و?ال\w{{2,}}|لل\w{{2,}})"
    return re.compile(rf"(?<!\w)[وفبلك]?((?:{heads})(?: {word}){{1,4}})")


@cache
def _korean() -> re.Pattern[str]:
    words = table("shapes")["korean"]
    heads, whole, particles = (
        "|".join(sorted(words[key], key=len, reverse=True)) for key in ("heads", "whole", "particles")
    )
    return re.compile(
        rf"(?<![\w])(?:([\uac00-\ud7a3A-Z0-9]{{1,12}}?)({heads})|(?:{whole}))(?=(?:{particles})?(?![\uac00-\ud7a3\w]))"
    )


@cache
def _east_asian() -> re.Pattern[str]:
    words = table("shapes")["east_asian"]
    heads = "|".join(sorted(words["heads"], key=len, reverse=True))
    breaks = "".join(words["breaks"])
    character = rf"(?:(?![{breaks}])[\u4e00-\u9fff\u30a0-\u30ff])"
    after = rf"(?!{'|'.join(words['not_behind'])})"
    return re.compile(rf"({character}{{2,14}}?)(?:{heads}){after}")


@cache
def _whole() -> re.Pattern[str]:
    return re.compile("|".join(sorted(table("shapes")["east_asian"]["whole"], key=len, reverse=True)))


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(table('shapes')['east_asian']['prefixes'])})+")


@cache
def _general() -> frozenset[str]:
    return frozenset(table("shapes")["east_asian"]["general"])
