"""Lists of the API: their parameters, the page of a list from a cursor on, and answers with some of their fields."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo, create_model, field_validator
from pydantic.json_schema import SkipJsonSchema

from crawler.settings import SOURCE_NAME
from indexer.index import BadCursorError
from web.api.schemas import CrawlDayAnswer, ReleaseAnswer, RevisionAnswer, SourceAnswer
from web.parameters import Cursor, Day, first_day, last_day, repeated, separated
from web.validation import Parameters, together

Place = tuple[str | int, ...]  # of an item in the order of its list: the last part is its own
Item = TypeVar("Item")
SomeAnswer = TypeVar("SomeAnswer", bound=BaseModel)
SomeParameters = TypeVar("SomeParameters", bound="Sparse")


class Sparse(Parameters):
    """What every operation takes that gives things with many fields."""

    fields: list[str] = Field(default_factory=list)


class Listing(Sparse):
    """What every list takes."""

    shapes = {"cursor": "must be one that an answer gave"}  # noqa: RUF012 - the base has it as a ClassVar

    size: int = Field(100, ge=1, le=500, title="Results", description="How many there are in an answer at most.")
    cursor: Cursor | SkipJsonSchema[None] = Field(
        None,
        title="Cursor",
        description="Continues after the answer that gave this cursor, under the same parameters; 404 where none did.",
    )


SourceNames = Annotated[list[Annotated[str, Field(pattern=f"^{SOURCE_NAME}$")]], Field(max_length=50)]


def _sources_field() -> Any:
    return Field(default_factory=list, title="Source", description="Only these sources: repeat for several.")


class Sources(Listing):
    """What can be asked of the sources."""

    shapes = {**Listing.shapes, "source": "must be the key of a source: a-z, 0-9 and -"}  # noqa: RUF012 - as above

    source: SourceNames = _sources_field()
    state: Annotated[
        list[Literal["ok", "crawling", "waiting", "failing", "needs-contact", "paused", "removed", "imported"]],
        Field(max_length=10),
    ] = Field(default_factory=list, title="State", description="Only sources in these states: repeat for several.")
    sort: Literal["name", "releases", "newest"] = Field(
        "name",
        title="Sort by",
        description="The order: by name, those with most releases first, or those with the newest release first.",
    )


class Crawls(Listing):
    """What can be asked of the crawls."""

    shapes = {  # noqa: RUF012 - as above
        **Sources.shapes,
        "from": "must be a date: YYYY, YYYY-MM or YYYY-MM-DD",
        "to": "must be a date: YYYY, YYYY-MM or YYYY-MM-DD",
    }

    source: SourceNames = _sources_field()
    since: Day | SkipJsonSchema[None] = Field(
        None,
        alias="from",
        title="From",
        description="First day, as YYYY, YYYY-MM or YYYY-MM-DD.",
        examples=["2024"],
    )
    until: Day | SkipJsonSchema[None] = Field(
        None,
        alias="to",
        title="To",
        description="Last day (inclusive), as YYYY, YYYY-MM or YYYY-MM-DD.",
        examples=["2024-03"],
    )
    sort: Literal["newest", "oldest"] = Field("newest", title="Sort by", description="The order of the days.")

    @field_validator("until")
    @classmethod
    def _in_order(cls, until: str | None, info: ValidationInfo) -> str | None:
        since = info.data.get("since")
        if until and since and last_day(until) < first_day(since) and together(info):
            raise ValueError(f"must not be before from, {since}")
        return until


def with_fields(base: type[SomeParameters], answer: type[BaseModel]) -> type[SomeParameters]:
    """These parameters with `fields`: which of an answer's are wanted."""
    names = list(answer.model_fields)
    one = "|".join(names)
    wish = Annotated[list[Annotated[str, Field(pattern=f"^({one})$")]], BeforeValidator(separated), repeated(one)]
    field = Field(
        names,
        title="Fields",
        description=f"Which fields to return; repeat, or separate by commas. The {names[0]} always comes.",
        examples=[names[:2]],
    )
    made = create_model(base.__name__, __base__=base, __doc__=base.__doc__, fields=(wish, field))
    made.shapes = {**base.shapes, "fields": f"must be one of {', '.join(names)}"}
    return made


ONE_RELEASE = with_fields(Sparse, ReleaseAnswer)
REVISIONS = with_fields(Listing, RevisionAnswer)
SOURCES = with_fields(Sources, SourceAnswer)
CRAWLS = with_fields(Crawls, CrawlDayAnswer)


def sparse(answer: SomeAnswer, wanted: Collection[str]) -> SomeAnswer:
    """An answer with the wanted fields of it, and the first, which names it."""
    names = list(type(answer).model_fields)
    shown = {name: getattr(answer, name) for name in names if name in wanted or name == names[0]}
    return type(answer).model_construct(**shown)


@dataclass(frozen=True)
class Part(Generic[Item]):
    """Some items of a list; `cursor` leads to those after, None at the end."""

    items: list[Item]
    cursor: str | None


def part(items: Sequence[Item], place: Callable[[Item], Place], wanted: Listing) -> Part[Item]:
    """The items that are wanted of all, which are sorted by their places."""
    after = read_cursor(wanted.cursor, place(items[0])) if wanted.cursor and items else None
    rest = [item for item in items if after is None or place(item) > after]
    return cut(rest, place, wanted.size)


def cut(items: Sequence[Item], place: Callable[[Item], Place], size: int) -> Part[Item]:
    """The first items, and the cursor to the others where there are more."""
    kept = list(items[:size])
    return Part(kept, write_cursor(place(kept[-1])) if len(items) > size else None)


def write_cursor(place: Place) -> str:
    return "~" + urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(cursor: str, like: Place) -> Place:
    """The place of a cursor. Raises BadCursorError where it is not one `like` those of this list."""
    text = cursor.removeprefix("~")
    try:
        found = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        found = None
    if not isinstance(found, list) or [type(each) for each in found] != [type(each) for each in like]:
        raise BadCursorError("This cursor belongs to another list: start again from the first part.")
    return tuple(found)


def read_day(cursor: str) -> tuple[date, str]:
    """The day and the source of a cursor. Raises BadCursorError."""
    day, source = read_cursor(cursor, ("", ""))
    try:
        return date.fromisoformat(str(day)), str(source)
    except ValueError:
        raise BadCursorError("This cursor belongs to another list: start again from the first part.") from None
