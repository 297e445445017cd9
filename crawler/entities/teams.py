"""Teams of North America in reports on sport, by half of their name: "the Otters", "Orrin State quarterback".

Which names teams have, the gazetteer's files of clubs say: the last word or two of one is its nickname, what stands
before is whose team it is. A nickname is an ordinary word elsewhere, so only a text that speaks of matches is read, and
there it counts when whose it is stands in the text as well, when one team alone has it, or by what stands around it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import FOLDER, table
from crawler.entities.document import Document, Span
from crawler.entities.looks import common_words
from crawler.entities.short_forms import places_by_name
from crawler.entities.towns import town_names

_FILES = ("clubs.txt", "clubs_world.txt", "anglo_sport.txt")
_COUNTRIES = ("US", "CA")
_FIRST_LOOK = ("game", "season", "coach")
_LEAST_WORDS = 3  # of sport
_NO_TEAM = re.compile(r"\b(?:Conference|League|Association|Athletics|Division|Sports|Racing|FC|SC|United|City)\b")
_WORD = re.compile(r"[A-Z][a-z]+(?![\w])")
_LAST_WORD = re.compile(r"[A-Z][a-z]+$")
_BEFORE = re.compile(r"([\w'&-]+) $")
_BEHIND = re.compile(r"'?s? ([\w-]+)")
_RECORD = re.compile(r"(?:'s?)? \(?\d{1,3}-\d{1,3}")
_LONGEST_WORD = 20  # characters


def mentions(document: Document) -> Iterator[tuple[str, Span]]:
    """(name of the team as far as the text tells it, span)."""
    if document.language != "en" or not _is_on_sport(document.lower):
        return
    text = document.flat
    accepted: dict[str, str] = {}
    found = list(_nicknames(document))
    for nickname, span in found:
        if nickname not in accepted and (name := _team(document, nickname, span)):
            accepted[nickname] = name
    for nickname, span in found:
        if nickname in accepted:
            yield accepted[nickname], span
    for nickname, name in accepted.items():
        owner = name.removesuffix(nickname).rstrip()
        if owner and owner != name and owner not in places_by_name() and owner.lower() not in town_names():
            yield from ((name, span) for span in _owners(text, owner))
    for league in _leagues():
        if league in text:
            yield from ((league, span) for span in _owners(text, league))


def _is_on_sport(text: str) -> bool:
    if not any(word in text for word in _FIRST_LOOK):  # as in many texts
        return False
    return sum(word in text for word in table("contexts")["sport"]) >= _LEAST_WORDS


def _nicknames(document: Document) -> Iterator[tuple[str, Span]]:
    """Where the nicknames of teams stand, and no other name around them."""
    text, known = document.flat, _teams()
    for match in _WORD.finditer(text):
        if match[0] not in known:
            continue
        start, end = match.span()
        before = _BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
        if before and f"{before[1]} {match[0]}" in known:
            start = before.start(1)
            before = _BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
        if before and before[1][0].isupper() and before[1] not in ("The", "When", "As", "After", "But", "And", "If"):
            continue
        if _is_in_compound(text, start, end):
            continue
        if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper() and document.is_headline(start):
            continue
        if not document.is_shouting(Span(start, end)):
            yield text[start:end], Span(start, end)


def _is_in_compound(text: str, start: int, end: int) -> bool:
    """Whether a hyphen binds a word to another one that is no nickname: "Otter-like", but "Otters-Herons"."""
    if text.startswith(("-", "/"), start - 1):
        before = _LAST_WORD.search(text, max(0, start - _LONGEST_WORD), start - 1)
        return before is None or before[0] not in _teams()
    if text.startswith("'", start - 1):
        return True
    behind = _WORD.match(text, end + 1) if text.startswith("-", end) else None
    return text.startswith("-", end) and (behind is None or behind[0] not in _teams())


def _team(document: Document, nickname: str, span: Span) -> str:
    """The team that a nickname means, or the nickname itself where it is one of several teams'; "" if it means none."""
    text, teams = document.flat, _teams()[nickname]
    owned = [team for team in teams if _owner_of(team, nickname) in text and _owner_of(team, nickname)]
    if owned and (len(owned) == 1 or not _is_word(nickname)):
        return owned[0] if len(owned) == 1 else nickname
    if len(teams) == 1 and not _is_word(nickname):
        return teams[0]
    behind = _BEHIND.match(text, span.end)
    shown = _RECORD.match(text, span.end) or (behind and behind[1] in table("contexts")["players"])
    if shown or (text.endswith(("the ", "The "), 0, span.start) and nickname.endswith("s") and not _is_word(nickname)):
        return teams[0] if len(teams) == 1 else nickname
    return ""


def _owner_of(team: str, nickname: str) -> str:
    return team.removesuffix(nickname).rstrip() if team.endswith(f" {nickname}") else team.rsplit(" ", 2)[0]


def _is_word(nickname: str) -> bool:
    return nickname.lower() in common_words()


def _owners(text: str, name: str) -> Iterator[Span]:
    for match in re.finditer(rf"(?<![\w'-])(?<![A-Z][a-z]\s){re.escape(name)}(?![\w-])(?! [A-Z])", text):
        yield Span(*match.span())


@cache
def _leagues() -> tuple[str, ...]:
    return tuple(table("contexts")["leagues"])


@cache
def _teams() -> dict[str, tuple[str, ...]]:
    """Nicknames, by their last word and by two, to the teams that have them."""
    teams: defaultdict[str, list[str]] = defaultdict(list)
    for name in _names():
        words = name.split(" ")
        for count in (1, 2):
            if len(words) > count and words[-1].isalpha():
                teams[" ".join(words[-count:])].append(name)
    return {nickname: tuple(names) for nickname, names in teams.items()}


def _names() -> Iterator[str]:
    for file in _FILES:
        country = ""
        for line in (FOLDER / "organisations" / file).read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                country = line.strip("[]")
            elif country in _COUNTRIES and line[:1].isalnum():
                name = line.partition("|")[0].strip().rstrip("?")
                if not _NO_TEAM.search(name):
                    yield name
