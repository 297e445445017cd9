"""Lines that begin what follows a release's text, by the words that they begin with in many languages."""

from __future__ import annotations

import re
from collections.abc import Collection

from .text import any_of, ends_sentence

# Contacts and notes to editors, an entry or more a language: English, German, French, Spanish, Portuguese, Italian,
# Dutch, Scandinavian and Finnish, Polish, Russian, Ukrainian, Arabic, Persian, Chinese, Japanese, Korean, Turkish.
# A line may go on after a colon, and where `…` stands.
_CONTACTS = (
    r"(?:media |press |news )?contacts?|(?:media|press|news) (?:contacts?|enquiries|inquiries|office|relations)",
    r"contact (?:information|details)|contacts? for (?:the )?(?:media|press)…",
    r"for (?:media|press) (?:enquiries|inquiries)…",
    r"for (?:more|further|additional) information,? (?:please )?(?:contact|call)…|editor(?:['’]s|s['’]) notes?",
    r"notes? (?:to|for) (?:the )?(?:editors?|media|journalists|newsrooms?)…",
    r"forward[- ]looking statements…|cautionary (?:note|statement|language)…|safe harbou?r…|disclaimer…",
    r"zukunftsgerichtete aussagen…|haftungs(?:ausschluss|hinweis|beschränkung)…|disclaimer…",
    r"déclarations? prospectives?…|avertissement…|declaraciones prospectivas…|dichiarazioni previsionali…",
    r"(?:presse|medien)?kontakte?|(?:ihre? )?(?:presse)?ansprechpartner(?:in|innen|\*innen)?|pressestelle",
    r"kontakt für (?:die )?(?:presse|medien|journalist)…|ihre? ansprechpartner(?:in)? für (?:die )?presse…",
    r"(?:presse|medien)?rückfrage(?:n|hinweis)?|bei rückfragen…|pressesprecher(?:in)?|quelle und kontaktadresse",
    r"(?:weitere|nähere) auskünfte…|weitere informationen (?:erteil|erhalten)…|achtung redaktion…",
    r"hinweise? (?:an|für) (?:die )?(?:redaktion|medien|presse)…",
    r"contacts? (?:(?:de |avec |pour )?(?:la )?presse|(?:pour les )?médias?)|service de presse",
    r"relations (?:avec la )?(?:presse|médias)",
    r"notes? (?:aux|pour les|à l['’]attention des|à la) (?:rédact|éditeurs|journalistes|médias)…",
    r"contactos?(?: (?:de|para|con)(?: la)? prensa| (?:de|para|con)(?: los)? medios)?|(?:gabinete|oficina) de prensa",
    r"(?:datos|información) de contacto|notas? (?:para|a)(?: los| la)? (?:editores|redactores|redacción|periodistas)…",
    r"contatos?(?: (?:de|da|com|para)(?: a)? (?:imprensa|mídia))?|contactos? (?:de|da|para)(?: a)? imprensa",
    r"(?:assessoria|gabinete) de imprensa|notas? (?:aos|para os) (?:editores|redatores|jornalistas)…",
    r"contatti(?: (?:per )?(?:la |i )?(?:stampa|media))?|ufficio stampa",
    r"not[ae] (?:per|ai) (?:gli |i )?(?:editori|redattori|giornalisti)…",
    r"perscontact(?:en)?|contact voor (?:de )?(?:pers|media)…|persvoorlichting|woordvoering|contactpersoon",
    r"no(?:ot|ten) (?:voor|aan) (?:de )?(?:redactie|pers)…|niet voor publicatie",
    r"press?kontakt(?:er)?|pressekontakt(?:er)?|kontaktperson(?:er)?|kontaktuppgifter|för (?:mer|ytterligare)"
    r" information,? (?:vänligen )?kontakta…|till redaktionen|yhteystiedot|lisätietoja",
    r"kontakt (?:dla|z) (?:mediów|mediami|prasy|dziennikarzy)|kontakt prasowy|biuro prasowe|rzecznik prasowy",
    r"(?:uwag[ai]|informacj[ae]) dla (?:redaktorów|redakcji|dziennikarzy)…",
    r"контакты?(?: (?:для|со?) (?:сми|пресс|журналист|медиа)\w*)?|контактн(?:ая информация|ое лицо|ые данные)",
    r"пресс-(?:служба|центр|секретарь)|примечани[ея] для…|к сведению (?:редактор|журналист|сми)…|для справки",
    r"контакти?(?: для (?:змі|прес|журналіст|медіа)\w*)?|контактн(?:а інформація|а особа|і дані)|прес-(?:служба|центр)",
    r"примітк[аи] для…|до відома (?:редактор|журналіст|змі)…",
    r"(?:للتواصل|للاتصال|التواصل|الاتصال)(?: (?:الصحفي|الإعلامي|مع (?:وسائل الإعلام|الصحافة)))?",
    r"جه(?:ة|ات) (?:الاتصال|التواصل)…|(?:معلومات|بيانات) (?:الاتصال|التواصل)|المكتب (?:الصحفي|الإعلامي)",
    r"للاستفسارات(?: (?:الصحفية|الإعلامية))?|للمزيد من المعلومات…|لمزيد من المعلومات…|ملاحظ(?:ة|ات) (?:إلى|ل)…",
    r"(?:اطلاعات|راه\u200c?های) تماس|تماس (?:رسانه\u200c?ای|مطبوعاتی|با (?:ما|روابط عمومی|رسانه\u200c?ها))",
    r"یادداشت برای (?:سردبیر|خبرنگار|روزنامه)…",
    r"(?:媒体|新闻|媒體|新聞)?(?:联系|联络|聯絡|聯繫)(?:人|方式|我们|我們|信息|窗口)?|媒体(?:垂询|咨询|查询)…",
    r"(?:编者|编辑|編者)(?:注|按|備註|备注)…|致编辑…",
    r"(?:本件に関する|報道関係者(?:から)?の?)?(?:お?問い?合わ?せ|連絡|取材)(?:先|窓口)?|(?:本件に関する|報道関係者)…",
    r"編集者?への?(?:注記|注)…",
    r"(?:언론|미디어|보도|취재)? ?(?:문의|연락)(?:처)?|담당자? 연락처|편집자 ?(?:주|참고)…",
    r"(?:basın|medya) (?:irtibat|iletişim|ilişkileri)\w*…|iletişim(?: bilgileri)?|editörlere not(?:lar)?…",
)
_CONTACT_LINE = any_of(rf"(?:{'|'.join(_CONTACTS)})(?:\s*[:：].*)?".replace("…", ".*"))

