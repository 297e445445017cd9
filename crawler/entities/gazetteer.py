"""The organisations that we know by name: `data/organisations/*.toml`, with the spellings that texts use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler.entities.data import FOLDER, table
from crawler.entities.document import fold

# Spellings of one word, in lower case: each name is known in all of them.
_SPELLINGS = (
    ("organisation", "organization"),
    ("centre", "center"),
    ("programme", "program"),
    ("defence", "defense"),
    ("labour", "labor"),
    ("co-operation", "cooperation"),
    ("counter-terrorism", "counterterrorism", "counter terrorism"),
    ("anti-terrorism", "antiterrorism", "anti-terrorist"),
    ("&", "and"),
    ("united nations", "un", "u.n."),
    ("u.s.", "us", "united states"),
)

Alone = Literal["always", "supported", "never"]
_SHORTEST_SPELLING = 6  # characters: "un" is a word


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body. `alone` is whether its acronym alone means it; `family` is the file that it comes from."""

    name: str
    acronym: str
    alone: Alone
    family: str

    @property
    def label(self) -> str:
        """The one name that it goes by: "Shanghai Cooperation Organisation (SCO)"."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`names` are (name in lower case, body), `acronyms` (acronym as written, body)."""

    names: tuple[tuple[str, Organisation], ...]
    acronyms: tuple[tuple[str, Organisation], ...]

    def resolver(self) -> dict[str, Organisation]:
        """Folded name, acronym or label to its body; what stands for several bodies is left out."""
        bodies: dict[str, set[Organisation]] = {}
        for form, body in (*self.names, *self.acronyms, *((body.label, body) for _, body in self.names)):
            bodies.setdefault(fold(form), set()).add(body)
        return {form: found.pop() for form, found in bodies.items() if len(found) == 1}


@cache
def gazetteer() -> Gazetteer:
    """All bodies, read once per process."""
    names: list[tuple[str, Organisation]] = []
    acronyms: list[tuple[str, Organisation]] = []
    for path in sorted((FOLDER / "organisations").glob("*.toml")):
        for entry in table(f"organisations/{path.stem}")["organisation"]:
            body = Organisation(entry["name"], entry.get("acronym", ""), entry.get("alone", "always"), path.stem)
            names += ((name, body) for name in _names([body.name, *entry.get("also", ())]))
            acronyms += ((short, body) for short in (body.acronym, *entry.get("short", ())) if short)
    return Gazetteer(tuple(names), tuple(acronyms))


def _names(names: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(spelling for name in names for spelling in spellings(name.lower())))


def spellings(name: str) -> list[str]:
    """A lower-case name in British and American spelling, and with the usual short forms of its words."""
    found = [name]
    for group in _SPELLINGS:
        found = [variant for form in found for variant in _respell(form, group)]
    return [form for form in found if form == name or len(form) >= _SHORTEST_SPELLING]


def _respell(name: str, group: tuple[str, ...]) -> list[str]:
    for form in sorted(group, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(form)}(?!\w)", name):
            return [re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", other, name) for other in group]
    return [name]
