"""How texts in Romance languages use the names of towns: "vecinos de", "tra Villalago e", but not "via Roma"."""

from __future__ import annotations

import re

from crawler.entities.document import Document, Span

# By language what else stands before a place, and before no other name as often: "vecinos de", "tra Villalago e".
_ROMANCE = {
    language: re.compile(rf"(?:^|\W)(?:{words})$")
    for language, words in {
        "fr": "d'|(?:entre|vers|jusqu'à|depuis|lès|et de|visite|visité|quitte|quitté|rejoint|rejoindre|"
        "gagné|gagner) |et d'",
        "es": "(?:entre|hasta|hacia|para|y en|y de|e en|visita|visitó|visitar|visitado|recorrió|vía) ",
        "it": "(?:di|ad|da|tra|fra|verso|presso|per|sopra|nei pressi di|provincia di|e a|e di|visita|visitato|visitare|"
        "lascia|raggiunto) ",
        "pt": "(?:no|na|do|da|ao|à|entre|até|para|por|desde|pelo|pela|e em|e de|visita|visitou|visitar|deixou) ",
        "ca": "d'|a l'|(?:entre|fins a|cap a|des de|per|i a|i de|visita|visitar|visitat) ",
    }.items()
}
_STREET = re.compile(
    r"\b(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Rr]onda|[Rr]ue|[Aa]venue|[Bb]oulevard|[Ll]argo|"
    r"[Cc]arrer|[Pp]raça|[Rr]ua|[Éé]glise|[Cc]ollégiale|[Cc]hapelle|[Bb]asilique|[Cc]hiesa|[Bb]asilica|[Ii]glesia|[Pp]arroquia|[Ii]greja|[Cc]apela|"
    r"[Ss]tade|[Gg]ymnase|[Ss]tadio|[Ee]stadio|[Ee]stádio)(?: de la| de| di| da| do| du|)? $"
)
_INSIDE_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w-]+ (?:dos|das|do|da|del|de los|de las|de la|della|delle|dei) $")
_NAME_OVER_SMALL = re.compile(r" (?:do|dos|da|das|del|de los|de las|de la|della|sul|sur) [^\W\d_a-zß-öø-ÿ]")
_LONGEST_BEFORE, _LONGEST_NAME = 24, 30  # characters before a place, and of a longer name


def is_located(document: Document, span: Span) -> bool:
    """Whether a name stands behind what these languages have before places, and before no other name as often."""
    before = _ROMANCE.get(document.language or "")
    return (
        before is not None
        and before.search(document.flat, max(0, span.start - _LONGEST_BEFORE), span.start) is not None
    )


def is_in_longer(document: Document, span: Span) -> bool:
    """ "Jane Major dos Santos", "Orrin do Lago": another name goes on over a small word in Romance languages."""
    if document.language not in _ROMANCE:
        return False
    before = max(0, span.start - _LONGEST_NAME)
    if is_in_street(document, span) or _INSIDE_NAME.search(document.flat, before, span.start):
        return True
    return _NAME_OVER_SMALL.match(document.flat, span.end) is not None


def is_in_street(document: Document, span: Span) -> bool:
    """ "via Roma", "église Saint-Orrin": what a street or a church is called by in Romance languages."""
    if document.language not in _ROMANCE:
        return False
    return _STREET.search(document.flat, max(0, span.start - _LONGEST_NAME), span.start) is not None
