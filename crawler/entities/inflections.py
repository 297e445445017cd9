"""The forms that the name of a body takes in a sentence: cases in German, Swedish and Russian, short forms of what it
belongs to ("de l'ONU") in French, Spanish, Russian and German, what is written without a space before it in Arabic,
spellings of Persian; in Thai no space stands on either side. Further languages have their cases in `cases`, Turkic ones
in `turkic_forms`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.entities.cases import LANGUAGES, cases
from crawler.entities.turkic_forms import TURKIC, turkic

GENITIVES = {"DE": ("s", "es"), "AT": ("s", "es"), "CH": ("s",), "SE": ("s",), "FI": ("s",), "NO": ("s",), "DK": ("s",)}
_ADJECTIVES: dict[str, tuple[str, ...]] = {
    "ый": ("ого", "ому", "ым", "ом"),
    "ий": ("ого", "ому", "им", "ом"),
    "ой": ("ого", "ому", "ым", "ом"),
}
_ADJECTIVES |= {"ые": ("ых", "ым", "ыми", "ых")}
_SOFT_ADJECTIVES = {"ие": ("их", "им", "ими", "их")}
_ADJECTIVES |= {"ая": ("ой", "ой", "ой", "ой", "ую"), "ое": ("ого", "ому", "ым", "ом")}
_NOUNS: dict[str, tuple[str, ...]] = {
    "ие": ("ия", "ию", "ием", "ии"),
    "ия": ("ии", "ии", "ией", "ии", "ию"),
    "во": ("ва", "ву", "вом", "ве"),
}
_NOUNS |= {
    "ба": ("бы", "бе", "бой", "бе", "бу"),
    "та": ("ты", "те", "той", "те", "ту"),
    "да": ("ды", "де", "дой", "де", "ду"),
}
_NOUNS |= {
    "ра": ("ры", "ре", "рой", "ре", "ру"),
    "ма": ("мы", "ме", "мой", "ме", "му"),
    "ль": ("ля", "лю", "лем", "ле"),
}
_NOUNS |= {
    "ея": ("еи", "ее", "еей", "ее", "ею"),
    "га": ("ги", "ге", "гой", "ге", "гу"),
    "ка": ("ки", "ке", "кой", "ке", "ку"),
    "ла": ("лы", "ле", "лой", "ле", "лу"),
    "на": ("ны", "не", "ной", "не", "ну"),
    "вь": ("ви", "ви", "вью", "ви"),
    "ть": ("ти", "ти", "тью", "ти"),
    "лы": ("л", "лам", "лами", "лах"),
    "ро": ("ро",),
    "па": ("пы", "пе", "пой", "пе", "пу"),
    "ей": ("ея", "ею", "еем", "ее"),
}
_NOUNS |= {
    "ай": ("ая", "аю", "аем", "ае"),
    "ва": ("вы", "ве", "вой", "ве", "ву"),
    "за": ("зы", "зе", "зой", "зе", "зу"),
    "жа": ("жи", "же", "жей", "же", "жу"),
    "ца": ("цы", "це", "цей", "це", "цу"),
    "ня": ("ни", "не", "ней", "не", "ню"),
    "ло": ("ла", "лу", "лом", "ле"),
    "щь": ("щи", "щи", "щью", "щи"),
    "рь": ("ря", "рю", "рем", "ре"),
    "ги": ("г", "гам", "гами", "гах"),
    "ии": ("ий", "иям", "иями", "иях"),
    "ти": ("тей", "тям", "тями", "тях"),
}
_AFTER_CONSONANT = ("а", "у", "ом", "е")
_LONG_WORD = 7  # letters
_IN_GERMAN = frozenset({"DE", "AT", "CH"})  # states whose bodies have names in German
_ENGLISH = re.compile(r" (?:of|for|and|in|the) ")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
# What bodies belong to, by the short form that many texts have for it.
_OWNERS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        ("des nations unies", "de l'onu"),
        ("de l'union européenne", "de l'ue"),
        ("de l'union africaine", "de l'ua"),
    ),
    "es": (("de las naciones unidas", "de la onu"), ("de la unión europea", "de la ue")),
    "ru": (
        ("организации объединенных наций", "оон"),
        ("европейского союза", "ес"),
        ("европейского союза", "евросоюза"),
    ),
    "de": (
        ("der vereinten nationen", "der un"),
        ("der vereinten nationen", "der uno"),
        ("der europäischen union", "der eu"),
    ),
    "zh": (("欧洲联盟", "欧盟"), ("非洲联盟", "非盟"), ("东南亚国家联盟", "东盟")),
}
_GERMAN_ADJECTIVE = re.compile(
    r"([^\W\d_]*(?:isch|deutsch|ich|ional|tral|ant|ent|ig|vereint|hoh|groß|neu|oberst|ständig|regional|global|heilig))"
    r"(?:e|er|es|en)(?= )",
    re.I,
)
_GERMAN_ENDINGS = ("e", "er", "es", "en", "em")
_GERMAN_NEUTER = re.compile(
    r"(?:amt|rat|hof|gericht|gremium|institut|verband|bund|parlament|programm|werk|komitee|forum|zentrum|ministerium|büro|"
    r"sekretariat|kommissariat|tribunal|präsidium|kinderhilfswerk|kontor|dienst|verein|konzil|netzwerk|labor|ring|tag|"
    r"museum|archiv|klinikum|theater)$",
    re.I,
)
# Written together with the word behind: "and", "in", "for", "as", "so"; "for the" takes the place of the article.
_ARABIC_BEFORE = ("و", "ف", "ب", "ل", "ك", "وب", "ول")
_ARABIC_ARTICLE = "ال"
_PLAIN_ALIF = str.maketrans("أإآ", "ااا")
# Keyboards for Arabic have other letters for these two; the mark that joins no letters is a space or nothing in many
# texts.
_ARABIC_KEYBOARD = str.maketrans("یک", "يك")
_NON_JOINER = "\u200c"
_SOFT = re.compile(r"[кгхшщ]ие$")  # "российские", but not "управление"
_CASES = 5  # genitive, dative, instrumental, prepositional and, where it differs, accusative


def forms(name: str, country: str) -> Iterator[str]:
    """A name and its inflected forms. Only names of a word, or of a head with what depends on it, are inflected."""
    yield name
    if country in _IN_GERMAN and " " in name:
        yield from _german(name)
    elif country in LANGUAGES and not (_CYRILLIC.match(name) and country != "UA") and not _ENGLISH.search(name):
        # A short word with its ending may be a word of other languages, in which these forms count as well.
        if " " in name or len(name) >= _LONG_WORD or not name.isascii():
            yield from cases(LANGUAGES[country], name)
    elif _CYRILLIC.match(name):
        yield from _russian(name)
    elif " " not in name and name[-1:] not in "sxzß" and not name.isupper() and len(name) > 3:
        yield from (name + ending for ending in GENITIVES.get(country, ()))


def forms_in(language: str, name: str) -> Iterator[str]:
    """The forms of a name in the language that it is of; a "*" before one stands for what may be written before it."""
    for known in _with_short_owner(language, name):
        match language:
            case "ru":
                yield from (
                    form for spelt in _both(known, known.replace("ё", "е")) for form in (spelt, *_russian(spelt))
                )
            case "ar":
                yield from (form for spelt in _both(known, known.translate(_PLAIN_ALIF)) for form in _arabic(spelt))
            case "de":
                yield from _german(known)
            case "fr":
                yield from _both(known, known.replace("É", "E"))
            case "fa":
                yield from _persian(known)
            case "th":
                yield f"*{known}*"
            case _ if language in TURKIC:
                yield from (known, *turkic(language, known))
            case _:
                yield known
                yield from cases(language, known)


def _both(name: str, other: str) -> tuple[str, ...]:
    return (name,) if name == other else (name, other)


def forms_by_script(name: str) -> Iterator[str]:
    """The forms of a name of which only the script tells the language."""
    language = "ru" if _CYRILLIC.match(name) else "ar" if _ARABIC.match(name) else ""
    yield from forms_in(language, name) if language else (name,)


def _with_short_owner(language: str, name: str) -> Iterator[str]:
    """ "Conseil de sécurité de l'ONU" beside "... des Nations Unies"."""
    yield name
    lower = name.lower().replace("ё", "е")
    for long, short in _OWNERS.get(language, ()):
        if lower.endswith(long) and len(lower) > len(long):
            yield name[: -len(long)] + short
        elif language == "zh" and lower.startswith(long) and len(lower) > len(long):
            yield short + name[len(long) :]


def _german(name: str) -> Iterator[str]:
    """The adjectives before the noun in all cases, and the noun in the genitive."""
    count, stems, rest = 0, [], name
    while (match := _GERMAN_ADJECTIVE.match(rest)) is not None and count < 2:
        stems.append(match[1])
        rest, count = rest[match.end() + 1 :], count + 1
    noun, *tail = rest.split(" ")
    inflected = _GERMAN_NEUTER.search(noun) or (" " not in name and noun[-1:] not in "sxzß" and not noun.isupper())
    nouns = [noun, f"{noun}s", f"{noun}es"] if inflected else [noun]
    for form in nouns:
        behind = " ".join([form, *tail])
        if not stems:
            yield behind
        yield from (" ".join([*(stem + ending for stem in stems), behind]) for ending in _GERMAN_ENDINGS if stems)


def _arabic(name: str) -> Iterator[str]:
    """A name with what is written together with it; no other word ends in an article, or in a name's first word."""
    with_article = name.startswith(_ARABIC_ARTICLE)
    if " " in name or with_article:
        yield f"*{name}"
        if with_article:
            yield f"*لل{name[2:]}"
        return
    yield name
    yield from (before + name for before in _ARABIC_BEFORE)


