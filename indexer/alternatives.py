"""What else the words of a query may stand for, as the index itself shows it.

A misspelt word stands for the words near it, a joined one for its parts and two neighbours for one that joins them, a
compound for its parts and a word for the compounds that it is part of, a name for its other spellings and scripts, a
city for its names in other languages, an acronym for its full name and the other way round. All of it is looked up in
the commit that is searched; nothing is stored beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Literal, NamedTuple

from whoosh import query

from indexer import weights
from indexer.analysis import acronyms, chain, place_names, transliterate
from indexer.analysis.english import one_spelling
from indexer.analysis.joining import splits
from indexer.nearest import nearest
from indexer.schema import ACRONYMS_FIELD, BESIDE_FIELD, SOUNDS_FIELD, WORDS_FIELD
from indexer.snapshot import Snapshot

MOST = 8  # other spellings of a name, other names of a place
FULL_NAMES, SHORT_NAMES = 3, 2  # of an acronym, of a name
SHARE = 0.1  # of all that an acronym was introduced for
LONGEST = 10  # words of a name that has an acronym, or of a place's
NAME = 0.6  # share of a word's releases in which it has a capital, from which on it is a name
RARE = 5  # releases with a word that may be two
MIN_SPELLED, LONG_SPELLED = 4, 6  # letters from which on one letter may be wrong, or two
NEIGHBOURS = 3  # of a misspelt word
ALIKE = 64  # words of a sound, the most frequent ones, that are compared
CUTS = 3  # of a joined word, that are tried


Why = Literal["joined", "compound", "misspelt", "name", "place", "acronym"]


class Alternative(NamedTuple):
    """Folded words for which a word of a query may stand, and how much they count.

    They follow each other, or may stand `apart`; those in `capitals` are an acronym.
    """

    words: tuple[str, ...]
    weight: float
    why: Why
    apart: bool = False
    capitals: bool = False


Found = list[list[Alternative]]


def alternatives(
    snapshot: Snapshot, words: Sequence[str], *, misspelt: bool = True, in_compounds: bool = True
) -> Found:
    """For each of the folded words of a query, in their order, what else it may stand for. "" is what is no word.

    Without `misspelt`, no word is taken for another one that is written nearly the same; without `in_compounds`, for
    those that it is part of.
    """
    found: Found = [[] for _ in words]
    _joined_words(snapshot, words, found)
    _names_of_several_words(snapshot, words, found)
    for place, word in enumerate(words):
        if not word:
            continue
        found[place] += snapshot.kept(_of_one, word, in_compounds)
        if misspelt and not found[place]:
            found[place] += _neighbours(snapshot, word)
    return found


def _of_one(snapshot: Snapshot, word: str, in_compounds: bool) -> list[Alternative]:
    """What a word may stand for wherever it stands."""
    found = _split(snapshot, word) or _compound(snapshot, word)
    if in_compounds:
        found += _compounds_with(snapshot, word)
    found += _full_names(snapshot, word)
    found += _other_spellings(snapshot, word)
    return found


def _joined_words(snapshot: Snapshot, words: Sequence[str], found: Found) -> None:
    """Two neighbours that the index has as one word."""
    for place, (first, second) in enumerate(pairwise(words)):
        if not first or not second or first.isdigit() or second.isdigit():
            continue
        joined = first + second
        frequency = snapshot.frequency(WORDS_FIELD, joined) + snapshot.frequency(BESIDE_FIELD, chain("").term(joined))
        for own, word in ((place, first), (place + 1, second)):
            if 0 < frequency < 2 * max(snapshot.frequency(WORDS_FIELD, word), 1):
                found[own].append(Alternative((joined,), weights.JOINED, "joined"))


def _split(snapshot: Snapshot, word: str) -> list[Alternative]:
    """A word that some write as two, with a joint between; a rare one whose parts stand side by side more often."""
    known = snapshot.frequency(WORDS_FIELD, word)
    is_joined = snapshot.frequency(BESIDE_FIELD, chain("").term(word)) > 0
    if not word.isalnum() or (known > RARE and not is_joined):
        return []
    cuts = islice(splits(word, lambda part: snapshot.frequency(WORDS_FIELD, part)), CUTS)
    counts = {cut: _standing_together(snapshot, cut) for cut in cuts}
    best = max(counts, key=lambda cut: counts[cut], default=None)
    least = 0 if is_joined else 2 * known
    return [Alternative(best, weights.JOINED, "joined")] if best and counts[best] > least else []


def _compound(snapshot: Snapshot, word: str) -> list[Alternative]:
    """The parts of a compound: "Bekämpfung des Terrorismus"."""
    parts = snapshot.compounds.parts(word)
    return [Alternative(parts, weights.COMPOUND, "compound", apart=True)] if parts else []


def _compounds_with(snapshot: Snapshot, word: str) -> Iterator[Alternative]:
    """The compounds that have a word as a part: "Terrorismusbekämpfung"."""
    for compound in snapshot.compounds.with_part(word):
        yield Alternative((compound,), weights.COMPOUND_WITH, "compound")


def _standing_together(snapshot: Snapshot, words: Sequence[str]) -> int:
    terms = [chain("").term(word) for word in words]
    return snapshot.executor.search(query.Phrase("text", terms), limit=0).total


def _names_of_several_words(snapshot: Snapshot, words: Sequence[str], found: Found) -> None:
    """Full names that have acronyms, and places: each of their words may stand for what the whole does."""
    spelled = [one_spelling(word) for word in words]
    place = 0
    while place < len(words):
        end, others = _longest_name(snapshot, words, spelled, place)
        for own in range(place, end):
            found[own] += others
        place = max(end, place + 1)


def _longest_name(
    snapshot: Snapshot, words: Sequence[str], spelled: Sequence[str], place: int
) -> tuple[int, list[Alternative]]:
    """Where the longest name that begins at a place ends, and what it stands for; the place itself without any."""
    if place + 1 < len(words) and all(words[place : place + 2]):
        may_have_acronym = bool(snapshot.beginning(ACRONYMS_FIELD, " ".join(spelled[place : place + 2])))
        for end in range(min(len(words), place + LONGEST), place + 1, -1):
            others: list[Alternative] = []
            if may_have_acronym:
                others += _acronyms(snapshot, " ".join(spelled[place:end]))
            others += _other_places(snapshot, " ".join(words[place:end]))
            if others:
                return end, others
    others = list(_other_places(snapshot, words[place]))
    return (place + 1, others) if others else (place, [])


def _acronyms(snapshot: Snapshot, full: str) -> Iterator[Alternative]:
    for short in _introduced(snapshot, full)[:SHORT_NAMES]:
        yield Alternative((short,), weights.ACRONYM, "acronym", capitals=True)


def _full_names(snapshot: Snapshot, word: str) -> Iterator[Alternative]:
    for full in _introduced(snapshot, word)[:FULL_NAMES]:
        yield Alternative(tuple(full.split()), weights.ACRONYM, "acronym")


def _introduced(snapshot: Snapshot, name: str) -> list[str]:
    """What releases introduce a name for, most often first, without what is rare."""
    counts = snapshot.beginning(ACRONYMS_FIELD, f"{name}{acronyms.SEPARATOR}")
    least = SHARE * counts.total()
    return [entry.partition(acronyms.SEPARATOR)[2] for entry, count in counts.most_common() if count >= least]


def _other_places(snapshot: Snapshot, name: str) -> Iterator[Alternative]:
    """The names of a city in other languages that stand in the index, as names."""
    others = (tuple(other.split()) for other in sorted(place_names.other_names(name)))
    known = (other for other in others if all(_is_name(snapshot, word) for word in other))
    stand = (other for other in known if len(other) == 1 or _standing_together(snapshot, other))
    for other in islice(stand, MOST):
        yield Alternative(other, weights.PLACE, "place")


def _other_spellings(snapshot: Snapshot, word: str) -> Iterator[Alternative]:
    """Names of the index that sound like a word, in any script; for a word of the index only if it is a name itself."""
    if snapshot.frequency(WORDS_FIELD, word) and not _is_name(snapshot, word):
        return
    counts: Counter[str] = Counter()
    for key in transliterate.keys(word):
        for entry, count in snapshot.beginning(SOUNDS_FIELD, f"{key}{transliterate.SEPARATOR}").items():
            counts[entry.partition(transliterate.SEPARATOR)[2]] = count
    del counts[word]
    alike = (other for other, _ in counts.most_common(ALIKE) if transliterate.alike(word, other))
    for other in islice((other for other in alike if _is_name(snapshot, other)), MOST):
        yield Alternative((other,), weights.SOUND, "name")


def _is_name(snapshot: Snapshot, word: str) -> bool:
    """Whether a word of the index is mostly written with a capital, or in a script without any."""
    known = snapshot.frequency(WORDS_FIELD, word)
    entry = transliterate.entry_of(word)
    return 0 < known * NAME <= (snapshot.frequency(SOUNDS_FIELD, entry) if entry else known)


def _neighbours(snapshot: Snapshot, word: str) -> Iterator[Alternative]:
    """The words nearest to one that stands nowhere."""
    if snapshot.frequency(WORDS_FIELD, word) or len(word) < MIN_SPELLED or not word.isalpha():
        return
    near = nearest(snapshot.executor.segments, word, 1 if len(word) < LONG_SPELLED else 2)
    for other in near[:NEIGHBOURS]:
        if int(other.distance) == int(near[0].distance):
            yield Alternative((other.word,), weights.MISSPELT, "misspelt")
