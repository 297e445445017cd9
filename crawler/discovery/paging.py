"""The next page of a listing that comes in pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from crawler.urls import canonical_url, host_of, own_host, parts_of

_NEXT = re.compile(
    r"""(?<!\w)(?:
      next | older | earlier | load\ more | show\ more | view\ more | more
    | weiter | nächste[rs]? | ältere | vorwärts | weitere | mehr
    | suivante?s? | plus\ anciens | plus\ de | voir\ plus | afficher\ plus
    | siguientes? | próxim[ao]s? | proxim[ao]s? | anteriores | más | mas
    | successiv[aoe] | prossim[aoe] | avanti | altr[ie]
    | seguintes? | mais
    | volgende | oudere | meer
    | nästa | äldre | neste | næste | ældre | eldre | fler | flere
    | seuraava | vanhemmat | lisää
    | następn[ae] | dalej | starsze | więcej
    | další | starší | ďalšia | ďalej
    | következő | több | următoarea | următor | înainte
    | sonraki | ileri | daha\ fazla
    | επόμεν[ηο] | περισσότερα
    | следующ\w* | дальше | вперед | вперёд | далее | ещё | еще | наступн\w* | далі | більше
    | التالي | التالية | المزيد | بعدی | הבא | עוד
    )(?!\w)
    | 下一页 | 下一頁 | 下页 | 下頁 | 加载更多 | 更多 | 次へ | 次の | もっと見る | 다음 | 더보기 | अगला | ถัดไป""",
    re.VERBOSE | re.IGNORECASE,
)
_NEXT_NAME = re.compile(
    r"(?<![a-z])(?:next|older|(?:load|show|view|see)[-_]?more|infinite[-_]?scroll)"
    r"(?:[-_]?(?:page|posts?|link|item|btn|button|url|href|trigger))*(?![\w-])",
    re.I,
)
_ARROW = re.compile(r"[>›→❯▶⟩＞]")
_DOUBLE_ARROW = re.compile(r"»|>>|››")
_DIGITS = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"(?:[^\W\d]+ )?[\[(]?(\d{1,3})[\])]?")  # "2", "[2]", "Page 2"
_LONGEST_LABEL = 40  # characters; a longer text is a title that happens to hold such a word
_PAGE_WORD = r"pages?|paged?|pagina|página|pag|seite|sida|side|strana|stranka|str|sayfa|sivu|p"
_PAGE_IN_PATH = re.compile(rf"(?:(?:^|[/_.,-])(?:{_PAGE_WORD}))?[/_.,:=-]?(?<!\d)\d{{1,3}}$", re.I)
_NAMED_PAGE_IN_PATH = re.compile(rf"(?:^|[/_.,-])(?:{_PAGE_WORD})[/_.,:=-]?\d{{1,5}}(?:\.[a-z]{{2,5}})?/?$", re.I)
_DAY_OR_MONTH = re.compile(r"/(?:19|20)\d\d[/-][01]?\d(?:[/-][0-3]?\d)?$")  # a calendar's path
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.I)
_FOLDER_PAGE = re.compile(r"/(?:index|default)$", re.I)
# Neither a year, as calendars have it, nor an article's number.
_PAGE_VALUE = re.compile(r"(?!(?:19|20)\d\d$)[0-9]{1,5}")
_DAY_VALUE = re.compile(r"\d{4}-\d\d(?:-\d\d)?|\d\d?[./]\d\d?[./]\d{2,4}")
_CALENDAR_PARAMETER = re.compile(r"month|monat|mois|mes|year|jahr|ann|yr|day|tag|date|datum|week", re.I)  # has no end
_SIZE_PARAMETER = re.compile(r"per_?page|page_?(?:size|len)|limit(?!start)|^(?:size|count|rows|num)$", re.I)
_OFFSET_PARAMETER = re.compile(r"offset|start|skip|from|first", re.I)
_PAGE_PARAMETER = re.compile(r"page|pagina|seite|cursor|after|before", re.I)
_SHORT_PAGE_PARAMETER = re.compile(r"p|pg|pn", re.I)  # may as well name an article: its value has to be a small number


class Pointer(NamedTuple):
    """What a reader may use to go on: a link, a button, an element that a script listens to.

    `names` are class names and ids, its own and its parent's. `asks_for_more`: it loads more into the page, so its
    address need not look like the page's own.
    """

    url: str
    text: str
    label: str = ""
    rel: frozenset[str] = frozenset()
    names: str = ""
    asks_for_more: bool = False


def next_page_of(url: str, pointers: Iterable[Pointer], declared: str | None) -> str | None:
    """The page that continues the listing at `url`, or None.

    `declared` is the target of <link rel=next>. Only a page of the same listing counts, by its URL: "next" below an
    article means another article. Evidence in order: rel=next, a word for it, an arrow, a class name, the number after
    the current page's, a double arrow (which often means the last page).
    """
    if declared and (is_page_of(declared, url) or _is_numbered_page_of(declared, url)):
        return declared
    candidates = [pointer for pointer in pointers if may_continue(pointer.url, url, pointer.asks_for_more)]
    for says_next in (_by_rel, _by_word, _by_arrow, _by_name):
        found = _first(candidates, says_next)
        if found:
            return found
    return _by_number(url, candidates) or _first(candidates, _by_double_arrow)


def may_continue(candidate: str, url: str, asks_for_more: bool) -> bool:
    """Whether a pointer to `candidate` may lead on from `url`, by their addresses."""
    return is_page_of(candidate, url) or (asks_for_more and _is_numbered_page_of(candidate, url))


def is_page_of(candidate: str, url: str) -> bool:
    """Whether two canonical URLs look like pages of one listing: they differ in a number or a paging parameter."""
    other = parts_of(url)
    stem = _stem(other.path)
    if stem not in candidate:  # most links
        return False
    one = parts_of(candidate)
    if candidate == url or _bare_host(one.netloc) != _bare_host(other.netloc):
        return False
    if one.path.rstrip("/") != other.path.rstrip("/"):
        return one.query == other.query and one.path.startswith(stem) and _stem(one.path) == stem
    changed = set(parse_qsl(one.query)) ^ set(parse_qsl(other.query))
    if any(_CALENDAR_PARAMETER.match(name) for name, _ in changed):
        return False
    return any(_is_paging(name, value) for name, value in changed)


def raised(url: str, items: int | None) -> str | None:
    """The URL with its page number raised by one, or its offset by the number of items that it gave; else None.

    For answers that name no next page. `items` is None where it is not known: a limit in the URL then says it.
    """
    parts = parts_of(url)
    parameters = [(unquote(name), name, value) for name, _, value in (p.partition("=") for p in parts.query.split("&"))]
    sizes = [int(value) for name, _, value in parameters if _SIZE_PARAMETER.search(name) and _is_number(value)]
    step = items or next(iter(sizes), None)
    for name, written, value in parameters:
        if not _is_number(value) or _SIZE_PARAMETER.search(name):
            continue
        by = step if _OFFSET_PARAMETER.search(name) else 1 if _names_page(name) else None
        if by:
            changed = "&".join(
                f"{written}={int(value) + by}" if one == written else f"{one}={other}" for _, one, other in parameters
            )
            return canonical_url(f"{url.partition('?')[0]}?{changed}")
    return _raised_in_path(url) if _NAMED_PAGE_IN_PATH.search(parts.path) else None


def _raised_in_path(url: str) -> str | None:
    path, mark, query = url.partition("?")
    return canonical_url(re.sub(r"\d+(?=\D*$)", lambda number: str(int(number[0]) + 1), path) + mark + query)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def _bare_host(netloc: str) -> str:
    return netloc.removeprefix("www.")


def _is_paging(name: str, value: str) -> bool:
    """Whether a parameter says which page; its name may say so, else a small number does."""
    if _SIZE_PARAMETER.search(name):
        return False
    if _PAGE_VALUE.fullmatch(value) or _PAGE_PARAMETER.search(name):
        return True
    return bool(_OFFSET_PARAMETER.search(name)) and not _DAY_VALUE.fullmatch(value)


def _names_page(name: str) -> bool:
    return bool(_PAGE_PARAMETER.search(name) or _SHORT_PAGE_PARAMETER.fullmatch(name))


@lru_cache(maxsize=1024)
def _stem(path: str) -> str:
    """A path without its page number and ending: "/news/page/2/", "/news-2.html", "/news/index.html": all "/news"."""
    bare = _ENDING.sub("", path.rstrip("/"))
    if _DAY_OR_MONTH.search(bare):
        return bare
    return _FOLDER_PAGE.sub("", _PAGE_IN_PATH.sub("", bare))


def _is_numbered_page_of(candidate: str, url: str) -> bool:
    """Whether a URL of the same site says itself that it is one page of several."""
    parts = parts_of(candidate)
    if candidate == url or not own_host(host_of(candidate), [host_of(url)]):
        return False
    named = any(
        (_names_page(name) or _OFFSET_PARAMETER.search(name)) and _is_paging(name, value)
        for name, value in parse_qsl(parts.query)
    )
    return named or bool(_NAMED_PAGE_IN_PATH.search(parts.path))


def _first(pointers: list[Pointer], says_next: Callable[[Pointer], object]) -> str | None:
    return next((pointer.url for pointer in pointers if says_next(pointer)), None)


def _by_rel(pointer: Pointer) -> bool:
    return "next" in pointer.rel


def _by_word(pointer: Pointer) -> bool:
    return any(len(text) <= _LONGEST_LABEL and _NEXT.search(text) for text in (pointer.text, pointer.label))


def _by_arrow(pointer: Pointer) -> bool:
    return bool(_ARROW.fullmatch(pointer.text))


def _by_name(pointer: Pointer) -> bool:
    return bool(_NEXT_NAME.search(pointer.names))


def _by_double_arrow(pointer: Pointer) -> bool:
    return bool(_DOUBLE_ARROW.fullmatch(pointer.text))


def _by_number(url: str, pointers: list[Pointer]) -> str | None:
    """The page after the current one, which is the first where `url` has no number, else the one that isn't linked."""
    numbered = {
        int(found[1]): pointer.url for pointer in reversed(pointers) if (found := _NUMBER.fullmatch(pointer.text))
    }
    if 1 in numbered and 2 in numbered and _is_first_page(url, numbered[1], numbered[2]):
        return numbered[2]
    current = [number for number in range(1, 1000) if number not in numbered and number + 1 in numbered]
    between = [number for number in current if number == 1 or number - 1 in numbered]
    if len(between) > 1:  # "1 … 3 4 [5] 6 7": a number that is left out looks like the current one
        counted = _counted(url, numbered)
        between = [number for number in between if number == counted]
    return numbered[between[0] + 1] if len(between) == 1 else None


