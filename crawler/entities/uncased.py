"""People in scripts without capitals: Arabic names by given name, title or office; Chinese ones by their family name.

An Arabic name is two to four words of which the first is a given name, or what a title stands right before. A Chinese
one is a usual family name with one or two signs, where what stands behind it (a verb of speech, a colon) or before it
(an office) shows it; then everywhere in the text. A Korean one is a family name with two syllables before an office, a
Japanese one what stands before a courtesy or an age.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from crawler.entities.data import table
from crawler.entities.document import Document, Span

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_KOREAN = re.compile(r"[\uac00-\ud7a3]")
# Before a courtesy, or an age in brackets: three signs to five, of which the last is no body's ("庁", "社").
_JAPANESE = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{3,5}?(?<![庁省部局課会社行院党県市区町村府都国軍署隊団者長相]))"
    rf"(?=(?:氏|さん|容疑者|被告|選手|監督)|(?:{'|'.join(table('uncased')['japanese_offices'])})?（\d\d）)"
)
_PARTICLES = "은는을를"
# What ends no Korean name, but bodies and other words that look like one: "민주당", "지난달".
_KOREAN_ENDS = ("당", "달", "피", "국", "청", "회", "해", "부터")
_DOT = re.compile("[·•・‧]")
_FEWEST_WORDS, _MOST_WORDS = 2, 4
_FEWEST_SIGNS = 2
# What verbs of the present and derived ones of the past begin with, and names that are not known hardly ever do.
_ARABIC_VERB = re.compile(r"[يت](?!\S*ي$)\w{3,}|(?:است|افت|اجت|التق|انط|انت)\w{2,}|[سن]ي\w{3,}")
_CLAUSE_END = re.compile(r"\s?[،,.:؛؟!)(]|\n|$")


class Named(NamedTuple):
    """Where somebody stands, and the name: all of it, where the text has a part of it there."""

    span: Span
    name: str


def names(document: Document) -> Iterator[Named]:
    """The people that what is around their names, or a given name, shows."""
    for span in _spans(document):
        yield Named(span, document.unwrapped[slice(*span)])
    if document.language == "zh" and _DOT.search(document.unwrapped):
        yield from _transliterated(document.unwrapped)


def in_latin(document: Document) -> Iterator[tuple[str, str]]:
    """A name in Chinese signs with what stands in brackets behind it: "戴夫·汉森（Dave Hanson）"."""
    if document.language == "zh":
        for match in _with_latin().finditer(document.unwrapped):
            yield match[1], match[2]


def _transliterated(text: str) -> Iterator[Named]:
    """Foreign names, whose parts a dot sets apart; the last part alone means who has it later on."""
    full = {match[0] for match in _foreign().finditer(text)}
    parts: dict[str, set[str]] = {}
    for name in full:
        parts.setdefault(_DOT.split(name)[-1], set()).add(name)
    yield from (Named(span, text[slice(*span)]) for span in _everywhere(text, full))
    for last, owners in parts.items():
        if len(owners) == 1 and len(last) >= _FEWEST_SIGNS:
            name = owners.pop()
            spans = [span for span in _everywhere(text, {last}) if not _DOT.match(text, span.start - 1)]
            yield from (Named(span, name) for span in spans)


def _spans(document: Document) -> Iterator[Span]:
    if document.language == "ar" and _ARABIC.search(document.unwrapped):
        yield from _arabic_names(document.unwrapped)
    if document.language == "zh" and _CHINESE.search(document.unwrapped):
        yield from _chinese_names(document.unwrapped)
    if document.language == "ja" and _CHINESE.search(document.unwrapped):
        yield from _everywhere(document.unwrapped, {match[1] for match in _JAPANESE.finditer(document.unwrapped)})
    if document.language == "ko" and _KOREAN.search(document.unwrapped):
        found = {match[1] for match in _korean().finditer(document.unwrapped)}
        names_ = {name for name in found if name[-1] not in _PARTICLES and not name.endswith(_KOREAN_ENDS)}
        yield from _everywhere(document.unwrapped, names_)


def _arabic_names(text: str) -> Iterator[Span]:
    for match in _arabic_titled().finditer(text):
        span = _arabic_name(text, match.end(), titled=True)
        if span is not None:
            yield span
    for match in _arabic_given().finditer(text):
        span = _arabic_name(text, match.start(), titled=False)
        if span is not None:
            yield span


def _arabic_name(text: str, start: int, *, titled: bool) -> Span | None:
    """The words from a position on that are a name: behind a title the first is one whatever it is."""
    end, count = start, 0
    for match in _arabic_word().finditer(text, start):
        if match.start() != (start if not count else end + 1) or count == _MOST_WORDS:
            break
        word = match[0]
        plain = word.split()[-1]
        opens = not count and titled
        has_article = word == plain and plain.startswith("ال")
        if opens and _ARABIC_VERB.match(word) and not _is_known(word):  # "the president decides"
            break
        if plain in _arabic_stops() or (has_article and not opens and not _is_article_name(plain, count)):
            break
        # Behind two words only what is a given name itself goes on, or what ends with the clause.
        if count >= _FEWEST_WORDS and not _is_known(word) and not _CLAUSE_END.match(text, match.end()):
            break
        if count == 1 and " " in text[start:end] and word in _doubtful() and not _CLAUSE_END.match(text, match.end()):
            break
        if count == 1 and not titled and text[start:end] in _doubtful() and not _is_known(word):
            break
        end, count = match.end(), count + 1
        if count > 1 and plain.startswith("ال") and word == plain:
            break
    return Span(start, end) if count >= _FEWEST_WORDS else None


def _is_known(word: str) -> bool:
    """Whether a word is a given name, or one of two parts."""
    return word in _given() or " " in word


def _is_article_name(word: str, count: int) -> bool:
    """Whether a word with an article is a family name: it ends as adjectives of origin do, behind a given name."""
    return (count > 0 and word.endswith("ي")) or word[2:] in _given()


def _chinese_names(text: str) -> Iterator[Span]:
    found = {match[1] for pattern in (_spoken(), _in_office()) for match in pattern.finditer(text)}
    yield from _everywhere(
        text, {name for name in found if len(name) >= _FEWEST_SIGNS and not name.endswith(_chinese_ends())}
    )


def _everywhere(text: str, names: set[str]) -> Iterator[Span]:
    """All places of names, of longer ones first."""
    for name in sorted(names, key=len, reverse=True):
        start = -1
        while (start := text.find(name, start + 1)) >= 0:
            yield Span(start, start + len(name))


def _alternatives(key: str) -> str:
    return "|".join(sorted(map(re.escape, table("uncased")[key]), key=len, reverse=True))


@cache
def _foreign() -> re.Pattern[str]:
    """Signs that render sounds, two parts or three with dots between."""
    sign = f"[{''.join(table('uncased')['chinese_sounds'])}]"
    return re.compile(rf"{sign}{{1,6}}(?:[·•・‧]{sign}{{1,7}}){{1,2}}")


@cache
def _with_latin() -> re.Pattern[str]:
    return re.compile(rf"({_foreign().pattern}) ?[(（]([A-Z][\w.'-]+(?: [A-Z][\w.'-]*){{1,3}})[)）]")


@cache
def _given() -> frozenset[str]:
    listed = table("given_names")["arabic_persian_turkish"].split()
    more = table("uncased")["arabic_given"]
    return frozenset(name for name in (*listed, *more) if _ARABIC.search(name))


@cache
def _doubtful() -> frozenset[str]:
    """Given names that are other words as well."""
    return frozenset(table("uncased")["arabic_doubtful"])


@cache
def _arabic_stops() -> frozenset[str]:
    words = table("uncased")
    return frozenset((*words["arabic_stops"], *words["arabic_titles"]))


@cache
def _arabic_word() -> re.Pattern[str]:
    """A word, together with what it is one name with: "عبد الفتاح"."""
    return re.compile(r"(?<!\w)(?:(?:عبد|أبو|ابو|آل|بن|ابن|بنت|أم) )?[\u0621-\u0652\u0670-\u06d3]{2,}(?: الدين)?(?!\w)")


@cache
def _arabic_titled() -> re.Pattern[str]:
    titles = _alternatives("arabic_titles")
    return re.compile(rf"(?<!\w)[وفبلك]?(?:{titles}) (?:/ ?)?(?:(?:{titles}) (?:/ ?)?)*(?=[\u0600-\u06ff])")


@cache
def _arabic_given() -> re.Pattern[str]:
    compound = r"(?:عبد|أبو|ابو) ال[\u0621-\u0652]{3,}"
    listed = "|".join(sorted(map(re.escape, _given()), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed}|{compound})(?= [\u0600-\u06ff])")


@cache
def _chinese_name() -> str:
    """A family name and one or two signs, of which none is a small word."""
    small = "".join(table("uncased")["chinese_small"])
    return rf"(?:{_alternatives('chinese_families')})(?:(?![{small}])[\u4e00-\u9fff]){{1,2}}?"


@cache
def _spoken() -> re.Pattern[str]:
    before = rf"(?:(?<![\u4e00-\u9fff])|(?<={')|(?<='.join(sorted(table('uncased')['chinese_before']))}))"
    verbs = _alternatives("chinese_verbs")
    return re.compile(rf"{before}({_chinese_name()})(?=(?:\d+日)?(?:{_alternatives('chinese_adverbs')})*(?:{verbs}))")


@cache
def _in_office() -> re.Pattern[str]:
    words = rf"(?:{_alternatives('chinese_adverbs')})|(?:{_alternatives('chinese_verbs')})"
    ends = rf"(?=[，。、：；！？「『（(,\s]|\d|{words})"
    return re.compile(rf"(?:{_alternatives('chinese_offices')})({_chinese_name()}){ends}")


@cache
def _korean() -> re.Pattern[str]:
    """A family name and two syllables before an office, or before the courtesy that is written together with them."""
    family, offices, party = (_alternatives(f"korean_{key}") for key in ("families", "offices", "between"))
    return re.compile(
        rf"(?<![\uac00-\ud7a3])((?:{family})[\uac00-\ud7a3]{{2}})(?=씨|(?: (?:{party}|[\uac00-\ud7a3]{{1,6}}당))?"
        rf" (?:전 |신임 )?(?:[\uac00-\ud7a3]{{1,6}} ?)?"
        rf"(?:{offices})(?:[은는이가을를의에도와과께로측등들]|에게|에서|께서|로서)?(?![\uac00-\ud7a3]))"
    )


@cache
def _chinese_ends() -> tuple[str, ...]:
    return tuple(table("uncased")["chinese_not_last"])
