"""Towns that no list has, where the words of a Romance language before or behind a name leave no doubt.

"natural de Orrinal", "la commune d'Orrin-le-Vieux", "Orrinago (BG)", "Orrinal (SP)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.entities.document import Document, Span
from crawler.entities.given_names import is_given
from crawler.entities.names import is_no_name

_WORD = r"[^\W\d_a-zß-öø-ÿ][^\W\d_A-Z]+(?:-(?:\w+-)*[^\W\d_a-z]\w+)*"
_SAINT = r"(?:(?:La|Le|Les|El|Los|Las|L'|San|Santa|Sant|São|Santo) ?)?"
_INNER = r"(?:de la |de los |de las |de |del |di |do |da |dos |das |in |sul |d'|la )?"
_NAME = rf"({_SAINT}{_WORD}(?: {_INNER}{_WORD})?)"
_D = r" (?:de |d')"
# What stands before the name of a town and of nothing else, with the preposition behind it.
_BEFORE = {
    "fr": rf"(?:(?:communes?|villages?|maires?|habitants|originaire|bourg|mairie|hameau){_D}|née? à |nés à )",
    "es": r"(?:(?:municipios?|localidad(?: \w+)?|pueblo|alcaldes?|alcaldesa|vecin[oa]s?|natural|aldea|parroquia|"
    r"pedanía|término municipal) de |nacid[oa] en )",
    "it": r"(?:(?:comuni?|sindac[oa]|frazione|paese|originari[oa]|abitanti|borgo|cittadina) di |"
    r"(?:nat[oa]|residente) (?:a|ad) )",
    "pt": r"(?:(?:freguesias?|municípios?|concelhos?|vila|aldeia|natural|naturais|prefeit[oa]|pároco|"
    r"vereador[ea]?s?|autarca|povoação) de |nascid[oa] em )",
    "ca": rf"(?:(?:municipis?|poble|alcalde|alcaldessa|veïn(?:a|s|es)?|terme municipal){_D}|nascu(?:t|da) a )",
}
_CUES = {language: re.compile(rf"(?<![\w-]){before}{_NAME}(?![\w-])") for language, before in _BEFORE.items()}
_STATES = "AC|AL|AP|AM|BA|CE|DF|ES|GO|MA|MT|MS|MG|PA|PB|PR|PE|PI|RJ|RN|RS|RO|RR|SC|SP|SE|TO"
_PROVINCES = (
    "AG|AL|AN|AO|AP|AQ|AR|AT|AV|BA|BG|BI|BL|BN|BO|BR|BS|BT|BZ|CA|CB|CE|CH|CL|CN|CO|CR|CS|CT|CZ|EN|FC|FE|FG|FI|FM|FR|GE|GO|GR|IM|IS|KR|"
    "LC|LE|LI|LO|LT|LU|MB|MC|ME|MI|MN|MO|MS|MT|NA|NO|NU|OR|PA|PC|PD|PE|PG|PI|PN|PO|PR|PT|PU|PV|PZ|RA|RC|RE|RG|RI|RM|RN|RO|SA|SI|SO|SP|SR|"
    "SS|SU|SV|TA|TE|TN|TO|TP|TR|TS|TV|UD|VA|VB|VC|VE|VI|VR|VT|VV"
)
_BEHIND = {
    "it": re.compile(rf"(?<![\w'-]){_NAME} \((?:{_PROVINCES})\)"),
    "pt": re.compile(rf"(?<![\w'-]){_NAME} ?(?:\(|/|-)(?:{_STATES})\b\)?"),
}


def spans(document: Document) -> Iterator[Span]:
    """Where names of towns stand that nothing else shows."""
    for patterns in (_CUES, _BEHIND):
        pattern = patterns.get(document.language or "")
        for match in pattern.finditer(document.flat) if pattern else ():
            span = Span(*match.span(1))
            first = match[1].split(" ", 1)[0]
            if "\n" not in document.text[slice(*span)] and not (
                is_given(first) or (is_no_name(first) and "-" not in first)
            ):
                yield span
