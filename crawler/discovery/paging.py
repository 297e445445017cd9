"""The next page of a listing that comes in pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl, urlsplit

from crawler.discovery.values import PageLink

_NEXT = re.compile(
    r"""(?<!\w)(?:
      next | older | load\ more | show\ more | view\ more | more
    | weiter | nächste[rs]? | ältere | vorwärts | weitere | mehr
    | suivante?s? | plus\ anciens
    | siguientes? | próxim[ao]s? | proxim[ao]s? | anteriores
    | successiv[aoe] | prossim[aoe] | avanti
    | seguintes?
    | volgende | oudere
    | nästa | äldre | neste | næste | ældre | eldre
    | seuraava | vanhemmat
    | następn[ae] | dalej | starsze
    | další | starší | ďalšia | ďalej
    | következő | următoarea | următor | înainte
    | sonraki | ileri
    | επόμεν[ηο]
    | следующ\w* | дальше | вперед | вперёд | далее | наступн\w* | далі
    | التالي | التالية | بعدی | הבא
    )(?!\w) | 下一页 | 下一頁 | 下页 | 下頁 | 次へ | 次の | 다음 | अगला | ถัดไป""",
    re.VERBOSE | re.IGNORECASE,
)
_ARROW = re.compile(r"[>›→❯▶⟩＞]")
_DOUBLE_ARROW = re.compile(r"»|>>|››")
_NUMBER = re.compile(r"\d{1,3}")
_LONGEST_LABEL = 40  # characters; a longer text is a title that happens to hold such a word
_PAGE_IN_PATH = re.compile(
    r"(?:[/_.,-](?:page|pages|pagina|pag|seite|sida|side|strana|str|sayfa|p))?[/_.,=-]?(?<!\d)\d{1,3}(\.[a-z]{2,5})?/?$",
    re.I,
)
_END_OF_PATH = re.compile(r"(\.[a-z]{2,5})?/?$", re.I)
_PAGE_VALUE = re.compile(
    r"(?!(?:19|20)\d\d$)[0-9]{1,5}"
)  # neither a year, as calendars have it, nor an article's number
_CALENDAR_PARAMETER = re.compile(r"month|monat|mois|mes|year|jahr|ann|yr|day|tag|date|datum|week", re.I)  # has no end
_PAGE_PARAMETER = re.compile(r"page|pagina|seite|offset|start|cursor|after|before|from|skip", re.I)


def next_page_of(url: str, links: Iterable[PageLink], declared: str | None) -> str | None:
    """The page that continues the listing at `url`, or None.

    `declared` is the target of <link rel=next>. Only a page of the same listing counts, by its URL: "next" below an
    article means another article. Evidence in order: rel=next, a word for it, an arrow, the number after the current
    page's, which is the one missing among the linked numbers, a double arrow (which often means the last page).
    """
    if declared and is_page_of(declared, url):
        return declared
    candidates = [link for link in links if is_page_of(link.url, url)]
    for says_next in (_by_rel, _by_word, _by_arrow):
        found = _first(candidates, says_next)
        if found:
            return found
    return _by_number(url, candidates) or _first(candidates, _by_double_arrow)


def is_page_of(candidate: str, url: str) -> bool:
    """Whether two canonical URLs look like pages of one listing: they differ in a number or a paging parameter."""
    one, other = urlsplit(candidate), urlsplit(url)
    if candidate == url or one.netloc != other.netloc:
        return False
    if one.path.rstrip("/") != other.path.rstrip("/"):
        return one.query == other.query and _stem(one.path) == _stem(other.path)
    changed = set(parse_qsl(one.query)) ^ set(parse_qsl(other.query))
    if any(_CALENDAR_PARAMETER.match(name) for name, _ in changed):
        return False
    return any(_PAGE_VALUE.fullmatch(value) or _PAGE_PARAMETER.search(name) for name, value in changed)


def _stem(path: str) -> str:
    """A path without its page number: "/news/page/2/", "/news-2" and "/news/" have one stem."""
    for pattern in (_PAGE_IN_PATH, _END_OF_PATH):
        found = pattern.search(path)
        if found and found.start() > 0:
            return path[: found.start()] + (found[1] or "")
    return path


def _first(links: list[PageLink], says_next: Callable[[PageLink], object]) -> str | None:
    return next((link.url for link in links if says_next(link)), None)


def _by_rel(link: PageLink) -> bool:
    return "next" in link.rel


def _by_word(link: PageLink) -> bool:
    return any(len(text) <= _LONGEST_LABEL and _NEXT.search(text) for text in (link.text, link.label))


def _by_arrow(link: PageLink) -> bool:
    return bool(_ARROW.fullmatch(link.text))


def _by_double_arrow(link: PageLink) -> bool:
    return bool(_DOUBLE_ARROW.fullmatch(link.text))


def _by_number(url: str, links: list[PageLink]) -> str | None:
    numbered = {int(link.text): link.url for link in reversed(links) if _NUMBER.fullmatch(link.text)}
    current = [number for number in range(1, 1000) if number not in numbered and number + 1 in numbered]
    between = [number for number in current if number == 1 or number - 1 in numbered]
    return numbered[between[0] + 1] if len(between) == 1 else None
