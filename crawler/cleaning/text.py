"""Plain text as every field has it: NFC, one kind of space, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Soft hyphen, zero-width space, word joiner, byte order mark, direction marks and isolates; then the control characters
# and lone surrogates that neither JSON nor a database takes.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
# Those of them that Python calls printable.
_SHOWN_NOTHING = frozenset("\u034f\ufffc")
# Joiners decide how Arabic and Indic letters are shaped (and hold emoji together); anywhere else they are noise.
_NEEDLESS_JOINER = re.compile("(?<![\u0600-\u0fff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LOOK_ALIKES = str.maketrans(
    dict.fromkeys("‘’‚‛`´′", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_FULL_LINE = 40  # characters; shorter lines may be headings or entries of a list
_ENUMERATED = re.compile(r"\w{1,3}[.)]\s")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:][\"'”’»)\]]*$")


def word_set(words: str) -> frozenset[str]:
    """The words in a string, for tables of words that are read more often than changed."""
    return frozenset(words.split())


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern of several, case aside."""
    return re.compile("|".join(alternatives), re.IGNORECASE)


def tidy(text: str) -> str:
    """NFC without invisible characters; every run of blanks is one space, line breaks stay, none at the ends."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    if text.isprintable() and _SHOWN_NOTHING.isdisjoint(text):  # most lines: no blank but the space, nothing invisible
        return unicodedata.normalize("NFC", " ".join(text.split()))
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))
    lines = (_BLANKS.sub(" ", line).strip() for line in _NEEDLESS_JOINER.sub("", text).split("\n"))
    return "\n".join(lines).strip("\n")


def one_line(text: str) -> str:
    """`tidy` on a single line."""
    tidied = tidy(text)
    return " ".join(tidied.split()) if "\n" in tidied else tidied


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Paragraphs separated by one blank line; empty ones are left out."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def joined_sentences(paragraphs: Iterable[str]) -> list[str]:
    """Paragraphs with those put together again that layout broke in mid-sentence.

    A break is one in mid-sentence when a full line ends without the end of a sentence and the next begins in lower
    case.
    """
    joined: list[str] = []
    for paragraph in paragraphs:
        if joined and is_broken(joined[-1], paragraph):
            joined[-1] += ("" if joined[-1].endswith("-") else " ") + paragraph
        else:
            joined.append(paragraph)
    return joined


def is_broken(before: str, after: str) -> bool:
    """Whether a paragraph break between two texts falls inside a sentence."""
    return (
        len(before) >= _FULL_LINE and not ends_sentence(before) and after[:1].islower() and not _ENUMERATED.match(after)
    )


def folded(text: str) -> str:
    """For comparing what people see as the same line: compatibility forms, case, dashes and quotes folded."""
    text = one_line(text)
    if text.isascii():
        text = text.replace("`", "'").lower()
    else:
        text = " ".join(unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES).casefold().split())
    return text.strip(" .-|:\"'")


def letters(text: str) -> str:
    """Letters and digits alone, case aside: what is left when spelling with blanks, dashes and colons differs."""
    return "".join(character for character in text.casefold() if character.isalnum())


def size(text: str) -> int:
    """How much a text says, in characters of a spaced script: a character of an unspaced one counts as three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_UNSPACED.findall(text))


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence may end (a colon counts)."""
    return _SENTENCE_END.search(text.rstrip()) is not None
