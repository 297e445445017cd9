"""How the values of facets are shown to people."""

from __future__ import annotations

from functools import cache

import pycountry

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def primary_language(tag: str) -> str:
    """The first subtag of a BCP 47 tag, by which languages are counted: "en" for "en-GB"."""
    return tag.replace("_", "-").split("-")[0].lower()


@cache
def language(code: str) -> str:
    """The English name of an ISO 639 language code; the code itself when there is none."""
    known = pycountry.languages
    found = known.get(alpha_2=code) if len(code) == len("en") else known.get(alpha_3=code)
    return str(found.name) if found else code


def state(value: str) -> str:
    return value.capitalize()


def month(value: str) -> str:
    """ "2019-10" as "October 2019"; what is no month stays as it is."""
    year, _, number = value.partition("-")
    if not (year.isdecimal() and number.isdecimal() and 1 <= int(number) <= len(_MONTHS)):
        return value
    return f"{_MONTHS[int(number) - 1]} {year}"
