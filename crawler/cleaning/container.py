"""Where the text of a page stands.

Each block is worth something (running text) or costs something (link lists, scraps); an element is worth the sum of
what it holds. The text's container is the element of the highest worth, then the smallest one inside it that keeps
nearly all of that: a maximum-sum subtree. Named containers ("articleBody", "entry-content") are taken at their word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag

from . import furniture
from .blocks import Block
from .soup import attribute, names_of
from .text import ends_sentence, word_set

_NAMES = word_set("""
    articlebody articlecontent articletext bodytext entrycontent postcontent postbody storybody storycontent storytext
    newstext newsbody newscontent pressrelease releasebody richtext textbody articlemain contentbody
    """)
_HOST = re.compile(r"(?:https?:)?//([^/?#:]+)", re.IGNORECASE)
_LEAVES = ("p", "li", "td", "tr", "tbody", "pre", "dd", "h1", "h2", "h3", "h4", "h5", "h6")
_NEARLY_ALL = 0.88
_NAMED_SHARE = 0.6
_LIKE_SHARE = 0.2  # of a named container's worth that another of its kind has
_MAX_TEASER = 350  # characters
_MIN_ARTICLE = 300.0  # worth from which the article around the title needs no other
_ARTICLE_SHARE = 0.2  # of the most that any element is worth; one with less of it is a lead, or a card with the title
_SCRAP = 30  # characters; shorter lines without the end of a sentence say nothing for a container


def find_container(body: Tag, blocks: Sequence[Block], title_at: int | None, announced: set[int]) -> Tag:
    """The element that holds the text of the page; `body` itself where there is nothing to go by.

    `announced` are the indices of blocks that announce other pages. The article element that the title (block
    `title_at`) stands in is taken at its word: what costs something inside it does not count; unless it holds little of
    the page's text, and no other article is like it.
    """
    values = [-0.5 * block.size if i in announced else block_worth(block) for i, block in enumerate(blocks)]
    gains = _summed(body, blocks, [max(0.0, value) for value in values])
    article = blocks[title_at].holder.find_parent("article") if title_at is not None else None
    held = gains.get(id(article), 0.0)
    if article is not None and held >= max(_MIN_ARTICLE, _ARTICLE_SHARE * gains[id(body)]):
        return _narrowest(article, gains)
    worth = _summed(body, blocks, values)
    best = max(_elements(body), key=lambda element: worth.get(id(element), 0.0))
    enough = _ARTICLE_SHARE * worth.get(id(best), 0.0)
    if article is not None and held >= _MIN_ARTICLE and (held >= enough or _is_one_of_many(article, body)):
        return _narrowest(article, gains)
    return _narrowest(_lifted(best, body), worth) if worth.get(id(best), 0.0) > 0 else body


def _is_one_of_many(article: Tag, body: Tag) -> bool:
    """Whether there are more articles of its kind, each of them with a text of its own."""
    names = set(attribute(article, "class").split())
    others = (set(attribute(each, "class").split()) for each in body.find_all("article") if each is not article)
    return any(names & other or names == other for other in others)


def _narrowest(best: Tag, worth: dict[int, float]) -> Tag:
    """The named container inside, else the smallest element that keeps nearly all of the worth."""
    total = worth[id(best)]
    large = (e for e in _elements(best) if worth.get(id(e), 0.0) >= _NAMED_SHARE * total)
    named = next(filter(is_named, large), None)
    return _with_its_like(named, best, worth) if named is not None else _narrow(best, worth, total)


def _with_its_like(named: Tag, best: Tag, worth: dict[int, float]) -> Tag:
    """The named container, or the element around all of that name: some systems give each section one."""
    names, naming, least = names_of(named).strip(), _naming(named), _LIKE_SHARE * worth[id(named)]

    def is_like(element: Tag) -> bool:
        """Whether it has all of the container's names, or much text, and one that names it as such."""
        value = worth.get(id(element), 0.0)
        if value <= 0 or not names:
            return False
        return names_of(element).strip() == names or (value > least and not naming.isdisjoint(_naming(element)))

    like = [element for element in _elements(best) if is_like(element)]
    while not all(stands_in(e, named) for e in like) and named is not best and named.parent is not None:
        named = named.parent
    return named


