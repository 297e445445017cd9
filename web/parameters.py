"""The search parameters, defined once: validation, the OpenAPI document and the page's form come from here."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Self, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    create_model,
    field_validator,
)
from pydantic.json_schema import SkipJsonSchema

from indexer.index import Filter, Match, SearchRequest, Sort
from indexer.schema import FACETS, Facet
from web.i18n import later
from web.validation import Parameters, together

WINDOW = 10_000  # hits that links to pages reach; `cursor` goes on from there
LAST_PAGE = 500
Cursor = Annotated[str, Field(max_length=2000, pattern="^~[A-Za-z0-9_-]+$")]
FACET_COUNT = 10
MAX_FACET_COUNT = 200
MAX_COMPARED = 6  # queries beside the first
HIT_FIELDS = (
    "id", "url", "title", "published", "published_precision", "first_seen", "last_seen", "state", "revision", "source",
    "organisation", "language", "people", "organisations", "places", "topics", "links", "score", "snippet",
    "anchor", "more",
)  # fmt: skip
FILTERS = tuple(facet for facet in FACETS if facet.order != "buckets")  # the others are histograms


def first_day(value: str) -> date:
    """The first day of "2019", "2019-10" or "2019-10-30". Raises ValueError."""
    year, month, day = [*map(int, value.split("-")), 1, 1][:3]
    return date(year, month, day)


def last_day(value: str) -> date:
    """The last day of "2019", "2019-10" or "2019-10-30". Raises ValueError."""
    year, *rest = map(int, value.split("-"))
    month = rest[0] if rest else 12
    day = rest[1] if len(rest) > 1 else calendar.monthrange(year, month)[1]
    return date(year, month, day)


def _real_day(value: str) -> str:
    try:
        first_day(value)
    except ValueError:
        raise ValueError(f"must be in the calendar, and {value} is not") from None
    return value


def separated(values: Any) -> Any:
    """Names may come repeated or separated by commas; each counts once."""
    names = [name.strip() for value in values for name in str(value).split(",")]
    return list(dict.fromkeys(names))


def repeated(one: str) -> WithJsonSchema:
    """The schema of names that may come repeated or separated by commas, `one` being the pattern of each."""
    return WithJsonSchema({"type": "array", "items": {"type": "string", "pattern": f"^({one})(,({one}))*$"}})


def _true_false_or_none(value: Any) -> Any:
    return None if value is None else _true_or_false(value)


def _true_or_false(value: Any) -> Any:
    if value not in ("true", "false", True, False):
        raise ValueError("must be true or false")
    return value in ("true", True)


Density = Literal["full", "compact"]
# What is in the calendar from year 1 on, and nothing else: programs are told by the schema what they may send.
_YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP_YEAR = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
_DAY = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
IN_CALENDAR = f"^({_YEAR}(-(0[1-9]|1[0-2])|-{_DAY})?|{_LEAP_YEAR}-02-29)$"
Day = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
    AfterValidator(_real_day),
    WithJsonSchema({"type": "string", "pattern": IN_CALENDAR}),
]
FacetFilter = Annotated[list[Annotated[str, Field(min_length=1, max_length=300, pattern="[^-]")]], Field(max_length=50)]
_FACET_NAME = "|".join(facet.name for facet in FACETS)
_WISH = f"none|({_FACET_NAME})(:([1-9][0-9]?|1[0-9][0-9]|200))?"
FacetWishes = Annotated[
    list[Annotated[str, Field(pattern=rf"^(none|({_FACET_NAME})(:[1-9][0-9]{{0,2}})?)$")]],
    BeforeValidator(separated),
    repeated(_WISH),
]
SIMILAR_FIELDS = tuple(name for name in HIT_FIELDS if name not in ("snippet", "anchor", "more"))
_SIMILAR_FIELD = "|".join(SIMILAR_FIELDS)
SimilarFields = Annotated[
    list[Annotated[str, Field(pattern=f"^({_SIMILAR_FIELD})$")]], BeforeValidator(separated), repeated(_SIMILAR_FIELD)
]
_HIT_FIELD = "|".join(HIT_FIELDS)
HitFields = Annotated[
    list[Annotated[str, Field(pattern=f"^({_HIT_FIELD})$")]], BeforeValidator(separated), repeated(_HIT_FIELD)
]


_FOR_HITS = frozenset({"facets", "fields", "highlight", "explain", "density"})  # how results are given and shown


class Search(Parameters):
    """A search: what people and programs can ask for. The facet filters are added from the facets' declaration."""

    shapes = {  # noqa: RUF012 - the base declares it as a ClassVar
        "from": "must be a date: YYYY, YYYY-MM or YYYY-MM-DD",
        "to": "must be a date: YYYY, YYYY-MM or YYYY-MM-DD",
        "cursor": "must be one that an answer gave",
        "facets": f"must be none, or name or name:count with one of {', '.join(facet.name for facet in FACETS)}",
        "fields": f"must be one of {', '.join(HIT_FIELDS)}",
        **{facet.name: "must not be a lone -" for facet in FILTERS},
    }

    q: str = Field(
        "",
        max_length=2000,
        title=later("Search for"),
        description="The query. Empty means everything, newest first.",
        examples=['nuclear "safety assessment"'],
    )
    since: Day | SkipJsonSchema[None] = Field(
        None,
        alias="from",
        title=later("From"),
        description="First day, as YYYY, YYYY-MM or YYYY-MM-DD.",
        examples=["2019"],
    )
    until: Day | SkipJsonSchema[None] = Field(
        None,
        alias="to",
        title=later("To"),
        description="Last day (inclusive), as YYYY, YYYY-MM or YYYY-MM-DD.",
        examples=["2020-06"],
    )
    match: Match = Field(
        "auto",
        title=later("Words"),
        description="Which words a release must have: auto gives those with all of them and, when they are fewer than "
        "10, those with most of them after; all; any.",
    )
    sort: Sort | SkipJsonSchema[None] = Field(
        None,
        title=later("Sort by"),
        description="The order: relevance (default with a query), newest (default without) or oldest.",
    )
    size: int = Field(20, ge=1, le=100, title="Results a page", description="How many results a page has.")
    page: int = Field(
        1,
        ge=1,
        le=LAST_PAGE,
        title="Page",
        description=f"Which page, from 1; `links.next` goes on by cursor after {WINDOW} results.",
    )
    cursor: Cursor | SkipJsonSchema[None] = Field(
        None,
        title="Cursor",
        description="Continues after the answer that gave this cursor, instead of page; stable while the index changes."
        " 404 where it was not given for this search.",
    )
    facets: FacetWishes = Field(
        [facet.name for facet in FILTERS],
        title="Facets",
        description=f"Which facets to count: a name, or name:count for more than {FACET_COUNT} values (at most "
        f"{MAX_FACET_COUNT}); repeat, or separate by commas; none for no facets. Counts ignore the facet's own filter.",
        examples=[["organisation", "place:20"]],
    )
    fields: HitFields = Field(
        list(HIT_FIELDS),
        title="Fields",
        description="Which fields of a result to return; repeat, or separate by commas. The id always comes.",
        examples=[["title", "published"]],
    )
    highlight: Annotated[bool, BeforeValidator(_true_or_false)] = Field(
        True, title="Highlight", description="Whether results carry a snippet with the matches in <mark>."
    )
    explain: Annotated[bool, BeforeValidator(_true_or_false)] = Field(
        False, title="Explain", description="Whether results say how their scores came about."
    )

    group: Annotated[bool | SkipJsonSchema[None], BeforeValidator(_true_false_or_none)] = Field(
        None,
        title="Group",
        description="Whether releases with nearly the same text are one result, the first of them, with `more`: how "
        "many others there are. The page does so unless it is false, the API where it is true. The total and facets "
        "count releases in any case.",
    )
    family: str | SkipJsonSchema[None] = Field(
        None,
        min_length=1,
        max_length=300,
        title="The same text",
        description="Only the releases with nearly the same text that `links.family` of a result stands for, each of "
        "them a result.",
    )

    density: Density = Field(
        "full",
        title=later("Density"),
        description="How the page sets its results: with snippets, or compact. The API answers the same.",
    )

    @field_validator("until")
    @classmethod
    def _in_order(cls, until: str | None, info: ValidationInfo) -> str | None:
        since = info.data.get("since")
        if until and since and last_day(until) < first_day(since) and together(info):
            raise ValueError(f"must not be before from, {since}")
        return until

    @field_validator("cursor")
    @classmethod
    def _instead_of_page(cls, cursor: str | None, info: ValidationInfo) -> str | None:
        if cursor and info.data.get("page", 1) != 1 and together(info):
            raise ValueError("can't be combined with page")
        return cursor

    @property
    def notes(self) -> list[str]:
        """Sentences about what makes no sense together in it."""
        if self.since and self.until and last_day(self.until) < first_day(self.since):
            return [f"The last day, {self.until}, is before the first, {self.since}: nothing can be found."]
        return []

    @field_validator("facets")
    @classmethod
    def _few_values(cls, facets: list[str]) -> list[str]:
        for wish in facets:
            if int(wish.partition(":")[2] or 1) > MAX_FACET_COUNT:
                raise ValueError(f"a facet gives at most {MAX_FACET_COUNT} values")
        return facets

    @property
    def order(self) -> Sort:
        """The order that the answer has, also when none was asked for."""
        return self.sort or ("relevance" if self.q.strip() else "newest")

    @property
    def filters(self) -> dict[str, Filter]:
        """The facet filters that are set, by facet."""
        found: dict[str, Filter] = {}
        for facet in FILTERS:
            values: list[str] = getattr(self, facet.name)
            if values:
                include = tuple(value for value in values if not value.startswith("-"))
                exclude = tuple(value[1:] for value in values if value.startswith("-"))
                found[facet.name] = Filter(include, exclude)
        return found

    @property
    def narrowed(self) -> bool:
        """Whether a filter or a date range is set."""
        return bool(self.filters or self.since or self.until or self.family)

    @property
    def facet_counts(self) -> dict[str, int]:
        """The wanted facets and how many values each gives."""
        wishes = (wish.partition(":") for wish in self.facets if wish != "none")
        return {name: int(count or FACET_COUNT) for name, _, count in wishes}

    def request(
        self, facets: Mapping[str, int] | None = None, *, recent: bool = False, group: bool = False
    ) -> SearchRequest:
        """The same search in the index's terms; `facets` instead of those asked for, `recent` as the settings say,
        and whether to `group` where that is left open."""
        return SearchRequest(
            q=self.q,
            filters=self.filters,
            since=first_day(self.since) if self.since else None,
            until=last_day(self.until) if self.until else None,
            match=self.match,
            sort=self.sort,
            offset=(self.page - 1) * self.size,
            limit=self.size,
            cursor=self.cursor,
            facets=self.facet_counts if facets is None else facets,
            snippets=self.highlight,
            explain=self.explain,
            recent=recent,
            group=self.family is None and (group if self.group is None else self.group),
            family=self.family,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that differ from their defaults, as they stand in an address."""
        found: list[tuple[str, str]] = []
        plain = unchanged(type(self))
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if value != getattr(plain, name):
                values = value if isinstance(value, list) else [value]
                found += [(field.alias or name, _written(item)) for item in values]
        return found

    def but(self, **changes: Any) -> Self:
        """This search with changes; from its first page on, unless the change is a page."""
        return self.model_copy(update={"page": 1, "cursor": None, **changes})

    def toggled(self, facet: str, value: str) -> Self:
        """This search with a facet's value added, or taken away where it is set; an excluded one is `-value`."""
        values: list[str] = getattr(self, facet)
        others = [other for other in values if other != value]
        return self.but(**{facet: others if value in values else [*values, value]})

    def for_people(self) -> Self:
        """This search without what only matters to programs."""
        plain = unchanged(type(self))
        return self.model_copy(
            update={name: getattr(plain, name) for name in ("facets", "fields", "highlight", "explain")}
        )

    def broadened(self) -> Self:
        """This search without filters and dates."""
        return self.but(since=None, until=None, family=None, **{facet.name: [] for facet in FILTERS})


class OverTime(Search):
    """A search over time, and what it is compared with."""

    compare: Annotated[
        list[Annotated[str, Field(max_length=2000)]],
        Field(max_length=MAX_COMPARED),
    ] = Field(
        default_factory=list,
        title="Compare with",
        description="Further queries, under the same filters.",
    )
    by: Literal["organisation", "query"] | SkipJsonSchema[None] = Field(
        None,
        title="Split by",
        description="What stands beside each other: the organisations that have most (default with one query), or the "
        "queries (default with several).",
    )
    unit: Literal["auto", "month", "year"] = Field(
        "auto", title="Each bar is", description="How long a span of time is."
    )
    view: Literal["multiples", "stacked"] = Field(
        "multiples", title="Show as", description="A chart each, or one above the other in one chart."
    )

    @property
    def queries(self) -> list[str]:
        """What is compared, each once; without a query, everything."""
        given = [query.strip() for query in (self.q, *self.compare)]
        return list(dict.fromkeys(filter(None, given))) or [""]

    @property
    def split(self) -> Literal["organisation", "query"]:
        """What stands beside each other, also where it was not asked for."""
        return self.by or ("query" if len(self.queries) > 1 else "organisation")

    @property
    def search(self) -> Search:
        """What is searched, without how it is shown over time."""
        return PARAMETERS.model_construct(**{name: getattr(self, name) for name in PARAMETERS.model_fields})


class FeedSearch(Search):
    """A search as a feed: newest first unless another order is asked for, and more of it at once."""

    idle = _FOR_HITS

    size: int = Field(50, ge=1, le=100, title="Entries", description="How many entries a document has.")
    content: Literal["summary", "full"] = Field(
        "summary", title="Content", description="How much of each release an entry has: its beginning, or all of it."
    )

    @property
    def order(self) -> Sort:
        return self.sort or "newest"

    @property
    def as_page(self) -> Search:
        """The same search for people, from its beginning."""
        plain = unchanged(PARAMETERS)
        asked = {name: getattr(self, name) for name in PARAMETERS.model_fields}
        return plain.model_copy(update={**asked, "size": plain.size}).for_people().but()

    def request(
        self, facets: Mapping[str, int] | None = None, *, recent: bool = False, group: bool = False
    ) -> SearchRequest:
        return replace(super().request(facets, recent=recent, group=group), sort=self.order, snippets=False)


class ExportSearch(Search):
    """A search as a file: all that it finds, whatever its page."""

    idle = _FOR_HITS | {"page", "size", "cursor", "group"}

    bom: Annotated[bool, BeforeValidator(_true_or_false)] = Field(
        False,
        title="Byte order mark",
        description="Whether CSV begins with the mark by which Excel knows UTF-8; other programs read it as a sign.",
    )


class Similar(Parameters):
    """What can be asked of the releases similar to one."""

    shapes = {"fields": f"must be one of {', '.join(SIMILAR_FIELDS)}"}  # noqa: RUF012 - as above

    size: int = Field(10, ge=1, le=50, title="Results", description="How many results there are at most.")
    fields: SimilarFields = Field(
        list(SIMILAR_FIELDS),
        title="Fields",
        description="Which fields of a result to return; repeat, or separate by commas. The id always comes.",
        examples=[["title", "published"]],
    )


@cache
def unchanged(model: type[Search]) -> Search:
    """The search that nothing was asked of: every parameter has its default value."""
    return model()


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _facet_field(facet: Facet) -> tuple[Any, Any]:
    description = f"Filter by {facet.label.lower()}: repeat for any of several, a leading - excludes."
    return FacetFilter, Field(default_factory=list, title=facet.label, description=description)


_FACET_FIELDS = cast(Any, {facet.name: _facet_field(facet) for facet in FILTERS})
PARAMETERS: type[Search] = create_model("Search", __base__=Search, **_FACET_FIELDS)
TIMELINE: type[OverTime] = create_model("OverTime", __base__=OverTime, **_FACET_FIELDS)
FEED: type[FeedSearch] = create_model("FeedSearch", __base__=FeedSearch, **_FACET_FIELDS)
EXPORT: type[ExportSearch] = create_model("ExportSearch", __base__=ExportSearch, **_FACET_FIELDS)
