"""Lines that pages put between the paragraphs and that nobody would call text; one rule a kind of line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .dates import find_dates
from .text import any_of, ends_sentence, one_line, size

_MAX = 200  # characters; nothing longer is taken for furniture

_SHARE = re.compile(
    r"(?:share|tweet|pin it|e-?mail|print|drucken|teilen|partager|imprimer|compartir|imprimir|condividi|stampa"
    r"|compartilhar|поделиться|печать|facebook|twitter|x|linkedin|whatsapp|telegram|xing|reddit|pinterest|copy link"
    r"|link kopieren|rss|auf|on|this|via|page|article|story|per|seite|beitrag|artikel|sur|en|by|the|diesen?|cet|cette"
    r"|link|\W)+",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\W*(?:read (?:more|also|next|the full)|see also|also read|recommended|you (?:may|might) also|don['’]t miss"
    r"|related(?: (?:articles?|stories|content|news|links?|posts?|topics?))?|more (?:on|about|from|news|stories)"
    r"|watch(?: now| more)?:|listen:"
    r"|mehr (?:zum thema|dazu|infos?|lesen|erfahren)|lesen sie (?:auch|mehr|hier)|auch lesen|weiterlesen|siehe auch"
    r"|das könnte sie|weiterführende[rs]? (?:links?|informationen)|weitere (?:artikel|meldungen|beiträge|themen)"
    r"|lire (?:aussi|plus|la suite)|à lire|voir aussi|en savoir plus"
    r"|leer (?:más|también)|(?:vea|ver|puedes ver) (?:también|además|más)|puedes ver:|lea también|te puede interesar"
    r"|leggi (?:anche|tutto)|leia (?:mais|também)|saiba mais|veja também|читайте также|подробнее"
    r"|lees (?:ook|meer)|læs også|les også|läs (?:mer|också)|czytaj (?:też|także|więcej)|zobacz (?:też|także))"
    r"(?!\w).*",
    re.IGNORECASE,
)
# Over what else there is to read.
_RELATED = any_of(
    r"related(?: (?:articles?|stories|content|news|links?|posts?|topics?|reading|press releases|pages))?",
    r"(?:more|other|latest|recent|further|top|similar|popular) (?:news|stories|articles|posts|(?:press )?releases"
    r"|headlines|publications)(?: .{1,40})?|you (?:may|might) also (?:like|be interested in)|read (?:next|also)",
    r"(?:weitere|ähnliche|aktuelle|neueste|verwandte|andere|passende) (?:artikel|meldungen|beiträge|nachrichten|news"
    r"|pressemitteilungen|pressemeldungen|themen)(?: .{1,40})?|das könnte (?:sie|dich) (?:auch )?interessieren",
    r"auch interessant|mehr zum thema|passend zum artikel|zum thema|zum weiterlesen|(?:das )?könnte (?:sie|dich) auch .{1,30}",
    r"(?:autres|derni(?:ers|ères)) (?:articles?|actualités|communiqués)(?: .{1,40})?|à lire (?:aussi|également)",
    r"(?:articles?|contenus?|actualités) (?:liés?|liées|similaires?|associés?|connexes)|sur le même (?:sujet|thème)",
    r"(?:noticias|artículos|contenidos?|publicaciones) relacionad[oa]s?|(?:otras|más|últimas) noticias|te puede interesar",
    r"articoli correlati|leggi anche|altre notizie|(?:notícias|artigos|conteúdos?) relacionad[oa]s?|leia (?:também|mais)",
    r"gerelateerde? (?:artikelen|berichten|nieuws)|lees ook|relaterade artiklar|läs (?:också|mer)|les også|læs også",
    r"powiązane (?:artykuły|wpisy)|czytaj (?:też|także|również)|zobacz (?:też|także|również)|související (?:články|zprávy)",
    r"(?:похожие|другие|связанные|последние) (?:материалы|новости|статьи|публикации)|(?:читайте|смотрите) (?:также|ещё)",
    r"материалы по теме|по теме|(?:схожі|інші|пов'язані) (?:матеріали|новини)|читайте також|ilgili (?:haberler|içerikler)",
    r"相关(?:新闻|文章|阅读|链接|报道|推荐)|相關(?:新聞|文章|連結|報導)|延伸阅读|延伸閱讀|推荐阅读|関連(?:記事|ニュース|リンク|情報)",
    r"관련 ?(?:기사|뉴스|글|자료)|(?:أخبار|مواضيع|مقالات) (?:ذات صلة|متعلقة)|اقرأ أيضا?ً?|مطالب مرتبط|اخبار مرتبط",
)
_CREDIT = re.compile(
    r"(?:(?:photo|image|picture|video|fotos?|bild(?:quelle|nachweis|er)?|quelle|imagen|immagine|illustration|grafik|(?:beitrags|titel|header|aufmacher)bild"
    r"|crédits?(?: photo)?|credits?|abbildung|фото)\s*(?:credit|courtesy|by|von|di|de|par)?\s*[:/©|]"
    r"|©|\(c\)|copyright\b).*",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|autor(?:in)?:?|author:?|автор:?|written by|posted by|published by|reporting by|editing by"
    r"|redaktion:?)\s+[^.!?]{2,60}|[（(【]?(?:责任编辑|责编|编辑|记者|作者|責任編輯|編輯|記者|文/)\s*[:：]?[^。]{1,30}[）)】]?",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:published|posted|last (?:updated|modified|reviewed)|updated|first published|date|datum|stand|veröffentlicht"
    r"|erstellt|aktualisiert|erschienen|publié|mis à jour|publicado|actualizado|pubblicato|aggiornato|atualizado"
    r"|опубликовано|дата|发布时间|来源|更新日|公開日)\b.*",
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
# What a reader is asked to do next: to give, to subscribe, to follow, to share.
_CALL = any_of(
    r"(?:please )?(?:donate|give) (?:now|today|online)\b.*|(?:make|support us with) a donation\b.*",
    r"help us (?:to )?\w+.*|(?:subscribe|sign up|register) (?:to|for|here|now|today)\b.*|get .{0,40}newsletter\b.*",
    r"(?:follow|join|like|find) us (?:on|at)\b.*|(?:share|like) this (?:article|story|page|post|release)\b.*",
    r"(?:jetzt|online|hier) spenden\b.*|spenden(?: sie\b.*|\W*)|helfen sie (?:mit|uns)\b.*|ihre spende\b.*",
    r"unterstützen sie (?:uns|unsere)\b.*|jede (?:\w+ )*spende\b.*|folgen? (?:sie )?uns\b.*|abonnieren sie\b.*",
    r"(?:zum |den |unseren |jetzt )*newsletter (?:abonnieren|anmelden|bestellen)\b.*|melden sie sich .*newsletter.*",
    r"(?:artikel|beitrag|seite|meldung) (?:teilen|drucken|empfehlen|weiterempfehlen)\W*",
    r"faites un don\b.*|(?:je )?donnez?(?: maintenant)?|abonnez-vous\b.*|inscrivez-vous\b.*|suivez-nous\b.*",
    r"(?:haz|done|dona) .{0,20}\bahora\b.*|suscríb(?:ete|ase)\b.*|síg[au]\w*nos\b.*|dona ora\b.*|iscriviti\b.*",
    r"seguici\b.*|inscreva-se\b.*|assine .{0,30}newsletter.*|siga-nos\b.*|doe(?:er)? een gift.*|volg ons\b.*",
    r"schrijf (?:je|u) in\b.*|abonneer\b.*|zapisz się\b.*|поддерж(?:ите|ать) (?:нас|проект)\b.*|следите за\b.*",
    r"подпи(?:шитесь|сывайтесь|саться)\b.*|关注我们.*|フォロー.*",
    r"(?:was|did you find) this (?:article|page|information|post) (?:helpful|useful|interesting)\W*.*",
    r"(?:war (?:der|dieser) (?:artikel|beitrag)|möchten sie den artikel|cet article vous a-t-il) \w+(?: \w+)?\W*.*",
    r"(?:table of contents|inhaltsverzeichnis|table des matières|índice|indice|sommaire|содержание|目录|目次)\W*",
    r"permal(?:ink|ien)\b.*|comments are (?:closed|disabled)\W*|kommentare (?:sind )?geschlossen\W*",
)
# What a publisher has to say of its links, its advertisers, its newsletters and its apps, under a text or above it.
_OWN_NOTICE = any_of(
    r"\W*(?:this (?:post|article|page|story)|dieser (?:artikel|beitrag)|cet article|este artículo)\b.{0,60}"
    r"\b(?:affiliate|advertisers?|werbung|anbietern|sponsored|partenaires|afiliad[oa]s?)\b.*",
    r".{0,80}\b(?:sign(?:ing)? up|subscribe|abonnier\w*|anmeld\w*|abonnez|inscri\w+|suscrí\w+|подпи\w+)\b.{0,60}"
    r"\b(?:newsletters?|newslettern|infolettre|boletín|boletim|рассылк\w+)\b.*",
    r".{0,120}\b(?:download|get|descarga|laden sie|téléchargez) .{0,60}\bapps?\b.{0,30}\b(?:ios|android)\b.*",
    r".{0,100}\b(?:canal|channel|kanal|канал\w*)\b.{0,20}\b(?:telegram|whatsapp|youtube|телеграм\w*)\b.*",
)
_MAX_NOTICE = 250  # characters
_TAGS = re.compile(
    r"(?:tags?|topics?|keywords?|categor(?:y|ies)|filed under|schlagw(?:ort|örter|orte)|themen|kategorien?|mots[- ]clés"
    r"|etiquetas|temas|теги|关键词|stichworte)\s*:.*",
    re.IGNORECASE,
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
    rf"(?:read|viewed|gelesen|aufgerufen|lu|vu|leído|visto|letto|lido):?\s+{_COUNT}\s*(?:times?|mal|x|fois|veces|volte|vezes)",
)
# "DAX 17,465.50 +0.12 %": a price and how it moved.
_QUOTE = re.compile(r"[^\d\n]{1,25}\s\d[\d.,\s]*(?:\D{0,3}\s)?[(]?[+−–▲▼-]\s?\d[\d.,]*\s?%[)]?")
# What stands in the place of an embedded video or post until a reader agrees: how to see it, and where data then go.
_TO_SEE_IT = (
    r"(?:wenn (?:sie|du)|mit (?:dem|einem|ihrem|deinem) klick|klicken sie|klicke|ohne (?:dein|ihr) einverständnis"
    r"|um (?:den|die|das|diesen|dieses|externe)|hier (?:kannst du|können sie)"
    r"|by (?:clicking|loading|playing)|click (?:to|here|below|on)|to (?:view|watch|see|display|load|play)"
    r"|en cliquant|pour (?:voir|visionner|afficher|lire)|al hacer clic|para (?:ver|visualizar|mostrar)"
    r"|cliccando|per (?:vedere|visualizzare)|ao clicar|door te klikken|om (?:deze|dit) .{0,20}te (?:zien|bekijken))"
)
_DATA_GO = (
    r"(?:datenübertragung|daten .{0,60}(?:übertragen|übermittelt|weitergegeben)|verbindung zu|cookies?"
    r"|third[- ]part(?:y|ies)|personal data|data .{0,60}(?:transferred|transmitted|shared|sent)"
    r"|(?:accept|consent)\b.{0,40}(?:content|embed)|données .{0,60}(?:transmises|transférées)"
    r"|datos .{0,60}(?:transferidos|transmitidos|enviados)|dati .{0,60}(?:trasmessi|trasferiti))"
)
_EMBED = re.compile(rf"(?=.*\b{_TO_SEE_IT}\b)(?=.*\b{_DATA_GO}).*", re.IGNORECASE)
_MAX_EMBED = 400  # characters
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


def is_related_heading(line: str) -> bool:
    """Whether a heading stands over what else there is to read."""
    return len(line) <= _MAX_NAME and _RELATED.fullmatch(line.strip().rstrip(":：").rstrip()) is not None


def is_furniture(line: str, linked: bool) -> bool:
    """Whether a block's text is furniture; `linked` says that most of it is link text."""
    line = one_line(line)
    return not line or any(rule(line, linked) for rule in RULES)


def _whole(pattern: re.Pattern[str], most: int = _MAX) -> Callable[[str, bool], bool]:
    return lambda line, _linked: len(line) <= most and pattern.fullmatch(line) is not None


def _file_link(line: str, linked: bool) -> bool:
    return linked and len(line) <= _MAX and _FILE.fullmatch(line) is not None


def _source(line: str, _linked: bool) -> bool:
    return line.startswith("<") and _MARKUP.fullmatch(line) is not None


RULES: Sequence[Callable[[str, bool], bool]] = (
    _whole(_SHARE, 80),
    _whole(_MORE, 150),
    _whole(_CREDIT),
    _whole(_BYLINE, 80),
    _whole(_DATED, 90),
    _whole(_READING_TIME, 40),
    _whole(_COUNTER, 40),
    _whole(_QUOTE, 60),
    _whole(_ADVERT, 80),
    _whole(_CALL, 120),
    _whole(_OWN_NOTICE, _MAX_NOTICE),
    _whole(_TAGS),
    _whole(_SIGNS),
    _whole(_EMBED, _MAX_EMBED),
    _source,
    _file_link,
    lambda line, _linked: is_date_line(line),
)
