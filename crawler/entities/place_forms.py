"""The forms that the name of a country or city takes in a sentence: cases, and what is written together with it.

A form that a language does not have does no harm: no text holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.entities.cases import cases
from crawler.entities.document import fold
from crawler.entities.inflections import forms_in

_Endings = tuple[tuple[str, tuple[str, ...]], ...]
_SLAVIC_CONSONANT = re.compile(r"[бвгґджзклмнпрстфхцчшщbcdfghjklmnprstvwzżźńćłśčšžřďťň]$")


def _finnish(stem: str, vowel: str) -> tuple[str, ...]:
    """The cases of what ends in a vowel, which the vowels of their endings go with."""
    endings = ("n", f"ss{vowel}", f"st{vowel}", f"ll{vowel}", "lle", f"lt{vowel}", f"{stem[-1]}n", vowel)
    return tuple(stem + case for case in endings)


# By language the endings of a one-word name, the longest first, and what takes their place.
_ENDINGS: dict[str, _Endings] = {
    "ru": (
        ("ск", ("ска", "ску", "ске")),  # "-ском" is an adjective's as well
        ("ия", ("ии", "ию", "ией")),
        ("а", ("ы", "и", "е", "у", "ой")),
        ("ы", ("", "ах", "ам")),
        ("и", ("", "ах", "ам", "ей")),
        ("ь", ("и", "ю", "я", "е", "ем")),
        ("вец", ("вца", "вцу", "вцом", "вце")),
        ("лец", ("льца", "льцу", "льцом", "льце")),
        ("ец", ("ца", "цу", "цом", "це")),
        ("й", ("я", "ю", "ем", "е")),
        ("о", ("а", "у", "ом", "е")),
    ),
    "uk": (
        ("ськ", ("ська", "ську", "ськом")),
        ("ія", ("ії", "ію", "ією")),
        ("ка", ("ки", "ці", "ку", "кою")),
        ("га", ("ги", "зі", "гу", "гою")),
        ("а", ("и", "і", "у", "ою")),
        ("піль", ("поля", "полі", "полю", "полем")),
        ("ль", ("ля", "лі", "лю", "лем")),
        ("ь", ("і", "ю", "я", "ем")),
        ("їв", ("єва", "єві", "євом", "єву")),
        ("ів", ("ова", "ові", "овом", "ову")),
        ("ці", ("ців", "цях", "цями", "цям")),
        ("жя", ("жі", "жю", "жям")),
        ("не", ("ного", "ному", "ним")),
        ("ке", ("кого", "кому", "ким")),
        ("и", ("", "ах", "ам", "ами", "ів")),
        ("й", ("я", "ї", "ю", "єм")),
        ("о", ("а", "у", "ом", "і")),
    ),
    "pl": (
        ("wiec", ("wca", "wcu", "wcem")),
        ("iec", ("ca", "cu", "cem", "ńca", "ńcu", "ńcem")),
        ("ec", ("ca", "cu", "cem")),
        ("ek", ("ka", "ku", "kiem")),
        ("zdrój", ("zdroju", "zdrojem")),
        ("ród", ("rodu", "rodzie", "rodem")),
        ("ów", ("owa", "owie", "owem", "owowi")),
        ("ół", ("ołu", "ole", "ołem")),
        ("ce", ("c", "cach", "com", "cami")),
        ("le", ("la", "lu", "lem")),
        ("ne", ("nego", "nem", "nym", "nemu")),
        ("sko", ("ska", "sku", "skiem")),
        ("no", ("na", "nie", "nem", "nu")),
        ("wo", ("wa", "wie", "wem", "wu")),
        ("o", ("a", "ie", "u", "em")),
        ("ia", ("ii", "i", "ię", "ią")),
        ("ja", ("ji", "i", "ję", "ją")),
        ("ka", ("ki", "ce", "kę", "ką")),
        ("ga", ("gi", "dze", "gę", "gą")),
        ("ica", ("icy", "icę", "icą")),
        ("cza", ("czy", "czę", "czą")),
        ("da", ("dy", "dzie", "dę", "dą")),
        ("ła", ("ły", "le", "łę", "łą")),
        ("ta", ("ty", "cie", "tę", "tą")),
        ("ra", ("ry", "rze", "rę", "rą")),
        ("a", ("y", "ie", "ę", "ą")),
        ("chy", ("chów", "chach", "chom", "chami")),
        ("ny", ("n", "nach", "nom", "nami")),
        ("ry", ("r", "rach", "rom", "rami")),
        ("y", ("", "ów", "ach", "ami", "om")),
        ("ki", ("k", "kach", "kom", "kami")),
        ("ń", ("nia", "niu", "niem")),
        ("ź", ("zia", "ziu", "zi", "zią")),
        ("ść", ("ścia", "ściu", "ściem", "ści")),
        ("szcz", ("szcza", "szczu", "szczem", "szczy", "szczą")),
        ("aw", ("awia", "awiu", "awiem")),
        ("om", ("omia", "omiu", "omiem")),
        ("ap", ("api", "apią", "apiu")),
        ("ąż", ("ęża", "ężu")),
        ("l", ("la", "lu", "lem", "li")),
        ("sz", ("sza", "szu", "szem")),
        ("rz", ("rza", "rzu", "rzem")),
        ("cz", ("cza", "czu", "czem", "czy")),
        ("at", ("atu", "acie", "atem")),
        ("d", ("du", "dzie", "dem", "da")),
        ("t", ("tu", "cie", "tem", "ta")),
        ("r", ("ra", "rze", "rem", "ru")),
        ("ł", ("łu", "le", "łem", "ła")),
    ),
    "cs": (
        ("ice", ("ic", "icích", "icím", "icemi")),
        ("ie", ("ii", "ií")),
        ("y", ("", "ech", "ům", "ách")),
        ("ec", ("ce", "ci", "cem")),
        ("ek", ("ku", "kem")),
        ("eň", ("ně", "ni", "ní")),
        ("av", ("avi", "aví", "avě")),
        ("ě", ("í",)),
        ("ka", ("ky", "ce", "ku", "kou")),
        ("ra", ("ry", "ře", "ru", "rou")),
        ("ha", ("hy", "ze", "hu", "hou")),
        ("la", ("ly", "le", "lu", "lou")),
        ("a", ("y", "ě", "u", "ou")),
        ("o", ("a", "u", "em", "ě")),
        ("á", ("é", "ou")),
        ("é", ("ého", "ém", "ému")),
        ("ř", ("ře", "ři", "ří")),
        ("č", ("če", "či", "čí", "čem")),
        ("ž", ("že", "ži", "ží")),
        ("š", ("še", "ši", "ší")),
        ("l", ("le", "li", "lu", "lem")),
        ("ín", ("ína", "íně", "ínem", "ínu")),
        ("ov", ("ova", "ově", "ovem", "ovu")),
    ),
    "sk": (("ia", ("ie", "ii", "iu", "iou")), ("a", ("y", "e", "u", "ou")), ("o", ("a", "u", "om"))),
    "fi": (
        ("inki", ("ingin", "ingissä", "ingistä", "inkiin")),
        ("nen", ("sen", "sessa", "sesta", "seen", "sella", "selle", "selta", "sessä", "sestä")),
        ("la", ("lan", "lassa", "lasta", "laan", "lalla", "lalle", "lalta", "laa")),
        ("hti", ("hden", "hdessa", "hdesta", "hteen", "htea")),
        ("i", ("in", "issa", "ista", "iin", "illa", "ille", "ilta", "ia", "issä", "istä", "en", "een", "ellä", "elle")),
        ("pere", ("pereen", "pereella", "pereelle", "pereelta", "peretta")),
        *((vowel, _finnish(vowel, "a")) for vowel in "aou"),
        *((vowel, _finnish(vowel, "ä")) for vowel in "yöä"),
        ("e", ("en", "essa", "esta", "eseen", "elle", "eelle", "eella", "eelta", "een")),
    ),
    "ro": (
        ("ia", ("iei",)),
        ("a", ("ei",)),
        ("ești", ("eștiul", "eștiului", "eștilor")),
        ("esti", ("estiul", "estiului", "estilor")),
        ("u", ("ul", "ului")),
        ("ea", ("elei",)),
    ),
    "lt": (
        ("ys", ("io", "iui", "į", "iu", "yje")),
        ("is", ("io", "iui", "į", "iu", "yje")),
        ("as", ("o", "ui", "ą", "u", "e")),
        ("us", ("aus", "ui", "ų", "umi", "uje")),
        ("iai", ("ių", "iams", "ius", "iais", "iuose")),
        ("ai", ("ų", "ams", "us", "ais", "uose")),
        ("ės", ("ių", "ėms", "es", "ėmis", "ėse")),
        ("os", ("ų", "oms", "as", "omis", "ose")),
        ("a", ("os", "ai", "ą", "oje")),
        ("ė", ("ės", "ei", "ę", "ėje")),
    ),
    "el": (("ία", ("ίας",)), ("α", ("ας",))),
}  # fmt: skip
_AFTER_CONSONANT: dict[str, tuple[str, ...]] = {
    "ru": ("а", "у", "ом", "е"),
    "uk": ("у", "а", "ом", "і"),
    "pl": ("u", "a", "ie", "em", "iem", "owi"),
    "cs": ("u", "ě", "em", "a"),
    "sk": ("u", "e", "om", "a"),
    "ro": ("ul", "ului"),
    "hu": ("ett", "ott"),
    "fi": ("in", "iin", "issa", "issä", "ista", "istä", "ille", "illa", "illä", "ilta", "iltä", "ia"),
}
_GENITIVE_S = ("de", "sv", "da", "no", "nb")
# Of towns with their own names in these countries: the language whose cases they take.
LANGUAGE_OF = {"RU": "ru", "BY": "ru", "KZ": "ru", "KG": "ru", "UZ": "ru", "PL": "pl", "CZ": "cs", "UA": "uk"}
LANGUAGE_OF |= {"RO": "ro", "MD": "ro", "HU": "hu", "FI": "fi", "LT": "lt", "SK": "sk"}

_SUFFIXED = frozenset({"fi", "hu"})  # languages that add to the stem
# What texts write for the Romanian letters with a cedilla: those with a comma below, or plain ones.
_ROMANIAN = (str.maketrans("şţŞŢ", "șțȘȚ"), str.maketrans("ăâîșțşţĂÂÎȘȚŞŢ", "aaiststAAISTST"))

_ARABIC = re.compile("[\u0600-\u06ff]")
_HEBREW = re.compile("[\u0590-\u05ff]")
_MARKS = re.compile("[\u064b-\u0652]")  # vowels and doubled letters, which texts leave out
_PLAIN_ALIF = str.maketrans("أإآ", "ااا")
_ARTICLE = "ال"
# Written together with the word behind: "and", "in", "for", "as", "so".
_BEFORE_ARABIC = re.compile(r"(?<!\w)(?:[وف]?[بلك]?)$")
_BEFORE_HEBREW = re.compile(r"(?<!\w)(?:ו?ש?[בלמהכ]?)$")
_LONGEST_BEFORE = 4  # characters


def forms(name: str, language: str | None) -> Iterator[str]:
    """A name of a language in its cases and other spellings."""
    yield name
    if language == "ar" or _ARABIC.match(name):
        yield from _arabic(name)
        return
    if len(name) > 1 and fold(name[0]) != name[0].casefold():  # "Egypte"
        yield fold(name[0]).upper() + name[1:]
    if language in _GENITIVE_S and name.replace(" ", "").isalpha() and not name.isupper():
        yield f"{name}s"
    if language is not None and name.isalpha() and not name.isupper():
        yield from _cases(name, language)
    if language == "ro":
        for other in {name.translate(marks) for marks in _ROMANIAN} - {name}:
            yield other
            yield from _cases(other, language)


def town_forms(name: str, language: str | None) -> Iterator[str]:
    """A town's name in its cases, those of names of several words too: "Zielonej Górze"."""
    yield from forms(name, language)
    if language is None or name.isupper():
        return
    if " " not in name:
        if language in _SUFFIXED:
            yield from cases(language, name)
    elif language == "ru":
        yield from forms_in(language, name)
    else:
        yield from cases(language, name)


def starred(name: str) -> str:
    """A name as a phrase: one in Arabic or Hebrew may have something written before it, see `is_whole`."""
    return f"*{name}" if _ARABIC.match(name) or _HEBREW.match(name) else name


def is_whole(text: str, start: int) -> bool:
    """Whether what stands between the start of a word and a name in it is only what these scripts write there."""
    if not start or text[start] < "\u0590" or not text[start - 1].isalnum():
        return True
    before = _BEFORE_HEBREW if _HEBREW.match(text[start]) else _BEFORE_ARABIC if _ARABIC.match(text[start]) else None
    return before is None or before.search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def _arabic(name: str) -> Iterator[str]:
    bare = _MARKS.sub("", name)
    spelt = dict.fromkeys((bare, bare.translate(_PLAIN_ALIF)))
    yield from (one for one in spelt if one != name)
    yield from (f"لل{one.removeprefix(_ARTICLE)}" for one in spelt if one.startswith(_ARTICLE))


def _cases(name: str, language: str) -> Iterator[str]:
    for ending, others in _ENDINGS.get(language, ()):
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in others)
            return
    if language in _AFTER_CONSONANT and _SLAVIC_CONSONANT.search(name):
        yield from (name + case for case in _AFTER_CONSONANT[language])
