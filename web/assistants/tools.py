"""The tools: what is asked becomes the same parameters as those of the pages, and the same code answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from crawler.records import StoredRelease, iso
from indexer.paragraphs import paragraphs
from web import citations
from web.api import endpoints
from web.api.schemas import address
from web.assistants.answers import Cited, Found, FoundReleases, OverTimeAnswer, ReadRelease
from web.citations import Citation
from web.library import library
from web.parameters import PARAMETERS, TIMELINE
from web.timeline import over_time
from web.validation import read as checked

MOST_RESULTS = 20
MOST_CHARACTERS = 20_000  # of a text at a time
HIT_FIELDS = (
    "id", "title", "organisation", "published", "language", "state", "url", "links", "snippet",
)  # fmt: skip

Query = Annotated[
    str,
    Field(
        max_length=2000,
        description='Words, all of them wanted; "exact phrase", OR, -without, prefix*, title:word. Any language: names '
        "and acronyms find each other across languages. Empty: everything, newest first.",
    ),
]
Day = Annotated[
    str | None, Field(description="YYYY, YYYY-MM or YYYY-MM-DD, inclusive.", pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
]
Values = Annotated[
    list[str] | None,
    Field(max_length=50, description="Any of these names, as results have them; a leading - excludes."),
]
ReleaseId = Annotated[str, Field(max_length=300, description="The id of a release, as search gives it.")]
Style = Literal["apa", "chicago", "bibtex", "ris", "csl-json"]


def search(
    query: Query = "",
    since: Day = None,
    until: Day = None,
    organisation: Values = None,
    person: Values = None,
    place: Values = None,
    topic: Values = None,
    language: Values = None,
    source: Values = None,
    state: Values = None,
    sort: Annotated[Literal["relevance", "newest", "oldest"] | None, Field(description="The order.")] = None,
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS, description="How many results.")] = 10,
    cursor: Annotated[str | None, Field(description="The cursor of an earlier answer to the same search.")] = None,
) -> FoundReleases:
    """Searches the press releases of many organisations. Gives passages; read gives a whole text."""
    wanted = checked(
        PARAMETERS,
        _given(
            {"q": query, "from": since, "to": until, "sort": sort, "size": limit, "cursor": cursor},
            {"organisation": organisation, "person": person, "place": place, "topic": topic},
            {"language": language, "source": source, "state": state, "fields": HIT_FIELDS, "facets": ["none"]},
        ),
    )
    found = endpoints.search(wanted)
    return FoundReleases(
        total=found.total,
        read_as=found.query.parsed,
        relaxed=found.query.relaxed,
        did_you_mean=found.query.did_you_mean,
        results=[Found.of(hit) for hit in found.results],
        cursor=found.cursor,
    )


def read(
    id: ReleaseId,  # noqa: A002 - what everything else here calls it
    paragraph: Annotated[int, Field(ge=1, description="Where to begin: next_paragraph of an earlier answer.")] = 1,
) -> ReadRelease:
    """Gives the text of a release, and who and what is in it; a long one in parts."""
    stored = _stored(id)
    content = stored.content
    every = [*paragraphs(content.text), *paragraphs(content.notes)]
    if paragraph > max(1, len(every)):
        raise NotFound(f"The release has {len(every)} paragraphs: begin with one of these.")
    part = _fitting(every[paragraph - 1 :])
    after = paragraph + len(part)
    return ReadRelease(
        id=stored.id,
        title=content.title,
        organisation=content.organisation,
        published=iso(content.published) or None,
        language=content.language,
        state=stored.state.value,
        revision=stored.revision,
        url=content.url,
        page=address("releases.page", release_id=stored.id),
        people=list(content.people),
        organisations=list(content.organisations),
        places=list(content.places),
        topics=list(content.topics),
        paragraphs=len(every),
        first=paragraph,
        text="\n\n".join(part),
        next_paragraph=after if after <= len(every) else None,
    )


def cite(
    id: ReleaseId,  # noqa: A002
    style: Annotated[Style, Field(description="A reference for people, or a record for programs.")] = "apa",
) -> Cited:
    """Gives a release as a reference or as a record for reference managers."""
    stored = _stored(id)
    citation = Citation.of(stored, address("releases.page", release_id=stored.id))
    if style in ("apa", "chicago"):
        made = {"apa": citations.apa, "chicago": citations.chicago}[style](citation).striptags()
    else:
        made = {"bibtex": citations.bibtex, "ris": citations.ris, "csl-json": citations.csl_json}[style](citation)
    return Cited(id=stored.id, style=style, citation=made)


def timeline(
    query: Query = "",
    compare: Annotated[list[str] | None, Field(max_length=5, description="Further queries beside it.")] = None,
    since: Day = None,
    until: Day = None,
    organisation: Values = None,
    person: Values = None,
    place: Values = None,
    topic: Values = None,
    language: Values = None,
    source: Values = None,
    split: Annotated[
        Literal["organisation", "query"] | None, Field(description="What stands beside each other.")
    ] = None,
    unit: Annotated[Literal["auto", "month", "year"], Field(description="How long each period is.")] = "auto",
) -> OverTimeAnswer:
    """Counts releases over time, by organisation, or of several queries beside each other."""
    wanted = checked(
        TIMELINE,
        _given(
            {"q": query, "from": since, "to": until, "by": split, "unit": unit},
            {"compare": compare, "organisation": organisation, "person": person, "place": place},
            {"topic": topic, "language": language, "source": source},
        ),
    )
    return OverTimeAnswer.of(over_time(wanted))


TOOLS = (search, read, cite, timeline)


def _given(single: dict[str, Any], *several: dict[str, Sequence[str] | None]) -> MultiDict[str, str]:
    """What was given, as an address would give it."""
    pairs = [(name, str(value)) for name, value in single.items() if value not in (None, "")]
    pairs += [(name, value) for group in several for name, values in group.items() for value in values or ()]
    return MultiDict(pairs)


def _stored(identity: str) -> StoredRelease:
    stored = library().store.release(identity)
    if stored is None:
        raise NotFound(f"There is no release with the id {identity!r}: take one that search gives.")
    return stored


def _fitting(rest: Sequence[str]) -> list[str]:
    """The first paragraphs, as many as may be given at a time; at least one, cut where it alone is too long."""
    taken: list[str] = []
    size = 0
    for paragraph in rest:
        size += len(paragraph)
        if taken and size > MOST_CHARACTERS:
            break
        taken.append(paragraph if len(paragraph) <= MOST_CHARACTERS else f"{paragraph[:MOST_CHARACTERS]} […]")
    return taken
