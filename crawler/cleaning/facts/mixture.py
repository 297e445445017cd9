"""The languages of a text's paragraphs, where they are not all in one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..language import alike, detect
from ..text import size

LEAST = 2  # paragraphs of real length in another language than the release's
_REAL = 150  # characters of a paragraph long enough to be detected (see `size`)
_SAMPLE = 300  # characters of a paragraph that are looked at
_GLANCE = 120  # characters that show a script
_FIRST, _FIRST_CHARACTERS = 3, 2_000  # paragraphs, and characters of them, whose words are known
_SHARED = 0.2  # of a paragraph's words; in another language they are far fewer
_MANY = 200  # paragraphs; of a longer text these are looked at

# Scripts that tell languages apart without a look at words: each a class of letters, with the languages written in it.
_SCRIPTS = tuple(
    (re.compile(f"[{letters}]"), frozenset(languages.split()))
    for letters, languages in (
        ("\u0400-\u04ff", "ru uk bg sr mk be kk ky mn tg"),
        ("\u0600-\u06ff", "ar fa ur ps"),
        ("\uac00-\ud7af", "ko"),
        ("\u4e00-\u9fff", "zh"),
        ("\u0370-\u03ff", "el"),
        ("\u0590-\u05ff", "he"),
        ("\u0900-\u097f", "hi mr ne"),
        ("\u0980-\u09ff", "bn"),
        ("\u0d80-\u0dff", "si"),
        ("\u0b80-\u0bff", "ta"),
        ("\u0e00-\u0e7f", "th"),
        ("\u10a0-\u10ff", "ka"),
        ("\u0530-\u058f", "hy"),
    )
)
_NOT_LATIN = re.compile("[\u0370-\u1dff\u2e80-\ufaff]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]{2}")
_MOSTLY = 0.4  # of a paragraph's letters


def paragraph_languages(text: str, language: str | None) -> tuple[str, ...]:
    """One tag for each paragraph of a text in several languages; empty for a text in one, which most are.

    Only where there is reason are all paragraphs looked at: the long one that shares the fewest words with the first
    ones is in another language than the release, or some are in another script. Short paragraphs take the language of
    the one before them (or after, at the beginning).
    """
    if language is None:
        return ()
    paragraphs = text.split("\n\n")
    long = [number for number, paragraph in enumerate(paragraphs[:_MANY]) if _is_long(paragraph)]
    if len(long) <= LEAST or not _is_suspicious([paragraphs[number] for number in long], language):
        return ()
    told = {number: _language(paragraphs[number], language) for number in long}
    if not _is_mixed([paragraphs[number] for number in long], list(told.values()), language):
        return ()
    languages = _filled(told, len(paragraphs), language)
    return tuple(languages) if len(set(languages)) > 1 else ()


def _is_long(paragraph: str) -> bool:
    return len(paragraph) >= _REAL or (3 * len(paragraph) >= _REAL and size(paragraph) >= _REAL)


def _is_suspicious(paragraphs: Sequence[str], language: str) -> bool:
    """Whether scripts differ, or a paragraph shares few words with the first ones and is in another language.

    The small words of a language come again and again, which costs less to see than asking the model.
    """
    if len({_script_languages(paragraph) for paragraph in paragraphs}) > 1:
        return True
    first = min(_FIRST, len(paragraphs) // 2)
    known = set(" ".join(paragraphs[:first])[:_FIRST_CHARACTERS].split())
    shares = {paragraph: _share(paragraph.split(), known) for paragraph in paragraphs[first:]}
    strangest = min(shares, key=lambda paragraph: shares[paragraph])
    return shares[strangest] < _SHARED and _language(strangest, language) != language


def _share(words: Sequence[str], known: set[str]) -> float:
    return sum(word in known for word in words) / max(1, len(words))


def _language(paragraph: str, language: str) -> str:
    """The release's own tag, or that of another language which the paragraph is in."""
    primary = language.split("-")[0]
    written = _script_languages(paragraph)
    if written is not None and len(written) == 1:
        found: str | None = next(iter(written))
    else:
        found = detect(paragraph[:_SAMPLE])
    if found is None or found == primary or alike(found, primary):
        return language
    return found


def _script_languages(paragraph: str) -> frozenset[str] | None:
    """The languages of the script that a paragraph is mostly in; None for Latin and others."""
    sample = paragraph[:_GLANCE]
    if sample.isascii() or not _NOT_LATIN.search(sample):
        return None
    if _KANA.search(sample):  # however many of the characters are Chinese
        return frozenset({"ja"})
    letters = max(1, sum(map(str.isalpha, sample)))
    return next((named for script, named in _SCRIPTS if len(script.findall(sample)) > _MOSTLY * letters), None)


def _is_mixed(paragraphs: Sequence[str], languages: Sequence[str], language: str) -> bool:
    """Whether some other language has enough paragraphs, and all of them together are in it beyond doubt."""
    for other in dict.fromkeys(languages):
        of_it = [paragraph for paragraph, tag in zip(paragraphs, languages, strict=True) if tag == other]
        if other != language and len(of_it) >= LEAST and _language(" ".join(of_it), language) == other:
            return True
    return False


def _filled(told: dict[int, str], count: int, language: str) -> list[str]:
    """The languages of all paragraphs; another language that only one paragraph seems to have is a mistake."""
    certain = {tag for tag in told.values() if tag == language or list(told.values()).count(tag) >= LEAST}
    kept = {number: tag for number, tag in told.items() if tag in certain}
    current = kept[min(kept)]
    languages = []
    for number in range(count):
        current = kept.get(number, current)
        languages.append(current)
    return languages
