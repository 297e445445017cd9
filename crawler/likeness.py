"""Near-duplicates: how much two texts have in common, which texts to compare, and when two are one release. Pure.

Sources: A. Z. Broder, "On the resemblance and containment of documents", 1997 (shingles, MinHash); J. Leskovec,
A. Rajaraman, J. D. Ullman, "Mining of Massive Datasets", chapter 3 (banding); M. Dietzfelbinger et al., "A reliable
randomized algorithm for the closest-pair problem", 1997 (multiplicative hashing).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from crawler.records import Precision, Release

Hashes = NDArray[np.uint64]

SAME_TEXT = 0.8  # resemblance from which on two texts are versions of one
SAME_PAGE = 0.5  # the same of two texts that stood on one page under one title and date
BRIEF = 20  # shingles, or words; of a text that has fewer, a common phrase is a large part
BANDS, ROWS = 10, 5
_AT_ONCE = 2000  # shingles
_WIDTH, _WIDTH_UNSPACED = 3, 5  # tokens of a shingle: words, or characters of a script without spaces
_UNSPACED = ("CJK ", "HIRAGANA ", "KATAKANA ", "THAI ", "LAO ", "KHMER ", "MYANMAR ")
_PERHAPS_UNSPACED = re.compile("[\u0e00-\U0010ffff]")  # from Thai on; to look at every letter would take long
_APOSTROPHES = "'’ʼ"
_LAST_LETTER_CLASS = 9  # combining classes above it are accents and vowel points; up to it, parts of letters
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)  # how far the world's clocks are from UTC


def words(text: str) -> list[str]:
    """The words of a text in their order and case, without accents and punctuation.

    A character of a script that is written without spaces counts as a word of its own.
    """
    return _fold(text).split()


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKD", text).translate(_FOLD)


def _lower(tokens: Iterable[str]) -> list[str]:
    return [token.casefold() for token in tokens]


class _Folding(dict[int, str | None]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        self[code] = folded = _folded(character)
        return folded


def _folded(character: str) -> str | None:
    category = unicodedata.category(character)
    accent = unicodedata.combining(character) > _LAST_LETTER_CLASS
    if accent or category == "Cf" or character in _APOSTROPHES:
        return None
    if not character.isalnum() and not category.startswith("M"):
        return " "
    return f" {character} " if _is_unspaced(character) else character


@cache
def _is_unspaced(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_UNSPACED)


_FOLD = _Folding()


def shingles(text: str) -> Hashes:
    """64-bit hashes of the shingles of a text, each once, in order: every 3 words that follow each other, or every 5
    characters where most of the text is in a script without spaces. Case, accents and punctuation do not count."""
    folded = _fold(text).casefold()
    return _shingles(folded, folded.encode().split())


def _shingles(folded: str, tokens: Sequence[bytes]) -> Hashes:
    """The shingles of a folded text, which is given as its words in UTF-8 too."""
    unspaced = sum(map(_is_unspaced, _PERHAPS_UNSPACED.findall(folded)))
    hashes = np.sort(_shingled(tokens, _WIDTH_UNSPACED if 2 * unspaced > len(tokens) else _WIDTH))
    is_first: NDArray[np.bool_] = np.diff(hashes, prepend=~hashes[:1]) != 0
    return hashes[is_first]  # as np.unique, which takes four times as long


def _shingled(tokens: Sequence[bytes], width: int) -> Hashes:
    """The shingle that begins at each place, as long as there is a whole one."""
    codes = np.array([*map(zlib.crc32, tokens)], dtype=np.uint64)
    count = max(len(codes) - width + 1, 0)
    return _chained((codes[place : place + count] for place in range(width)), np.zeros(count, np.uint64))


def jaccard(a: Hashes, b: Hashes) -> float:
    """What two sets of shingles share, 0 to 1; nothing is shared where there are none."""
    shared = np.intersect1d(a, b, assume_unique=True).size
    return float(shared / max(a.size + b.size - shared, 1))


def resemblance(a: str, b: str) -> float:
    """Broder's resemblance of two texts: the Jaccard coefficient of their shingles, 0 to 1."""
    return jaccard(shingles(a), shingles(b))


