"""Words by which pages name what is not their text: in class names, ids and roles."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from .text import word_set

# Windows over the page; they may well have a headline of their own.
OVERLAYS = word_set(
    """
    cookie cookies cookiebar cookiebanner cookieconsent consent gdpr ccpa onetrust usercentrics cmpbox privacybar
    popup modal lightbox overlay tooltip toast
    """
)
# What readers write below a text, however much it is.
READERS = word_set("comments commentlist commentform disqus respond")
_STATES = ("open", "closed")  # "comments-open" says something about a text
# Never part of a release's text, whatever they hold.
ALWAYS = word_set(
    """
    share sharing shares sharebar sharebox sharedaddy sharethis addthis addtoany shariff socialshare socialmedia social
    breadcrumb breadcrumbs crumbs newsletter newsletters subscribe subscription signup paywallbox
    related relatedposts relatedarticles relatedcontent recommended recommendations recommendation
    comments commentlist commentform disqus respond
    skiplink skiplinks skipnav pagination pager paging postnav navbar
    advert adverts advertisement advertising adsbygoogle adslot sponsored outbrain taboola
    donate donation spendenbox
    noprint dontprint printonly hiddenprint rsskip rsbtn
    login signin searchform searchbox
    langswitch languageswitcher languageselector
    feedback rating ratings voting
    caption captions wpcaption imagecaption figcaption bildunterschrift imagecredit photocredit credits copyright
    """
)
# Mostly beside the text, but themes use these words for the text's own wrappers as well: they count only for what
# holds little prose.
USUALLY = word_set(
    """
    navigation nav topnav subnav sidenav mainnav metanav servicenav menu submenu mainmenu megamenu
    sidebar sidecolumn rail aside footer foot colophon masthead toolbar tools toolbox actions buttons widget widgets
    teaser teasers teaserlist promo promos promotion promobox carousel slider slideshow gallery swiper credit
    tags taglist tagcloud keywords categories byline bylines author authors authorbox bio meta metadata postmeta
    readmore more morelinks seealso linklist links downloads infobox factbox marginalia
    ad ads adv banner banners popular trending latest mostread comment cta follow poll
    """
)
# Of these, what announces other pages; without a link it announces none.
TEASERS = word_set("teaser teasers promo promos promotion")
# Whole class names by which frameworks take an element off the screen.
HIDDEN = word_set(
    "hidden hide is-hidden u-hidden h-hide invisible sr-only sr_only visually-hidden visuallyhidden u-visually-hidden "
    "screen-reader-text screen-reader-only screenreader element-invisible offscreen aural"
)
# Parts of a text that are closed at first.
OPENING = word_set("accordion accordions collapsible")
# Page builders call any part of a text a widget ("elementor-widget-heading", HubSpot's "widget-span").
_BUILT = word_set("elementorwidget widgetspan widgettype")
_POSTS = frozenset(("widget", "Blog"))  # Blogger's name for the posts of a page
# After these the word says something about the wrapper ("has-sidebar"), not what the wrapper is.
_ABOUT = word_set("has with no not without is to from show hide js")
_ROLES = word_set(
    "navigation banner contentinfo search complementary dialog alertdialog alert menu menubar toolbar tablist"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^a-zA-Z0-9]+")
_MAX_NAMES = 400  # characters of class and id that are looked at


def is_overlay(names: str) -> bool:
    """Whether class names and ids (separated by blanks) name a window over the page."""
    return not OVERLAYS.isdisjoint(words(names))


def always(names: str) -> bool:
    """Whether they name something that is never text."""
    return not ALWAYS.isdisjoint(words(names))


@lru_cache(maxsize=5_000)
def is_beside(names: str) -> bool:
    """Whether they name a window over the page, or something that is never text."""
    return is_overlay(names) or always(names)


def by_readers(names: str) -> bool:
    """Whether they name the comments of readers."""
    told = (name for name in names[:_MAX_NAMES].split() if not name.endswith(_STATES))
    return any(not READERS.isdisjoint(words(name)) for name in told)


def usually(names: str) -> bool:
    """Whether they name something that mostly is not text (to be believed of what holds little prose)."""
    return not USUALLY.isdisjoint(words(names))


def teases(names: str) -> bool:
    """Whether they name an announcement of other pages, and nothing else that mostly is not text."""
    return words(names) & USUALLY <= TEASERS


@lru_cache(maxsize=5_000)
def is_named(names: str) -> bool:
    """Whether they name any of these: most names do not, and need no further question."""
    if _POSTS.issubset(names.split()):
        return False
    found = words(names)
    return not all(kind.isdisjoint(found) for kind in (OVERLAYS, READERS, ALWAYS, USUALLY)) or by_readers(names)


def opens(names: str) -> bool:
    """Whether class names say that a reader opens the element."""
    return not OPENING.isdisjoint(words(names))


@lru_cache(maxsize=5_000)
def hidden(names: str) -> bool:
    """Whether class names say that nobody sees the element."""
    return not HIDDEN.isdisjoint(names[:_MAX_NAMES].lower().split())


def is_furniture_role(role: str) -> bool:
    """WAI-ARIA roles (landmarks, windows, composite widgets) that hold no text of the page itself."""
    return role != "" and role.strip().lower() in _ROLES


def words(names: str) -> frozenset[str]:
    """The words in class names: "site-Header shareBar has-menu" gives site, header, share, bar, sharebar."""
    return _words(names[:_MAX_NAMES])


@lru_cache(maxsize=5_000)  # a page says the same names again and again, and so do the pages of a site
def _words(names: str) -> frozenset[str]:
    return frozenset().union(*map(_words_of_name, names.split()))


@lru_cache(maxsize=10_000)  # and the names of frameworks are the same on many sites
def _words_of_name(name: str) -> frozenset[str]:
    parts = [part.lower() for part in _SEPARATORS.split(_CAMEL.sub("-", name)) if part]
    if not _ABOUT.isdisjoint(parts):
        return frozenset()
    found = frozenset(parts) | {first + second for first, second in pairwise(parts)}
    return found if _BUILT.isdisjoint(found) else found - {"widget"}
