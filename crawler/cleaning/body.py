"""The text of a release: which blocks of the page are it, in an ordered list of small rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from bs4 import Tag

from .asides import is_related_heading
from .blocks import Block
from .container import block_worth, find_container, stands_in, teasers
from .lines import is_byline, is_furniture
from .notes import is_note_start
from .soup import attribute
from .text import ends_sentence, folded, is_broken, letters
from .trace import Trace

_MAX_LEAD = 1_200  # characters between title and container that are still a lead
_LIST_TAGS = ("ul", "ol", "dl", "div", "section", "table", "nav")
_MAX_LEAD_BLOCKS = 12
_SPACED = 2  # times as long as its letters a title may be
_MIN_SUBTITLE = 30  # characters
_MIN_INTRODUCTION = 40  # characters of a sentence that ends with a colon
_COUNTED = re.compile(r"(\d{1,3})\s*(?:/|of|von|de|sur|di|из)\s*(\d{1,3})(?!\S)")
_MIN_PICTURES = 3
_COMMENTS = re.compile(
    r"\d+\s+(?:comment|kommentar|commentaire|comentario|comentário|commento|reactie)"
    r"|\d+\s+(?:comments?|responses?|thoughts?|replies|kommentare?|antworten) (?:on|to|zu|auf) .{1,200}"
    r"|(?:\d+\s+)?(?:comments|kommentare|commentaires|comentarios|comentários|commenti|reacties|kommentarer|komentarze"
    r"|комментари[ийев]+|отзывы|коментарі|yorumlar|(?:评论|評論|留言|コメント)(?:列表|一覧)?|回應|댓글"
    r"|التعليقات|نظرات)"
    r"(?:\s*[:：]?\s*\(?\d*\)?| (?:geschlossen|closed|are closed)\W*)?"
    r"|(?:leave|post|add|write) a (?:comment|reply)|(?:kommentar|antwort) (?:schreiben|hinterlassen|verfassen)"
    r"|(?:laisser|ajouter|écrire) un commentaire|(?:deja|dejar|añadir|escribir) un comentario"
    r"|deixe (?:um|seu) comentário|lascia un commento|добавить (?:комментарий|отзыв)|оставить комментарий"
    r"|join the (?:conversation|discussion)",
    re.IGNORECASE,
)
_MIN_SENTENCE = 60  # characters of a heading that is no label
_MIN_REPEATED = 60  # characters
_MAX_IDLE = 100  # characters
_MAX_ANNOUNCED = 200  # characters that are said of another page
_MIN_COMMENTED = 0.3  # of the size of the comments that the text before them has
_MAX_NOTES = 0.5  # of the size of the text; more than that is no appendix to it


@dataclass(frozen=True, slots=True)
class Body:
    """What the rules look at.

    All blocks of the page; the title, and the index of its block (None: nowhere); all that the page calls itself, as
    `letters`; the element that the text stands in; the indices of the blocks that announce other pages.
    """

    blocks: Sequence[Block]
    title: str
    title_at: int | None
    names: frozenset[str]
    container: Tag
    announced: set[int]

    @classmethod
    def of(
        cls,
        root: Tag,
        blocks: Sequence[Block],
        title: str,
        title_at: int | None,
        names: Iterable[str] = (),
        host: str = "",
    ) -> Self:
        """What a page of this host gives by itself; `names` are all that it calls itself."""
        announced = teasers(blocks, host, title_at)
        called = frozenset(map(letters, (title, *names))) - {""}
        return cls(blocks, title, title_at, called, find_container(root, blocks, title_at, announced), announced)


def body_blocks(body: Body, trace: Trace | None = None) -> list[Block]:
    """The blocks of the text, notes at its end included; `trace` is told what each rule makes of them."""
    blocks = body.blocks
    kept = [index for index, block in enumerate(blocks) if stands_in(block.holder, body.container)]
    if trace is not None:
        trace.chose("text", "find_container", _path(body.container))
    for rule in RULES:
        before, kept = kept, rule(body, kept)
        if trace is not None:
            trace.changed("text", rule.__name__, *([blocks[index].text for index in some] for some in (before, kept)))
    return [blocks[index] for index in kept]


def after_title(body: Body, kept: list[int]) -> list[int]:
    """The text begins after its title when the title stands in the container."""
    if body.title_at is None or body.title_at not in kept:
        return kept
    before = sum(block_worth(body.blocks[index]) for index in kept if index < body.title_at)
    after = sum(block_worth(body.blocks[index]) for index in kept if index > body.title_at)
    return [index for index in kept if index > body.title_at] if after > before else kept


def with_lead(body: Body, kept: list[int]) -> list[int]:
    """A lead between the title and the container belongs to the text."""
    if body.title_at is None or not kept or body.title_at >= kept[0] or kept[0] - body.title_at > _MAX_LEAD_BLOCKS:
        return kept
    between = range(body.title_at + 1, kept[0])
    lead = [index for index in between if index not in body.announced and _is_lead(body, index)]
    return [*lead, *kept] if _size(body, lead) <= _MAX_LEAD else kept


def _is_lead(body: Body, index: int) -> bool:
    """Running text, or points of a list; or a heading right below the title: what it says in addition."""
    block = body.blocks[index]
    if block.kind == "item" and block.size >= _MIN_SUBTITLE and not block.linked:
        return True
    if block.kind != "heading":
        return block_worth(block) > 0
    follows = index - 1 == body.title_at and block.size >= _MIN_SUBTITLE and not block.linked
    return follows and folded(body.title) not in folded(block.text)


def with_notes(body: Body, kept: list[int]) -> list[int]:
    """Sections of notes that stand behind the container, in the article (or the element) around it."""
    around = body.container.find_parent(["article", "main"]) or body.container.parent
    if not kept or around is None:
        return kept
    section: Tag | None = None
    notes: list[int] = []
    for index, block in enumerate(body.blocks[kept[-1] + 1 :], kept[-1] + 1):
        if not stands_in(block.holder, around):
            break
        if block.kind == "heading":
            section = block.holder.parent if is_note_start(block) else None
        if section is not None and index not in body.announced and stands_in(block.holder, section):
            notes.append(index)
    return [*kept, *notes] if _size(body, notes) <= _MAX_NOTES * _size(body, kept) else kept


def without_titles(body: Body, kept: list[int]) -> list[int]:
    """What the page calls itself, again, and level-1 headings ahead of the text."""
    start = next((index for index in kept if not body.blocks[index].level), 0)
    longest = max(map(len, body.names), default=0) * _SPACED
    return [
        index
        for index in kept
        if not (body.blocks[index].level == 1 and index < start)
        and not (len(body.blocks[index].text) <= longest and letters(body.blocks[index].text) in body.names)
    ]


def without_link_lists(body: Body, kept: list[int]) -> list[int]:
    """Lists and boxes that are mostly links, and lines that are nothing but a link."""
    sizes: dict[int, int] = {}
    linked: dict[int, int] = {}
    for index in kept:
        for element in _boxes(body.blocks[index].holder, body.container):
            sizes[id(element)] = sizes.get(id(element), 0) + body.blocks[index].size
            linked[id(element)] = linked.get(id(element), 0) + body.blocks[index].linked
    boxes = {key for key, size in sizes.items() if linked[key] > 0.6 * size}
    return [
        index
        for index in kept
        if not any(id(element) in boxes for element in _boxes(body.blocks[index].holder, body.container))
        and (not _is_lone_link(body.blocks[index]) or _is_introduced(body.blocks, index))
    ]


def without_teasers(body: Body, kept: list[int]) -> list[int]:
    """Announcements of other pages."""
    return [index for index in kept if index not in body.announced]


def without_related(body: Body, kept: list[int]) -> list[int]:
    """What stands under a heading that says that there is more to read, up to the next heading or where the text
    goes on."""
    level: int | None = None  # of the heading that is open
    left: list[int] = []
    for index in kept:
        block = body.blocks[index]
        if block.level and (level is None or block.level <= level):
            level = block.level if is_related_heading(block.text) else None
        if not block.level and block.size > _MAX_ANNOUNCED:
            level = None
        if level is None:
            left.append(index)
    return left


def _size(body: Body, indices: list[int]) -> int:
    return sum(body.blocks[index].size for index in indices)


def without_furniture(body: Body, kept: list[int]) -> list[int]:
    """Share lines, credits, bylines, dates, adverts (contact lines stay: they begin the notes)."""
    return [
        index
        for index in kept
        if body.blocks[index].kind in ("row", "preformatted")
        or is_note_start(body.blocks[index])
        or not is_furniture(body.blocks[index].text, body.blocks[index].link_share > 0.5)
    ]


def without_galleries(body: Body, kept: list[int]) -> list[int]:
    """Pictures that are counted ("3/12"), each with its caption."""
    counters = {index: _COUNTED.match(body.blocks[index].text) for index in kept if body.blocks[index].kind != "row"}
    totals = {index: counter[2] for index, counter in counters.items() if counter}
    numbers = [int(counter[1]) for counter in counters.values() if counter]
    if len(totals) < _MIN_PICTURES or len(set(totals.values())) > 1 or numbers != sorted(set(numbers)):
        return kept
    return [index for index in kept if index not in totals and index - 1 not in totals]


def without_comments(body: Body, kept: list[int]) -> list[int]:
    """What readers wrote under the text."""
    for position, index in enumerate(kept):
        if position and _COMMENTS.fullmatch(body.blocks[index].text):
            before, rest = kept[:position], kept[position:]
            return before if _size(body, before) > _MIN_COMMENTED * _size(body, rest) else kept
    return kept


def without_repeats(body: Body, kept: list[int]) -> list[int]:
    """A long block that stands twice (a lead set off again, a text for small screens) is taken once; two of the same
    element were meant so."""
    places: dict[str, Tag | None] = {}
    result: list[int] = []
    for index in kept:
        block = body.blocks[index]
        first = places.setdefault(block.text, block.holder.parent)
        if len(block.text) <= _MIN_REPEATED or first is block.holder.parent:
            result.append(index)
    return result


def without_scraps_before(body: Body, kept: list[int]) -> list[int]:
    """Short lines ahead of the first paragraph: kickers, sections, authors; and bylines of any length."""
    for position, index in enumerate(kept):
        block, after = body.blocks[index], kept[position + 1 : position + 2]
        if after and is_broken(block.text, body.blocks[after[0]].text):
            return kept[position:]
        if after and is_byline(block.text):
            continue
        if block.kind != "paragraph" or block.size >= 60 or (block.size >= 30 and ends_sentence(block.text)):
            return kept[position:]
    return kept


def without_idle_introductions(body: Body, kept: list[int]) -> list[int]:
    """Short lines at the end that lead up to nothing ("Further information:")."""
    end = len(kept)
    while end and len(text := body.blocks[kept[end - 1]].text) <= _MAX_IDLE and text.endswith((":", "：")):
        end -= 1
    return kept[:end]


def without_idle_headings(body: Body, kept: list[int]) -> list[int]:
    """Headings, statements aside, that nothing follows before the next one of their level or above, or the end."""
    result: list[int] = []
    level: int | None = None  # of the heading that follows with nothing between
    for index in reversed(kept):
        block = body.blocks[index]
        if block.level == 0 or (block.size >= _MIN_SENTENCE and block.text.endswith((".", "。"))):
            level = 7
        elif level is None or (level <= block.level and not is_note_start(block)):
            continue
        else:
            level = block.level
        result.append(index)
    return result[::-1]


RULES: Sequence[Callable[[Body, list[int]], list[int]]] = (
    with_lead,
    after_title,
    with_notes,
    without_titles,
    without_link_lists,
    without_teasers,
    without_related,
    without_comments,
    without_galleries,
    without_furniture,
    without_repeats,
    without_scraps_before,
    without_idle_introductions,
    without_idle_headings,
)


def _path(element: Tag) -> str:
    """Where an element stands, as a selector: "body > main > div.text"."""
    around = [element, *(parent for parent in element.parents if parent.name != "[document]")]
    return " > ".join(".".join([one.name, *attribute(one, "class").split()[:2]]) for one in reversed(around))


def _boxes(holder: Tag, container: Tag) -> list[Tag]:
    """The lists and boxes inside the container that a block stands in, itself included."""
    found: list[Tag] = []
    element: Tag | None = holder
    while element is not None and element is not container:
        if element.name in _LIST_TAGS:
            found.append(element)
        element = element.parent
    return found


def _is_introduced(blocks: Sequence[Block], index: int) -> bool:
    """Whether a sentence leads up to a block ("Sign the petition of the association here:")."""
    before = blocks[index - 1].text if index else ""
    return len(before) >= _MIN_INTRODUCTION and before.endswith((":", "："))


def _is_lone_link(block: Block) -> bool:
    """Whether it is nothing but a link, and stands alone: the points of a list stay or go with their list."""
    if block.link_share <= 0.9 or block.kind in ("heading", "item"):
        return False
    return block.size <= 80 or not ends_sentence(block.text)
