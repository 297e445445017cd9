"""Each body of a release once: finders that do not know of each other give it several names.

"Acme Inc." and "Acme Ltd", "Acmes" in a language with such a genitive, "Acme" beside one Acme Robotics, "United States
Lake Service" and "U.S. Lake Service", two names with one acronym of which one ends in the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from crawler.entities.document import fold
from crawler.entities.geography import countries
from crawler.entities.looks import common_words
from crawler.entities.organisations import Mention, resolve
from crawler.entities.shapes import is_general
from crawler.entities.short_forms import ends_as_company, without_legal_form

_ACRONYM = re.compile(r" \(([^()]+)\)$")
_GROUP = frozenset({"group", "holding", "holdings", "company", "international"})  # in the full name of a known company
_LEAST_CAPITALS = 3
_UNITED_STATES = re.compile(r"^(?:the )?(?:united states|u\.?s\.?(?:a\.?)?) ")
_MARKS = re.compile(r"[.,!]")
_ARABIC = str.maketrans("ىأإآ", "يااا")  # letters that are written either way


def merged(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, those of one body with one label."""
    labels = list(dict.fromkeys(mention.label for mention in mentions))
    same = _same(labels)
    return [mention._replace(label=same[mention.label]) for mention in mentions]


def _same(labels: Iterable[str]) -> Mapping[str, str]:
    """Label to the label that its body goes by."""
    names = {label: _name(label) for label in labels}
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for label, name in names.items():
        by_name[name].append(label)
    chosen = {name: max(spelt, key=_fullness) for name, spelt in by_name.items()}
    capitals = {_capitals(label): name for name, label in chosen.items()}
    by_acronym = {_by_acronym(label): name for name, label in chosen.items()}
    found = {}
    for name, label in chosen.items():
        longer = [other for other in chosen if name in other and other != name]  # as few are
        fuller = [other for other in longer if _is_short(name, label, other, chosen[other])]
        if not fuller and label in by_acronym:
            fuller = [by_acronym[label]]
        if not fuller and label.isupper() and label in capitals:
            fuller = [capitals[label]]
        if not fuller and name[-1] == "s" and name[:-1] in chosen:
            fuller = [name[:-1]]  # a genitive
        found[name] = chosen[fuller[0]] if len(fuller) == 1 else label
    return {label: found[names[found[name]]] for label, name in names.items()}


def _name(label: str) -> str:
    """What is compared: without acronym, legal form, marks and case."""
    plain = without_legal_form(_ACRONYM.sub("", label)).translate(_ARABIC)
    return _MARKS.sub("", _UNITED_STATES.sub("us ", fold(plain))) or label


def _fullness(label: str) -> tuple[bool, bool, int]:
    """One that is known goes before one with its acronym, that before the longer one."""
    return resolve(label) is not None, _ACRONYM.search(label) is not None, len(label)


def _is_short(name: str, label: str, longer: str, other: str) -> bool:
    """Whether a name is short for a longer one that stands in the same release."""
    if not longer.startswith(name) and not longer.endswith(f" {name}"):
        return False
    if _has_its_acronym(label, other) or longer.removesuffix(f" {name}") in _countries():
        return True
    if not longer.startswith(f"{name} "):
        return False
    if resolve(label) is not None:
        return longer.removeprefix(f"{name} ") in _GROUP and resolve(other) is None
    if is_general(label):
        return longer.startswith(f"{name} of ")
    is_word = name.isalnum() and name not in common_words()
    is_company = ends_as_company(_ACRONYM.sub("", other))
    has_form = not label.isalnum()  # then the longer one has none
    return is_word and resolve(other) is None and is_company and not (has_form and without_legal_form(other) != other)


def _by_acronym(label: str) -> str:
    """A name with its acronym for the words before: "LB Office" of "Lake Brands (LB) Office"; "" without one."""
    _, _, rest = label.partition(" (")
    acronym, _, behind = rest.partition(")")
    return f"{acronym}{behind}" if len(acronym) > 1 and acronym.isupper() else ""


@cache
def _countries() -> frozenset[str]:
    return frozenset({"us", *(fold(place.label) for place in countries().values())})


def _capitals(label: str) -> str:
    """The capitals of a name in one word: "LBN" of "LakeBrandNetwork"; "" where they are too few to tell."""
    capitals = "".join(filter(str.isupper, label)) if label.isalpha() and not label.isupper() else ""
    return capitals if len(capitals) >= _LEAST_CAPITALS else ""


def _has_its_acronym(label: str, other: str) -> bool:
    acronym, of_other = _ACRONYM.search(label), _ACRONYM.search(other)
    return acronym is not None and of_other is not None and acronym[1] == of_other[1]
