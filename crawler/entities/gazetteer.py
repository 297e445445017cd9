"""The organisations that we know by name: `data/organisations/*.txt`, with the spellings that texts use for them.

A line is a body: its name, its acronyms and its further names, between bars; several of one kind are set apart by
semicolons, and the first acronym is the one that its label has ("-" if it has none). "*Parliament" among the names
stands for the institution by that name of the country:

    [CH]
    Lake Office | LO?; LKO | Office of Lakes
      fr: office des lacs | ODL

`[CH]` is the country of the lines below, `[-]` none. A line under a body that begins with a language has its names in
that one, and its acronyms there. "?" marks an acronym that needs support in the text, "!" one that
never stands alone; "?" behind a name, that it is an ordinary word as well ("Target?"). A further name that is written
with a small letter may be so in a text. Inflected forms and spellings come by themselves. A name may be that of bodies
of several states: the text must say which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from crawler.entities.data import FOLDER
from crawler.entities.document import fold, lowered
from crawler.entities.geography import countries
from crawler.entities.inflections import forms, forms_in
from crawler.entities.kept import kept
from crawler.entities.tables import Table

# Spellings of one word, in lower case: each name is known in all of them.
_SPELLINGS = (
    ("organisation", "organization"),
    ("centre", "center"),
    ("centres", "centers"),
    ("programme", "program"),
    ("defence", "defense"),
    ("labour", "labor"),
    ("co-operation", "cooperation"),
    ("co-operative", "cooperative"),
    ("co-ordination", "coordination"),
    ("counter-terrorism", "counterterrorism", "counter terrorism"),
    ("anti-terrorism", "antiterrorism", "anti-terrorist"),
    ("&", "and"),
    ("united nations", "un", "u.n."),
    ("european union", "eu"),
    ("u.s.", "us", "u s", "united states"),
)

_RESPELT = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(form) for group in _SPELLINGS for form in group)})(?!\w)")

Alone = Literal["always", "supported", "never"]
_MARKS: dict[str, Alone] = {"?": "supported", "!": "never"}
_SHORTEST_SPELLING = 6  # characters: "un" is a word
_NO_ACRONYM = "-"
_OF_THE_WORLD = frozenset({"ar", "de", "es", "fr", "ru", "zh"})  # languages whose acronyms other texts use as well
# What companies add to their names in full.
_LEGAL_FORM = re.compile(
    r"(?:, (?:inc\.?|llc|ltd\.)|"
    r" (?:inc\.?|corporation|corp\.|company|group|"
    r"llc|llp|ltd\.?|limited|plc|ag|se|gmbh|sa|s\.a\.|nv|ab|asa|s\.p\.a\.))$"
)
_IN_LANGUAGE = re.compile(r"  ([a-z]{2}): (.+)")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body; `country` is the ISO 3166-1 code of the state that it belongs to, "" for an international one."""

    name: str
    acronym: str
    country: str = ""

    @property
    def label(self) -> str:
        """The one name that it goes by: "Shanghai Cooperation Organisation (SCO)"."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`names` are (name in lower case, body), `acronyms` (acronym as written, body).

    `alone` is whether an acronym alone means its body. `small` are names that are written small as well, `words` names
    that are ordinary words. `written` are (language, name, body) as the files have them, "" for what has no language.
    `companies` may stand with a legal form behind. `acronyms_in` are those that mean a body in one language only.
    """

    names: list[tuple[str, Organisation]] = field(default_factory=list)
    acronyms: list[tuple[str, Organisation]] = field(default_factory=list)
    alone: dict[str, Alone] = field(default_factory=dict)
    small: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    written: list[tuple[str, str, Organisation]] = field(default_factory=list)
    companies: set[Organisation] = field(default_factory=set)
    acronyms_in: dict[str, list[tuple[str, Organisation]]] = field(default_factory=dict)
    _short: set[tuple[str, Organisation]] = field(default_factory=set, repr=False)

    def read(self, text: str, *, of_companies: bool = False) -> None:
        """All bodies of a file."""
        country, body = "", None
        for line in text.splitlines():
            if section := re.fullmatch(r"\[(-|[A-Z]{2})\]", line):
                country, body = section[1].strip("-"), None
            elif translated := _IN_LANGUAGE.fullmatch(line):
                if body is None:
                    raise ValueError(f"names of no body: {line}")
                self.add_translation(translated[1], translated[2], body)
            elif line and not line.startswith("#"):
                body = self.add(line, country)
                if of_companies:
                    self.companies.add(body)

    def by_name(self) -> Iterator[tuple[str, Organisation]]:
        """What goes by folded names, acronyms and labels; what stands for several bodies is left out."""
        bodies: dict[str, set[Organisation]] = {}
        for form, body in (*self.names, *self.acronyms, *((body.label, body) for _, body in self.names)):
            bodies.setdefault(fold(form.strip("*")), set()).add(body)
        yield from ((form, found.pop()) for form, found in bodies.items() if len(found) == 1)

    def resolver(self) -> Resolver:
        return Resolver(Table.of(self.by_name(), Organisation), Table.of((body.label, None) for body in self.companies))

    def add(self, line: str, country: str) -> Organisation:
        """One line of a file: a body."""
        name, acronyms, also = ([*line.split("|"), "", ""])[:3]
        shorts = _parts(acronyms)
        acronym = shorts[0].rstrip("?!") if shorts and shorts[0] != _NO_ACRONYM else ""
        body = Organisation(name.strip().rstrip("?"), acronym, country)
        self._add_acronyms(shorts, body)
        self._add_names([name.strip(), *(_of_country(other, country) for other in _parts(also))], "", body)
        return body

    def add_translation(self, language: str, line: str, body: Organisation) -> None:
        """What stands behind a language under the line of a body: names, acronyms."""
        names, acronyms = ([*line.split("|"), ""])[:2]
        if language in _OF_THE_WORLD:
            self._add_acronyms(_parts(acronyms), body)
        else:
            self.acronyms_in.setdefault(language, []).extend((acronym, body) for acronym in _parts(acronyms))
        self._add_names(_parts(names), language, body)

    def _add_acronyms(self, shorts: Iterable[str], body: Organisation) -> None:
        for short in shorts:
            plain = short.rstrip("?!")
            if short != _NO_ACRONYM and (plain, body) not in self._short:
                self._short.add((plain, body))
                self.acronyms.append((plain, body))
                mark = _MARKS.get(short[-1], "always")
                if plain in self.alone:  # of another body: alone it tells which is meant only with support
                    mark = "never" if "never" in (mark, self.alone[plain]) else "supported"
                self.alone[plain] = mark

    def _add_names(self, names: Iterable[str], language: str, body: Organisation) -> None:
        known: dict[str, None] = {}
        for written in names:
            name = written.rstrip("?")
            self.written.append((language, written, body))
            inflected = forms_in(language, name) if language else forms(name, body.country)
            spelt = {
                spelling: None
                for form in inflected
                for spelling in ([lowered(form)] if language or form != name else spellings(lowered(form)))
            }
            known |= spelt
            if written.endswith("?"):
                self.words.update(spelt)
            if name[0].islower():
                self.small.update(spelt)
        self.names.extend((form, body) for form in known)


