"""What crawler and index say in English sentences, in the interface's language.

They are made where no reader is, and some are kept in the store. So a sentence is known again by its form: the texts
here, with %(name)s where a value stands. What has no form here stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from crawler.meanings import MEANINGS, meaning_of
from crawler.store.overview import NOTES
from crawler.words import sentence
from web.i18n import gettext, later
from web.validation import SENTENCES
from web.wording import listed

# Each is a whole sentence or clause.
_FORMS = (
    # sources
    later("It is tried again by itself."),
    later("Its layout seems to have changed: %(now)s of its latest pages gave a title, usually %(usual)s do."),
    later("Its layout seems to have changed: %(now)s of its latest pages gave a date, usually %(usual)s do."),
    later("Its layout seems to have changed: %(now)s of its latest pages gave a text, usually %(usual)s do."),
    later("Its layout seems to have changed: its latest texts have %(now)s characters, usually %(usual)s."),
    later("One request every %(time)s, as its robots.txt asks."),
    later("Slowed down to one request every %(time)s: it takes %(seconds)s s to answer."),
    later("Slowed down to one request every %(time)s: it said that it is busy, or failed to answer."),
    # how well a page reads (crawler.cleaning.quality)
    later("no title"),
    later("no date"),
    later("no text"),
    later("hardly any text"),
    later("little text"),
    later("most of the text are links"),
    later("two parts of the page could each be the text"),
    later("the text has no whole sentence"),
    later("text found only in embedded data"),
    later("many characters that could not be read"),
    later("replacement characters"),
    later("characters of a wrong encoding"),
    later("hardly any letters in the text"),
    later("long runs of characters without a blank"),
    later("the text looks like program code"),
    later("much of the text stands there twice"),
    later("it may be a release, but it reads badly (%(reasons)s): look at it"),
    # why two releases tell of one event (indexer.same_event)
    later("have nearly the same text"),
    later("quote the same words"),
    later("both name %(names)s"),
    later("one names %(name)s, which tells it too"),
    later("both write of %(words)s"),
    later("on the same day"),
    later("a day apart"),
    later("%(number)s days apart"),
    # searches
    later("“%(text)s” stands for more words than can be looked for: the %(number)s most frequent ones are searched."),
    later("%(name)s may be given only once."),
    later("%(name)s must be a date: YYYY, YYYY-MM or YYYY-MM-DD."),
    later("%(name)s must be in the calendar, and %(value)s is not."),
    later("%(name)s must be true or false."),
    later("%(name)s must not be a lone -."),
    later("%(name)s must not be before from, %(value)s."),
    later("%(name)s can't be combined with page."),
    later("page page times size must be at most %(most)s: follow the next links, which carry a cursor."),
    later("cursor does not belong to this search: start again without it."),
    # accounts
    later("Write an e-mail address, such as you@example.org."),
    later("Write a name of at most %(number)s characters."),
    later("There is an account of %(email)s already."),
    later("This is the only administrator: make another one first."),
    later("Choose a password of at least %(number)s characters; several words are good."),
    later("Choose a password of at most %(number)s characters."),
    later("Choose a password that is not the same few characters over and over."),
    later("Choose a password that is not your name or e-mail address."),
    # nothing to read from, or to write with
    later("This machine has no fonts: install some (on Debian: apt-get install fonts-dejavu-core)."),
    later("There is no index in %(path)s yet: run `pressroom index`."),
    later("The index in %(path)s is damaged: run `pressroom index --rebuild`."),
)
_CLAUSES = "reasons"  # a value that is a list of such clauses itself
_KEPT = re.compile(r"%\((\w+)\)s")
Form = tuple[re.Pattern[str], str]


def forms() -> Iterator[str]:
    """Every form that is known, those that other modules declare among them."""
    yield from _FORMS
    yield from filter(None, NOTES.values())
    for meaning in {*MEANINGS.values(), meaning_of("500"), meaning_of("418")}:
        yield from filter(None, (sentence(meaning.text) if meaning.text else "", meaning.advice))
    for predicate in SENTENCES.values():
        yield "%(name)s " + re.sub(r"{(\w+)}", r"%(\1)s", predicate) + "."


def said(text: str) -> str:
    """A sentence or clause in this request's language."""
    found = _known(text)
    if found is None:
        return text
    form, values = found
    if _CLAUSES in values:
        values = values | {_CLAUSES: listed(map(said, values[_CLAUSES].split(", ")))}
    return gettext(form) % values


def said_reason(reason: str) -> str:
    """Why two releases are of one event: clauses between semicolons, and behind the last comma how far apart."""
    clauses, comma, apart = reason.rpartition(", ")
    known = [*clauses.split("; "), apart] if comma else [reason]
    if not all(map(_known, known)):
        return reason
    return listed([gettext("; ").join(map(said, known[:-1])), said(known[-1])] if comma else [said(reason)])


@lru_cache(maxsize=10_000)
def _known(text: str) -> tuple[str, dict[str, str]] | None:
    """The form of a text, and the values in it."""
    if text in _plain():
        return text, {}
    for pattern, form in _patterns():
        if match := pattern.fullmatch(text):
            return form, match.groupdict()
    return None


@cache
def _plain() -> frozenset[str]:
    return frozenset(form for form in forms() if not _KEPT.search(form))


@cache
def _patterns() -> tuple[Form, ...]:
    """Forms with values, those that say most first: a value may be anything."""
    found = sorted((form for form in forms() if _KEPT.search(form)), key=lambda form: -len(_KEPT.sub("", form)))
    return tuple((re.compile(_pattern(form), re.DOTALL), form) for form in found)


def _pattern(form: str) -> str:
    pieces = _KEPT.split(form)
    return "".join(re.escape(piece) if place % 2 == 0 else f"(?P<{piece}>.+?)" for place, piece in enumerate(pieces))
