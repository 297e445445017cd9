"""What the sample newsroom says: releases, organisations, sections and languages, read from this package's files.

A release is one file, `releases/ORGANISATION/SLUG.LANGUAGE.md`: TOML front matter between two `+++` lines (its keys
are the fields of `FrontMatter`), then the text. Blocks of text are separated by a blank line: a paragraph, a
subheading (`## …`) or a list (`- …` lines). `SLUG.LANGUAGE.2.md` is the second edition of `SLUG.LANGUAGE.md`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

FOLDER = Path(__file__).parent


class ContentError(ValueError):
    """A file of the newsroom can't be read; the message names it and says why."""


class Block(NamedTuple):
    """A piece of a release's text. A list has one line for each item, everything else a single one."""

    kind: Literal["paragraph", "heading", "list"]
    lines: tuple[str, ...]


class FrontMatter(BaseModel):
    """The head of a release's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    published: datetime | date  # a date where the page gives no time
    place: str  # where it was issued, in the release's language
    sections: tuple[str, ...]  # keys of site.toml
    story: str = ""  # the same key on releases that are translations of each other
    notes: str = ""  # notes to editors
    highlight: bool = False  # published once more, under /LANGUAGE/highlights/SLUG
    withdrawn: bool = False  # taken back when the second edition of the newsroom begins
    pdf: bool = False  # served as a PDF file
    printable: bool = False  # has a version for printing


@dataclass(frozen=True, slots=True)
class SampleRelease:
    """One release in one language, in one edition."""

    organisation: str
    language: str
    slug: str
    head: FrontMatter
    blocks: tuple[Block, ...]

    @property
    def path(self) -> str:
        """Where the release stands on the site."""
        suffix = ".pdf" if self.head.pdf else ""
        return f"/{self.language}/{self.organisation}/{self.head.published.year}/{self.slug}{suffix}"

    @property
    def summary(self) -> str:
        """What listings and feeds say about it: the first paragraph."""
        return next(block.lines[0] for block in self.blocks if block.kind == "paragraph")

    @property
    def moment(self) -> datetime:
        """When it was published, as a moment: midnight UTC where only the day is known."""
        published = self.head.published
        return published if isinstance(published, datetime) else datetime.combine(published, time(), UTC)


class Organisation(BaseModel):
    """Who issues releases. `names` and `about` are keyed by language and hold every language that it publishes in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str  # in English; what the page's metadata calls it in every language
    short: str
    colour: str  # of its card, as CSS
    names: Mapping[str, str]
    about: Mapping[str, str]


class Language(BaseModel):
    """How pages in a language look: its name, direction, dates and the words around a release."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    direction: Literal["ltr", "rtl"] = "ltr"
    date_pattern: str  # with {day}, {month} and {year}
    first_day: str = "1"  # how the first of a month is written
    months: tuple[str, ...]
    words: Mapping[str, str]

    def day(self, moment: date) -> str:
        """A date as running text has it: "11 March 2020"."""
        day = self.first_day if moment.day == 1 else str(moment.day)
        return self.date_pattern.format(day=day, month=self.months[moment.month - 1], year=moment.year)


@dataclass(frozen=True, slots=True)
class Content:
    """The whole newsroom. `second_editions` maps a release's path to what stands there later."""

    releases: tuple[SampleRelease, ...]
    second_editions: Mapping[str, SampleRelease]
    organisations: Mapping[str, Organisation]
    sections: Mapping[str, Mapping[str, str]]  # key → language → label
    languages: Mapping[str, Language]


class _Site(BaseModel):
    organisations: dict[str, Organisation]
    sections: dict[str, dict[str, str]]
    languages: dict[str, Language]


def load_content(folder: Path = FOLDER) -> Content:
    """Reads the newsroom from `folder`. Raises ContentError for a file that doesn't follow the rules above."""
    tables: dict[str, object] = {}
    for name in ("organisations", "sections", "languages"):
        tables[name] = _toml((folder / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")
    try:
        site = _Site.model_validate(tables)
    except ValidationError as error:
        raise ContentError(f"The newsroom's tables are wrong: {error}") from error
    first, second = [], {}
    for file in sorted((folder / "releases").glob("*/*.md")):
        slug, language, *edition = file.name.removesuffix(".md").split(".")
        release = parse_release(file.read_text(encoding="utf-8"), file.parent.name, language, slug)
        if edition:
            second[release.path] = release
        else:
            first.append(release)
    return Content(tuple(first), second, site.organisations, site.sections, site.languages)


def parse_release(source: str, organisation: str, language: str, slug: str) -> SampleRelease:
    """A release from its file's content. Raises ContentError."""
    name = f"{organisation}/{slug}.{language}.md"
    opening, _, rest = source.partition("+++\n")
    front, fence, body = rest.partition("\n+++\n")
    if opening or not fence:
        raise ContentError(f"{name} doesn't begin with front matter between two +++ lines.")
    try:
        head = FrontMatter.model_validate(_toml(front, name))
    except ValidationError as error:
        raise ContentError(f"The front matter of {name} is wrong: {error}") from error
    return SampleRelease(organisation, language, slug, head, parse_blocks(body))


def parse_blocks(body: str) -> tuple[Block, ...]:
    """The blocks of a text, which blank lines separate; the lines of a paragraph are joined."""
    return tuple(_block(chunk.strip().splitlines()) for chunk in body.split("\n\n") if chunk.strip())


def _block(lines: list[str]) -> Block:
    if lines[0].startswith("## "):
        return Block("heading", (lines[0].removeprefix("## "),))
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line.removeprefix("- ") for line in lines))
    return Block("paragraph", (" ".join(lines),))


def _toml(source: str, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{name} is not TOML: {error}") from error
