"""What addresses and titles say about their pages: articles, press sections, services, indexes, errors, home pages."""

from __future__ import annotations

import re
import unicodedata
from itertools import dropwhile
from urllib.parse import unquote

from crawler.cleaning.text import word_set
from crawler.urls import parts_of

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
# Beginnings of the names of sections for releases alone, and of sections for news, folded (`_folded`).
_RELEASE_SECTION = re.compile(
    r"""
      (?:newsand|all|latest|our)?(?:press|news|media)releases | (?:press|news|media)release$ | releases$
    | presse?(?:mitteil|meldung|erklarung|information|meddelande|meddelelse|melding|statement) | medien?mitteilung
    | communiques? | comunicados? | comunicati | comunicate(?:le)?depresa | notas?(?:de)?(?:prensa|imprensa)
    | persbericht | lehdistotied | tiedotteet | pressiteated | komunikaty | priopcenj | tiskov[ae]zprav
    | tlacov[ae]sprav | sajtokozlemeny | pranesimaispaudai | bas[ıi]n(?:ac[ıi]klama|bulten|duyuru)
    | пресс?рел | δελτι | بيانات | 新闻稿 | 新聞稿 | 新闻公报 | プレスリリース | 報道発表 | 報道資料 | 보도자료
    """,
    re.VERBOSE,
)
_NEWS_SECTION = re.compile(
    r"""
      news(?!letter) | (?:all|latest)news | aktuell | nachricht | meldungen | actualit | nouvelles | noticia | notizie
    | nieuws | nyhet | nyheder | uutis | novosti | novink | aktualn | aktualit | wiadomosc | haber | stiri | hirek
    | zpravy | spravy | новост | новин | νεα$ | 新闻 | 新聞 | ニュース | お知らせ | 뉴스 | اخبار | أخبار
    """,
    re.VERBOSE,
)
_PRESS_ROOM = re.compile(
    r"(?:sala|salle|espace|centro|area)(?:de|di|da)?(?:prensa|presse|imprensa|stampa) | medien$", re.X
)
# What a press office offers beside its releases.
_PRESS_SERVICE = re.compile(
    r"""
    contact | kontakt | contatt | contato | team | sprecher | spokes | kit$ | kits$ | mappe | photo
    | foto | image | bilder | video | mediathe[kq] | galler | galerie | logos?$ | akkredit | accredit | verteiler | abo$
    | abonn | subscri | newsletter | rss | feed | alert | calendar | kalender | termine | clipping | coverage | library
    | conference | konferenz
    """,
    re.VERBOSE,
)
# What stands before a section's name in the text of a link to it ("View all news", "Zu den Pressemitteilungen").
_FILLERS = word_set(
    """
    all browse latest more our read recent see the to view · alle aktuelle den die mehr unsere weitere zu zum zur ·
    consulter les nos plus tous toutes voir · las los más nuestras nuestros todas todos últimas últimos ver · as os ·
    gli i le tutte tutti ultime ultimi vai · meer naar · alla fler senaste · flere seneste siste · kaikki · wszystkie ·
    všechny všetky · все всі · tüm
    """
)
_DIACRITICS = re.compile("[\u0300-\u036f]")
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
_LONGEST_NAME = 60  # characters; a longer text is a title
_SLUG_WORDS = 4  # a last segment of so many words is a title, whatever folder it lies in
_NUMBER = re.compile(r"(?<!\d)\d{4,}(?!\d)")
_PARAMETERS = re.compile("[=&]")
_DATE_IN_PATH = re.compile(r"/(?:19|20)\d\d/[01]?\d(?:/|$)")


def is_article_address(url: str) -> bool:
    """Whether a canonical URL reads like that of an article: a title or a number at its end, or a date on the way."""
    parts = parts_of(url)
    ends = [parts.path.rstrip("/").rpartition("/")[2], *_PARAMETERS.split(parts.query)]
    return bool(_DATE_IN_PATH.search(parts.path)) or any(_is_title(end) or _NUMBER.search(end) for end in ends)


