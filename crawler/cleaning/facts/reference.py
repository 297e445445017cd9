"""The number that an organisation gave its release: "SC/14000", "IP/24/123", "Nr. 123/2024", "C(2024) 123"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..dates import find_dates
from ..metadata import Metadata
from ..text import any_of

MAX_LINE = 160  # characters; a number in a longer line is one that the text speaks of
_MAX_LENGTH = 40  # characters of a reference
_META = (
    *("dc.identifier", "dcterms.identifier", "citation_technical_report_number", "reference", "referencenumber"),
    *("reference-number", "documentnumber", "document-number", "prnumber"),
)

# Codes whose form says what they are: letters before a slash, a year in parentheses, letters and a year.
_CODE = (
    r"(?:[A-Z]{1,6}(?:/[A-Z]{1,6}){0,3}/\d{1,6}(?:/\d{1,6}){0,2}(?:[-/](?:EN|FR|DE|ES|Rev\.\d|Add\.\d|\d))?"
    r"|[A-Z]{1,5}\s?\((?:19|20)\d\d\)\s?\d{1,5}(?: final)?"
    r"|[A-Z]{2,6}(?:-[A-Z]{1,4})?[-–]?(?:19|20)\d\d[-–/]\d{1,5}"
    r"|[A-Z]{2,6}[-–]\d\d[-–/]\d{2,5})"
)
# What stands behind a label: a code of any form with a digit in it.
_VALUE = r"(?P<value>[^\W\d_]{0,8}[-/. (]{0,2}\d[\w/.()–-]{0,30}(?: \d{1,5}(?!\d))?)"
_NUMBER = r"(?:(?:no|nr|num(?:ber|mer|éro|ero)?|núm)(?![^\W\d_])\.?:?|n[°º]|nº|№|#)\s*"
_NUMBER_AHEAD = r"(?:(?:no|nr|núm)(?![^\W\d_])\.?:?|n[°º]|nº|№)\s*"
# Alternatives: the word "reference", in many languages; what a release is called, with "number"; a bare "number".
_LABELLED = any_of(
    r"(?:our |news |press )?ref(?:erence)?\.?(?: (?:no|nr|number|code|id))?(?:\.?\s*[:：]|\.)\s*" + _VALUE,
    r"(?:release|press release|document|news) (?:id|number|code|no)\.?\s*[:：]\s*" + _VALUE.replace("value", "second"),
    r"(?:réf(?:érence)?|referen[cz]i?a|referência|riferimento|referenz|referentie|kenmerk|diarienummer|dnr)\.?\s*[:：]\s*"
    + _VALUE.replace("value", "third"),
    r"(?:(?:press|news|media) (?:release|statement|notice|communiqu[eé])|(?:presse|medien)(?:mitteilung|information"
    r"|meldung|erklärung|dienst|info|aussendung)|pressemitteilungen|communiqué(?: de presse)?|comunicado(?: de prensa)?"
    r"|nota (?:de prensa|informativa|à imprensa)|comunicato(?: stampa)?|persbericht|pressmeddelande|pressemeddelelse"
    r"|pressemelding|пресс-релиз|сообщение|сообщение для печати)[\s,:–-]*"
    + _NUMBER
    + _VALUE.replace("value", "fourth"),
    r"(?:nummer|number|numéro|número|numero|номер)\s*[:：]\s*" + _VALUE.replace("value", "fifth"),
    _NUMBER_AHEAD + _VALUE.replace("value", "sixth"),
    r"(?:编号|編號|文号|发文字号)\s*[:：]\s*(?P<seventh>[\w〔〕()\[\]号/-]{3,30})",
)
_WHOLE_CODE = re.compile(_CODE)
_NUMBERED_YEAR = re.compile(r"\d{3,4}/(?:(?:19|20)\d\d|\d\d)")  # "123/2024"; "12/2024" may be a month
_PARTS = re.compile(r"\s+[·•|–—-]\s+|\s*[|｜·•]\s*|,\s+|\s{2,}")
_HAS_DIGIT = re.compile(r"\d")
# Credits of pictures and other codes of the same form.
_NO_REFERENCE = re.compile(r"(?:AFP|DPA|EPA|AP|REUTERS|GETTY|COVID|ISO|RFC|TCP|GSM|HTTP|UTF|USB)\b.*", re.IGNORECASE)
_PHONE = re.compile(r"\+?(?:[ ()/-]*\d){9,}[ ()/-]*")


def find_reference(meta: Metadata, lines: Sequence[str]) -> tuple[str | None, str]:
    """The reference, and the name of the rule that found it; (None, "none") where the page has none for certain."""
    numbered = [line for line in lines if len(line) <= MAX_LINE and _HAS_DIGIT.search(line)]
    for rule in RULES:
        found = rule(meta, numbered)
        if found:
            return found, rule.__name__
    return None, "none"


def labelled(meta: Metadata, lines: Sequence[str]) -> str | None:
    """ "Press release No 12/24", "Ref: 2024-17": behind a word that says what it is."""
    parts = (part for line in lines for part in (line, *_PARTS.split(line)))
    return next((found for part in parts if (found := _behind_label(part))), None)


def coded(meta: Metadata, lines: Sequence[str]) -> str | None:
    """ "SC/14000", "C(2024) 123", "123/2024": alone in its line, or parted from the rest of it."""
    for line in lines:
        for part in _PARTS.split(line):
            if found := _code(part):
                return found
        bare = line.strip(" ()[].")
        if _NUMBERED_YEAR.fullmatch(bare):
            return bare
    return None


def told_to_machines(meta: Metadata, lines: Sequence[str]) -> str | None:
    """A meta element whose content has the form of a code."""
    return next((found for name in _META for value in meta.meta.get(name, ()) if (found := _code(value))), None)


RULES: Sequence[Callable[[Metadata, Sequence[str]], str | None]] = (labelled, coded, told_to_machines)


def is_lone_reference(line: str) -> bool:
    """Whether a line is a reference and nothing else."""
    bare = line.strip(" ()[].|–—-")
    if not 2 < len(bare) <= 2 * _MAX_LENGTH:
        return False
    if _code(bare):
        return True
    found = _LABELLED.fullmatch(bare)
    return found is not None and _accepted(found) is not None


def _behind_label(part: str) -> str | None:
    part = part.strip(" ()[]")
    found = _LABELLED.match(part)
    if found is None:
        return None
    rest = part[found.end() :].strip(" .)]")
    # What goes on behind a bare number is a sentence or a name: "No 10 Downing Street"; behind others, perhaps a date.
    goes_on = rest if found["sixth"] else rest[:1].isalnum() and not found["fourth"]
    return None if goes_on else _accepted(found)


def _accepted(found: re.Match[str]) -> str | None:
    value = next(group for group in found.groups() if group).strip(" .,–-")
    if value.count("(") > value.count(")"):
        value = value.partition("(")[0].strip()
    is_code = len(value) <= _MAX_LENGTH and _HAS_DIGIT.search(value) is not None
    return value if is_code and not _PHONE.fullmatch(value) and not find_dates(value) else None


def _code(part: str) -> str | None:
    bare = part.strip(" ()[].") if not part.strip().endswith(")") or "(" not in part else part.strip(" [].")
    if len(bare) > _MAX_LENGTH or not _WHOLE_CODE.fullmatch(bare) or _NO_REFERENCE.fullmatch(bare):
        return None
    return bare
