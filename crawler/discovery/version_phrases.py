"""How links call the print version, or the PDF or Word version, of the page that they stand on; by language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.cleaning.text import any_of

_PRINT_VERSION = any_of(
    r"print(?:er|able)?[- ]?(?:friendly)?[- ](?:version|view|page|format)|printer[- ]friendly|printable",
    r"print (?:this )?(?:page|article|press release|news release|release|story)|version for print(?:ing)?",
    r"druck(?:version|ansicht|fassung|ausgabe)|(?:diese )?(?:seite|artikel|meldung|pressemitteilung) (?:aus)?drucken",
    r"version (?:imprimable|à imprimer|pour (?:l['’])?impression)",
    r"imprimer (?:cette page|(?:l['’]|cet )article|(?:le|ce) communiqué)",
    r"versi[oó]n (?:imprimible|para imprimir|de impresión)|imprimir (?:(?:esta|la) )?página",
    r"vers[aã]o (?:imprimível|para (?:impress[aã]o|imprimir))|imprimir (?:esta |a )?página",
    r"versione (?:stampabile|per la stampa|di stampa)|stampa (?:la |questa )?pagina",
    r"(?:af)?drukversie|printversie|printvriendelijke versie",
    r"utskrifts(?:vänlig )?version|utskriftsvennlig versjon|print(?:venlig )?(?:version|udgave)",
    r"tulostettava versio|tulostusversio|wersja do druku|verze pro tisk|verzia pre tlač",
    r"nyomtatható (?:verzió|változat)|versiune(?:a)? (?:pentru (?:tipărire|imprimare)|printabilă)",
    r"εκτυπώσιμη (?:μορφή|έκδοση)|yazdırılabilir (?:sürüm|versiyon)|versi cetak",
    r"версия для печати|распечатать (?:страницу|статью)|версія для друку|версия за печат",
    r"نسخة (?:للطباعة|قابلة للطباعة)|نسخه (?:چاپی|قابل چاپ)",
    r"打印(?:版|版本|本页)|列印(?:版|版本|本頁)|友善列印",
    r"印刷用(?:ページ|画面|表示)?|印刷版|인쇄용(?: ?(?:페이지|화면))?",
)
_PRINT_VERB = any_of(
    r"print|drucken|imprimer|imprimir|stampa|afdrukken|skriv ut|udskriv|tulosta|drukuj|tisk|печать|распечатать|друк",
    r"طباعة|چاپ|打印|列印|印刷|인쇄|yazdır|cetak",
)

_FORMAT = r"(?:pdf|docx?|word)"
# What a page calls itself.
_THIS = (
    r"(?:(?:this|the|full|diese[rn]?|den|die|cette?|ce|le|este|esta|el|la|o|questo|il) )*"
    r"(?:page|article|text|statement|(?:press |news |media )?release"
    r"|seite|artikel|meldung|mitteilung|(?:presse|medien)(?:mitteilung|information|meldung|erklärung)"
    r"|communiqué(?: de presse)?|nota(?: de prensa| de imprensa)?|comunicado(?: de prensa| de imprensa)?"
    r"|comunicato(?: stampa)?|persbericht|pressmeddelande|pressemeddelelse|pressemelding|lehdistötiedote"
    r"|komunikat(?: prasowy)?|tisková zpráva|пресс-релиз|сообщение|прес-реліз|بيان صحفي|新闻稿|プレスリリース|보도자료)"
)
# Words that say "as" or "in": "PDF" alone may be any file, "as PDF" is this page.
_AS = (
    r"(?:as(?: an?)?|in|als|en|au|au format|en format|en formato|em|em formato|como|in formato|come|som|jako|в"
    r"|в формате|у форматі|بصيغة)"
)
_TAKE = (
    r"(?:download|save|view|open|read|export|get|télécharger|enregistrer|descargar|guardar|bajar|baixar|salvar|scarica"
    r"|salva|downloaden|opslaan|ladda ner|hent|pobierz|stáhnout|скачать|сохранить|завантажити|تحميل|下载|下載)"
)
_LEAVE = (
    r"(?:herunterladen|downloaden|download|speichern|laden|öffnen|anzeigen|ansehen|lesen|opslaan|版|版本|で見る|보기)"
)
_FILE_VERSION = re.compile(
    r"(?:"
    rf"{_FORMAT}[- ]?(?:version|fassung|ausgabe|edition|versie|versjon|versio|verze|wersja|versiyonu|версия|версія|版)"
    rf"|(?:version|versión|versão|versione|wersja|versiune|версия|версія|نسخة)(?: {_AS})? {_FORMAT}"
    rf"|(?:{_TAKE} )?(?:it |{_THIS} )?{_AS} {_FORMAT}(?: {_LEAVE})?"
    rf"|(?:{_TAKE} )?{_THIS}(?: {_AS})? {_FORMAT}(?: {_LEAVE})?"
    rf"|{_TAKE} (?:the )?{_FORMAT}[- ]version"
    r")",
    re.IGNORECASE,
)
_LONGEST = 100  # characters; a longer text is a title or a teaser
_LONGEST_PRINT = 50  # the same where no file is named: no phrase for printing is as long
_NAMES_FORMAT = re.compile(_FORMAT, re.IGNORECASE)
_SIZE = re.compile(r"\d[\d.,]* ?(?:[kmg]i?b|bytes|[kmg]o|[кмг]б)(?!\w)", re.IGNORECASE)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_BRACKETS = re.compile(r"[()\[\],:·|]+")
_WORD = re.compile(r"(?<![^\W_])(?:docx?|word)(?![^\W_])", re.IGNORECASE)


class Said(NamedTuple):
    """What a link's text says of a version of its page. `print_verb`: nothing but "Print", which is a version or a call
    of the browser's dialogue. `file`: "pdf" or "docx"."""

    print_version: bool = False
    print_verb: bool = False
    file: str | None = None


@lru_cache(maxsize=4096)  # the links of a menu say the same on every page
def said_by(label: str) -> Said:
    """What a link's text, on one line, says of a version of its page; most say nothing of it."""
    names_format = _NAMES_FORMAT.search(label) is not None
    if len(label) > (_LONGEST if names_format else _LONGEST_PRINT):
        return Said()
    text = _bare(label)
    file = ("docx" if _WORD.search(text) else "pdf") if names_format and _FILE_VERSION.fullmatch(text) else None
    return Said(bool(_PRINT_VERSION.fullmatch(text)), bool(_PRINT_VERB.fullmatch(text)), file)


def _bare(label: str) -> str:
    """Without sizes, brackets and the signs that stand for icons: "Version PDF (120 Ko)" is "Version PDF"."""
    return _EDGES.sub("", " ".join(_BRACKETS.sub(" ", _SIZE.sub(" ", label)).split()))
