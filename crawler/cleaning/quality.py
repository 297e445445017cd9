"""How well a page could be read, and what speaks against it: so that a person looks at what no reader could use."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.records import Quality

from .text import ends_sentence, size

DOUBTFUL = 0.4
"""Below this score a page is no release before a person has looked at it."""

_READ = 6_000  # characters of a text that are looked at
_HARDLY_ANY = 200  # characters; see `size`
_NOTHING = 60
_LINKED = 0.5
_RIVAL = 0.8  # of the text's size
_MIN_RIVAL = 600  # characters
_SENTENCE = 25  # characters of a paragraph that ends like a sentence
_UNBROKEN = 60  # characters without a blank: no word of a spaced script is as long
_MAX_UNBROKEN = 0.3
_FEW_LETTERS = 0.3
_SAMPLE = 600  # characters of a text whose kinds are counted
_REPEATED = 0.4

_ODD = re.compile("[\ue000-\uf8ff\x80-\x9f]")
# UTF-8 that was read as Windows-1252: "Ã¤", "â€™", "Ð°".
_MIS_READ = re.compile("[ÃÂ][\x80-\xbf\u0152-\u2122]|â€[\u0080-\u2122]|[ÐÑ][\x80-\xbf\u0152-\u2122]")
_LETTERS = re.compile(r"[^\W\d_]+")
_OF_CODE = "{};=<>\\"
_MAX_CODE = 0.03


@dataclass(frozen=True, slots=True)
class QualityEvidence:
    """What the rules look at: `linked` is the share of link text, `rival` the size of the largest other part of the
    page that could be the text, `embedded` whether the text was only found in data for machines."""

    title: str
    text: str
    dated: bool
    linked: float = 0.0
    rival: int = 0
    embedded: bool = False


Doubt = tuple[float, str]
"""What a rule takes off the score, and why, in a few words."""


def judge(evidence: QualityEvidence) -> Quality:
    """The score, from 0 to 1, with the reasons against it, the gravest first."""
    doubts = [found for rule in RULES if (found := rule(evidence))]
    score = max(0.0, 1.0 - sum(weight for weight, _ in doubts))
    return Quality(round(score, 2), tuple(reason for _, reason in sorted(doubts, key=lambda doubt: -doubt[0])))


def is_doubtful(quality: Quality) -> bool:
    return quality.score < DOUBTFUL


def no_title(evidence: QualityEvidence) -> Doubt | None:
    return None if evidence.title else (0.25, "no title")


def no_date(evidence: QualityEvidence) -> Doubt | None:
    return None if evidence.dated else (0.1, "no date")


def hardly_any_text(evidence: QualityEvidence) -> Doubt | None:
    if len(evidence.text) >= _HARDLY_ANY:
        return None
    length = size(evidence.text)
    if not length:
        return 1.0, "no text"
    if length < _NOTHING:
        return 0.4, "hardly any text"
    return (0.2, "little text") if length < _HARDLY_ANY else None


def mostly_links(evidence: QualityEvidence) -> Doubt | None:
    return (0.3, "most of the text are links") if evidence.linked > _LINKED else None


def another_part(evidence: QualityEvidence) -> Doubt | None:
    is_rival = evidence.rival >= _MIN_RIVAL and evidence.rival > _RIVAL * size(evidence.text)
    return (0.15, "two parts of the page could each be the text") if is_rival else None


def no_whole_sentence(evidence: QualityEvidence) -> Doubt | None:
    text = evidence.text
    if not text:
        return None
    lines = (line for line in text[:_READ].split("\n") if size(line) >= _SENTENCE)
    return None if any(map(ends_sentence, lines)) else (0.25, "the text has no whole sentence")


def only_embedded(evidence: QualityEvidence) -> Doubt | None:
    return (0.1, "text found only in embedded data") if evidence.embedded else None


def odd_characters(evidence: QualityEvidence) -> Doubt | None:
    """U+FFFD, private use and control characters: where bytes were read in a wrong way."""
    if evidence.text.isascii():
        return None
    text, sample = evidence.text[:_READ], evidence.text[:_SAMPLE]
    share = text.count("\ufffd") / len(text) + len(_ODD.findall(sample)) / len(sample)
    if share > 0.03:
        return 0.7, "many characters that could not be read"
    return (0.15, "replacement characters") if share > 0.0005 else None


def mis_read(evidence: QualityEvidence) -> Doubt | None:
    if evidence.text.isascii():
        return None
    text = evidence.text[:_READ]
    if not any(sign in text for sign in "ÃÂâÐÑ"):
        return None
    share = 2 * len(_MIS_READ.findall(text)) / len(text)
    return (0.7 if share > 0.05 else 0.3, "characters of a wrong encoding") if share > 0.005 else None


def few_letters(evidence: QualityEvidence) -> Doubt | None:
    """Figures, signs, code: what is no text in any language."""
    text = evidence.text[:_SAMPLE]
    letters = sum(map(len, _LETTERS.findall(text)))
    return (0.5, "hardly any letters in the text") if text and letters < _FEW_LETTERS * len(text) else None


def unbroken(evidence: QualityEvidence) -> Doubt | None:
    text = evidence.text[: 3 * _SAMPLE]
    run = sum(len(word) for word in text.split() if len(word) > _UNBROKEN and word.isascii())
    return (0.65, "long runs of characters without a blank") if run > _MAX_UNBROKEN * len(text) > 0 else None


def code(evidence: QualityEvidence) -> Doubt | None:
    text = evidence.text[:_READ]
    signs = sum(map(text.count, _OF_CODE))
    return (0.65, "the text looks like program code") if signs > _MAX_CODE * max(_HARDLY_ANY, len(text)) else None


def repeated(evidence: QualityEvidence) -> Doubt | None:
    paragraphs = [line for line in evidence.text[:_READ].split("\n\n") if len(line) > _SENTENCE]
    twice = len(paragraphs) - len(set(paragraphs))
    return (0.2, "much of the text stands there twice") if twice > _REPEATED * max(4, len(paragraphs)) else None


RULES: Sequence[Callable[[QualityEvidence], Doubt | None]] = (
    no_title,
    no_date,
    hardly_any_text,
    mostly_links,
    another_part,
    no_whole_sentence,
    only_embedded,
    odd_characters,
    mis_read,
    few_letters,
    unbroken,
    code,
    repeated,
)
