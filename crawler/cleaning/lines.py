"""Lines that pages put between the paragraphs and that nobody would call text; one rule a kind of line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .asides import is_aside
from .dates import find_dates
from .text import any_of, ends_sentence, one_line, size

_MAX = 200  # characters; hardly anything longer is taken for furniture
_MAX_CAPTION = 240

_SHARE = re.compile(
    r"(?:share|tweet|pin it|e-?mail|print|drucken|teilen|partager|imprimer|compartir|imprimir|condividi|stampa"
    r"|compartilhar|поделиться|печать|empfehlen|weiterempfehlen|recommend|facebook|twitter|x|linkedin|whatsapp"
    r"|telegram|xing|reddit|pinterest|copy link"
    r"|link kopieren|rss|auf|on|this|via|page|article|story|per|seite|beitrag|artikel|sur|en|by|the|diesen?|cet|cette"
    r"|link|\W)+",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\W*(?:read (?:more|also|next|the full)|see also|also read|recommended|you (?:may|might) also|don['’]t miss"
    r"|related(?: (?:articles?|stories|content|news|links?|posts?|topics?))?|more (?:on|about|from|news|stories)"
    r"|watch(?: now| more)?:|listen:"
    r"|mehr (?:zum thema|dazu|infos?|lesen|erfahren)|lesen sie (?:dazu |hierzu )?(?:auch|mehr|hier)|auch lesen"
    r"|weiterlesen|siehe auch"
    r"|das könnte sie|weiterführende[rs]? (?:links?|informationen)|weitere (?:artikel|meldungen|beiträge|themen)"
    r"|lire (?:aussi|plus|la suite)|à lire|voir aussi|en savoir plus"
    r"|leer (?:más|también)|(?:vea|ver|puedes ver) (?:también|además|más)|puedes ver:|lea también|te puede interesar"
    r"|leggi (?:anche|tutto)|leia (?:mais|também)|saiba mais|veja também|читайте также|подробнее"
    r"|lees (?:ook|meer)|læs også|les også|läs (?:mer|också)|czytaj (?:też|także|więcej)|zobacz (?:też|także))"
    r"(?!\w).*",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[(\[]?(?:(?:photo|image|picture|video|fotos?|bild(?:quelle|nachweis|er)?|quelle|imagen|immagine|illustration|grafik"
    r"|(?:beitrags|titel|header|aufmacher)bild"
    r"|crédits?(?: photo)?|credits?|abbildung|фото)\s*(?:credit|courtesy|by|von|di|de|par)?\s*[:/©|]"
    r"|©|\(c\)|copyright\b).*",
    re.IGNORECASE,
)
# A caption that ends with whose picture it is.
_CAPTION = re.compile(
    r"[^\n]{5,160}(?:\s(?:©|\(c\)|(?:foto|photo|bild|picture|image|фото):)\s?[^.!?\n]{2,60}"
    r"|\((?:AFP|AP|EPA|dpa|Reuters|Getty|imago|picture alliance)\b[^()]{0,60}\))",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"\([a-z]{2,4}(?:[/,] ?[a-z]{2,4})*\)|[A-Z]{2,5}/[a-z]{2,4}")  # who wrote it: "(dmk)", "SDA/sep"
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|autor(?:in)?:?|author:?|автор:?|written by|posted by|published by|reporting by|editing by"
    r"|redaktion:?)\s+[^.!?]{2,60}|[（(【]?(?:责任编辑|责编|编辑|记者|作者|責任編輯|編輯|記者|文/)\s*[:：]?[^。]{1,30}[）)】]?",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:published|posted|last (?:updated|modified|reviewed)|updated|first published|date|datum|stand|veröffentlicht"
    r"|erstellt|aktualisiert|erschienen|publié|mis à jour|publicado|actualizado|pubblicato|aggiornato|atualizado"
    r"|publicerad|uppdaterad|publisert|oppdatert|offentliggjort|opdateret|gepubliceerd|bijgewerkt|opublikowano"
    r"|aktualizacja|publikováno|aktualizováno|julkaistu|päivitetty|frissítve|güncelleme|опубликовано|обновлено"
    r"|оновлено|опубліковано|дата|发布时间|来源|更新日|公開日|등록|입력|수정)\b.*",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:reading time|lesezeit|temps de lecture)?\W*\d+\s*(?:min(?:ute|uten)?s?\.?)(?: de lecture| read| lesezeit)?",
    re.IGNORECASE,
)
_ADVERT = any_of(
    r"advert(?:isement)?s?|advertising|ads?|sponsored|anzeige|werbung|publicité|publicidad|pubblicità|реклама|annons",
    r"(?:story continues|article continues|continue reading|scroll (?:down|to)|skip (?:to|past)|sign up|subscribe"
    r"|get the latest|jump to|zum seitenanfang|nach oben|back to top|zurück|retour)\b.*",
)
_TAGS = re.compile(
    r"(?:tags?|topics?|keywords?|categor(?:y|ies)|filed under|schlagw(?:ort|örter|orte)|themen|kategorien?|mots[- ]clés"
    r"|etiquetas|temas|теги|关键词|關鍵字|标签|標籤|(?:\w{2}){0,2}分[类類]|stichworte)\s*[:：].*",
    re.IGNORECASE,
)
# To the pages ahead and behind.
_STEP = any_of(
    r"\W*(?:previous|next|older|newer) (?:posts?|articles?|stor(?:y|ies)|entr(?:y|ies))\b.*",
    r"\W*(?:vorheriger|nächster|älterer|neuerer) (?:artikel|beitrag)\b.*",
    r"\W*(?:article|billet) (?:précédent|suivant)\b.*",
    r"\W*(?:entrada|artículo|noticia) (?:anterior|siguiente)\b.*|\W*(?:上|下)一(?:篇|页|頁|条|則)\s*[:：].*"
    r"|(?:前|次)の記事\b.*",
)
_FILE = any_of(
    r".*\b(?:pdf|docx?|xlsx?|zip|jpe?g|png)\b\W*(?:[\d.,]+\s*[kmg]i?b)?.*",
    r"download\w*\b.*|herunterladen|télécharger|descargar|скачать",
)
_COUNT = r"\d[\d.,\u00a0\u202f ]*[km]?"
_COUNTED = (
    r"(?:page ?)?views?|reads|hits|clicks?|likes?|shares?|comments?|replies|aufrufe?|abrufe?|klicks?|kommentare?|vues?"
    r"|lectures?|partages?|commentaires?|lecturas?|comentarios?|visualizzazioni|letture|commenti|visualizações"
    r"|leituras|просмотр(?:ов|а)?|комментари(?:ев|я|й)|次|阅读|浏览|閲覧"
)
# "1,204 views", "Views: 1,204", "Read 1,204 times": what a server counts.
_COUNTER = any_of(
    rf"{_COUNT}\s*(?:{_COUNTED})",
    rf"(?:{_COUNTED}|阅读量|浏览量|点击数?)\s*[:：]\s*{_COUNT}",
    rf"(?:read|viewed|gelesen|aufgerufen|lu|vu|leído|visto|letto|lido):?\s+{_COUNT}\s*(?:times?|mal|x|fois|veces|volte"
    rf"|vezes)",
)
# "DAX 17,465.50 +0.12 %": a price and how it moved.
_QUOTE = re.compile(r"[^\d\n]{1,25}\s\d[\d.,\s]*(?:\D{0,3}\s)?[(]?[+−–▲▼-]\s?\d[\d.,]*\s?%[)]?")
_MARKUP = re.compile(r"<[a-z][\w-]*\s[^<>]*=.*", re.IGNORECASE)  # the source of something, escaped once too often
_SIGNS = re.compile(r"[\W\d_]{1,40}")
_PARTS = re.compile(r"\s+[·•‧・∙/–—-]+\s+|\s*[|｜]\s*|\n")
_MAX_NAME = 100  # characters


def is_date_line(line: str) -> bool:
    """A date and next to nothing else ("Berlin, 28. Januar 2022", "Published: 3 May 2024, 10:30")."""
    if len(line) > 90 or len(line.split()) > 14:
        return False
    found = find_dates(line)
    return bool(found) and sum(one.end - one.start for one in found) >= 0.3 * len(line)


def is_byline(text: str) -> bool:
    """Names and a date parted by signs, and nothing else ("Harbour Office · Hamburg · 4 May 2021").

    Only ahead of a text: "4 May 2021 – The quay opens" in a chronicle looks the same.
    """
    parts = [part for part in _PARTS.split(text.strip()) if part] if len(text) <= _MAX else []
    dated = [is_date_line(part) for part in parts]
    return (
        len(parts) > 1 and any(dated) and all(date or _is_name(part) for date, part in zip(dated, parts, strict=True))
    )


def _is_name(part: str) -> bool:
    """A name of somebody, something or a place, as far as form shows it: a sentence, or a line with a date, is none."""
    return not part[0].islower() and size(part) <= _MAX_NAME and not ends_sentence(part) and not find_dates(part)


def is_furniture(line: str, linked: bool) -> bool:
    """Whether a block's text is furniture; `linked` says that most of it is link text."""
    line = one_line(line)
    if len(line) > _MAX_CAPTION:  # most blocks are too long for any other rule
        return is_aside(line) or _source(line, linked)
    return not line or any(rule(line, linked) for rule in RULES)


