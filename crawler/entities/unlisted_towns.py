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
_NAME = rf"((?:(?:La|Le|Les|El|Los|Las|L'|San|Santa|Sant|São|Santo) ?)?{_WORD}(?: (?:de la |de los |de las |de |del |di |do |da |dos |das |in |sul |d'|la )?{_WORD})?)"
_BEFORE = {
    "fr": r"(?:communes? (?:de |d')|villages? (?:de |d')|maires? (?:de |d')|habitants (?:de |d')|originaire (?:de |d')|née? à |nés à |bourg (?:de |d')|mairie (?:de |d')|hameau (?:de |d'))",
    "es": r"(?:municipios? de |localidad(?: \w+)? de |pueblo de |alcalde de |alcaldesa de |vecin[oa]s? de |natural de |nacid[oa] en |aldea de |parroquia de |pedanía de |término municipal de )",
    "it": r"(?:comuni? di |sindac[oa] di |frazione di |paese di |nat[oa] (?:a|ad) |originari[oa] di |abitanti di |borgo di |residente (?:a|ad) |cittadina di )",
    "pt": r"(?:freguesias? de |municípios? de |concelhos? de |vila de |aldeia de |natural de |naturais de |nascid[oa] em |prefeit[oa] de |pároco de |vereador[ea]?s? de |autarca de |povoação de )",
    "ca": r"(?:municipis? (?:de |d')|poble (?:de |d')|alcalde (?:de |d')|alcaldessa (?:de |d')|veïn(?:a|s|es)? (?:de |d')|nascu(?:t|da) a |terme municipal (?:de |d'))",
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
            if "\n" not in document.text[slice(*span)] and not (is_given(first) or is_no_name(first) and "-" not in first):
                yield span
