"""The cases of people's names in Russian and Ukrainian: "Владимира Путина" beside "Владимир Путин"."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Genitive, dative, instrumental, prepositional, accusative, by what stays and what goes of a word's end; the first
# that fits counts.
_Endings = tuple[tuple[str, str, tuple[str, ...]], ...]
_RUSSIAN_MALE: _Endings = (
    ("[сц]к", "ий", ("ого", "ому", "им", "ом", "ого")),
    ("", "[ыо]й", ("ого", "ому", "ым", "ом", "ого")),
    ("", "ий", ("ия", "ию", "ием", "ии", "ия")),
    ("", "[йь]", ("я", "ю", "ем", "е", "я")),
    ("[оеё]в|[иы]н", "", ("а", "у", "ым", "е", "а")),
    ("[жшчщц]", "", ("а", "у", "ем", "е", "а")),
    ("[бвгдзклмнпрстфх]", "", ("а", "у", "ом", "е", "а")),
)
_RUSSIAN_NOUN: _Endings = (
    ("", "ия", ("ии", "ии", "ией", "ии", "ию")),
    ("", "я", ("и", "е", "ей", "е", "ю")),
    ("[гкхжчшщ]", "а", ("и", "е", "ой", "е", "у")),
    ("", "а", ("ы", "е", "ой", "е", "у")),
)
_RUSSIAN_FEMALE_SURNAME: _Endings = (
    ("", "ая", ("ой", "ой", "ой", "ой", "ую")),
    ("[оеё]в|[иы]н", "а", ("ой", "ой", "ой", "ой", "у")),
)
_UKRAINIAN_MALE: _Endings = (
    ("[сц]ьк", "ий", ("ого", "ому", "им", "ому", "ого")),
    ("[іиа]", "й", ("я", "ю", "єм", "ї", "я")),
    ("", "ь", ("я", "ю", "ем", "еві", "я")),
    ("", "о", ("а", "у", "ом", "ові", "а")),
    ("[оеєї]в|[іїи]н", "", ("а", "у", "им", "у", "а")),
    ("[бвгґджзклмнпрстфхцчшщ]", "", ("а", "у", "ом", "ові", "а")),
)
_UKRAINIAN_NOUN: _Endings = (
    ("", "ія", ("ії", "ії", "ією", "ії", "ію")),
    ("", "я", ("і", "і", "ею", "і", "ю")),
    ("", "а", ("и", "і", "ою", "і", "у")),
)
_UKRAINIAN_FEMALE_SURNAME: _Endings = (("[сц]ьк|[оеє]в|[іїи]н", "а", ("ої", "ій", "ою", "ій", "у")),)
_UKRAINIAN = re.compile("[іїєґ]|[сц]ьк|^Володимир")
_MEN_IN_A = frozenset(
    [
        "Папа",
        "Никита",
        "Илья",
        "Лука",
        "Фома",
        "Микита",
        "Ілля",
        "Мустафа",
        "Абдулла",
        "Муса",
        "Иса",
        "Иисус",
        "Данила",
        "Саша",
    ]
)
_STEMS = {"Лев": "Льв", "Павел": "Павл", "Пётр": "Петр"}
_CASES = range(5)


def forms(name: str) -> Iterator[str]:
    """A name in Cyrillic letters in all its cases, with "е" for "ё" as well."""
    yield from dict.fromkeys(form for spelt in (name, name.replace("ё", "е")) for form in _cases(spelt))


def _cases(name: str) -> Iterator[str]:
    yield name
    ukrainian = _UKRAINIAN.search(name) is not None
    words = name.split(" ")
    female = len(words) > 1 and words[0][-1] in "ая" and words[0] not in _MEN_IN_A
    inflected = [
        _of_word(word, female=female, ukrainian=ukrainian, surname=bool(place) or len(words) == 1)
        for place, word in enumerate(words)
    ]
    for case in _CASES:
        yield " ".join(by_case[case] for by_case in inflected)
    if len(words) > 1:  # "Ким Чен Ына"
        yield from (" ".join([*words[:-1], inflected[-1][case]]) for case in _CASES)


def _of_word(word: str, *, female: bool, ukrainian: bool, surname: bool) -> tuple[str, ...]:
    if word.islower() and "-" not in word:  # "фон дер"
        return (word,) * len(_CASES)
    tables: list[_Endings] = []
    if surname:
        tables.append(_UKRAINIAN_FEMALE_SURNAME if ukrainian else _RUSSIAN_FEMALE_SURNAME)
    if not female:
        tables.append(_UKRAINIAN_MALE if ukrainian else _RUSSIAN_MALE)
    tables.append(_UKRAINIAN_NOUN if ukrainian else _RUSSIAN_NOUN)
    stem = _STEMS.get(word, word)
    for table in tables:
        for kept, ending, cases in table:
            if (match := re.search(rf"(?:{kept})({ending})$", stem)) is not None:
                return tuple(stem[: match.start(1)] + case for case in cases)
    return (word,) * len(_CASES)
