"""A document that is no HTML page, as its passages, to one release: the part that PDF and DOCX share. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from urllib.parse import unquote, urlsplit

from crawler.records import Release

from .dates import FIRST_YEAR, LAST_YEAR, find_dates
from .facts.gather import with_document_facts
from .facts.head import without_head_lines
from .language import language_of
from .lines import is_byline, is_date_line
from .metadata import Metadata
from .notes import split_notes
from .pieces import render
from .published import dateline
from .text import any_of, ends_sentence, folded, letters, one_line, size
from .title import MAX_TITLE

MAX_CHARACTERS = 500_000
"""The most of a document's text that is read."""

_OPENING = 15  # passages among which the title stands
_LARGER = 1.15  # times the body's prominence
_MIN_TITLE = 12  # characters; see `size`
_MIN_RUNNING = 150  # characters of a passage above the title that is text, not a letterhead
_DATED = 120  # characters; a date in a longer passage belongs to running text
_BELOW_TITLE = 3  # passages below the title that may give the date
_MIN_LETTERS = 40  # of a document that says anything
_MAX_UNREADABLE = 0.15  # of the characters, which a font names without telling what they are
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|/[GgC]\\d{1,3}(?!\\d)")

# Titles that programs give by themselves, or that are the names of files.
_NO_TITLE = any_of(
    r"microsoft (?:word|powerpoint|excel|publisher)\b.*",
    r"\S*\.(?:docx?|dotx?|pdf|indd|qxd|rtf|odt|pages|pptx?|pub|tex|dvi|ps|xlsx?|html?|txt|p65|cdr|ai)",
    r".*\.(?:docx?|pdf|indd|qxd|rtf|odt|pptx?|pub)",
    r"(?:untitled|unbenannt|ohne titel|sans[- ]titre|sin t[ií]tulo|senza titolo|sem t[ií]tulo|без названия|无标题).*",
    r"(?:word )?(?:document|dokument|documento?|документ|文档|文書)[ _-]?\d*|title|titel|titre|layout \d+|slide \d+",
    r"(?:briefkopf|letterhead|vorlage|template|modello|plantilla|modèle)\b.*",
)
# What stands above a title to say what kind of text follows.
_KICKER = any_of(
    r"(?:for immediate release|embargo(?:ed)?\b.*|nr?\.?º? ?\d+.*)",
    r"(?:(?:press|news|media) (?:release|statement|note|advisory|information)|statement|press|news|media)\b.{0,40}",
    r"(?:presse|medien)(?:mitteilung|information|meldung|erklärung|aussendung|dienst|info)?\b.{0,40}",
    r"(?:communiqué|dossier|avis) (?:de|aux) (?:la )?(?:presse|médias)\b.{0,40}|communiqué",
    r"(?:nota|comunicado|boletín|aviso) (?:de|a la|à) (?:prensa|imprensa)\b.{0,40}|nota informativa.{0,20}",
    r"comunicato(?: stampa)?\b.{0,40}|persbericht.{0,40}|pressmeddelande.{0,40}|pressemeddelelse.{0,40}",
    r"pressemelding.{0,40}|(?:lehdistö)?tiedote.{0,30}|(?:komunikat|informacja) prasow[ya].{0,40}",
    r"tisková zpráva.{0,30}",
    r"(?:пресс|прес)-(?:релиз|реліз|сообщение|служба)\b.{0,40}|сообщение для (?:сми|печати).{0,20}",
    r"بيان (?:صحفي|صحافي|إعلامي).{0,30}|اطلاعیه مطبوعاتی.{0,20}|新闻(?:稿|公报|发布).{0,15}|新聞稿.{0,15}",
    r"(?:プレスリリース|報道(?:発表|資料)).{0,15}|보도 ?자료.{0,15}|basın (?:bülteni|açıklaması).{0,30}",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, item or row (`kind`); `prominence` is the rank that its type gives it, 1 for the body's."""

    text: str
    kind: str = "paragraph"
    prominence: float = 1.0

    @property
    def size(self) -> int:
        return size(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """Passages in reading order, the title among them, and what the file says about itself; unknown is "" or None."""

    passages: Sequence[Passage]
    title: str = ""
    author: str = ""
    language: str = ""  # a language tag
    created: date | None = None


def release_of(document: Document, url: str) -> Release | None:
    """The release that a document is, None where it holds no text that can be read.

    What stands above the title (a letterhead, "Press release") goes, with the date that it gives.
    """
    passages = _within_limit(document.passages)
    if not _is_readable(passages):
        return None
    title, start, end = _find_title(document, passages, url)
    head, rest = passages[:start], passages[end:]
    while rest and folded(rest[0].text) == folded(title):
        rest = rest[1:]
    body, notes = split_notes([*filter(_is_running, head), *_without_datelines(rest)])
    body = without_head_lines(body)
    text = render(body)
    language = language_of(text, document.language, Metadata())
    published, published_from = _published(document, [*head, *rest[:_BELOW_TITLE]], text, language)
    release = Release(
        url=url,
        title=title,
        text=text,
        published=published,
        published_from=published_from,
        language=language,
        notes=render(notes),
    )
    near = [passage.text for passage in (*head, *rest[:_BELOW_TITLE])]
    return with_document_facts(release, [line for text in near for line in text.split("\n")])


def is_real_title(title: str, url: str) -> bool:
    """Whether somebody wrote a title, or a program made it up of the file's name."""
    stem = unquote(urlsplit(url).path).rpartition("/")[2].rpartition(".")[0]
    is_name = "_" in title and " " not in title
    return size(title) >= _MIN_TITLE and not (is_name or _NO_TITLE.fullmatch(title) or letters(title) == letters(stem))


Span = tuple[str, int, int]
"""A title, and the passages from and up to which it stands."""


def _find_title(document: Document, passages: Sequence[Passage], url: str) -> Span:
    """The title and its place, by the first rule that finds one; ("", 0, 0) where none does."""
    given = one_line(document.title)[:MAX_TITLE]
    given = given if is_real_title(given, url) and folded(given) != folded(document.author) else ""
    for rule in RULES:
        found = rule(given, passages[:_OPENING])
        if found:
            return found
    return "", 0, 0


def confirmed_title(given: str, opening: Sequence[Passage]) -> Span | None:
    """The document's own title, where it also stands in the text: as the text has it."""
    wanted = folded(given)
    for start, passage in enumerate(opening):
        shown = folded(passage.text)
        if wanted and shown == wanted:
            return one_line(passage.text), start, start + 1
        if wanted and wanted in shown and len(shown) < 2 * len(wanted):
            return given, start, start + 1
        if _may_be_title(passage) and shown in wanted and 2 * len(shown) > len(wanted):
            return one_line(passage.text), start, start + 1
    return None


def most_prominent(given: str, opening: Sequence[Passage]) -> Span | None:
    """What is set larger than anything else that may be a title."""
    headlines = [
        (passage.prominence, -index)
        for index, passage in enumerate(opening)
        if passage.prominence >= _LARGER and _may_be_title(passage)
    ]
    if not headlines:
        return None
    start = -max(headlines)[1]
    return one_line(opening[start].text), start, start + 1


def unconfirmed_title(given: str, opening: Sequence[Passage]) -> Span | None:
    """The document's own title, though the text does not have it."""
    return (given, 0, 0) if given else None


def first_line(given: str, opening: Sequence[Passage]) -> Span | None:
    """The first passage that may be a title, is no sentence, and has more text below it; a heading before others."""
    below = list(accumulate(passage.size for passage in reversed(opening)))[::-1]
    candidates = [
        (passage.kind != "heading", index)
        for index, passage in enumerate(opening)
        if _may_be_title(passage) and not ends_sentence(passage.text) and below[index] > 2 * passage.size
    ]
    if not candidates:
        return None
    start = min(candidates)[1]
    return one_line(opening[start].text), start, start + 1


RULES: Sequence[Callable[[str, Sequence[Passage]], Span | None]] = (
    confirmed_title,
    most_prominent,
    unconfirmed_title,
    first_line,
)


def _may_be_title(passage: Passage) -> bool:
    text = one_line(passage.text)
    if passage.kind in ("item", "row") or passage.size < _MIN_TITLE or len(text) > MAX_TITLE:
        return False
    return not (is_kicker(text) or is_date_line(text) or is_byline(text))


def is_kicker(text: str) -> bool:
    """Whether a line says no more than what kind of text follows ("Press release 12/2021")."""
    return _KICKER.fullmatch(text.strip(" .:-–—|")) is not None


def _is_running(passage: Passage) -> bool:
    return passage.size >= _MIN_RUNNING and ends_sentence(passage.text)


def _without_datelines(passages: Sequence[Passage]) -> list[Passage]:
    """Without the lines above the text that are a date, names and a date, or what kind of text this is."""
    for index, passage in enumerate(passages):
        text = one_line(passage.text)
        if not (is_date_line(text) or is_byline(text) or is_kicker(text)):
            return list(passages[index:])
    return []


def _published(
    document: Document, near_title: Sequence[Passage], text: str, language: str | None
) -> tuple[date | None, str | None]:
    """From a short passage by the title, from the opening of the text, or from the day that the file was made."""
    month_first = language in ("en", "en-US") and not document.language.lower().startswith("en-gb")
    for passage in near_title:
        found = find_dates(passage.text, month_first) if len(passage.text) <= _DATED else []
        if found:
            return found[0].day, "line"
    opening = dateline(text, month_first)
    if opening:
        return opening, "text"
    created = document.created
    return (created, "metadata") if created and FIRST_YEAR <= created.year <= LAST_YEAR else (None, None)


def _within_limit(passages: Sequence[Passage]) -> list[Passage]:
    """The passages up to MAX_CHARACTERS, each at most that long."""
    kept: list[Passage] = []
    left = MAX_CHARACTERS
    for passage in passages:
        if len(passage.text) > left:
            break
        kept.append(passage)
        left -= len(passage.text)
    return kept


def _is_readable(passages: Sequence[Passage]) -> bool:
    """Whether there are letters, and fonts that say which ones they are."""
    text = "".join(passage.text for passage in passages)
    unreadable = sum(len(found) for found in _UNREADABLE.findall(text))
    return sum(map(str.isalpha, text)) >= _MIN_LETTERS and unreadable <= _MAX_UNREADABLE * len(text)