def _naming(element: Tag) -> frozenset[str]:
    """The class names and ids by which a page names an element as one with its text."""
    return frozenset(name for name in names_of(element).split() if not _NAMES.isdisjoint(furniture.words(name)))


def _lifted(best: Tag, body: Tag) -> Tag:
    """A paragraph or a cell is no container: the element around it."""
    while best is not body and best.name in _LEAVES and best.parent is not None:
        best = best.parent
    return best


def is_named(element: Tag) -> bool:
    """Whether a page names this element as the one with its text."""
    if "articleBody" in attribute(element, "itemprop").split():
        return True
    return not _NAMES.isdisjoint(furniture.words(names_of(element)))


def block_worth(block: Block) -> float:
    """What one block says for (above zero) or against its element being the text's container."""
    if block.link_share > 0.5:
        return -min(block.size, 80) - 5.0
    if block.kind == "heading":
        return 0.0
    if block.size < _SCRAP and not ends_sentence(block.text):
        return -5.0
    if block.size < 3 * _SCRAP and not ends_sentence(block.text):
        return 0.0
    return block.size * (1 - block.link_share)


def teasers(blocks: Sequence[Block], host: str = "", title_at: int | None = None) -> set[int]:
    """The indices of blocks that announce another page of the site: a short text under a heading that is a link.

    The title (block `title_at`) announces none, whatever it links to; nor does a section with a list of points.
    """
    found: set[int] = set()
    section: list[int] = []
    left, under = 0, None
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            section = []
            announces = index != title_at and _is_announcement(block, host)
            left, under = _MAX_TEASER, block.holder.parent if announces else None
        elif under is not None and block.size <= left and stands_in(block.holder, under):
            left -= block.size
            section.append(index)
            found.add(index)
            if block.kind == "item" and blocks[index - 1].kind == "item":
                found.difference_update(section)
                under = None
        else:
            under = None
    return found


def _is_announcement(heading: Block, host: str) -> bool:
    if heading.link_share <= 0.8 or heading.level == 1:
        return False
    link = heading.holder.find("a", href=True) or heading.holder.find_parent("a")
    return not isinstance(link, Tag) or _is_on_site(attribute(link, "href"), host)


def _is_on_site(target: str, host: str) -> bool:
    """Whether a link leads to another page of the same site: not to a place on this page, not to another site."""
    if target.startswith("#"):
        return False
    there = _HOST.match(target)
    return there is None or not host or _site(there[1]) == _site(host)


def _site(host: str) -> str:
    """The last two labels of a host's name."""
    return ".".join(host.lower().split(".")[-2:])


def stands_in(element: Tag, container: Tag) -> bool:
    """Whether an element is the container or stands in it."""
    return element is container or any(parent is container for parent in element.parents)


def _summed(body: Tag, blocks: Sequence[Block], values: Sequence[float]) -> dict[int, float]:
    """The sum of the values of all blocks in each element, by identity."""
    sums: dict[int, float] = {}
    for block, value in zip(blocks, values, strict=True):
        sums[id(block.holder)] = sums.get(id(block.holder), 0.0) + value
    for element in reversed(_elements(body)):
        if element is not body and element.parent is not None and id(element) in sums:
            parent = id(element.parent)
            sums[parent] = sums.get(parent, 0.0) + sums[id(element)]
    return sums


def _narrow(best: Tag, worth: dict[int, float], total: float) -> Tag:
    """Down to the smallest element that keeps nearly all of the worth."""
    while True:
        children = [child for child in best.children if isinstance(child, Tag)]
        heir = max(children, key=lambda child: worth.get(id(child), 0.0), default=None)
        if heir is None or worth.get(id(heir), 0.0) < _NEARLY_ALL * total or heir.name in _LEAVES:
            return best
        best = heir


def _elements(root: Tag) -> list[Tag]:
    return [root, *(node for node in root.descendants if isinstance(node, Tag))]