def _counted(url: str, numbered: dict[int, str]) -> int | None:
    """The number of the page at `url` among pages whose numbers and addresses rise in equal steps; 1 where the number
    that tells their addresses apart is missing in it."""
    last, before = sorted(numbered, reverse=True)[:2]
    own, one, two = (list(map(int, _DIGITS.findall(address))) for address in (url, numbered[before], numbered[last]))
    places = [place for place, (low, high) in enumerate(zip(one, two, strict=False)) if low != high]
    if len(one) != len(two) or len(places) != 1:
        return None
    if len(own) < len(two):
        return 1
    step = (two[places[0]] - one[places[0]]) / (last - before)
    counted = last - (two[places[0]] - own[places[0]]) / step
    return int(counted) if counted.is_integer() else None


def _is_first_page(url: str, first: str, second: str) -> bool:
    """Whether the number that tells the first page's address from the second's is missing in `url`."""
    own, one, two = (parts_of(address) for address in (url, first, second))
    changed = {name for name, _ in set(parse_qsl(one.query)) ^ set(parse_qsl(two.query))}
    if changed:
        return changed.isdisjoint(name for name, _ in parse_qsl(own.query)) and _stem(own.path) == _stem(two.path)
    return own.path.rstrip("/") == _stem(own.path) != two.path.rstrip("/")