def _persian(name: str) -> Iterator[str]:
    for spelt in dict.fromkeys((name, name.replace(_NON_JOINER, " "), name.replace(_NON_JOINER, ""))):
        yield from _both(spelt, spelt.translate(_ARABIC_KEYBOARD))


def _russian(name: str) -> Iterator[str]:
    """The adjectives before the head and the head itself take the case, what follows stays."""
    words = name.split(" ")
    tables: list[tuple[str, ...]] = []
    for word in words:
        adjective = (_SOFT_ADJECTIVES if _SOFT.search(word) else _ADJECTIVES).get(word[-2:])
        if adjective is not None and len(words) > 1:
            tables.append(tuple(_soft(word[:-2] + ending) for ending in adjective))
            continue
        noun = _noun(word)
        if noun is None:
            return
        tables.append(noun)
        break
    else:
        return
    rest = words[len(tables) :]
    for case in range(_CASES):
        if any(case < len(table) for table in tables):
            yield " ".join([*(table[min(case, len(table) - 1)] for table in tables), *rest])


def _soft(adjective: str) -> str:
    return adjective[:-2] + "им" if re.search("[гкхжчшщ]ым$", adjective) else adjective


def _noun(word: str) -> tuple[str, ...] | None:
    if word.isupper():
        return None
    if endings := _NOUNS.get(word[-2:]):
        return tuple(word[:-2] + ending for ending in endings)
    return tuple(word + ending for ending in _AFTER_CONSONANT) if word[-1] in "бвгджзклмнпрстфхцчшщ" else None
