"""The people that we know by name: `data/people/*.txt`, with the spellings that texts use for them.

A line is a person: the name that the person goes by everywhere, and behind a bar the further ones, of any language:

    Jane Major! | Джейн Мейджор; 简·梅杰; J. K. Major; =Majorova

"!" marks whom the surname alone means where nobody else of that surname is in a text: the last word of each name,
unless "?" stands behind that name (the surname is an ordinary word of its language). "=" stands before what means the
person in that way beside. A name without a space counts by itself, and one behind a title in brackets ("(Pope) Jane")
only there. Cases in Cyrillic, what is written together in Arabic and plain letters for accents come by themselves;
other cases are taken off where a name is looked up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from crawler.entities import person_forms
from crawler.entities.data import FOLDER
from crawler.entities.document import fold, lowered
from crawler.entities.inflections import forms_in
from crawler.entities.kept import kept

_SURNAME_MARK, _ALONE_MARK, _NOT_ALONE_MARK = "!", "=", "?"
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_UNCASED = re.compile("[\u0600-\u06ff\u2e80-\uffff]")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_TITLE = re.compile(r"\(([^()]+)\) ?")
_DOT = re.compile("[·・=]")  # between the parts of a foreign name in Chinese and Japanese
_MIDDLE = re.compile(
    r"(?<= )(?:[^\W\d_]\.(?:-?[^\W\d_]\.)*|\w{2,}(?:ович|евич|овна|евна|инична|йович|івна)(?:а|у|ем|ой|ы|е)?) "
)
_INITIAL = re.compile(r"([^\W\d_])(?:\.(?: ?[^\W\d_]\.)*)? (\S.*)")
_WITH_S = frozenset({"sv", "da", "no", "nb", "nn", "de"})
# Endings of the cases, by language, and what they may take the place of.
_SLAVIC = (
    "ego",
    "emu",
    "iem",
    "owi",
    "ovi",
    "em",
    "om",
    "im",
    "ej",
    "ie",
    "ou",
    "a",
    "u",
    "y",
    "i",
    "ę",
    "ą",
    "o",
    "e",
)
_CASES: dict[str, tuple[str, ...]] = dict.fromkeys(("pl", "cs", "sk", "hr", "sr", "sl"), _SLAVIC)
_CASES |= {
    "fi": ("lle", "lla", "lta", "sta", "ssa", "in", "n", "a", "ä"),
    "lt": ("ai", "as", "is", "ui", "o", "ą", "u"),
}
_SHORTEST, _SHORTEST_IN_ARABIC = 3, 5  # letters or signs of a surname that is taken from a name
_REPLACED = ("", "a", "o", "i", "y")


@dataclass(frozen=True, slots=True)
class KnownName:
    """One spelling of a person's name, not inflected; `alone` is whether it is a surname that means the person.

    `lead` are the characters of a title that stands before it, and is no part of it.
    """

    label: str
    name: str
    alone: bool = False
    lead: int = 0


@dataclass(slots=True)
class KnownPeople:
    """`names` are (form in lower case, name) for the lexicon, `written` (name, label) as the files have them.

    `full` and `alone` are folded names, and surnames that mean somebody, with the labels of whom they are.
    """

    names: list[tuple[str, KnownName]] = field(default_factory=list)
    written: list[tuple[str, str]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    full: dict[str, set[str]] = field(default_factory=dict, repr=False)
    alone: dict[str, set[str]] = field(default_factory=dict, repr=False)

    def read(self, text: str) -> None:
        """All people of a file."""
        for line in text.splitlines():
            if line and not line.startswith("#"):
                self._add(line)

    def _add(self, line: str) -> None:
        written, _, others = line.partition("|")
        by_surname = written.strip().endswith(_SURNAME_MARK)
        label = written.strip().rstrip(_SURNAME_MARK)
        self.labels.add(label)
        title = _TITLE.match(others.strip())
        names = [
            *(() if title and label.startswith(title[1]) else (label,)),
            *(name.strip() for name in others.split(";") if name.strip()),
        ]
        alone = dict.fromkeys(name[1:] for name in names if name.startswith(_ALONE_MARK))
        written_full = [name for name in names if not name.startswith(_ALONE_MARK)]
        if by_surname:
            surnames = (_surname(name, label) for name in written_full if not name.endswith(_NOT_ALONE_MARK))
            alone |= dict.fromkeys(filter(None, surnames))
        full = [name.rstrip(_NOT_ALONE_MARK) for name in written_full]
        for name in full:
            self.written.append((name, label))
            self._learn(label, name, self.full)
        for name in alone:
            self._learn(label, name, self.full if is_uncased(name) else self.alone, alone=True)

    def _learn(self, label: str, written: str, index: dict[str, set[str]], *, alone: bool = False) -> None:
        title = _TITLE.match(written)
        name = written[title.end() :] if title else written
        before = title.end() - 2 if title else 0  # the brackets
        for form in _forms(written.replace("(", "").replace(")", "") if title else name):
            index.setdefault(fold(form), set()).add(label)
            lead = before and (form.index(" ", title[1].count(" ")) + 1 if title and " " in form else before)
            known = KnownName(label, name, alone, lead)
            self.names += [(phrase, known) for phrase in _phrases(form, known)]

    def drop_shared(self) -> None:
        """Takes out the surnames that would mean several people."""
        labels: defaultdict[str, set[str]] = defaultdict(set)
        for form, known in self.names:
            labels[form].add(known.label)
        self.names = [(form, known) for form, known in self.names if not known.alone or len(labels[form]) == 1]

    def by_name(self) -> PeopleByName:
        return PeopleByName(lambda name: self.full.get(name, ()), lambda name: self.alone.get(name, ()))


@dataclass(frozen=True, slots=True)
class PeopleByName:
    """Who goes by a name: the labels of all whose full name, or whose surname alone, is a folded string."""

    _full: Callable[[str], Collection[str]]
    _alone: Callable[[str], Collection[str]]

    def full(self, name: str, language: str | None) -> str | None:
        """What the person of a full name goes by, however it is written; None for who is not known."""
        turned = " ".join(reversed(name.split(", "))) if name.count(", ") == 1 else name
        for form in dict.fromkeys((turned, _MIDDLE.sub("", turned))):
            for bare in (form, *without_endings(form, language)):
                if found := _only(self._full(fold(bare))):
                    return found
        initial = _INITIAL.fullmatch(turned)
        found = self.alone(initial[2], language) if initial else None
        return found if found and initial and fold(found[0]) == fold(initial[1]) else None

    def alone(self, name: str, language: str | None) -> str | None:
        """Whom a surname means where nobody else has it."""
        bare = (name, *without_endings(name, language))
        return next((found for form in bare if (found := _only(self._alone(fold(form))))), None)


@cache
def known_people() -> KnownPeople:
    """All of them, as the files have them; who looks for somebody needs less."""
    known = KnownPeople()
    for path in sorted((FOLDER / "people").glob("*.txt")):
        known.read(path.read_text(encoding="utf-8"))
    known.drop_shared()
    return known


@kept()
def _full() -> Iterator[tuple[str, str]]:
    yield from ((name, label) for name, labels in known_people().full.items() for label in sorted(labels))


@kept()
def _alone() -> Iterator[tuple[str, str]]:
    yield from ((name, label) for name, labels in known_people().alone.items() for label in sorted(labels))


@kept()
def _labels() -> Iterator[tuple[str, None]]:
    yield from ((label, None) for label in known_people().labels)


@cache
def _by_name() -> PeopleByName:
    return PeopleByName(_full().all, _alone().all)


@lru_cache(maxsize=20_000)
def label(name: str, language: str | None) -> str | None:
    """What a known person goes by: "Wladimir Putin" and "Путин" as "Vladimir Putin"."""
    return _by_name().full(name, language) or _by_name().alone(name, language)


def full_label(name: str) -> str | None:
    """What a known person of a full name goes by."""
    return _by_name().full(name, None)


def is_known(name: str) -> bool:
    """Whether somebody goes by exactly this."""
    return name in _labels()


def is_uncased(name: str) -> bool:
    """Whether a name is of a script without capitals."""
    return _UNCASED.match(name) is not None


def _only(labels: Collection[str]) -> str | None:
    return next(iter(labels)) if len(labels) == 1 else None


def _surname(name: str, label: str) -> str | None:
    """The last part of a name of several; in Latin letters of one with as many as the label: "Moros" is no surname."""
    parts = name.split(" ")
    if len(parts) == 1 and _HAN_OR_KANA.match(name):
        parts = _DOT.split(name)
    given, *others = label.split(" ")
    if _LATIN.match(name) and (len(parts) != len(others) + 1 or parts[-1] == given):  # "Orbán Viktor"
        return None
    if len(parts) == 1 or (_ARABIC.match(name) and parts[-1].startswith("ال")):
        return None
    shortest = _SHORTEST_IN_ARABIC if _ARABIC.match(name) else _SHORTEST
    return parts[-1] if len(parts[-1]) >= shortest else None


def _forms(name: str) -> Iterable[str]:
    if _CYRILLIC.search(name):
        return person_forms.forms(name)
    return (name,)


def _phrases(form: str, known: KnownName) -> Iterator[str]:
    """What the lexicon looks for; a surname in Latin letters may go on with the ending of a case."""
    low = lowered(form)
    if _ARABIC.match(low):
        yield from forms_in("ar", low)
    elif is_uncased(low) or _CYRILLIC.search(low):
        yield low
    else:
        stem = f"{low.removesuffix('a') if known.alone else low}*"
        yield from dict.fromkeys((stem, fold(stem)))


def without_endings(name: str, language: str | None) -> Iterator[str]:
    """A name that may be in the genitive or, in languages with cases, in any of them."""
    if language in _WITH_S and name.endswith("s"):
        yield name[:-1]
    if language not in _CASES:
        return
    *others, last = [[word, *_bare(word, _CASES[language])] for word in name.split()]
    for surname in last:
        yield from _joined(others, surname)


def _joined(words: list[list[str]], last: str) -> Iterator[str]:
    if not words:
        yield last
        return
    for first in words[-1]:
        yield from _joined(words[:-1], f"{first} {last}")


def _bare(word: str, endings: tuple[str, ...]) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            yield from (word[: -len(ending)] + vowel for vowel in _REPLACED)
