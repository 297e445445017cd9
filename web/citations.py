"""How a release is cited: references as people write them, and records for programs that keep references.

References follow the Publication Manual of the APA (7th edition, 10.16, press releases) and the Chicago Manual of Style
(17th edition, 14.207, bibliography). Records are BibTeX, RIS (as its reference managers read it) and CSL-JSON (Citation
Style Language 1.0.2), all in UTF-8. What is not known is left out; the author is the organisation, as for any release.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as day
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from pydantic import ConfigDict, Field, RootModel
from pydantic.json_schema import SkipJsonSchema

from crawler.records import Precision, StoredRelease
from web.api.known import Known
from web.wording import machine_date, web_address

GENRE = "Press release"
MONTHS = tuple(f"{day(2000, month, 1):%B}" for month in range(1, 13))


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says. `date` is its year, month and day as far as they are known; `url` is where it stands."""

    id: str
    author: str
    title: str
    date: tuple[int, ...]
    url: str
    language: str
    number: str
    short: str  # of the author; may be empty

    @classmethod
    def of(cls, release: StoredRelease, page: str) -> Citation:
        """The citation of a release; `page` is its address here, for one that has none of its own."""
        content = release.content
        known = content.published if not content.is_dated_by_change else None
        written = machine_date(known, content.published_precision if known else Precision.DAY)[: len("2019-10-30")]
        return cls(
            id=release.id,
            author=_plain(content.organisation or "; ".join(content.authors)),
            title=_plain(content.title) or "Untitled release",
            date=tuple(map(int, written.split("-"))) if written else (),
            url=web_address(content.url) or page,
            language=content.language or "",
            number=_plain(content.reference or ""),
            short=release.short,
        )

    @property
    def key(self) -> str:
        """A key for BibTeX in plain letters, the same for the same release: "csto2019conference_0f3a…"."""
        year = str(self.date[0]) if self.date else ""
        telling = max(_letters(self.title).split()[:8], key=len, default="")
        words = "".join((_letters(self.short or self.author).split() or [""])[:1])
        return f"{words}{year}{telling}_{_mark(self.id)}".lstrip("_")


def apa(citation: Citation) -> Markup:
    """ "Author. (2019, October 30). *Title* [Press release]. Address"."""
    when = "n.d."
    if citation.date:
        year, rest = citation.date[0], citation.date[1:]
        when = f"{year}, {_month_and_day(rest)}" if rest else str(year)
    lead = Markup("<bdi>{}</bdi> ({}). ").format(_ended(citation.author), when) if citation.author else Markup("")
    title = Markup("<cite dir=auto{}>{}</cite> [{}]").format(_spoken(citation), citation.title, GENRE)
    if citation.author:
        return lead + title + Markup(". {}").format(citation.url)
    return title + Markup(". ({}). {}").format(when, citation.url)


def chicago(citation: Citation) -> Markup:
    """ "Author. “Title.” Press release, October 30, 2019. Address."""
    title = Markup("“<span dir=auto{}>{}</span>” ").format(_spoken(citation), _ended(citation.title))
    when = ""
    if citation.date:
        year, rest = citation.date[0], citation.date[1:]
        between = {0: "", 1: " ", 2: ", "}[len(rest)]
        when = f", {_month_and_day(rest)}{between}{year}"
    author = Markup("<bdi>{}</bdi> ").format(_ended(citation.author)) if citation.author else Markup("")
    return author + title + Markup("{}{}. {}.").format(GENRE, when, citation.url)


