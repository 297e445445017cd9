"""What the name of a body looks like in each language, made of the words of `data/shapes.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from crawler.entities.data import table

# The profile of a language in the table.
PROFILES = {"de": "german", "sv": "swedish", "fr": "french", "es": "spanish", "pt": "portuguese", "it": "italian"}
PROFILES |= {"ro": "romanian", "ca": "spanish", "gl": "spanish", "pl": "polish", "nl": "dutch", "fi": "finnish"}
PROFILES |= {"tr": "turkish", "hu": "hungarian", "da": "danish", **dict.fromkeys(("no", "nb", "nn"), "norwegian")}
# A capitalised word, an abbreviation ("U.S.", "St.") or a number ("130th"); a mark, in "Workers' Compensation".
_OF_MANY = "|".join(
    f"(?<={owners})" for owners in ("Workers", "Veterans", "Teachers", "Employees", "Farmers", "Miners", "Officers")
)
CAPITALISED = (
    r"(?:(?:[^\W\d_a-zß-öø-ÿа-я]\.){2,}|(?:St|Mt|Ft|Bros)\.|"
    rf"[^\W\d_a-zß-öø-ÿа-я][\w+/-]*(?:'\w+)*(?:(?:{_OF_MANY})'(?= [A-Z]))?|\d+(?:st|nd|rd|th)\b)"
)
# Words for "and" that mean something else in other languages.
_ALSO_AND = {"polish": "|i|oraz", "dutch": "|en", "finnish": "|ja", "turkish": "|ve"}


@dataclass(frozen=True)
class Shape:
    """What makes a name in one language.

    `last` are heads that only end a name or come before "for", those of them that are `named` before "of" where a name
    stands before them. `direct` are those before a proper name, and `strict` those that are other words too, so that
    only "for" leads on: "Amt für Seen", not "Amt der Präsidentin". Where a head `begins` its name, only what may stand
    `before` it belongs to that. `small_tail` are the small words behind a head and its adjective in languages that
    write only the first word of a name with a capital.
    """

    heads: re.Pattern[str]
    last: frozenset[str]
    named: frozenset[str]
    strict: frozenset[str]
    direct: re.Pattern[str]
    linked: re.Pattern[str]
    more: re.Pattern[str]
    compound: re.Pattern[str] | None
    trailing: re.Pattern[str] | None
    begins: bool
    small_tail: re.Pattern[str]
    before: re.Pattern[str]


@cache
def shape_of(profile: str) -> Shape:
    words = table("shapes")[profile]
    last = words.get("last", [])
    longest_first = sorted((*words["heads"], *last), key=lambda head: " " not in head)  # "university press"
    heads = [*map(_capitalised, longest_first), *map(re.escape, words.get("small", ()))]
    adjectives = "|".join(words.get("adjectives", ["(?!)"]))
    links, inner = (_alternatives(words[key]) for key in ("links", "inner"))
    # "für öffentliches Auftragswesen"; "et d'Industrie"
    adjective = (
        r"(?!(?:d|ein|kein)(?:er|ie|as|en|em|e|es)? )[a-zäöüß]+(?:e|es|en|er)" if profile == "german" else "(?!)"
    )
    elided = "d'|l'|de l'|de la |du |des |de " if profile == "french" else "(?!)"
    also = _ALSO_AND.get(profile, "")
    before = r"(?:[A-ZÅÄÖ][a-zåäö]+(?:ska|iga|ella|ala) )?" if profile == "swedish" else ""
    run = rf"{CAPITALISED}(?: {CAPITALISED})*"
    ending = "|".join(words.get("endings", ()))
    return Shape(
        heads=re.compile(rf"(?:{alike(heads)})(?:(?: (?:{adjectives}))+(?!\w))?(?![\w-])(?!'(?!s\b))"),
        last=frozenset(last),
        named=frozenset(words.get("named", ())),
        strict=frozenset(words.get("strict", ())),
        direct=re.compile("|".join(words.get("direct", ["(?!)"])), re.IGNORECASE),
        linked=re.compile(rf" ?(?:{links})(?:the )?(?:{adjective} )?({run})"),
        more=re.compile(
            rf"(?:(,? (?:and|&|und|och|et|y|e|și{also}) (?:{elided})?(?:the )?|, )| ?(?:{inner})(?:the )?)({run})"
        ),
        compound=re.compile(
            rf"(?<![\w'.-]){before}[^\W\d_a-zß-öø-ÿ]\w*(?:-\w+)*(?:- (?:och|og|und) \w+)?(?:{ending})(?=s?(?![\w'-]))"
        )
        if ending
        else None,
        trailing=_trailing(words, run) if "trailing" in words else None,
        begins=bool(words.get("begins")),
        small_tail=re.compile(words.get("small_tail", "(?!)")),
        before=re.compile(rf"\b{words.get('before', '(?!)')} $"),
    )


def _trailing(words: Mapping[str, Any], run: str) -> re.Pattern[str]:
    """Names that end in a head; where heads have `cases` written to them, these may stand behind an apostrophe too.

    A few words may be `joined` with what follows: "Tarım ve Orman Bakanlığı".
    """
    joined, links = "|".join(words.get("joined", ())), "|".join(words["links"])
    before = rf"(?:(?<!\w)(?:{joined}) (?:{links}) )?" if joined else ""
    cases = words.get("cases", "")
    mark = "-" if cases else "'-"
    run = run.replace(r"(?:'\w+)*", "") if cases else run  # there a mark ends a name: "Ankara'daki Acme Lisesi"
    return re.compile(rf"(?<![\w'.-]){before}{run} (?:{'|'.join(words['trailing'])}){cases}(?=s?(?![\w{mark}]))")


def _capitalised(head: str) -> str:
    """ "house of delegates" as "House of Delegates"; in some languages only the first word has a capital."""
    first, *more = head.split(" ")
    words = (word if word in ("of", "de") else f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}" for word in more)
    return " ".join([f"{re.escape(first[0].upper())}{re.escape(first[1:])}", *words])


def alike(patterns: Iterable[str]) -> str:
    """One of the patterns, in their order; those that begin with one letter stand together, which is found faster."""
    rests: dict[str, list[str]] = {}
    for pattern in patterns:
        rests.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(f"{first}(?:{'|'.join(found)})" for first, found in rests.items())


def _alternatives(words: list[str]) -> str:
    """Words with the space behind each, or none behind an elided article ("d'")."""
    return "|".join(
        re.escape(word) if word.endswith("'") else f"{re.escape(word)} "
        for word in sorted(words, key=len, reverse=True)
    )
