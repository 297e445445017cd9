"""The place at the head of a text: "MOSCOW, 30 October 2019 - ...", "Genève, le 3 mai 2023 –", "東京（5月3日）"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from crawler.entities.places import resolve

from ..months import MONTHS
from ..text import word_set

_HEAD = 140  # characters of a text in which its dateline stands
_MAX_ABOVE = 90  # of a line above the text
_MAX_PLACE = 45  # characters
_MAX_WORDS = 4
_ABBREVIATION = 6  # characters of the longest one of a state: "Calif."

_WEEKDAYS = word_set("""
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica segunda terça quarta quinta sexta
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag måndag tisdag onsdag torsdag fredag lördag söndag
    понедельник вторник среда четверг пятница суббота воскресенье
""")
_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_WEEKDAY = rf"(?:\(?(?:{'|'.join(_WEEKDAYS)})\.?\)?,? )?"
_DATE = (
    rf"{_WEEKDAY}(?:(?:le|el|den|am|der|il|em|on|this|de|la|los|op)\s+)*"
    rf"(?:\d{{1,2}}(?:\.|er|º|st|nd|rd|th)?[ -](?:de |of )?(?:{_MONTH})\b\.?"
    r"(?:,?\s(?:de |del )?\d{4}(?: г\.?| р\.?)?)?"
    rf"|(?:{_MONTH})\b\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{2,4})?|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d)"
)
_END = r"\s*(?:\.?[-–—―]|[:/|]|\.(?=\s|$)|\)|\(|$|,)"
_PLACE = r"(?P<place>[^\W\d_][^\d\n:;!?–—\"“”«»|()]{1,60}?)"
# The place, a comma (or "le", "den"), a date and what parts it from the text.
_DATED = re.compile(
    rf"{_PLACE}(?:\s*[,/(–—-]\s*(?:\([\w ]{{2,20}}\),?\s*)?|\s(?=(?:le|den) \d)){_DATE}{_END}", re.IGNORECASE
)
# "BERLIN (dpa) -": an agency in parentheses, and a dash.
_BY_AGENCY = re.compile(rf"{_PLACE}\s*\((?P<agency>[\w/ .-]{{2,30}})\)\s*[-–—]+\s")
# "GENEVA — ": capitals alone, and a dash; "WASHINGTON, D.C. - ".
_CAPITALS = re.compile(
    r"(?P<place>[A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ'’. /-]+?(?:, [A-Z][\w. ]{1,20}?)?)\s*(?:[–—]+|\s--?)\s*(?=\S)"
)
_UNSPACED = re.compile(
    r"(?:新华社|中新社|中新网|人民网)?[【\[（(]?(?P<place>[\u3400-\u9fff\u30a0-\u30ff가-힣]{2,6}?)[】\]]?\s*"
    r"(?:(?:[（(](?:\d{4}年)?\d{1,2}月\d{1,2}日[）)]|(?:\d{4}年)?\d{1,2}月\d{1,2}日\s*(?:电|電|讯|訊|[-–—]|[,，、]|[（(]))"
    r"|[（(]?\s*\d{1,2}월 ?\d{1,2}일[)）])"
)
# What may stand there and is no place.
_NO_PLACES = (
    word_set("""
    update updated updates news breaking press release statement media note notice correction corrected attention watch
    live video photo audio date dated published publication posted on as at by from since until embargo embargoed alert
    release advisory summary background contact today yesterday tomorrow editor editors the a an in this that speech
    aktualisiert erschienen geschrieben erstellt publiziert gesendet
    stand datum pressemitteilung meldung update am vom ab seit bis heute gestern presse medien veröffentlicht
    communiqué presse publié le la les du depuis hier mise date nota comunicado prensa actualizado hoy ayer el los desde
    comunicato stampa oggi ieri aggiornato publicado atualizado desde persbericht pressmeddelande senast uppdaterad
    сегодня вчера обновлено дата опубликовано новости пресс-релиз с по до от в во на
    spring summer autumn fall winter frühjahr sommer herbst
