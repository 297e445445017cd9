"""Where a text may be cut: where a sentence begins, else between words, never inside what is seen as one character.

After the boundaries of Unicode's UAX 29, as far as they serve to show a passage: a cut that is missed does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.analysis.scripts import JOINERS, MARKS, UNSPACED

_CLOSING = r"\"'”’»›)\]}」』】〉》\uff09\uff3d"
_SPACED, _UNSPACED_ENDS = ".!?…؟۔։", "。\uff01\uff1f\uff61।॥።။។"  # the second need no space after them
ENDS = f"{_SPACED}{_UNSPACED_ENDS}\n"  # with which the ends of sentences begin
_SENTENCE_END = re.compile(  # begins with all there are, which is quicker than to try one case after the other
    rf"[{ENDS}]"
    rf"(?:(?<=[{_SPACED}])[.!?…]*[{_CLOSING}]*\s+|(?<=[{_UNSPACED_ENDS}])[{_UNSPACED_ENDS}]*[{_CLOSING}]*\s*|(?<=\n)\s*)"
)
_CLAUSE_END = re.compile(rf"[、\uff0c\uff1b\uff1a,;:。\uff01\uff1f][{_CLOSING}]*")
_SPACES = re.compile(r"\s+")
_LONGEST = 40  # characters of a word that is not cut, and of a cluster
_AROUND = "([{\"'“”‘’«»„‚-–/"  # what may stand right before a word
_LONGEST_ABBREVIATION = 12  # characters
_VOWEL = re.compile("[aeiouyäöüаеёиоуыэюя]")
_ABBREVIATED = """abs approx apr art assoc aug av ave bzw ca cap capt co col corp dec dept dipl ed eds etc evtl feb fig
gen geb ggf gov hon inc ing inkl jan jul jun lic lieut maj mar mio mme no nos nov nr oct op pag pp prof ref rep rev sen
sep sept sra usw vol vgl z.b д-р г гг им млн млрд обл проф ред руб стр тел тыс ул"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
# What belongs to the character before it: marks, joiners and what they join, Thai and Lao AM, vowels and finals of
# Hangul, skin tones, tags.
_EXTENDING = re.compile(
    rf"[{MARKS}{JOINERS}\u0e33\u0eb3\u1160-\u11ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|(?<=\u200d).|(?<=\r)\n",
    re.DOTALL,
)
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+\\Z")  # letters of which two are a flag
_UNSPACED = re.compile(f"[{UNSPACED}]")
_IN_WORD = re.compile(rf"[^\W{UNSPACED}]{{2}}")


def sentence_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences begin, in a stretch of a text that holds the ends of those before them as well."""
    for match in _SENTENCE_END.finditer(text, start, end):
        if not _is_abbreviation(text, match):
            yield match.end()


def edge_before(text: str, place: int, least: int) -> int:
    """The last place after `least`, up to `place`, to end at: between words, or where scripts have no spaces after a
    clause; else between characters."""
    if place >= len(text):
        return len(text)
    space = max(text.rfind(" ", least, place + 1), text.rfind("\n", least, place + 1))
    if space > least:
        return space
    if _UNSPACED.search(text, least, place):
        ends = [match.end() for match in _CLAUSE_END.finditer(text, least, place)]
        if ends:
            return ends[-1]
    return _between_characters(text, place, least)


def edge_after(text: str, place: int, most: int) -> int:
    """The first place from `place` on, before `most`, to begin at: after a space, or where scripts have none between
    characters; else `most`."""
    if place <= 0:
        return 0
    space = _SPACES.search(text, place - 1, most)
    if space:
        return space.end()
    return _between_characters(text, place, 0) if _UNSPACED.search(text, place, most) else most


def _between_characters(text: str, place: int, least: int) -> int:
    """The last place after `least`, up to another, that is in no word that spaces part; the next one where there is
    none. It is in no cluster of characters either."""
    for edge in range(place, max(place - _LONGEST, least), -1):
        if not (_IN_WORD.match(text, edge - 1) or _in_cluster(text, edge)):
            return edge
    while _in_cluster(text, place):
        place += 1
    return place


def _in_cluster(text: str, place: int) -> bool:
    flags = _FLAGS.search(text, max(place - _LONGEST, 0), place)
    return _EXTENDING.match(text, place) is not None or (flags is not None and len(flags[0]) % 2 == 1)


def _is_abbreviation(text: str, end: re.Match[str]) -> bool:
    """Whether what looks like the end of a sentence is none: "Mr.", "U.N.", "No. 5", "3.", or a small letter next."""
    if end[0][0] != "." or "\n" in end[0]:
        return False
    if text[end.end() : end.end() + 1].islower():
        return True
    before = text[max(end.start() - _LONGEST_ABBREVIATION, 0) : end.start()]
    word = before.split(" ")[-1].split("\n")[-1].strip(_AROUND)
    if len(word) == 1 or "." in word or word.lower() in _ABBREVIATIONS:
        return True
    if word.isdigit():
        return len(word) < 3
    return word.istitle() and len(word) <= 4 and not _VOWEL.search(word.lower())