def bibtex(citation: Citation) -> str:
    """An entry of BibTeX in UTF-8, which biber and BibTeX of today read; signs of TeX stand as its commands."""
    year, month, day = (*citation.date, None, None, None)[:3]
    fields = {
        "author": f"{{{_tex(citation.author)}}}" if citation.author else "",  # braces: a body, not a person's names
        "title": f"{{{_tex(citation.title)}}}",
        "year": str(year or ""),
        "month": MONTHS[month - 1][:3].lower() if month else "",
        "date": machine_day(citation) if day else "",
        "howpublished": GENRE,
        "number": _tex(citation.number),
        "url": citation.url.translate(_URL),  # read as it stands
        "langid": _tex(citation.language),
    }
    bare = ("month",)  # the name of a constant of every BibTeX style
    lines = [f"  {name} = {value if name in bare else f'{{{value}}}'}" for name, value in fields.items() if value]
    return f"@misc{{{citation.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(citation: Citation) -> str:
    """A record of RIS, its lines ended by CR LF."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris_lines(citation)) + "ER  - \r\n"


def _ris_lines(citation: Citation) -> Iterator[tuple[str, str]]:
    year, month, day = (*citation.date, None, None, None)[:3]
    yield "TY", "ELEC"  # an electronic document: the format knows no press release
    if citation.author:
        # Trailing comma: reference managers take a name without one apart.
        yield "AU", f"{citation.author.replace(',', '')},"
    yield "TI", citation.title
    if year:
        yield "PY", str(year)
        yield "DA", "/".join([str(year), *(f"{part:02}" for part in (month, day) if part)])
    yield "M3", GENRE
    if citation.number:
        yield "M1", citation.number
    yield "UR", citation.url
    if citation.language:
        yield "LA", citation.language
    yield "ID", citation.id


class CslName(Known):
    """A name that is not taken apart."""

    literal: str


class CslDate(Known):
    """A date, as much of it as is known."""

    model_config = ConfigDict(validate_by_name=True)

    date_parts: list[list[int]] = Field(alias="date-parts", description="Year, month and day, in a list of one.")


class CslItem(Known):
    """A reference as programs have it (CSL-JSON 1.0.2)."""

    model_config = ConfigDict(validate_by_name=True)

    id: str = Field(description="A key in plain letters, the same for the same release.")
    type: str = Field(description="webpage")
    genre: str
    author: list[CslName] | SkipJsonSchema[None] = None
    title: str
    issued: CslDate | SkipJsonSchema[None] = None
    number: str | SkipJsonSchema[None] = Field(None, description="The number that its organisation gave it.")
    url: str = Field(alias="URL")
    language: str | SkipJsonSchema[None] = Field(None, description="BCP 47.")


class CslItems(RootModel[list[CslItem]]):
    """References, each with what is known of it."""


def csl(citation: Citation) -> dict[str, Any]:
    """An item of CSL-JSON."""
    item = CslItem(
        id=citation.key,
        type="webpage",
        genre=GENRE,
        author=[CslName(literal=citation.author)] if citation.author else None,
        title=citation.title,
        issued=CslDate(date_parts=[list(citation.date)]) if citation.date else None,
        number=citation.number or None,
        url=citation.url,
        language=citation.language or None,
    )
    return item.model_dump(by_alias=True, exclude_none=True)


def csl_json(citation: Citation) -> str:
    """A file of CSL-JSON with one item."""
    return json.dumps([csl(citation)], ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Record:
    """A form of a citation for programs: its name, its media type, and what writes it."""

    name: str
    media_type: str
    write: Callable[[Citation], str]


# By the ending of its address.
RECORDS: Mapping[str, Record] = {
    "bib": Record("BibTeX", "application/x-bibtex", bibtex),
    "ris": Record("RIS", "application/x-research-info-systems", ris),
    "csl.json": Record("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}


def machine_day(citation: Citation) -> str:
    """ISO 8601, as much as is known."""
    return "-".join([f"{part:02}" for part in citation.date])


def _month_and_day(parts: tuple[int, ...]) -> str:
    return " ".join([MONTHS[parts[0] - 1], *map(str, parts[1:])]) if parts else ""


def _ended(text: str) -> str:
    """With a full stop, unless it ends in a mark of its own."""
    return text if text.endswith((".", "!", "?", "…", "。", "\uff01", "\uff1f", "؟")) else f"{text}."


def _spoken(citation: Citation) -> Markup:
    return Markup(' lang="{}"').format(citation.language) if citation.language else Markup("")


def _plain(text: str) -> str:
    """One line without control characters: a record is read line by line."""
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())


def _mark(identity: str) -> str:
    """An id in plain letters and digits, which no other id has: a file of many releases has each key once."""
    return identity if re.fullmatch("[a-z0-9]{1,16}", identity) else sha256(identity.encode()).hexdigest()[:16]


def _letters(text: str) -> str:
    """The plain Latin letters of a text, in lower case; spaces stay."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z ]", "", plain)


_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


_URL = str.maketrans({sign: quote(sign) for sign in "\\{} "})


def _tex(text: str) -> str:
    return text.translate(_TEX)