def is_in_press_section(url: str) -> bool:
    """Whether a canonical URL lies in a folder for releases or news."""
    folders = unquote(parts_of(url).path).lower().split("/")[:-1]
    return any(_PRESS.match(_SEPARATORS.sub("", folder)) for folder in folders)


def press_rank(name: str) -> int:
    """How surely releases lie behind a link's text or a folder's name: 0 to 3.

    3: named after releases ("Press releases"), 2: after news, 1: some other word for the press ("Newsroom"),
    0: anything else, titles and what press offices offer besides ("Press contacts") included.
    """
    words = name.lower().split()
    plain = _folded("".join(dropwhile(_FILLERS.__contains__, words)))
    if len(name) > _LONGEST_NAME or _PRESS_SERVICE.search(plain):
        return 0
    ranked = ((3, _RELEASE_SECTION), (2, _NEWS_SECTION), (1, _PRESS_ROOM), (1, _PRESS))
    return next((rank for rank, names in ranked if names.match(plain)), 0)


def press_rank_of(url: str) -> int:
    """`press_rank` of the last name in the path of a canonical URL; "index" and the like aside."""
    names = [name for name in _names(url) if not _ENTRANCE.fullmatch(name)]
    return press_rank(names[-1]) if names else 0


def press_rank_within(url: str) -> int:
    """The highest `press_rank` of any name in the path of a canonical URL."""
    return max(map(press_rank, _names(url)), default=0)


def is_folder(url: str) -> bool:
    """Whether a canonical URL is that of a folder's own page ("/events/default.aspx")."""
    return bool(_ENTRANCE.fullmatch(parts_of(url).path.rpartition("/")[2]))


def is_service(url: str) -> bool:
    """Whether the path of a canonical URL ends in the name of a service or an index, or lies directly below one."""
    segments = [segment for segment in unquote(parts_of(url).path).lower().split("/") if segment]
    if not segments:
        return False
    telling = segments[-1:] if _is_title(segments[-1]) else segments[-2:]
    return any(_names_service(_ENDING.sub("", segment)) for segment in telling)


def is_named_service(url: str, title: str) -> bool:
    """Whether a page itself is called by the name of a service: by its address or by its whole title."""
    last = unquote(parts_of(url).path).lower().rstrip("/").rpartition("/")[2]
    return _names_service(_ENDING.sub("", last)) or _names_service(title.lower())


def is_error_title(title: str) -> bool:
    """Whether a title speaks of an error or a barrier instead of a subject; meant for pages with little text."""
    return bool(_ERROR.search(title))


def is_entrance(url: str) -> bool:
    """Whether a canonical URL is that of a site's or a language's home page."""
    segments = [segment for segment in parts_of(url).path.split("/") if segment]
    if segments and _ENTRANCE.fullmatch(segments[-1]):
        segments.pop()
    return not parts_of(url).query and (not segments or (len(segments) == 1 and bool(_LANGUAGE.fullmatch(segments[0]))))


def _names(url: str) -> list[str]:
    """The folders of a path and its page, without the page's ending."""
    return [_ENDING.sub("", segment) for segment in unquote(parts_of(url).path).lower().split("/") if segment]


def _is_title(segment: str) -> bool:
    return len(_SEPARATORS.split(segment)) >= _SLUG_WORDS


def _folded(name: str) -> str:
    """Lower case, one word, without the diacritics of Latin, Greek and Cyrillic letters."""
    bare = _DIACRITICS.sub("", unicodedata.normalize("NFKD", _SEPARATORS.sub("", name.lower())))
    return unicodedata.normalize("NFC", bare)


def _names_service(name: str) -> bool:
    return bool(_SERVICE.fullmatch(_SEPARATORS.sub("", name)))