# What organisations call their self-descriptions: words that the name follows, words that follow it, whole lines.
_BEFORE_NAME = (
    r"about(?: the| us)?|über(?: die| den| das| uns)?|à propos(?: de la| de| du| des| d['’]| de l['’])?"
    r"|acerca de(?: la|l| los| las)?|sobre(?: o| a| os| as| el| la| los| las)?|informazioni su(?:l|lla|gli|i|ll['’])?"
    r"|over(?: het| de)?|om|o|об?|про|справка|довідка|نبذة(?: عن)?|حول|عن|درباره(?:[\u0654\u200c]?ی?)"
)
_BEFORE_NAME_UNSPACED = "关于|關於"
_AFTER_NAME = "について|とは|简介|簡介|에 대하여|에 대해서?| 소개| hakkında"
_SELF_DESCRIPTIONS = (
    r"boilerplate|(?:company|corporate) profile|(?:unternehmens|firmen|kurz)(?:profil|porträt)|wer wir sind",
    r"about (?:the )?(?:company|organi[sz]ation|agency)|qui sommes-nous",
    r"à propos de (?:nous|l['’](?:agence|organisation|entreprise|institut)|la société)",
    r"(?:acerca de|sobre) (?:nosotros|la (?:organización|agencia|empresa|institución))|qui[eé]nes somos",
    r"sobre (?:nós|a (?:organização|agência|empresa|instituição))|quem somos|chi siamo",
    r"informazioni (?:sull['’](?:azienda|agenzia|organizzazione)|sulla società)|over ons|om oss",
    r"o (?:nas|firmie|spółce|organizacji|instytucie|agencji|fundacji)",
    r"об? (?:нас|компании|организации|агентстве|институте|фонде)|про (?:нас|компанію|організацію|агентство|фонд)",
    r"(?:公司|机构|企业|單位|单位)(?:简介|介绍)|(?:会社|法人|団体|機関)概要|(?:회사|기관) ?소개|hakkımızda",
)
_ABOUT_LINE = any_of(
    *_SELF_DESCRIPTIONS,
    rf"(?:(?:{_BEFORE_NAME})(?!\w)|{_BEFORE_NAME_UNSPACED})[\s:：–—-]*(?P<name>.*)",
    rf".{{1,60}}(?:{_AFTER_NAME})",
)
_END = any_of(r"[\W_]*(?:ends?|ende|fin|fine|fim|конец)[\W_]*", r"-+ ?[03]0? ?-+", r"(?:#\s*){2,}", r"(?:\*\s*){3,}")

