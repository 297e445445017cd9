"""Lines of type on pages to passages of a text: what a typesetter did, undone. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from .document import Passage
from .text import ends_sentence, folded, is_broken, one_line, size

_EDGE = 4  # lines at the top and at the foot of a page that may be running ones
_MIN_PAGES_SHARE = 0.4  # left and right pages may have different ones, and the first page none
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|pagina|página|sida|side|strona|strana|sayfa|oldal|страница|стр|сторінка|صفحة|p|s|第)?\W*\d{1,3}"
    r"(?:\s*(?:of|von|de|di|van|av|af|z|sur|из|з|من|/)\s*\d{1,3})?(?:\s*(?:页|頁|ページ|쪽))?)\W*",
    re.IGNORECASE,
)
_MAX_NUMBER = 30  # characters
_MAX_WORD = 60  # characters
_DIGITS = re.compile(r"\d+")

_SAME_SIZE = 1.08  # of two sizes that a reader takes for one
_LARGER = 1.15  # times the body's size: a heading
_WIDER_GAP = 1.25  # times the usual leading: a new paragraph
_HEADING_GAP = 1.8  # times a heading's own size: another heading
_USUAL_LEADING = 1.2  # times the size, where a text has too few lines to tell
_MAX_LEADING = 3.0
_INDENT = 0.8  # times the size
_NEIGHBOURS = 5  # lines before and after that show how long a full line is
_FULL = 0.7  # of the longest one
_MIN_FULL = 30  # characters
_MAX_HEADING = 300  # characters
_BOLD_PROMINENCE = 1.1

_BULLET = re.compile(r"[•‣◦▪▫■□●○◆➢➤✓\uf0b7\uf0a7\uf0d8·]\s*|[*–—-]\s+(?=\S)")
_DASH = re.compile(r"[*–—-]")
_SOFT_HYPHEN = re.compile(r"\u00ad\s*$")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u2010]$")
_WORD_END = re.compile(r"[^\W_]+[-\u2010]$")
_WORD_START = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[-\u2010][^\W\d_]++)+")
_AND = frozenset({"und", "oder", "bzw", "sowie", "bis", "and", "or", "to", "en", "of", "och", "og", "eller"})
# Ligatures, and Arabic letters as they are shaped, that fonts have in place of the letters themselves.
_SHAPED = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")
_WIDE_SIGNS = re.compile("[\u3000-\u303f\uff00-\uffef“”‘’…—]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of type: `x` and `y` of its beginning and `size` in points, y upwards; `bold` is the weight of most."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """What is usual in a text: the size and weight of its body, the distance of lines as a multiple of the size."""

    size: float
    bold: bool
    leading: float


def passages(pages: Sequence[Sequence[Line]]) -> list[Passage]:
    """Paragraphs, headings and items in reading order, without running heads, running feet and page numbers.

    A passage's prominence is its size as a multiple of the body's.
    """
    kept = [(line, number) for number, page in enumerate(without_running(pages)) for line in page]
    lines = [line for line, _ in kept]
    if not lines:
        return []
    style = _usual(lines)
    compounds = {word.casefold() for line in lines for word in _COMPOUND.findall(line.text)}
    found: list[list[Line]] = [[lines[0]]]
    for index, ((before, page), (line, next_page)) in enumerate(pairwise(kept)):
        if _goes_on(before, line, style, same_page=page == next_page, full=_is_full(lines, index)):
            found[-1].append(line)
        else:
            found.append([line])
    return [passage for group in found if (passage := _passage(group, style, compounds)).text]


def without_running(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without what stands at the edge of many of them, and without page numbers."""
    edges = [_edge(page) for page in pages]
    counts = Counter(key for edge in edges for key in {_key(line) for line in edge})
    enough = max(2, _MIN_PAGES_SHARE * len(pages))
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        running = {id(line) for line in edge if counts[_key(line)] >= enough}
        rest = [line for line in page if id(line) not in running]
        numbers = {id(line) for line in _edge(rest, 1) if _is_page_number(line)}
        kept.append([line for line in rest if id(line) not in numbers])
    return kept


def _edge(page: Sequence[Line], many: int = _EDGE) -> list[Line]:
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered if len(ordered) <= 2 * many else ordered[:many] + ordered[-many:]


def _is_page_number(line: Line) -> bool:
    text = one_line(line.text)
    return len(text) <= _MAX_NUMBER and _PAGE_NUMBER.fullmatch(text) is not None


def _key(line: Line) -> tuple[str, int]:
    """Equal for "Page 1 of 9" and "Page 2 of 9", but not for a title and a running head of the same words."""
    return _DIGITS.sub("0", folded(line.text)), round(line.size)


