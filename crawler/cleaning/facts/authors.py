"""Who wrote a release: persons and offices that its page names as authors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ..dates import find_dates
from ..metadata import Metadata, names, organisation
from ..text import any_of, folded, one_line, word_set

MOST = 10
_MAX_NAME = 80  # characters
_MAX_LINE = 120
_META = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "byl", "parsely-author")
_ADDRESS = re.compile(r"://|\bwww\.|^@|@\w|\.(?:com|org|net|html?|php)\b|/")
_BY = any_of(
    r"(?:by|von|par|por|di|door|av|af|autor(?:in|a)?|author|auteur|autore|written by|автор|작성자?|作者)\s*[:：]?\s+"
)
# What systems put where nobody is named.
_NOBODY = any_of(
    r"(?:web ?)?(?:admin(?:istrator)?|master|root|user\d*|editor|author|guest|anonym(?:ous)?|unknown|default|test|null"
    r"|none|n/a|system|import(?:er)?|wordpress|drupal|typo3|cms|content|super ?user|site ?admin|staff writer)"
)
_JOINED = re.compile(r"\s*(?:;|,|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bи\b|、|\|)\s*")
_PERSON = re.compile(r"(?:[^\W\d_]\.|[^\W\d_][\w'’.-]*)(?: (?:[^\W\d_]\.|[^\W\d_][\w'’.-]*)){1,4}")
_PARTICLES = word_set("van von de der den del da dos di la le bin al el zu")
_OFFICE = any_of(
    r".*\b(?:office|team|department|service|unit|ministry|agency|division|directorate|secretariat|spokes\w+|"
    r"communications?|press|presse\w*|redaktion|referat|stab\w*|amt|abteilung|kommunikation\w*|bureau|direction|"
    r"ministère|gabinete|oficina|prensa|ufficio|stampa|imprensa|пресс\w*)\b.*"
)


def find_authors(meta: Metadata, lines: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The names and the rule that found them; ((), "none") where nobody is named but the organisation itself."""
    own = {folded(name) for name in (organisation(meta), meta.first("og:site_name")) if name}
    for rule in RULES:
        cleaned = map(_cleaned, rule(meta, lines))
        found = tuple(dict.fromkeys(name for name in cleaned if _is_author(name) and folded(name) not in own))
        if found:
            return found[:MOST], rule.__name__
    return (), "none"


def json_ld_authors(meta: Metadata, lines: Sequence[str]) -> Iterable[str]:
    return [*names(meta.article.get("author")), *names(meta.article.get("creator"))]


def meta_authors(meta: Metadata, lines: Sequence[str]) -> Iterable[str]:
    values = next((meta.meta[name] for name in _META if any(map(_is_author, meta.meta.get(name, ())))), ())
    return (name for value in values for name in _names(_cleaned(one_line(value))))


def byline(meta: Metadata, lines: Sequence[str]) -> Iterable[str]:
    """ "By Jane Major and John Minor, 5 May 2024": persons, or offices."""
    for line in lines:
        found = _BY.match(line) if len(line) <= _MAX_LINE else None
        if not found:
            continue
        parts = [part for part in _parts(line[found.end() :]) if not find_dates(part)]
        named = [part for part in parts if is_person(part) or (len(part) < _MAX_NAME and _is_office(part))]
        if named and named[0] == parts[0]:
            return named
    return ()


RULES: Sequence[Callable[[Metadata, Sequence[str]], Iterable[str]]] = (json_ld_authors, meta_authors, byline)


def _names(value: str) -> list[str]:
    """The persons that a value lists; the value itself where it is a body's name ("Office for Roads and Ports")."""
    parts = _parts(value)
    return parts if all(map(is_person, parts)) else [value]


def _parts(line: str) -> list[str]:
    return [part.strip(" .–—-") for part in _JOINED.split(line) if part.strip(" .–—-")]


def _cleaned(name: str) -> str:
    name = name.strip(' "“”„')
    found = _BY.match(name)
    return name[found.end() :].strip() if found and found.end() < len(name) else name.strip()


def _is_author(name: str) -> bool:
    name = name.strip()
    if not 2 < len(name) <= _MAX_NAME or _ADDRESS.search(name) or _NOBODY.fullmatch(name):
        return False
    is_word = " " not in name and name == name.lower()  # the name of an account
    return not (is_word and name.isascii()) and any(map(str.isalpha, name)) and not name[0].isdigit()


def is_person(name: str) -> bool:
    """Whether a name has the form of a person's: two to five words in capitals, particles aside."""
    words = name.split()
    return _PERSON.fullmatch(name) is not None and all(word[0].isupper() or word in _PARTICLES for word in words)


def _is_office(name: str) -> bool:
    return name[0].isupper() and _OFFICE.fullmatch(name) is not None
