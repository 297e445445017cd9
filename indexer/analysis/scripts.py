"""Scripts: which characters are written without spaces, which are marks on others, and what script a word is in."""

from __future__ import annotations

import re
import unicodedata

JOINERS = "\u00ad\u200b\u200c\u200d\u2060"  # invisible inside a word: soft hyphen, zero-width space and joiners
APOSTROPHES = "'\u2019\u02bc\uff07"
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\u3040-\u30fa\u30fc-\u312f\u31a0-\u31bf\u31f0-\u31ff\uff66-\uff9f"  # Kana, Bopomofo
    "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb"  # Hangul
)

_SCRIPTS = {
    "latin": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a",
    "cyrillic": "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "hebrew": "\u0590-\u05ff\ufb1d-\ufb4f",
    "devanagari": "\u0900-\u097f",
    "tamil": "\u0b80-\u0bff",
    "armenian": "\u0530-\u058f",
    "unspaced": UNSPACED,
}
_FIRST_LETTER = re.compile("|".join(f"(?P<{name}>[{characters}])" for name, characters in _SCRIPTS.items()))


def _combining_marks() -> str:
    """The Unicode categories Mn and Mc (which `\\w` leaves out) as ranges for a character class."""
    marks = [point for point in range(0x300, 0x20000) if unicodedata.category(chr(point))[0] == "M"]
    starts = [point for point in marks if unicodedata.category(chr(point - 1))[0] != "M"]
    ends = [point for point in marks if unicodedata.category(chr(point + 1))[0] != "M"]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


MARKS = _combining_marks()


def script_of(word: str) -> str:
    """The script of a word's first letter that is in a script we tell apart; "" where none is."""
    if word.isascii():
        return "latin" if any(map(str.isalpha, word)) else ""
    found = _FIRST_LETTER.search(word)
    return found.lastgroup or "" if found else ""
