"""Lines by which a publisher speaks of itself or of its page, not of the matter; one rule a kind of line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .text import any_of

_MAX_RELATED = 100  # characters
_MAX_CALL = 120
_MAX_NOTICE = 300
_MAX_EMBED = 400

# Over what else there is to read.
_RELATED = any_of(
    r"related(?: (?:articles?|stories|content|news|links?|posts?|topics?|reading|press releases|pages))?",
    r"(?:more|other|latest|recent|further|top|similar|popular) (?:news|stories|articles|posts|(?:press )?releases"
    r"|headlines|publications)(?: .{1,40})?|you (?:may|might) also (?:like|be interested in)|read (?:next|also)",
    r"(?:weitere|ähnliche|aktuelle|neueste|verwandte|andere|passende) (?:artikel|meldungen|beiträge|nachrichten|news"
    r"|pressemitteilungen|pressemeldungen|themen)(?: .{1,40})?|das könnte (?:sie|dich) (?:auch )?interessieren",
    r"auch interessant|mehr (?:zum thema|zu .{1,40})|empfehlungen (?:der redaktion|aus .{1,40}shop)"
    r"|passend zum artikel|zum thema|zum weiterlesen|(?:das )?könnte (?:sie"
    r"|dich) auch .{1,30}",
    r"(?:autres|derni(?:ers|ères)) (?:articles?|actualités|communiqués)(?: .{1,40})?|à lire (?:aussi|également)",
    r"(?:articles?|contenus?|actualités) (?:liés?|liées|similaires?|associés?|connexes)|sur le même (?:sujet|thème)",
    r"(?:noticias|artículos|contenidos?|publicaciones) relacionad[oa]s?|(?:otras|más|últimas) noticias"
    r"|te puede interesar",
    r"articoli correlati|leggi anche|altre notizie|(?:notícias|artigos|conteúdos?) relacionad[oa]s?|leia (?:também"
    r"|mais)",
    r"gerelateerde? (?:artikelen|berichten|nieuws)|lees ook|relaterade artiklar|läs (?:också|mer)|les også|læs også",
    r"powiązane (?:artykuły|wpisy)|czytaj (?:też|także|również)|zobacz (?:też|także|również)|související (?:články"
    r"|zprávy)",
    r"(?:похожие|другие|связанные|последние) (?:материалы|новости|статьи|публикации)|(?:читайте|смотрите) (?:также"
    r"|ещё)",
    r"материалы по теме|по теме|(?:схожі|інші|пов'язані) (?:матеріали|новини)|читайте також|ilgili (?:haberler"
    r"|içerikler)",
    r"相关(?:新闻|文章|阅读|链接|报道|推荐)|相關(?:新聞|文章|連結|報導)|延伸阅读|延伸閱讀|推荐阅读|関連(?:記事|ニュース|リンク|情報)",
    r"관련 ?(?:기사|뉴스|글|자료)|(?:أخبار|مواضيع|مقالات) (?:ذات صلة|متعلقة)|اقرأ أيضا?ً?|مطالب مرتبط|اخبار مرتبط",
)
# What a reader is asked to do next: to give, to subscribe, to follow, to share.
_CALL = any_of(
    r"(?:please )?(?:donate|give) (?:now|today|online)\b.*|(?:make|support us with) a donation\b.*",
    r"help us (?:to )?\w+.*|(?:subscribe|sign up|register) (?:to|for|here|now|today)\b.*|get .{0,40}newsletter\b.*",
    r"(?:follow|join|like|find) us (?:on|at)\b.*|follow .{1,30} on (?:google news|facebook|twitter|x|instagram)\b.*"
    r"|(?:share|like) this (?:article|story|page|post|release)\b.*",
    r"jetzt (?:abonnieren|weiterlesen|testen|registrieren|anmelden)\b.*|(?:jetzt|online|hier) spenden\b.*"
    r"|spenden(?: sie\b.*|\W*)|helfen sie (?:mit|uns)\b.*|ihre spende\b.*",
    r"unterstützen sie (?:uns|unsere)\b.*|jede (?:\w+ )*spende\b.*|folgen? (?:sie )?uns\b.*|abonnieren sie\b.*",
    r"(?:zum |den |unseren |jetzt )*newsletter (?:abonnieren|anmelden|bestellen)\b.*|melden sie sich .*newsletter.*",
    r"(?:artikel|beitrag|seite|meldung) (?:teilen|drucken|empfehlen|weiterempfehlen)\W*",
    r"faites un don\b.*|(?:je )?donnez?(?: maintenant)?|abonnez-vous\b.*|inscrivez-vous\b.*|suivez-nous\b.*",
    r"(?:haz|done|dona) .{0,20}\bahora\b.*|suscríb(?:ete|ase)\b.*|síg[au]\w*nos\b.*|dona ora\b.*|iscriviti\b.*",
    r"seguici\b.*|inscreva-se\b.*|assine .{0,30}newsletter.*|siga-nos\b.*|doe(?:er)? een gift.*|volg ons\b.*",
    r"schrijf (?:je|u) in\b.*|abonneer\b.*|zapisz się\b.*"
    r"|zapraszamy (?:też |także )?do (?:subskrypcji|prenumeraty)\b.*|поддерж(?:ите|ать) (?:нас|проект)\b.*",
    r"следите за\b.*",
    r"подпи(?:шитесь|сывайтесь|саться)\b.*|关注我们.*|フォロー.*",
    r"(?:was|did you find) this (?:article|page|information|post) (?:helpful|useful|interesting)\W*.*",
    r"(?:war (?:der|dieser) (?:artikel|beitrag)|möchten sie den artikel|cet article vous a-t-il) \w+(?: \w+)?\W*.*",
    r"(?:table of contents|inhaltsverzeichnis|table des matières|índice|indice|sommaire|содержание|目录|目次)\W*",
    r"(?:additional|with) report(?:s|ing) (?:from|by)\b.*|join (?:our|the) (?:commenting|comment|discussion) \w+\W*",
    r"(?:instant|immediate|unlimited) (?:online )?access to (?:all|every|the full) .*|(?:comments? ?|kommentar-?)feed"
    r"|permal(?:ink|ien)\b.*|trackback\b.*|comments are (?:closed|disabled)\W*|kommentare (?:sind )?geschlossen\W*",
)
# What a publisher has to say of its links, its advertisers, its newsletters and its apps, under a text or above it.
_OWN_NOTICE = any_of(
    r"\W*(?:(?:advertisement|anzeige|publicidad|werbung)\W+)?(?:this (?:post|article|page|story)"
    r"|dieser (?:artikel|beitrag)|cet article|este artículo)\b.{0,60}"
    r"\b(?:affiliate|advertisers?|werbung|references? to products|anbietern|sponsored|partenaires|afiliad[oa]s?)\b.*",
    r".{0,140}\b(?:sign(?:ing)? up|subscribe|abonnier\w*|anmeld\w*|abonnez|inscri\w+|suscrí\w+|подпи\w+)\b.{0,60}"
    r"\b(?:newsletters?|newslettern|infolettre|boletín|boletim|рассылк\w+)\b.*",
    r".{0,120}\b(?:download|get|descarga|laden sie|téléchargez) .{0,60}\bapps?\b.{0,30}\b(?:ios|android)\b.*",
    r".{0,100}\b(?:canal|channel|kanal|канал\w*)\b.{0,20}\b(?:telegram|whatsapp|youtube|телеграм\w*)\b.*",
)

_NOTICE_CUES = (
    "affili", "advertiser", "werbung", "anbieter", "sponsored", "partenaires", "afiliad", "newsletter", "infolettre",
    "boletín", "boletim", "рассылк", "app", "telegram", "youtube", "телеграм", "product",
)  # fmt: skip

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
_CONSENT = (
    r"(?=.*(?:extern\w* inhalt|eingebettete inhalt|external content|embedded content|contenus? externes?"
    r"|contenidos? externos?))(?=.*(?:anzuzeigen|angezeigt|anzeigen|einwilligung|einverstanden|ergänzt|display|consent"
    r"|afficher|mostrar))"
)
_EMBED = any_of(rf"(?=.*\b{_TO_SEE_IT}\b)(?=.*\b{_DATA_GO}).*", rf"{_CONSENT}.*", "empfohlener redaktioneller inhalt")
_EMBED_CUES = (
    "daten", "verbindung zu", "cookie", "third", "data", "accept", "consent", "données", "datos", "dati", "extern",
    "eingebettete", "embedded content", "contenu", "contenido", "empfohlener",
)  # fmt: skip
# The controls of a player, and what it says when it does not play.
_PLAYER = any_of(
    r"(?:we apologi[sz]e, but )?this video (?:has failed to load|is unavailable|can ?not be played)\b.*",
    r"try refreshing your browser\b.*|(?:.{0,100}\s)?back to video|watch(?: now| video)?(?: \d+:\d+)?|watch\s*[|:].*"
    r"|up next",
    r"weitere videos|video(?: abspielen| ansehen)?|ver vídeo|voir la vidéo|guarda il video|смотреть видео",
    r"(?:listen to|hear) (?:this|the) (?:article|story)|(?:diesen )?artikel (?:an|vor)(?:hören|lesen)(?: lassen)?"
    r"|escuch(?:a|ar|e) (?:est[ae]|el|la) (?:nota|noticia|artículo)(?: aquí)?|écoute[rz] (?:cet|l['’]) ?article"
    r"|ascolta (?:l['’]|questo )articolo|ouça (?:est[ea]|[oa]) (?:artigo|texto|notícia|matéria)",
    r"(?:show|view|mostrar|ver|voir|alle|show all) (?:comments|comentarios|commentaires|kommentare)(?: anzeigen)?",
)


def is_related_heading(line: str) -> bool:
    """Whether a heading stands over what else there is to read."""
    return len(line) <= _MAX_RELATED and _RELATED.fullmatch(line.strip().rstrip(":：").rstrip()) is not None


def is_aside(line: str) -> bool:
    """Whether a line is none of the text's, by its words."""
    if len(line) > _MAX_EMBED:
        return False
    lower = line.lower()
    return any(
        len(line) <= most and any(cue in lower for cue in cues) and pattern.fullmatch(line) is not None
        for pattern, most, cues in _ASIDES
    )


# Patterns, the longest line that each is for, and what stands in all that match: far quicker to look for.
_ASIDES: Sequence[tuple[re.Pattern[str], int, Sequence[str]]] = (
    (_CALL, _MAX_CALL, ("",)),
    (_OWN_NOTICE, _MAX_NOTICE, _NOTICE_CUES),
    (_EMBED, _MAX_EMBED, _EMBED_CUES),
    (_PLAYER, _MAX_CALL, ("",)),
)
