"""The subjects and their words: a tree of topics, `data/topics/*.toml` (the format is in docs/entities.md)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

from crawler.entities.data import FOLDER, table
from crawler.entities.document import fold

# What a word says of a topic: it names it, speaks for it, or only hints at it.
Grade = Literal["names", "speaks", "hints"]
GRADES: tuple[Grade, ...] = ("names", "speaks", "hints")
LABEL_LANGUAGES = ("fr", "es", "ru", "ar", "zh", "de")
_LANGUAGE = re.compile("[a-z]{2}")
# Languages whose words stand under another one.
_WORDS_OF: Mapping[str, str] = {"nb": "no", "nn": "no", "mo": "ro"}
# What "*" inside a phrase stands for, beside nothing: the endings of nouns and adjectives where these have many.
_ENDINGS: Mapping[str, str] = {
    "ru": "а ы и у е о я ю ь й ом ем ой ей ов ев ам ям ах ях ами ями ии ию ия ий ый ая ое ые ую ие ого его ому ему ым "
    "им ых их ыми ими ием",
    "pl": "a y i e u o ę ą ie om em ów ami ach ej ym im ych ich ego emu ymi imi ia iu ią ię ek ki ce cie zie ć ści "
    "ścią cia ciu ciem ty",
    "uk": "а и і у е о я ю ь й ом ем єм ою ею ів ам ям ах ях ами ями ий ій а я е є і ї ого ому им их ими ої у ю",
    "it": "o a i e he",
    "pt": "s o a os as",
}
# Romanian is often written without its own letters, or with those of Turkish.
_PLAIN_ROMANIAN = str.maketrans("ăâîșț", "aaist")
_OLD_ROMANIAN = str.maketrans("șț", "şţ")


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject, by its English label. A `heading` only holds others together: no text is found to be about it, though
    a page may say so. `mapped` are names in other thesauri.
    """

    label: str
    under: str | None
    heading: bool
    names: Mapping[str, str]
    mapped: tuple[str, ...]
    words: Mapping[str, Mapping[str, Grade]]


@cache
def topics() -> Mapping[str, Topic]:
    """All topics by label, in the order of the files."""
    files = sorted(path.stem for path in (FOLDER / "topics").glob("*.toml"))
    entries = [entry for file in files for entry in table(f"topics/{file}")["topic"]]
    return {entry["label"]: _topic(entry) for entry in entries}


def _topic(entry: Mapping[str, str | bool | Mapping[str, str]]) -> Topic:
    names = dict(entry["names"])  # type: ignore[arg-type]
    words = {key: graded(value) for key, value in entry.items() if isinstance(value, str) and _LANGUAGE.fullmatch(key)}
    mapped = tuple(str(entry[key]) for key in ("eurovoc", "unbis") if key in entry)
    under = str(entry["under"]) if "under" in entry else None
    return Topic(str(entry["label"]), under, bool(entry.get("heading")), names, mapped, words)


def graded(words: str) -> dict[str, Grade]:
    """Words with their grades, of "names, names; speaks; hints"; a word that stands twice has the better one."""
    parts = zip(GRADES, words.split(";"), strict=False)
    found: dict[str, Grade] = {}
    for grade, part in parts:
        for word in part.split(","):
            found.setdefault(word.strip(), grade)
    found.pop("", None)
    return found


def words(language: str) -> Iterator[tuple[str, Topic, Grade]]:
    """Every phrase of a language as texts may write it, with its topic and its grade."""
    language = _WORDS_OF.get(language, language)
    for topic in topics().values():
        for word, grade in topic.words.get(language, {}).items():
            yield from ((spelling, topic, grade) for spelling in _spellings(word, language))


def _spellings(word: str, language: str) -> Iterator[str]:
    if "*" in word[1:-1]:
        first, *rest = word.split("*") if word[-1] != "*" else word[:-1].split("*")
        for endings in product(_endings(language), repeat=len(rest)):
            inner = first + "".join(ending + part for ending, part in zip(endings, rest, strict=True))
            yield inner + "*" * (word[-1] == "*")
    elif language == "ro":
        yield from {word, word.translate(_PLAIN_ROMANIAN), word.translate(_OLD_ROMANIAN)}
    else:
        yield word


@cache
def _endings(language: str) -> tuple[str, ...]:
    return ("", *_ENDINGS[language].split())


def above(label: str) -> tuple[str, ...]:
    """The wider topics that a topic is part of, the widest first; none of what is no topic."""
    topic = topics().get(label)
    return (*above(topic.under), topic.under) if topic and topic.under else ()


def resolve(name: str) -> str | None:
    """The topic that goes by a name in any language, whatever its case; None when none does."""
    folded = fold(name.strip())
    beginnings = (f"{folded[:end]}*" for end in range(len(folded), 3, -1)) if folded.isalpha() else ()
    return _labels().get(folded) or next(filter(None, map(_unique_words().get, (folded, *beginnings))), None)


@cache
def _labels() -> Mapping[str, str]:
    """Labels first, then what other languages and other thesauri call them, where that means one topic."""
    called: defaultdict[str, set[str]] = defaultdict(set)
    for topic in topics().values():
        for name in (*topic.names.values(), *topic.mapped):
            called[fold(name)].add(topic.label)
    own = {fold(label): label for label in topics()}
    return {name: labels.pop() for name, labels in called.items() if len(labels) == 1} | own


@cache
def _unique_words() -> Mapping[str, str]:
    """Words that name or speak for one topic alone, in any language: a page may call the subject so."""
    called: defaultdict[str, set[str]] = defaultdict(set)
    for topic in topics().values():
        for found in topic.words.values():
            for word, grade in found.items():
                if grade != "hints":
                    called[fold(word).removeprefix("*")].add(topic.label)
    return {word: labels.pop() for word, labels in called.items() if len(labels) == 1}
