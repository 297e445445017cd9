"""A site of our own whose sections have names that tell nothing, so that only its pages tell what they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

SITE = "https://www.example.org"
HOSTS = ("example.org",)
FIRST_DAY = date(2026, 1, 5)
MENU = "".join(
    f'<li><a href="/house/{slug}">{slug.replace("-", " ").capitalize()}</a></li>'
    for slug in ("how-the-house-works-today", "people-who-lead-the-house", "rules-that-bind-the-house")
)
_PLACES = ("harbour", "market", "valley", "bridge", "library", "station", "theatre", "garden", "school", "mill")
_DEEDS = ("opens to the public", "gets a new roof", "welcomes its guests", "closes for repairs", "wins a prize")
_PARAGRAPH = (
    "The house said on {day} that the {place} {deed} this week. Work there took eleven months and cost less than "
    "planned, and neighbours helped to clear the ground. The next step is a survey of the cellar."
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the site: its path, and what a page of it shows between heading and footer."""

    path: str
    body: Callable[[str, date], str]
    is_release: bool = False


def _release(title: str, day: date) -> str:
    place, deed = title.lower().split(" ", 2)[1], title.split(" ", 2)[2]
    paragraph = _PARAGRAPH.format(day=f"{day:%A}", place=place, deed=deed)
    return f"<p class=date><time datetime={day}>{day:%d %B %Y}</time></p>" + f"<p>{paragraph}</p>" * 4


def _event(title: str, day: date) -> str:
    data = {"@context": "https://schema.org", "@type": "Event", "name": title, "startDate": str(day)}
    return f"{_data(data)}<p>{day:%d %B %Y}, 18:00, great hall.</p><p>Doors open half an hour before. {title}.</p>"


def _vacancy(title: str, day: date) -> str:
    data = {"@context": "https://schema.org", "@type": "JobPosting", "title": title, "datePosted": str(day)}
    duties = "<p>You look after the building, its visitors and its papers, and you report to the head of the house.</p>"
    return _data(data) + f"<p>{day:%d %B %Y}</p>" + duties


def _gallery(title: str, day: date) -> str:
    pictures = "".join(f'<figure><img src="/p/{n}.jpg" alt="{title}"></figure>' for n in range(12))
    return f"<p><time datetime={day}>{day:%d %B %Y}</time></p>{pictures}<p>Twelve pictures.</p>"


def _subject(title: str, day: date) -> str:
    items = "".join(
        f'<li><a href="/updates/{slug(release(n))}">{release(n)}</a></li>' for n in range(day.day, day.day + 8)
    )
    return f"<ul>{items}</ul>"


def _law(title: str, day: date) -> str:
    return (
        "<p>Whoever enters the house accepts its order, keeps the stairs free and leaves the keys at the gate.</p>" * 6
    )


def _data(data: dict[str, str]) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


SECTIONS = (
    Section("updates", _release, is_release=True),
    Section("together", _event),
    Section("with-us", _vacancy),
    Section("moments", _gallery),
    Section("threads", _subject),
    Section("order", _law),
)


def release(number: int) -> str:
    """The title of an item: no two of one site are alike."""
    place, deed = _PLACES[number % len(_PLACES)], _DEEDS[number // len(_PLACES) % len(_DEEDS)]
    return f"The {place} {deed} in its year {number + 2}"


def slug(title: str) -> str:
    return title.lower().replace(" ", "-")


def address(section: Section, number: int) -> str:
    return f"{SITE}/{section.path}/{slug(release(number))}"


def day_of(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def page(section: Section, number: int) -> bytes:
    """An item's page."""
    title = release(number)
    return _template(title, f"<h1>{title}</h1>{section.body(title, day_of(number))}")


def listing(numbers: range) -> bytes:
    """The front page: the same kind of card, with a date, for whatever is new anywhere on the site."""
    cards = (
        f'<article class=card><h3><a href="{address(section, n)}">{release(n)}</a></h3>'
        f"<time datetime={day_of(n)}>{day_of(n):%d %B %Y}</time></article>"
        for n in numbers
        for section in SECTIONS
    )
    return _template("What is new in the house", f"<h1>What is new in the house</h1>{''.join(cards)}")


def _template(title: str, main: str) -> bytes:
    return (
        f"<!doctype html><html lang=en><head><title>{title} | House</title></head><body><nav><ul>{MENU}</ul></nav>"
        f"<main>{main}</main><footer>House</footer></body></html>"
    ).encode()