class Resolver:
    """Which body goes by a name, an acronym or a label."""

    def __init__(self, bodies: Table[Organisation], companies: Table[None]) -> None:
        """`bodies` are by folded names, `companies` are labels."""
        self._bodies = bodies
        self._companies = companies

    def get(self, name: str) -> Organisation | None:
        """The body; a company's own name may have a legal form behind it."""
        folded = fold(name.strip())
        if (found := self._bodies.get(folded)) is not None:
            return found
        plain = _LEGAL_FORM.sub("", folded)
        company = self._bodies.get(plain) if plain != folded else None
        return company if company and company.label in self._companies and fold(company.name) == plain else None


def _parts(listed: str) -> list[str]:
    return [part.strip() for part in listed.split(";") if part.strip()]


def _of_country(name: str, country: str) -> str:
    """ "*Parliament" as "Parliament of Sweden"."""
    return f"{name[1:]} of {countries()[country].country}" if name.startswith("*") else name


@cache
def gazetteer() -> Gazetteer:
    """All bodies, as the files have them; who looks for a body needs less: the tables below."""
    known = Gazetteer()
    for path in sorted((FOLDER / "organisations").glob("*.txt")):
        known.read(path.read_text(encoding="utf-8"), of_companies=path.stem.startswith("companies"))
    return known


@kept(Organisation)
def _by_name() -> Iterator[tuple[str, Organisation]]:
    return gazetteer().by_name()


@kept()
def company_labels() -> Iterator[tuple[str, None]]:
    """The labels of companies, which may stand with a legal form behind."""
    return ((body.label, None) for body in gazetteer().companies)


@kept(Organisation)
def acronyms() -> Iterator[tuple[str, Organisation]]:
    """What stands for bodies, as it is written."""
    return iter(gazetteer().acronyms)


@kept(Organisation)
def acronyms_in() -> Iterator[tuple[str, tuple[str, Organisation]]]:
    """By language the acronyms that mean a body in it only, and that."""
    return ((language, one) for language, found in gazetteer().acronyms_in.items() for one in found)


@kept()
def marks() -> Iterator[tuple[str, Alone]]:
    """Whether an acronym alone means its body."""
    return iter(gazetteer().alone.items())


@kept()
def ordinary_words() -> Iterator[tuple[str, None]]:
    """Names, in lower case, that are words as well."""
    return ((word, None) for word in gazetteer().words)


@cache
def resolver() -> Resolver:
    return Resolver(_by_name(), company_labels())


def spellings(name: str) -> list[str]:
    """A lower-case name in British and American spelling, and with the usual short forms of its words."""
    found = [name]
    if not _RESPELT.search(name):
        return found
    for group in _SPELLINGS:
        found = [variant for form in found for variant in _respell(form, group)]
    return [form for form in found if form == name or len(form) >= _SHORTEST_SPELLING]


def _respell(name: str, group: tuple[str, ...]) -> list[str]:
    for form in sorted(group, key=len, reverse=True):
        if form in name and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", name):
            return [re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", other, name) for other in group]
    return [name]