def _usual(lines: Sequence[Line]) -> _Style:
    amounts: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        amounts[round(line.size, 1), line.bold] += len(line.text)
    (body, bold), _ = amounts.most_common(1)[0]
    gaps = [
        (before.y - line.y) / line.size
        for before, line in pairwise(lines)
        if _is_same_size(before, line) and 0.5 * line.size < before.y - line.y < _MAX_LEADING * line.size
    ]
    return _Style(body or 1, bold, quantiles(gaps, n=4)[0] if len(gaps) > 1 else _USUAL_LEADING)


def _is_full(lines: Sequence[Line], index: int) -> bool:
    """Whether a line was broken by its length, judged by the lines around it."""
    around = lines[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS + 1]
    length = size(lines[index].text)
    return length >= _MIN_FULL and length >= _FULL * max(size(line.text) for line in around)


def _goes_on(before: Line, line: Line, style: _Style, *, same_page: bool, full: bool) -> bool:
    """Whether a line belongs to the passage of the line before it."""
    gap = before.y - line.y
    if not _is_same_size(before, line):
        return False
    if _starts_item(before, line, full=full):
        return False
    if before.bold != line.bold and not is_broken(before.text, line.text):
        return False
    if not same_page or gap < -0.5 * line.size:  # the next page, or the next column
        return full and not ends_sentence(before.text)
    if before.size > _LARGER * style.size:
        return gap <= _HEADING_GAP * before.size
    if gap > _WIDER_GAP * style.leading * before.size:
        return False
    return not ends_sentence(before.text) or (full and line.x - before.x < _INDENT * line.size)


def _starts_item(before: Line, line: Line, *, full: bool) -> bool:
    """A dash may as well stand at the beginning of a line by accident, a bullet may not."""
    if not _BULLET.match(line.text):
        return False
    in_list = _BULLET.match(before.text) is not None or not full or ends_sentence(before.text)
    return in_list or not _DASH.match(line.text)


def _is_same_size(one: Line, other: Line) -> bool:
    return max(one.size, other.size) <= _SAME_SIZE * min(one.size, other.size)


def _passage(lines: Sequence[Line], style: _Style, compounds: set[str]) -> Passage:
    prominence = max(line.size for line in lines) / style.size
    is_heading = prominence >= _LARGER or (lines[0].bold and not style.bold)
    text = _joined([line.text for line in lines], compounds, keep_short=not is_heading)
    bullet = _BULLET.match(text)
    if bullet:
        return Passage(text[bullet.end() :], "item", prominence)
    if is_heading and len(text) <= _MAX_HEADING:
        return Passage(" ".join(text.split()), "heading", max(prominence, _BOLD_PROMINENCE))
    return Passage(text, "paragraph", prominence)


def _joined(lines: Sequence[str], compounds: set[str], *, keep_short: bool) -> str:
    """The text of lines; `keep_short`: a short one that nothing continues (of an address) stays a line."""
    texts = [one_line(_SHAPED.sub(_unshaped, _SOFT_HYPHEN.sub("-", line))) for line in lines]
    short = max(_MIN_FULL, _FULL * max(map(size, texts))) if keep_short else 0
    led_on = [_led_on(before, after, compounds, size(before) < short) for before, after in pairwise(texts)]
    return "".join((*led_on, texts[-1])).strip()


def _led_on(before: str, after: str, compounds: set[str], short: bool) -> str:
    """A line with what parts it from the next one, and without the hyphen that the break put in."""
    if _HYPHENATED.search(before):
        return _at_hyphen(before, after, compounds)
    if before.endswith(("-", "/")) and after[:1].isalnum() and not before.endswith((" -", " /")):
        return before  # "2019-" and "2020"
    if _is_unspaced(before[-1:], after[:1]):
        return before
    return before + ("\n" if short and not after[:1].islower() else " ")


def _at_hyphen(before: str, after: str, compounds: set[str]) -> str:
    """A word is whole again, unless the text has it with the hyphen elsewhere, or the hyphen stands for a part."""
    first, last = _WORD_END.search(before[-_MAX_WORD:]), _WORD_START.match(after)
    if first is None or last is None or last[0].casefold() in _AND:
        return f"{before} "
    is_compound = f"{first[0][:-1]}-{last[0]}".casefold() in compounds
    return before if is_compound or not last[0][0].islower() else before[:-1]


def _is_unspaced(last: str, first: str) -> bool:
    """Whether a line break stands for nothing: between signs of a script that is written without spaces."""
    if not (last and first) or "\uac00" <= last <= "\ud7a3" or "\uac00" <= first <= "\ud7a3":
        return False
    wide = [size(sign) > 1 or _WIDE_SIGNS.match(sign) is not None for sign in (last, first)]
    return all(wide) and (size(last) > 1 or size(first) > 1)


def _unshaped(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])
