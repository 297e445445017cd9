"""Names that a word for who somebody is shows in Romance languages, whatever the given name.

It stands right before the name ("la regista Orrina Major", "cónego Orrin Major"), or is an office whose body stands
between ("O diretor do instituto, Orrin Major, explica"). Words: `data/romance_people.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Span
from crawler.entities.looks import common_words
from crawler.entities.names import NAME, is_no_name

_SAME = {"gl": "es"}
# An adjective behind a role: "le romancier suisse", "el gobernador indígena".
_ADJECTIVE = (
    r"(?: [a-zà-ÿ]{3,}(?:[aeo]s?|is|ois|ais|ien|ain|al|ol|in|ense|ista|ique|[eè]s|or|ar|ur|er|on|té|an|ano|ana|ino|"
    r"iano|eño|ês))?"
)
# What stands between an office and a comma: its body, in few words.
_OF = (
    r"(?: [a-zà-ÿ'’-]+){0,4}"
    r"(?: (?:de|du|des|d'|del|de la|do|da|dos|das|di|della|dell'|dei|al|au|en|em|in|na|no) ?"
    r"[^,.;:!?()«»“”\"\n]{2,60})?"
)
_ENDS = r"(?=,|\.| \(|;|\n|$| [a-zà-ÿ])"
_MOST_WORDS = 4


def names(text: str, language: str | None) -> Iterator[Span]:
    """Where names stand that a role or an office shows."""
    own = _SAME.get(language or "", language or "")
    if own not in table("romance_people")["roles"]:
        return
    for match in _behind_role(own).finditer(text):
        if _is_name(match[1]):
            yield Span(*match.span(1))
    for match in _behind_office(own).finditer(text):
        if _is_name(match[1]):
            yield Span(*match.span(1))


def _is_name(name: str) -> bool:
    """Whether no word of a name is an ordinary one; surnames may be, where the first is none."""
    words = [word for word in name.split() if word[0].isupper()]
    if len(words) > _MOST_WORDS or any(word.isupper() and len(word) > 2 for word in words):
        return False
    return not is_no_name(words[0]) and words[0].lower() not in common_words()


@cache
def _behind_role(language: str) -> re.Pattern[str]:
    roles = "|".join(sorted(set(table("romance_people")["roles"][language].split()), key=len, reverse=True))
    return re.compile(rf"(?<![\w'-])(?<!l')(?:l')?(?:{roles})\.?{_ADJECTIVE} ({NAME}){_ENDS}")


@cache
def _behind_office(language: str) -> re.Pattern[str]:
    offices = "|".join(sorted(set(table("romance_people")["offices"][language].split()), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{offices}){_OF}, ({NAME})(?=,|\.|;| \(|\n|$)")