""")
    | _WEEKDAYS
    | frozenset(MONTHS)
)
# Words that begin or join the names of places: with one of them, several words need not be in a list of places.
_OF_PLACES = word_set("""
    new san santa santo são saint st st. los las la le les el al bad den port puerto porto fort cape kap rio buenos abu
    addis kuala hong tel upper lower north south east west nord süd ost am an der im ob bei sur sous en de del della di
    do da dos upon nizhny nischni great grand groß klein mount mont monte villa ville lake sainte saint-petersburg
    нижний великий санкт новая новый
""")
_PERSON_BEFORE = re.compile(r"\b[A-ZÀ-Þ]\.")  # "J. Smith"; "D.C." has a second letter behind it


def find_dateline(lines: Sequence[str], text: str) -> tuple[str | None, str]:
    """The place and the rule that found it: in the opening of the text, else in a dated line above it that names a
    known place; (None, "none") where there is none for certain."""
    head = text[:_HEAD].partition("\n")[0]
    for rule in RULES:
        place = rule(head)
        if place:
            return place, rule.__name__
    for line in lines:
        place = before_a_date(line) if len(line) <= _MAX_ABOVE and _DIGIT.search(line) else None
        if place and (_LETTERLIKE.match(line[len(place) :]) or _is_known(place)):
            return place, "line_above"
    return None, "none"


_DIGIT = re.compile(r"\d")
_LETTERLIKE = re.compile(r", (?:le|den) \d")  # "Genève, le 3 mai 2023": as letters begin


def before_a_date(head: str) -> str | None:
    """The place before a date, and something that parts both from the text."""
    found = _DATED.match(head)
    return _place(found["place"], dated=True) if found else None


def before_an_agency(head: str) -> str | None:
    found = _BY_AGENCY.match(head)
    return _place(found["place"], dated=True) if found else None


def in_capitals(head: str) -> str | None:
    """A place in capitals before a dash: acronyms look the same, so that it must be known."""
    found = _CAPITALS.match(head)
    return _place(found["place"], dated=False) if found else None


def unspaced(head: str) -> str | None:
    """Chinese, Japanese, Korean: the place right before day and month."""
    found = _UNSPACED.match(head)
    return found["place"] if found and not found["place"].endswith(_NO_UNSPACED) else None


_NO_UNSPACED = (
    "本报",
    "记者",
    "新闻",
    "新聞",
    "发布",
    "公告",
    "更新",
    "日前",
    "今年",
    "昨日",
    "発表",
    "本日",
    "보도자료",
    "자료",
)

RULES: Sequence[Callable[[str], str | None]] = (before_a_date, before_an_agency, in_capitals, unspaced)


def _place(candidate: str, *, dated: bool) -> str | None:
    """The candidate where it is one: by its form beside a date; known by name without one, and where it may be a
    person's name."""
    place = candidate.strip(" ,.-–—'").removesuffix(" le").removesuffix(" den")
    if candidate.rstrip().endswith(".") and len(place.rpartition(", ")[2]) <= _ABBREVIATION < len(place):
        place += "."
    first = place.split(",", 1)[0].split("/", 1)[0].strip()
    words = first.replace("-", " ").split()
    spaced = first.split()
    if not words or len(place) > _MAX_PLACE or len(spaced) > _MAX_WORDS or len(first) < 2:
        return None
    folded = [word.lower() for word in spaced]
    if not _NO_PLACES.isdisjoint(folded[:1]) or not _NO_PLACES.isdisjoint(folded[-1:]) or _PERSON_BEFORE.match(first):
        return None
    # A script without capitals has nothing to show there.
    has_case = any(character.islower() or character.isupper() for character in first)
    if has_case and not all(word[0].isupper() or word in _OF_PLACES or not word[0].isalpha() for word in spaced):
        return None
    if dated and (len(spaced) == 1 or not _OF_PLACES.isdisjoint(folded)):
        return place
    return place if _is_known(first) else None


def _is_known(place: str) -> bool:
    return resolve(place.split(",", 1)[0].split("/", 1)[0].strip()) is not None
