"""Until when nobody may publish a release, and that anybody may at once: lines at its head, in many languages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..text import any_of

MAX_LINE = 160  # characters; nothing longer is such a line

# What such a line begins with: English, German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian, Finnish,
# Polish and Czech, Russian and Ukrainian, Turkish, Arabic, Persian, Chinese, Japanese, Korean.
_EMBARGO = any_of(
    r"(?:(?:strict(?:ly)?|press|news|media|under|note)[ :]+){0,2}embargo(?:ed|es)?\b",
    r"not for (?:release|publication|broadcast|use) (?:before|until|prior)|hold (?:for release )?until",
    r"for (?:release|publication)(?: on| at| after| from)?:? (?=.{0,40}\d)",
    r"(?:achtung:? )?sperrfrist|gesperrt bis|(?:zur veröffentlichung )?frei(?:gegeben)? (?:ab|für)(?=.{0,40}\d)",
    r"sous embargo|ne pas (?:publier|diffuser) avant",
    r"(?:bajo )?embarg(?:o|ad[oa])\b|no publicar (?:antes|hasta)|não publicar antes|sob embargo",
    r"sotto embargo|non (?:pubblicare|diffondere) prima|onder embargo|niet (?:publiceren|voor publicatie) v[oó]+r",
    r"sperrefrist|får (?:inte|ej) publiceras före|må ikke (?:offentliggøres|publiseres) før|embargo till?\b",
    r"julkaistavissa|ei (?:julkisuuteen|julkaistavaksi) ennen|nie publikować przed|nezveřejňovat před",
    r"(?:под )?эмбарго|не (?:публиковать|для публикации) (?:до|ранее)|(?:під )?ембарго|ambargo",
    r"(?:محظور|حظر|يحظر|ممنوع) (?:من )?(?:ال)?نشر|ممنوعیت انتشار|انتشار .{0,30}ممنوع",
    r"(?:新闻|新聞)?(?:禁止?发[布表]?|禁止?發[布表]?|限时发布|解禁)|(?:報道)?解禁|エンバーゴ|엠바고|보도 ?유예",
)
# "Embargo on arms", "Embargo gegen Öl": what trade and law call so.
_OF_TRADE = any_of(
    r".{0,25}embargo(?:ed|es)?\s+(?:on|against|auf|gegen|contre|sur|sobre|contra|su|contro|op|tegen|mot|na|na|wobec)\b",
    r".{0,20}[эе]мбарго\s+(?:на|против|проти)\b",
)
_WHOLE = re.compile(r"[\w\s:!*–—-]{3,60}")  # a line without a moment says nothing but that there is an embargo
_MOMENT = re.compile(r"\d")
_MIDDLE = re.compile(r"[^\W\d_]{3}[.!?]\s+\w")  # more sentences than one

_IMMEDIATE = any_of(
    r"(?:for )?immediate (?:release|publication|distribution|use)|release:? immediate(?:ly)?",
    r"for release:? (?:immediately|on receipt|upon receipt)",
    r"(?:zur )?sofortigen (?:veröffentlichung|verwendung|freigabe)|zur sofortigen .{0,25}|sofort frei|"
    r"frei zur veröffentlichung",
    r"(?:pour |à )?(?:diffusion|publication) immédiate|à (?:diffuser|publier) immédiatement",
    r"para (?:su )?(?:publicación|difusión|distribución|divulgación) inmediata",
    r"para (?:divulgação|publicação|difusão) imediata|(?:per|a) (?:la )?(?:pubblicazione|diffusione) immediata",
    r"(?:voor|ter) (?:onmiddellijke|directe) publicatie|för omedelbar publicering|til umiddelbar offentliggørelse",
    r"do natychmiastowej publikacji|k okamžitému zveřejnění",
    r"для немедленн(?:ого|ой) (?:распространения|публикации|опубликования)|для негайно(?:го|ї) \w+",
    r"(?:للنشر|لل?إصدار) (?:الفوري|فور[اً]+)|(?:供)?(?:即时|即時|立即)(?:发布|發布|発表|公開)"
    r"|즉시 ?(?:보도|배포)(?: 가능)?|derhal yayınlanabilir",
)


def find_embargo(lines: Iterable[str]) -> str | None:
    """The first line of an embargo, as it stands."""
    return next((line for line in lines if is_embargo(line)), None)


def is_embargo(line: str) -> bool:
    """Whether a line is an embargo: it begins with the word for it and gives a moment, or says nothing else."""
    bare = line.strip(" *[](){}-–—:!|")
    if not 2 < len(bare) <= MAX_LINE or not _EMBARGO.match(bare) or _OF_TRADE.match(bare):
        return False
    if _IMMEDIATE.match(bare) or _MIDDLE.search(bare):
        return False
    return _MOMENT.search(bare) is not None or (bare.isupper() and _WHOLE.fullmatch(bare) is not None)


def is_immediate(line: str) -> bool:
    """Whether a line says that a release may be published at once, and nothing else but perhaps a date."""
    bare = line.strip(" *[](){}-–—:!|.")
    found = _IMMEDIATE.match(bare) if len(bare) <= MAX_LINE else None
    return found is not None and not any(map(str.isalpha, _without_date(bare[found.end() :])))


_DATE_WORD = re.compile(r"\w+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\.? \w+ \d{4}|[\d/.-]+")


def _without_date(rest: str) -> str:
    return _DATE_WORD.sub("", rest, count=1)