def bands(text: str) -> tuple[int, ...]:
    """Signed 64-bit keys such that texts that resemble each other share one; the same on every machine.

    The first is the whole text's. The others are the bands of its MinHash signature, 10 bands of 5 rows: texts of
    resemblance s share one of them with probability 1 - (1 - s^5)^10, that is 0.02 at s = 0.3, 0.27 at 0.5, 0.84 at
    0.7, 0.98 at 0.8 and 0.9999 at 0.9. A brief text has none of those, so that it is found by an equal one alone; a
    text without words has no key at all.
    """
    folded = _fold(text).casefold()
    tokens = folded.encode().split()
    if not tokens:
        return ()
    digest = hashlib.blake2b(b" ".join(tokens), digest_size=8).digest()
    whole = int.from_bytes(digest, "big", signed=True)
    hashes = _shingles(folded, tokens)
    return (whole,) if hashes.size < BRIEF else (whole, *_signature_bands(hashes))


def _signature_bands(hashes: Hashes) -> list[int]:
    # In parts: the hashes of a long text under all permutations would be large.
    parts = [hashes[start : start + _AT_ONCE] for start in range(0, hashes.size, _AT_ONCE)]
    least = np.min([(_MULTIPLIERS * part + _ADDENDS).min(axis=1) for part in parts], axis=0).reshape(BANDS, ROWS)
    keys: list[int] = _chained(least.T, np.arange(BANDS, dtype=np.uint64)).view(np.int64).tolist()
    return keys


def _mixed(values: Hashes) -> Hashes:
    """Each bit of the output hangs on each bit of the input (the finaliser of SplitMix64: Steele, Lea and Flood,
    "Fast splittable pseudorandom number generators", 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _chained(parts: Iterable[Hashes], start: Hashes) -> Hashes:
    """One hash of several, in which their order counts; element by element."""
    for part in parts:
        start = _mixed(start * np.uint64(0x9E3779B97F4A7C15) + part)
    return start


# h(x) = a x + b modulo 2^64 with an odd a is a permutation of the hashes.
_NUMBERS = _mixed(np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64)).reshape(2, BANDS * ROWS, 1)
_MULTIPLIERS, _ADDENDS = _NUMBERS[0] | np.uint64(1), _NUMBERS[1]


def same_release(a: Release, b: Release, resemblance: float) -> bool:
    """Whether two releases of one source are the same under two addresses, rather than two of a series.

    Their titles and dates must not contradict each other, and their texts must be alike. Releases of a series (weekly
    figures, notices from a template) have different numbers and names in the same places; versions of one release
    differ in what one of them has in addition (a letterhead, a date line, a contact). So where the texts differ, what
    tells of the one must stand in the other in the same order, or one has nothing there: every number and every word
    with a capital or without case where title and day are the same, otherwise every word. Brief texts must be equal,
    under the same title and day. When in doubt they are two.
    """
    if not may_be_same(a, b):
        return False
    certain = _same_title_and_day(a, b)
    of_a, of_b = words(a.text), words(b.text)
    if min(len(of_a), len(of_b)) < BRIEF:
        return certain and _lower(of_a) == _lower(of_b)
    return resemblance >= SAME_TEXT and not any(
        _contradict(*parts, certain=certain) for parts in _differences(of_a, of_b)
    )


def may_be_same(a: Release, b: Release) -> bool:
    """Whether title and date allow that two releases are the same: quick to say, before their texts are compared."""
    return _titles_agree(a.title, b.title) and _days_agree(a, b)


def same_page(a: Release, b: Release, resemblance: float) -> bool:
    """Whether what stood on one page at two times is one release, perhaps revised, rather than the next one of a
    series in its place: a revision keeps title and day."""
    return (resemblance >= SAME_PAGE and _same_title_and_day(a, b)) or same_release(a, b, resemblance)


def _differences(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """What stands in each of two texts between the shingles that they share in the same order.

    The anchors are the shingles that both have exactly once, in the longest chain that runs through both (B. Cohen's
    patience diff): the work is nearly linear, whatever the texts.
    """
    end_a = end_b = 0
    for place_a, place_b in [*_anchors(a, b), (len(a), len(b))]:
        if place_a > end_a or place_b > end_b:
            yield a[end_a:place_a], b[end_b:place_b]
        end_a, end_b = place_a + _WIDTH, place_b + _WIDTH


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The places in two texts of the shingles that each has once, rising in both."""
    (once_a, places_a), (once_b, places_b) = _once(a), _once(b)
    _, in_a, in_b = np.intersect1d(once_a, once_b, assume_unique=True, return_indices=True)
    pairs = sorted(zip(places_a[in_a].tolist(), places_b[in_b].tolist(), strict=True))
    return [pairs[number] for number in _longest_rise([place for _, place in pairs])]


