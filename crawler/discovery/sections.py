"""Sections of sites that hold pages with a title, a date and a text that are no releases: told by their folders."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.discovery.addresses import is_in_press_section
from crawler.urls import parts_of

# Names of folders in the languages of the sources, without hyphens.
_NAMES = (
    (
        "events",
        r"(?:upcoming|past|all)?events? | eventdetails? | calendar | (?:event|veranstaltungs)kalender | kalender"
        r" | veranstaltung(?:en)? | termine? | agenda | événements? | evenements? | eventos? | eventi | evenementen"
        r" | evenemang | arrangementer | tapahtumat | wydarzenia | etkinlikler | мероприятия"
        r" | (?:upcoming|past|all|board)?meetings? | sitzungen",
    ),
    (
        "vacancies",
        r"careers? | karriere | jobs? | jobdetails? | vacanc(?:y|ies) | stellen(?:angebote?|anzeigen?|markt)?"
        r" | emplois? | empleos? | vacatures? | offresdemploi | lediga?tjänster | вакансии",
    ),
    (
        "pictures and films",
        r"(?:photo|image|picture|video|media|bilder|foto)?galler(?:y|ies) | (?:bilder|foto)?galerien? | galleria"
        r" | photos? | fotos? | bilder | videos? | mediathek | phototh[eè]que | mediath[eè]que | multimedia",
    ),
    (
        "indexes",
        r"tags? | schlagw[oö]rte?r? | etiquet(?:te|a)s? | categor(?:y|ies|ia|ie) | kategorien? | authors?"
        r" | autor(?:en)? | auteurs? | archivesbydate",
    ),
    ("law", r"legal | legalnotices? | policies | privacy | datenschutz | terms | rechtliches"),
)
_PATTERNS = tuple((kind, re.compile(names, re.VERBOSE)) for kind, names in _NAMES)
_SEPARATORS = re.compile(r"[-_\s]+")


def section_of(url: str) -> str | None:
    """What the section that a canonical URL lies in holds, where that is no releases ("events"); None elsewhere.

    The innermost folder that tells decides: "/events/news/a" lies among news, "/press/events/a" among events.
    """
    folders = [folder for folder in unquote(parts_of(url).path).lower().split("/")[:-1] if folder]
    for folder in reversed(folders):
        name = _SEPARATORS.sub("", folder)
        kind = next((kind for kind, names in _PATTERNS if names.fullmatch(name)), None)
        if kind or is_in_press_section(f"https://host/{folder}/"):
            return kind
    return None
