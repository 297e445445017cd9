"""Who speaks in Chinese, Japanese and Korean, where particles and the order of words tell it and no capitals do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.speech_names import Name

LANGUAGES = frozenset({"zh", "ja", "ko"})
_NEAR = 160  # characters beside a speech
_SENTENCE_END = re.compile(r"[。！？]|[.!?]\s")
_MARKS = "”\"」』’'"
# Behind a name, what makes it the topic or the subject: "홍길동 의원은", "山田氏は".
_TOPIC = {
    "ko": re.compile(r"[\w ]{0,14}?(?:은|는|이|가|도)(?=[\s,“\"‘'])"),
    "ja": re.compile(r"[^。、「」\n]{0,12}?[はがも]"),
}
_TOPIC_RIGHT_BEHIND = {"ko": re.compile(r"(?:은|는|이|가|도)(?=[\s,“\"‘'])"), "ja": re.compile(r"[はがも]")}
_ANY_TOPIC = re.compile(r"[はがも]|(?:은|는|이|가)(?=[\s,])")  # of a sentence that speaks of somebody
# Right behind a speech, what says that it is one.
_QUOTES = {
    "ko": re.compile(r"(?:이?라고|고|이?라며|며|이?라면서|면서|이?라는|는)(?=[\s,])"),
    "ja": re.compile(r"と|など"),
}


def speaker(document: Document, names: Iterable[Name], before: Span, behind: Span) -> str | None:
    """Whose name the sentence of a speech makes its topic, or a verb of speech stands beside; None for nobody."""
    all_names = list(names)
    people = [name for name in all_names if name.is_person]
    bodies = [name for name in all_names if not name.is_person]
    return (
        _before(document, people, before, behind)
        or _behind(document, people, behind)
        or _meant(document, people, before)
        or _body(document, bodies, before, behind)
        or _told(document, people, before, behind)
    )


def _body(document: Document, bodies: list[Name], before: Span, behind: Span) -> str | None:
    """ "日本連盟は「…」と回答した", "Nasa表示：“…”": what stands right before its particle, or its verb."""
    sentence = _sentence(document, before)
    pattern = _TOPIC_RIGHT_BEHIND.get(document.language or "")
    for name in reversed(
        [name for name in bodies if sentence.start <= name.span.start and name.span.end <= sentence.end]
    ):
        if pattern is None:
            says = _verb().match(document.flat, name.span.end) is not None
        else:
            says = pattern.match(document.flat, name.span.end) is not None and _is_quoted(document, behind)
        if says:
            return name.label
    return None


def _told(document: Document, people: list[Name], before: Span, behind: Span) -> str | None:
    """Whom the sentence before makes its topic, where that of a speech names nobody: "山田氏は来た。「…」と話した"."""
    sentence = _sentence(document, before)
    said = document.flat[slice(*sentence)]
    if document.language not in _TOPIC or not _is_quoted(document, behind) or _ANY_TOPIC.search(said):
        return None
    topic = _TOPIC[document.language]
    told = (name.label for name in reversed(people) if topic.match(document.flat, name.span.end, sentence.start + 1))
    return next((label for label in told), None) if sentence.start > before.start else None


def _is_quoted(document: Document, behind: Span) -> bool:
    """Whether a particle behind a speech says that it is one."""
    follows = document.flat[behind.start : behind.end].lstrip(_MARKS)
    return _QUOTES[document.language or ""].match(follows) is not None


def _sentence(document: Document, before: Span) -> Span:
    """What stands of the sentence of a speech before it."""
    near = max(before.start, before.end - _NEAR)
    ends = (match.end() for match in _SENTENCE_END.finditer(document.flat, near, before.end))
    return Span(max([near, *(end for end in ends if end < before.end)]), before.end)


def _meant(document: Document, named: list[Name], before: Span) -> str | None:
    """Whom "他说：" means: who was named last."""
    if document.language != "zh" or not _pronoun().search(
        document.flat, max(before.start, before.end - _NEAR), before.end
    ):
        return None
    return next((name.label for name in reversed(named) if name.span.end <= before.end), None)


def _before(document: Document, named: list[Name], before: Span, behind: Span) -> str | None:
    sentence = _sentence(document, before)
    language = document.language or ""
    for name in reversed(named):
        if name.span.start < sentence.start or name.span.end > sentence.end:
            continue
        if language in _TOPIC:
            topic = _TOPIC[language].match(document.flat, name.span.end, before.end + 1)
            if topic is not None and _is_quoted(document, behind):
                return name.label
        elif _verb().search(document.flat, name.span.end, before.end):
            return name.label
    return None


def _behind(document: Document, named: list[Name], behind: Span) -> str | None:
    """ "「…」，王小明說"."""
    if document.language != "zh":
        return None
    end = _SENTENCE_END.search(document.flat, behind.start + 1, min(behind.end, behind.start + _NEAR))
    limit = end.start() if end else min(behind.end, behind.start + _NEAR)
    for name in named:
        if behind.start <= name.span.start < limit and _verb().search(document.flat, name.span.end, limit):
            return name.label
    return None


@cache
def _pronoun() -> re.Pattern[str]:
    """A pronoun and a verb of speech right before a speech."""
    return re.compile(rf"[他她](?:[^，。！？“]{{0,6}})?(?:{_verb().pattern})[，：:,]?\s?[“「『]?$")


@cache
def _verb() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, table("speech")["chinese_verbs"])))