def _once(tokens: Sequence[str]) -> tuple[Hashes, NDArray[np.intp]]:
    lower = [token.casefold().encode() for token in tokens]
    hashes, places, counts = np.unique(_shingled(lower, _WIDTH), return_index=True, return_counts=True)
    return hashes[counts == 1], places[counts == 1]


def _longest_rise(values: Sequence[int]) -> list[int]:
    """The places of a longest rising subsequence of different numbers (C. Schensted, 1961)."""
    tails: list[int] = []  # the least value that ends a rise of each length
    ends: list[int] = []  # and its place
    before: list[int] = []  # the place that comes before each place in its rise; -1: none
    for place, value in enumerate(values):
        length = bisect_left(tails, value)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [place]
    rise: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        rise.append(place)
        place = before[place]
    return rise[::-1]


def _contradict(a: Sequence[str], b: Sequence[str], *, certain: bool) -> bool:
    """Whether two texts say different things in one place, rather than one of them more than the other."""
    if "".join(_lower(a)) == "".join(_lower(b)):  # a word that a line's end broke
        return False
    return not _one_holds_the_other(_telling(a, certain), _telling(b, certain))


def _telling(tokens: Sequence[str], certain: bool) -> list[str]:
    return [token.casefold() for token in tokens if not (certain and token.islower() and token.isalpha())]


def _one_holds_the_other(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether all of the shorter sequence stands in the longer one, in the same order."""
    shorter, longer = sorted((a, b), key=len)
    rest = iter(longer)
    return all(token in rest for token in shorter)


def _titles_agree(a: str, b: str) -> bool:
    """Equal, or one with something added (the name of the site), or one unknown."""
    return _one_holds_the_other(_lower(words(a)), _lower(words(b)))


def _same_title_and_day(a: Release, b: Release) -> bool:
    title = _lower(words(a.title))
    known = a.published is not None and b.published is not None
    exact = a.published_precision is b.published_precision is Precision.DAY
    return bool(title) and title == _lower(words(b.title)) and known and exact and _days_agree(a, b)


def _days_agree(a: Release, b: Release) -> bool:
    """Whether two releases may have been published on the same day, as far as is known."""
    if a.published is None or b.published is None:
        return True
    precisions = {a.published_precision, b.published_precision}
    if Precision.YEAR in precisions:
        return a.published.year == b.published.year
    if Precision.MONTH in precisions:
        return (a.published.year, a.published.month) == (b.published.year, b.published.month)
    return _may_be_one_day(a.published, b.published)


def _may_be_one_day(a: date, b: date) -> bool:
    """A day agrees with a moment when it was that day somewhere on earth at that moment."""
    if isinstance(a, datetime) and isinstance(b, datetime):
        return a.date() == b.date() or (_is_aware(a) and _is_aware(b) and _utc_day(a) == _utc_day(b))
    if isinstance(a, datetime):
        return b in {a.date(), (a + _EARLIEST).date(), (a + _LATEST).date()}
    return _may_be_one_day(b, a) if isinstance(b, datetime) else a == b


def _is_aware(moment: datetime) -> bool:
    return moment.utcoffset() is not None


def _utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