def _whole(pattern: re.Pattern[str], most: int = _MAX) -> Callable[[str, bool], bool]:
    return lambda line, _linked: len(line) <= most and pattern.fullmatch(line) is not None


def _row_of_such(line: str, linked: bool) -> bool:
    """Some of these beside each other ("Comments feed | Comments are closed | Trackback")."""
    parts = _PARTS.split(line) if len(line) <= _MAX and "|" in line else []
    return len(parts) > 1 and all(is_furniture(part, linked) for part in parts)


def _file_link(line: str, linked: bool) -> bool:
    return linked and len(line) <= _MAX and _FILE.fullmatch(line) is not None


def _source(line: str, _linked: bool) -> bool:
    return line.startswith("<") and _MARKUP.fullmatch(line) is not None


RULES: Sequence[Callable[[str, bool], bool]] = (
    _whole(_SHARE, 80),
    _whole(_MORE, 150),
    _whole(_CREDIT),
    _whole(_CAPTION, _MAX_CAPTION),
    _whole(_SIGNED, 30),
    _whole(_BYLINE, 80),
    _whole(_DATED, 90),
    _whole(_READING_TIME, 40),
    _whole(_COUNTER, 40),
    _whole(_QUOTE, 60),
    _whole(_ADVERT, 80),
    _whole(_STEP, 100),
    _whole(_TAGS),
    _whole(_SIGNS),
    lambda line, _linked: is_aside(line),
    _row_of_such,
    _source,
    _file_link,
    lambda line, _linked: is_date_line(line),
)
