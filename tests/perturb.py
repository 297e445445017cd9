"""Changes of a page that leave its release as it is: menus, related items, counters, tokens, adverts and the like.

page = Page(html, gold_text)
page.change("menus", Random(1))
after = page.content()
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from datetime import date, timedelta
from random import Random
from typing import cast

from lxml import etree, html

from crawler.cleaning.decode import decode

_BLOCKS = ("p", "div", "ul", "ol", "h2", "h3", "h4", "section", "figure", "blockquote", "table")
_RAW_TEXT = ("script", "style", "pre", "textarea", "title")
_LETTERS = re.compile(r"[\W_]+")
_LEAST_PIECE = 20  # letters and digits of a paragraph that is looked for
_LEAST_PARAGRAPH = 100  # characters
_LINK_LIST = 0.8  # share of its text that are links
_HASHED = re.compile(r"\b(?:css|sc|jss|svelte|_)-?(?=\w*\d)[A-Za-z0-9]{5,}\b")

_SUBJECTS = (
    "Minister Falk",
    "The harbour board",
    "Stadtwerke Nordheim",
    "Professor Ilse Brandt",
    "The audit office",
    "Feuerwehr Altenau",
    "A team from Lund",
    "Le conseil régional",
)
_DEEDS = (
    "opens new bridge in Westhaven",
    "presents the annual report 2026",
    "warns of fraud by telephone",
    "stellt Förderprogramm für Radwege vor",
    "wins prize for quiet ventilation",
    "calls for volunteers in 14 districts",
    "rescues three hikers on Mount Ode",
    "signs agreement on rail freight",
)
_SENTENCES = (
    "The programme runs until next summer and costs 3.2 million euros.",
    "More than 400 visitors came to the first open day.",
    "Die Arbeiten beginnen im Frühjahr und dauern rund zwei Jahre.",
    "Nobody was hurt, and the road was open again by noon.",
    "Applications can be handed in online, by letter or in person.",
)
_MENU = (
    "Home",
    "News",
    "Press",
    "About us",
    "Karriere",
    "Kontakt",
    "Services",
    "Publications",
    "Events",
    "Suche",
    "FAQ",
)
_TODAY = date(2026, 11, 24)


class Page:
    """A page as a tree, with the element that its release stands in. Changes happen in place."""

    def __init__(self, content: bytes, text: str, title: str = "") -> None:
        """`text` is that of the release, in paragraphs. Raises ValueError where it is not on the page."""
        self.root = html.document_fromstring(decode(content).encode(), parser=html.HTMLParser(encoding="utf-8"))
        body = self.root.find("body")
        if body is None:
            raise ValueError("a page without a body")
        self.body = body
        pieces = [piece for line in text.split("\n") if len(piece := _letters(line)) >= _LEAST_PIECE]
        self.text = _holder(body, pieces)
        headings = [each for each in body.iter("h1", "h2", "h3") if title and _letters(title) in _letters(_text(each))]
        self.whole = _common(self.text, headings[0]) if headings else self.text

    def copy(self) -> Page:
        """The same page, to be changed by itself."""
        places = self.root.getroottree()
        twin = copy(self)
        twin.root = deepcopy(self.root)
        twin.body, twin.text, twin.whole = (
            _at(twin.root, places.getpath(each)) for each in (self.body, self.text, self.whole)
        )
        return twin

    def content(self) -> bytes:
        return bytes(etree.tostring(self.root, encoding="utf-8", method="html"))

    def change(self, kind: str, random: Random) -> None:
        CHANGES[kind](self, random)

    def paragraphs(self, text: str) -> list[html.HtmlElement]:
        """The paragraphs of the release that hold a sentence and no further element, and stand in `text`."""
        leaves = (each for each in self.text.iter("p", "div", "li") if not len(each))
        shown = ((each, " ".join((each.text or "").split())) for each in leaves)
        return [each for each, line in shown if len(line) >= _LEAST_PARAGRAPH and line in text]

    def add_after(self, markup: str, random: Random) -> None:
        """Behind the text, somewhere on the way out of the element that holds all of the release."""
        ways = [each for each in self._outwards(self.text) if each.tag not in ("td", "tr", "tbody", "li")]
        if not ways:
            self._append(markup)
            return
        random.choice(ways).addnext(_fragment(markup))

    def add_before(self, markup: str, random: Random) -> None:
        """Ahead of all of the release."""
        ways = [each for each in self._outwards(self.whole) if each.tag not in ("td", "tr", "tbody", "li")]
        if ways:
            _put_before(random.choice(ways), markup)
        else:
            self.body.insert(0, _fragment(markup))

    def add_around(self, markup: str, random: Random) -> None:
        random.choice((self.add_before, self.add_after))(markup, random)

    def add_at_edge(self, markup: str, random: Random) -> None:
        """At the very beginning or end of the page."""
        if random.random() < 0.5 and self.whole is not self.body:
            fragment = _fragment(markup)
            fragment.tail, self.body.text = self.body.text, None
            self.body.insert(0, fragment)
        else:
            self._append(markup)

    def add_between_paragraphs(self, markup: str, random: Random) -> None:
        """Within the text, where a block ends: what a server puts into an article."""
        blocks = [each for each in self.text.iterchildren("p") if not (each.tail or "").strip() and _text(each).strip()]
        if len(blocks) > 2:
            random.choice(blocks[:-1]).addnext(_fragment(markup))

    def link_lists(self) -> list[html.HtmlElement]:
        """Menus and the like that stand on the page, outside of the release."""
        inside = set(self.whole.iter()) | set(self._outwards(self.whole))
        return [
            each
            for each in self.body.iter("ul", "ol")
            if each not in inside and len(each.findall("li")) >= 3 and _link_share(each) > _LINK_LIST
        ]

    def _append(self, markup: str) -> None:
        self.body.append(_fragment(markup))

    def _outwards(self, element: html.HtmlElement) -> list[html.HtmlElement]:
        """An element and those around it, up to the body (exclusive)."""
        return [each for each in (element, *element.iterancestors()) if each not in (self.body, self.root)]


def title(random: Random) -> str:
    return f"{random.choice(_SUBJECTS)} {random.choice(_DEEDS)}"


def day(random: Random) -> str:
    when = _TODAY - timedelta(days=random.randrange(900))
    return random.choice((when.isoformat(), f"{when:%d.%m.%Y}", f"{when:%-d %B %Y}", f"{when:%B %-d, %Y}"))


def _address(random: Random) -> str:
    return f"/news/{random.randrange(2020, 2027)}/{random.randrange(10**5)}-item"


def _menus(page: Page, random: Random) -> None:
    """Entries of the menus that are there come, go and change places."""
    for menu in page.link_lists():
        entries = menu.findall("li")
        for entry in entries:
            menu.remove(entry)
        kept = random.sample(entries, max(1, len(entries) - random.randrange(1, 3)))
        for _ in range(random.randrange(3)):
            kept.append(_fragment(f'<li><a href="{_address(random)}">{random.choice(_MENU)}</a></li>'))
        menu.extend(kept)


def _new_menu(page: Page, random: Random) -> None:
    names = random.sample(_MENU, random.randrange(3, 9))
    entries = "".join(f'<li><a href="{_address(random)}">{name}</a></li>' for name in names)
    tag = random.choice(("<nav>{}</nav>", '<div class="menu">{}</div>', "<div>{}</div>"))
    page.add_at_edge(tag.format(f"<ul>{entries}</ul>"), random)


def _related(page: Page, random: Random) -> None:
    """Cards with a picture, a linked title, a date and a teaser."""
    cards = []
    for _ in range(random.randrange(2, 6)):
        dated = random.choice(('<span class="date">{}</span>', '<time datetime="{}">{}</time>', "<p>{}</p>"))
        moment = day(random)
        teaser = f"<p>{random.choice(_SENTENCES)}</p>" if random.random() < 0.7 else ""
        link = f'<h3><a href="{_address(random)}">{title(random)}</a></h3>'
        cards.append(f'<div class="{_name(random)}"><img src="/{_token(random)}.jpg">{dated.format(moment, moment)}')
        cards.append(f"{link}{teaser}</div>")
    heading = random.choice(("Related news", "Das könnte Sie auch interessieren", "More from us", "À lire aussi"))
    name = random.choice(("related", "related-articles", "teaser-list", _name(random)))
    page.add_after(f'<div class="{name}"><h2>{heading}</h2>{"".join(cards)}</div>', random)


def _related_links(page: Page, random: Random) -> None:
    """A plain list of titles with their dates."""
    entries = "".join(
        f'<li><a href="{_address(random)}">{title(random)}</a> ({day(random)})</li>'
        for _ in range(random.randrange(3, 8))
    )
    heading = random.choice(("Related links", "Weitere Meldungen", "See also", "Latest news"))
    page.add_after(f'<div class="{_name(random)}"><h3>{heading}</h3><ul>{entries}</ul></div>', random)


def _most_read(page: Page, random: Random) -> None:
    entries = "".join(
        f'<li><span>{number}</span> <a href="{_address(random)}">{title(random)}</a></li>'
        for number in range(1, random.randrange(4, 8))
    )
    box = f'<div class="most-read"><h2>Most read</h2><ol>{entries}</ol></div>'
    page.add_around(random.choice((box, f"<aside>{box}</aside>")), random)


def _counters(page: Page, random: Random) -> None:
    views = f"{random.randrange(10**6):,}"
    words = (f"{views} views", f"{views} Aufrufe", f"Views: {views}", f"Read {views} times", f"{views} vues")
    page.add_around(f'<div class="{_name(random)}">{random.choice(words)}</div>', random)


def _social(page: Page, random: Random) -> None:
    counts = "".join(
        f'<li><a href="https://{name}.example/share">{name.title()} <span>{random.randrange(999)}</span></a></li>'
        for name in ("facebook", "twitter", "linkedin", "xing")
    )
    page.add_around(
        f'<div class="{random.choice(("share", "social-bar", _name(random)))}"><ul>{counts}</ul></div>', random
    )


def _tokens(page: Page, random: Random) -> None:
    """CSRF tokens, nonces, session ids in the addresses of links."""
    head = page.root.find("head")
    if head is not None:
        head.append(_fragment(f'<meta name="csrf-token" content="{_token(random)}">'))
    for script in page.root.iter("script", "style"):
        script.set("nonce", _token(random))
    for form in page.root.iter("form"):
        form.append(_fragment(f'<input type="hidden" name="_token" value="{_token(random)}">'))
    session = _token(random)
    for link in page.root.iter("a"):
        address = link.get("href", "")
        if address and not address.startswith(("#", "mailto:", "javascript:", "tel:")):
            link.set("href", f"{address}{'&' if '?' in address else '?'}sid={session}")


def _scripts(page: Page, random: Random) -> None:
    for script in page.root.iter("script"):
        if "ld+json" not in script.get("type", ""):
            script.text = f"window.build='{_token(random)}';var published='{day(random)}';"
    for style in page.root.iter("style"):
        style.text = f".css-{_token(random)}{{color:#{random.randrange(16**6):06x}}}"
    page.add_at_edge(f"<script>var state={{'views':{random.randrange(10**6)}}};</script>", random)
    page.add_at_edge(f"<noscript><img src='/pixel?{_token(random)}'>Please turn on JavaScript.</noscript>", random)


def _structured(page: Page, random: Random) -> None:
    """What machines are told of the page around the release: breadcrumbs, the site, when the page was built."""
    crumbs = f'{{"@type":"ListItem","position":1,"name":"{random.choice(_MENU)}"}}'
    data = f'{{"@context":"https://schema.org","@type":"BreadcrumbList","itemListElement":[{crumbs}]}}'
    page.add_at_edge(f'<script type="application/ld+json">{data}</script>', random)
    head = page.root.find("head")
    if head is not None:
        for name in ("article:modified_time", "og:updated_time", "last-modified"):
            head.append(
                _fragment(f'<meta property="{name}" content="{_TODAY.isoformat()}T0{random.randrange(9)}:12:00Z">')
            )
        head.append(_fragment(f'<meta name="generator" content="CMS 4.{random.randrange(99)}">'))


def _adverts(page: Page, random: Random) -> None:
    label = random.choice(("Advertisement", "Anzeige", "Werbung", ""))
    name = random.choice(("ad-slot", "advert", "adsbygoogle", _name(random)))
    advert = (
        f'<div class="{name}" id="slot-{_token(random)}">{label}'
        f'<iframe src="https://ads.example/{_token(random)}"></iframe></div>'
    )
    page.add_around(advert, random)
    page.add_between_paragraphs(advert, random)


def _banners(page: Page, random: Random) -> None:
    """Cookie notes, newsletters, greetings, an alert."""
    cookies = "We use cookies to improve our site. You can change your choice at any time. " * random.randrange(1, 4)
    name = random.choice(('class="cookie-banner"', 'id="onetrust-banner" role="dialog"', 'class="consent modal"'))
    page.add_at_edge(f"<div {name}><h2>Your privacy</h2><p>{cookies}</p><button>Accept all</button></div>", random)
    letter = '<div class="newsletter"><h3>Newsletter</h3><p>Get our news every week. Free of charge.</p><input></div>'
    page.add_after(letter, random)
    user = random.choice(("Hello Anna | Log out", "Log in", "Willkommen, Gast"))
    page.add_at_edge(f'<div class="{_name(random)}">{user}</div>', random)
    alert = f'<div class="{_name(random)}"><a href="{_address(random)}">Breaking: {title(random)}</a></div>'
    page.add_at_edge(alert, random)


def _today(page: Page, random: Random) -> None:
    """The date of access, in header and footer."""
    now = _TODAY + timedelta(days=random.randrange(400))
    lines = (
        f"Today is {now:%A, %-d %B %Y}",
        f"Last accessed: {now:%d.%m.%Y} 14:{random.randrange(10, 60)}",
        f"Seite abgerufen am {now:%d.%m.%Y}",
        f"{now:%A, %B %-d, %Y}",
        f'<time datetime="{now.isoformat()}">{now:%-d %B %Y}</time>',
        f'<span class="date">{now:%d.%m.%Y}</span>',
    )
    page.add_at_edge(f'<div class="{_name(random)}">{random.choice(lines)}</div>', random)
    page.add_at_edge(f"<footer><p>© {now.year} | As of {now:%d.%m.%Y}</p></footer>", random)


def _tickers(page: Page, random: Random) -> None:
    weather = f"{random.choice(('Bern', 'Lund', 'Nordheim'))} {random.randrange(-9, 35)} °C, cloudy"
    stocks = f"DAX {random.randrange(9000, 20000):,}.{random.randrange(99)} +{random.random():.2f} %"
    page.add_at_edge(f'<div class="{_name(random)}"><span>{weather}</span></div>', random)
    page.add_around(f'<div class="{_name(random)}">{stocks}</div>', random)


def _readers(page: Page, random: Random) -> None:
    """What readers write below."""
    said = "".join(
        f'<article class="comment"><b>reader{random.randrange(99)}</b> <time>{day(random)}</time>'
        f"<p>{' '.join(random.choices(_SENTENCES, k=2))}</p></article>"
        for _ in range(random.randrange(1, 6))
    )
    page.add_after(f'<section id="comments" class="comments"><h3>Comments</h3>{said}</section>', random)


def _names(page: Page, random: Random) -> None:
    """Hashes in class names, and ids, that each build or request makes anew."""
    for element in page.body.iter(etree.Element):
        names = element.get("class", "")
        element.attrib["class"] = f"{_HASHED.sub(lambda found: _name(random), names)} {_name(random)}".strip()
        if "id" not in element.attrib and random.random() < 0.3:
            element.set("id", f"n{_token(random)}")
        element.set("data-uid", _token(random))


def _markup(page: Page, random: Random) -> None:
    """The order of attributes, comments, and blanks where they mean nothing."""
    for element in page.root.iter(etree.Element):
        items = [(str(name), str(value)) for name, value in element.items()]
        random.shuffle(items)
        if all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name, _ in items):
            element.attrib.clear()
            element.attrib.update(items)
        if element.tag in _RAW_TEXT or any(each.tag == "pre" for each in element.iterancestors()):
            continue
        element.text = _respaced(element.text, random)
        element.tail = _respaced(element.tail, random)
        if element.tag in _BLOCKS and random.random() < 0.2:
            comment = etree.Comment(f" block {_token(random)} {day(random)} ")
            element.addprevious(comment)


def _respaced(text: str | None, random: Random) -> str | None:
    """Every run of blanks as another one."""
    if not text:
        return text
    return re.sub(r"[ \t\r\n]+", lambda _: random.choice((" ", "\n  ", "\t", "  ")), text)


CHANGES: dict[str, Callable[[Page, Random], None]] = {
    "menus": _menus,
    "new menu": _new_menu,
    "related": _related,
    "related links": _related_links,
    "most read": _most_read,
    "counters": _counters,
    "social": _social,
    "tokens": _tokens,
    "scripts": _scripts,
    "structured data": _structured,
    "adverts": _adverts,
    "banners": _banners,
    "today": _today,
    "tickers": _tickers,
    "readers' comments": _readers,
    "names": _names,
    "markup": _markup,
}


def _edit_word(paragraph: html.HtmlElement, random: Random) -> bool:
    return _edit(paragraph, r"\w{5,}", lambda _: "Changed", random)


def _edit_number(paragraph: html.HtmlElement, random: Random) -> bool:
    return _edit(paragraph, r"\d+", lambda number: str(int(number) + 1), random)


def _edit_paragraph(paragraph: html.HtmlElement, random: Random) -> bool:
    paragraph.drop_tree()
    return True


def _edit(paragraph: html.HtmlElement, pattern: str, change: Callable[[str], str], random: Random) -> bool:
    text = paragraph.text or ""
    found = list(re.finditer(pattern, text))
    if not found:
        return False
    one = random.choice(found)
    paragraph.text = text[: one.start()] + change(one.group()) + text[one.end() :]
    return True


EDITS: dict[str, Callable[[html.HtmlElement, Random], bool]] = {
    "another word": _edit_word,
    "another number": _edit_number,
    "a paragraph less": _edit_paragraph,
}
"""Changes of the release itself, in one of its paragraphs; False where there is nothing to change."""


def _token(random: Random) -> str:
    return f"{random.getrandbits(64):016x}"


def _name(random: Random) -> str:
    """A class name that says nothing."""
    return f"css-{random.getrandbits(28):07x}"


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _text(element: html.HtmlElement) -> str:
    return "".join(element.itertext(etree.Element))


def _holder(body: html.HtmlElement, pieces: list[str]) -> html.HtmlElement:
    """The smallest element that holds all the pieces which the page shows."""
    shown = _letters(_text(body))
    wanted = [piece for piece in pieces if piece in shown]
    if 2 * sum(map(len, wanted)) < sum(map(len, pieces)) or not wanted:
        raise ValueError("a page without its text")
    element = body
    while (inner := next((each for each in _elements(element) if _holds(each, wanted)), None)) is not None:
        element = inner
    return element.getparent() if element.tag in ("p", "span", "li") and element is not body else element


def _holds(element: html.HtmlElement, pieces: list[str]) -> bool:
    letters = _letters(_text(element))
    return all(piece in letters for piece in pieces)


def _elements(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield from element.iterchildren(etree.Element)


def _at(root: html.HtmlElement, path: str) -> html.HtmlElement:
    (element,) = root.getroottree().xpath(path)
    return cast(html.HtmlElement, element)


def _common(one: html.HtmlElement, other: html.HtmlElement) -> html.HtmlElement:
    around = {other, *other.iterancestors()}
    return next(each for each in (one, *one.iterancestors()) if each in around)


def _link_share(element: html.HtmlElement) -> float:
    linked = sum(len(_letters(_text(link))) for link in element.iter("a"))
    return linked / max(1, len(_letters(_text(element))))


def _fragment(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup)


def _put_before(element: html.HtmlElement, markup: str) -> None:
    element.addprevious(_fragment(markup))
