"""British and American spelling: one of the two stands for both.

Rules on small letters, for the words where the two differ by a rule; closed lists where a rule would take too many.
No rule makes one word of two (other than "prise" and "prize"). After the lists of spelling differences of Greenbaum
and Quirk's and Fowler's guides; words whose American spelling is another word ("cheque", "tyre", "kerb") are left.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_OUR = (
    "arb|behavi|cand|clam|col|demean|endeav|enam|fav|ferv|flav|glam|harb|hon|hum|lab|neighb|od|parl|ranc|rig|rum|sav|"
    "savi|splend|succ|tum|val|vap|vig|arm|ard"
)
_RE = (
    "accout|calib|cent|fib|goit|lit|lust|maneuv|manoeuv|meag|met|och|reconnoit|sab|saltpet|scept|sepulch|somb|spect|"
    "theat"
)
_DOUBLED = (
    "cancel|carol|channel|chisel|council|counsel|dial|duel|equal|fuel|funnel|initial|jewel|label|level|libel|marvel|"
    "medal|model|panel|pedal|pencil|quarrel|refuel|rival|shovel|shrivel|signal|spiral|total|towel|travel|trowel|tunnel"
)
_DIGRAPHS = (
    "anaem>anem|anaesth>anesth|archaeo>archeo|diarrhoea>diarrhea|encyclopaed>encycloped|foet>fet|gynaec>gynec|"
    "haem>hem|leukaem>leukem|manoeuv>maneuv|oesoph>esoph|oestr>estr|orthopaed>orthoped|paediat>pediat|paedo>pedo|"
    "palaeo>paleo|septicaem>septicem"
)
_WORDS = (
    "programme>program|catalogue>catalog|dialogue>dialog|analogue>analog|monologue>monolog|prologue>prolog|"
    "epilogue>epilog|aluminium>aluminum|sulphur>sulfur|plough>plow|sceptic>skeptic|mould>mold|smoulder>smolder|"
    "moustache>mustache|pyjama>pajama|artefact>artifact|cosy>cozy|grey>gray|ageing>aging|judgement>judgment|"
    "acknowledgement>acknowledgment|jewellery>jewelry|fulfil>fulfill|enrol>enroll|instalment>installment|"
    "skilful>skillful|wilful>willful|distil>distill|instil>instill|defenc>defens|offenc>offens|licenc>licens|"
    "pretenc>pretens|practis>practic|whilst>while|amongst>among|towards>toward|learnt>learned|burnt>burned"
)


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split(">", 1) for pair in text.split("|"))


def _any_of(pairs: dict[str, str]) -> str:
    return "|".join(pairs)


_BEGINNINGS, _REPLACED = _pairs(_DIGRAPHS), _pairs(_WORDS)
_Replacement = str | Callable[[re.Match[str]], str]
# What a word has to hold for a rule to be tried, the pattern, and what it becomes.
_RULES: tuple[tuple[str, re.Pattern[str], _Replacement], ...] = (
    ("our", re.compile(rf"^((?:un|dis|mis|re|over)?(?:{_OUR}))our"), r"\1or"),
    ("re", re.compile(rf"^((?:kilo|centi|milli|nano|deca|amphi|epi|hyper)?(?:{_RE}))re(?=s?$|\w{{4}})"), r"\1er"),
    ("red", re.compile(rf"^((?:{_RE}))red$"), r"\1ered"),
    ("ll", re.compile(rf"^((?:un|re|multi)?(?:{_DOUBLED}))l(?=(?:ed|ings?|ers?|ors?|ous|ously|ists?)$)"), r"\1"),
    ("z", re.compile(r"(?<=\w{2})([iy])z(?=(?:e|ed|es|ers?|ing|ations?|ational|able)$)"), r"\1s"),
    ("e", re.compile(rf"^(?:{_any_of(_BEGINNINGS)})"), lambda found: _BEGINNINGS[found[0]]),
    (
        "",
        re.compile(rf"^(?:{_any_of(_REPLACED)})(?=(?:s|es|e|ed|ing|ers?|y|al|ical|ism|ive|ively|eless|ments?)?$)"),
        lambda found: _REPLACED[found[0]],
    ),
)
_BY_LETTER: dict[str, list[tuple[str, str]]] = {}  # the closed lists, by the first letter of the one spelling
for _word, _one in (_BEGINNINGS | _REPLACED).items():
    _BY_LETTER.setdefault(_one[0], []).append((_word, _one))

# Where words that become a stem may differ from it by one of the rules.
_DIFFERING = re.compile(r"(?<=\w{2}o)r|(?<=\w{3})er|(?<=\w{2}[iy])s|(?<=\w{3}l)(?=ed|ing|er|or|ous|ist)")


def one_spelling(word: str) -> str:
    """A word in small letters in the spelling that stands for both: "organise", "color", "center", "defense"."""
    if word.isascii():
        for needed, pattern, replacement in _RULES:
            if needed in word:
                word = pattern.sub(replacement, word)
    return word


def beginnings(stem: str) -> set[str]:
    """How words begin that in the one spelling begin as a stem does: "skeptic" and "sceptic" for "skeptic"."""
    differing = _DIFFERING.search(stem)
    kept = stem[: differing.start()] if differing else stem
    pairs = _BY_LETTER.get(kept[:1], ())
    return {kept, *(word[: len(kept)] for word, one in pairs if one.startswith(kept) or kept.startswith(one))}
