"""Who speaks in Chinese, Japanese and Korean, where particles and the order of words tell it and no capitals do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span

LANGUAGES = frozenset({"zh", "ja", "ko"})
_NEAR = 160  # characters beside a speech
_SENTENCE_END = re.compile(r"[。！？]|[.!?]\s")
_MARKS = "”\"」』’'"
# Behind a name, what makes it the topic or the subject: "홍길동 의원은", "山田氏は".
_TOPIC = {
    "ko": re.compile(r"[\w ]{0,14}?(?:은|는|이|가|도)(?=[\s,“\"‘'])"),
    "ja": re.compile(r"[^。、「」\n]{0,12}?[はがも]"),
}
# Right behind a speech, what says that it is one.
_QUOTES = {
    "ko": re.compile(r"(?:이?라고|고|이?라며|며|이?라면서|면서|이?라는|는)(?=[\s,])"),
    "ja": re.compile(r"と|など"),
}


def speaker(document: Document, people: Iterable[tuple[Span, str]], before: Span, behind: Span) -> str | None:
    """Whose name the sentence of a speech makes its topic, or a verb of speech stands beside; None for nobody."""
    named = list(people)
    return (
        _before(document, named, before, behind) or _behind(document, named, behind) or _meant(document, named, before)
    )


def _meant(document: Document, named: list[tuple[Span, str]], before: Span) -> str | None:
    """Whom "他说：" means: who was named last."""
    if document.language != "zh" or not _pronoun().search(
        document.flat, max(before.start, before.end - _NEAR), before.end
    ):
        return None
    return next((label for span, label in reversed(named) if span.end <= before.end), None)


def _before(document: Document, named: list[tuple[Span, str]], before: Span, behind: Span) -> str | None:
    near = max(before.start, before.end - _NEAR)
    ends = (match.end() for match in _SENTENCE_END.finditer(document.flat, near, before.end))
    start = max([near, *(end for end in ends if end < before.end)])
    language = document.language or ""
    follows = document.flat[behind.start : behind.end].lstrip(_MARKS)
    for span, label in reversed([one for one in named if start <= one[0].start and one[0].end <= before.end]):
        if language in _TOPIC:
            topic = _TOPIC[language].match(document.flat, span.end, before.end + 1)
            if topic is not None and _QUOTES[language].match(follows):
                return label
        elif _verb().search(document.flat, span.end, before.end):
            return label
    return None


def _behind(document: Document, named: list[tuple[Span, str]], behind: Span) -> str | None:
    """ "「…」，王小明說"."""
    if document.language != "zh":
        return None
    end = _SENTENCE_END.search(document.flat, behind.start + 1, min(behind.end, behind.start + _NEAR))
    limit = end.start() if end else min(behind.end, behind.start + _NEAR)
    for span, label in named:
        if behind.start <= span.start < limit and _verb().search(document.flat, span.end, limit):
            return label
    return None


@cache
def _pronoun() -> re.Pattern[str]:
    """A pronoun and a verb of speech right before a speech."""
    return re.compile(rf"[他她](?:[^，。！？“]{{0,6}})?(?:{_verb().pattern})[，：:,]?\s?[“「『]?$")


@cache
def _verb() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, table("speech")["chinese_verbs"])))