_NAME_AHEAD = re.compile(r"(?:(?:the|die|der|das|la|le|les|el|los|il|lo|o|a|os|as)\s+|l['’])?[«\"“„]?", re.IGNORECASE)
# Between a name and this word its full form may stand ("Harbour Office of the Eastern Coast is").
_IS = re.compile(
    r"(?!\w)[^\n]{0,60}?\s(?:is|are|was|has been|ist|sind|wurde|zählt|gehört|est|sont|es|son|è|sono|é|são|är|er|jest"
    r"|является|—|є|là)\s"
)
_SAYS_WHAT = re.compile(
    r"\b(?:founded|established|headquartered|based in|employ(?:s|ees)|member(?:s|ship)|leading|largest|non-?profit"
    r"|gegründet|mit sitz|hauptsitz|beschäftig\w*|mitarbeit\w+|mitglied\w*|führend\w*|größt\w*|gemeinnützig\w*"
    r"|fondée?|siège|employe\w*|collaborateurs|salariés|leaders?|premiers?|fundad[ao]|sede|emplead\w+|líder\w*"
    r"|mayor(?:es)?|fondat[ao]|dipendenti|funcionários|colaboradores|maior(?:es)?|основан\w*|крупнейш\w*|сотрудник\w*"
    r"|ведущ\w*|writer|author|journalist|editor|reporter|correspondent|columnist|professor|researcher|analyst|expert"
    r"|founder|director|autor\w*|journalist\w*|redakteur\w*|korrespondent\w*|auteure?|journaliste|periodista|redactora?"
    r"|giornalista|jornalista|журналист\w*|корреспондент\w*|редактор\w*)\b",
    re.IGNORECASE,
)
_MAX_CONTACT = 100  # characters
_MAX_ABOUT = 140  # names of international bodies take up to a hundred


def is_end_mark(line: str) -> bool:
    return len(line) < 20 and _END.fullmatch(line.strip()) is not None


def is_contact_line(line: str) -> bool:
    """Whether a line opens a contact block or notes to editors."""
    return 0 < len(line) <= _MAX_CONTACT and _CONTACT_LINE.fullmatch(line.strip()) is not None


def is_self_description(text: str, names: Collection[str]) -> bool:
    """Whether a paragraph says what one of these organisations or writers is ("The Harbour Office is one of …")."""
    ahead = _NAME_AHEAD.match(text)
    line = text[ahead.end() if ahead else 0 :].lower()
    is_named = any(line.startswith(name.lower()) and _IS.match(line, len(name)) for name in names)
    return is_named and _SAYS_WHAT.search(text) is not None


def is_about_line(line: str) -> bool:
    """Whether a line opens a self-description of an organisation: "About" and a name, not "over to you"."""
    line = line.strip().rstrip(":：").rstrip()
    found = _ABOUT_LINE.fullmatch(line) if len(line) <= _MAX_ABOUT and not ends_sentence(line) else None
    name = (found["name"] or "")[:1] if found else ""
    return found is not None and not (name.islower() or name.isdigit())
