"""What addresses and titles say about their pages: articles, press sections, services, indexes, errors, home pages."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

# Names of pages in the languages of the sources, without hyphens.
_SERVICE = re.compile(
    r"""
    # accounts and shops
      log(?:in|on|out) | sign(?:in|up|out) | registe?r(?:ation)? | anmeld(?:en|ung) | registrieren | connexion
    | inscription | (?:my|mein)?(?:account|konto) | users? | wplogin | wpadmin | admin | password | cart | checkout
    | warenkorb | shop | store | donat(?:e|ion) | spenden?
    # finding one's way
    | search(?:results?)? | such(?:e|ergebnisse?) | recherche | buscar | busqueda | búsqueda | ricerca | zoeken | sök
    | haku | szukaj | hledat | arama | sitemap | siteindex | inhaltsverzeichnis | help | hilfe | aide | ayuda | faqs?
    # contact and law
    | contact(?:s|us|o|ez|eznous)? | kontakte? | contat[to]i? | contatto | kontakty | yhteystiedot
    | imprint | impressum | legal(?:notices?)? | mentionslégales | mentionslegales | avisolegal | notelegali
    | rechtliches | terms | terms(?:of|and)(?:use|service|conditions) | conditions | nutzungsbedingungen | agb
    | disclaimer | copyright | privacy(?:policy|notice|statement)? | datenschutz(?:erklärung|erklaerung|hinweise?)?
    | confidentialité | confidentialite | privacidade? | privacidad | integritetspolicy
    | cookies? | cookie(?:policy|notice) | foia
    | accessib(?:ility|ilitystatement|ilité|ilite) | accesibilidad | barrierefrei(?:heit)?
    | erklärungzurbarrierefreiheit
    # vacancies
    | careers? | karriere | jobs? | vacanc(?:y|ies) | stellen(?:angebote?|anzeigen?) | emplois? | empleos? | vacatures?
    # dates to come
    | events? | calendar | kalender | veranstaltung(?:en|skalender)? | termine? | agenda | événements? | evenements?
    | eventos | eventi | evenementen | evenemang
    # ways to follow and to pass on
    | (?:un)?subscribe | newsletters? | abonn(?:ement|ieren) | rss(?:feeds?)? | feeds?
    | share | teilen | print | drucken
    # indexes
    | tags? | schlagworte? | etiquet(?:te|a)s? | topics? | themen? | tema | categor(?:y|ies|ia|ie) | kategorien?
    | authors? | autor(?:en)? | auteurs? | archives? | archiv
    """,
    re.VERBOSE,
)
# Beginnings of the names of folders that hold releases.
_PRESS = re.compile(
    r"""
    press(?!ur) | presse | prensa | imprensa | stampa | persbericht | pers$ | prasa | tiskov | sajto | basinaciklama
    | basinbulten | lehdisto | tiedotte | uutis | pressi
    | news(?!letter) | aktuell | nachricht | meldung | medien(?:mitteilung|info)
    | media(?:center|centre|room|relations|releases?)?$ | communique | actualit | nouvelles | comunicad | comunicat
    | noticia | notizie | nieuws | nyhet | novosti | novink | aktualn | aktualit | wiadomosc | haber | stiri | hirek
    | releases | statements | stories | пресс | новост | новин | сообщен | 新闻 | 新聞 | ニュース | 보도자료 | اخبار
    """,
    re.VERBOSE,
)
_ERROR = re.compile(
    r"""(?<!\w)(?:
      (?:error\ )?(?:404|403|410|500|503) | not\ found
    | (?:page|file|document|content)\ (?:was\ |could\ )?not\ (?:be\ )?found
    | access\ denied | forbidden | page\ unavailable | service\ unavailable | internal\ server\ error | bad\ request
    | seite\ (?:wurde\ )?nicht\ gefunden | zugriff\ verweigert | page\ (?:introuvable|non\ trouvée) | accès\ refusé
    | página\ no\ encontrada | pagina\ non\ trovata | página\ não\ encontrada | pagina\ niet\ gevonden
    | sidan\ (?:hittades|kunde)\ inte | siden\ (?:blev\ )?ikke\ fundet | sivua\ ei\ löydy | страница\ не\ найдена
    | just\ a\ moment | attention\ required | are\ you\ a\ robot | verify(?:ing)?\ you\ are\ (?:a\ )?human
    )(?!\w) | 页面不存在 | ページが見つかりません | الصفحة\ غير\ موجودة""",
    re.VERBOSE | re.IGNORECASE,
)
_ENTRANCE = re.compile(
    r"(?:index|default|home|start(?:seite)?|homepage|main|accueil|inicio)(?:\.\w{3,5})?", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-_\s]+")
_ENDING = re.compile(r"\.[a-z]{3,5}$")
_SLUG_WORDS = 4  # a last segment of so many words is a title, whatever folder it lies in
_NUMBER = re.compile(r"(?<!\d)\d{4,}(?!\d)")
_PARAMETERS = re.compile("[=&]")
_DATE_IN_PATH = re.compile(r"/(?:19|20)\d\d/[01]?\d(?:/|$)")


def is_article_address(url: str) -> bool:
    """Whether a canonical URL reads like that of an article: a title or a number at its end, or a date on the way."""
    parts = urlsplit(url)
    ends = [parts.path.rstrip("/").rpartition("/")[2], *_PARAMETERS.split(parts.query)]
    return bool(_DATE_IN_PATH.search(parts.path)) or any(_is_title(end) or _NUMBER.search(end) for end in ends)


def is_in_press_section(url: str) -> bool:
    """Whether a canonical URL lies in a folder for releases or news."""
    folders = unquote(urlsplit(url).path).lower().split("/")[:-1]
    return any(_PRESS.match(_SEPARATORS.sub("", folder)) for folder in folders)


def is_folder(url: str) -> bool:
    """Whether a canonical URL is that of a folder's own page ("/events/default.aspx")."""
    return bool(_ENTRANCE.fullmatch(urlsplit(url).path.rpartition("/")[2]))


def is_service(url: str) -> bool:
    """Whether the path of a canonical URL ends in the name of a service or an index, or lies directly below one."""
    segments = [segment for segment in unquote(urlsplit(url).path).lower().split("/") if segment]
    if not segments:
        return False
    telling = segments[-1:] if _is_title(segments[-1]) else segments[-2:]
    return any(_names_service(_ENDING.sub("", segment)) for segment in telling)


def is_named_service(url: str, title: str) -> bool:
    """Whether a page itself is called by the name of a service: by its address or by its whole title."""
    last = unquote(urlsplit(url).path).lower().rstrip("/").rpartition("/")[2]
    return _names_service(_ENDING.sub("", last)) or _names_service(title.lower())


def is_error_title(title: str) -> bool:
    """Whether a title speaks of an error or a barrier instead of a subject; meant for pages with little text."""
    return bool(_ERROR.search(title))


def is_entrance(url: str) -> bool:
    """Whether a canonical URL is that of a site's or a language's home page."""
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if segments and _ENTRANCE.fullmatch(segments[-1]):
        segments.pop()
    return not urlsplit(url).query and (not segments or (len(segments) == 1 and bool(_LANGUAGE.fullmatch(segments[0]))))


def _is_title(segment: str) -> bool:
    return len(_SEPARATORS.split(segment)) >= _SLUG_WORDS


def _names_service(name: str) -> bool:
    return bool(_SERVICE.fullmatch(_SEPARATORS.sub("", name)))
