"""What a search can be narrowed by: the values of its facets, and its days, each with the address that chooses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for

from indexer.index import FacetValue
from web.labels import bucket_label, facet_label, value_label
from web.links import FacetAddresses, search_address
from web.parameters import FILTERS, Search

Facets = Mapping[str, Sequence[FacetValue]]

FACET_VALUES = 20  # of each facet; the first few are shown, the others open
VALUES_AT_FIRST = 7
FACETS_OPEN = 4  # how many facets stand open before anything is chosen


@dataclass(frozen=True)
class Choice:
    """A value that can be switched by following `href`."""

    value: str
    label: str
    href: str
    count: int | None = None
    selected: bool = False
    parts: tuple[Choice, ...] = ()  # narrower values
    excluded: bool = False
    without: str = ""  # the search that excludes it, or no longer does

    @property
    def leads_to_selected(self) -> bool:
        """Whether one of its parts, at any depth, is selected."""
        return any(part.selected or part.leads_to_selected for part in self.parts)


@dataclass(frozen=True)
class FacetGroup:
    """A facet with its values: `first` are shown, `more` are behind a button."""

    few = VALUES_AT_FIRST

    name: str
    label: str
    first: list[Choice]
    more: list[Choice]
    open: bool
    size: int  # how many values it has, those within others too
    all: str = ""  # the page with all its values, where there may be others


@dataclass(frozen=True)
class Bar:
    """A bar of the histogram: its stretch of days, the search for it, and its height, of 100 of the highest."""

    label: str
    since: str
    until: str
    count: int
    height: int
    href: str
    selected: bool


def facet_groups(search: Search, facets: Facets, total: int) -> list[FacetGroup]:
    """The facets that have something to choose, those that are set open."""
    groups: list[FacetGroup] = []
    for facet in FILTERS:
        values = [value for value in facets.get(facet.name, ()) if value.count or value.selected]
        chosen = search.filters[facet.name].include if facet.name in search.filters else ()
        missing = [value for value in chosen if value not in {known.value for known in values}]
        empty = [FacetValue(value, value, 0, selected=True) for value in missing]
        choices = as_choices(search, facet.name, [*empty, *values])
        choices = _as_tree(choices, {value.value: value.parent for value in values})
        choices.sort(key=lambda choice: not (choice.selected or choice.leads_to_selected))
        if choices and not _says_nothing(choices, total):
            cut = max(VALUES_AT_FIRST, sum(choice.selected or choice.leads_to_selected for choice in choices))
            is_open = bool(chosen) or len(groups) < FACETS_OPEN
            everything = values_address(search, facet.name) if len(values) >= FACET_VALUES else ""
            groups.append(
                FacetGroup(
                    facet.name, facet_label(facet.name), choices[:cut], choices[cut:], is_open, len(values), everything
                )
            )
    return groups


def _as_tree(choices: Sequence[Choice], parents: Mapping[str, str | None]) -> list[Choice]:
    """Each value under the one that it is part of, where that is among them; all in their order."""
    known = {choice.value for choice in choices}
    by_parent: dict[str | None, list[Choice]] = defaultdict(list)
    for choice in choices:
        parent = parents.get(choice.value)
        by_parent[parent if parent in known else None].append(choice)

    def parts(parent: str | None) -> list[Choice]:
        return [
            replace(choice, parts=tuple(parts(choice.value))) if choice.value in by_parent else choice
            for choice in by_parent.get(parent, ())
        ]

    return parts(None)


def _says_nothing(choices: Sequence[Choice], total: int) -> bool:
    """Whether a facet can't narrow the results: its one value is that of all of them."""
    only = choices[0]
    return len(choices) == 1 and not only.selected and not only.parts and only.count == total


def as_choices(search: Search, facet: str, values: Iterable[FacetValue]) -> list[Choice]:
    """Values of a facet as choices in a search: to include or not, to exclude or not."""
    addresses = FacetAddresses("search.page", search, facet)
    set_values: list[str] = getattr(search, facet)

    def made(value: FacetValue) -> Choice:
        excluding = f"-{value.value}"
        others = [other for other in set_values if other not in (value.value, excluding)]
        included, excluded = value.value in set_values, excluding in set_values
        return Choice(
            value.value,
            value_label(facet, value.value, value.label),
            addresses.of(others if included else [*others, value.value]),
            value.count,
            included,
            excluded=excluded,
            without="" if included else addresses.of(others if excluded else [*others, excluding]),
        )

    return [made(value) for value in values]


def values_address(search: Search, facet: str, find: str = "") -> str:
    """The page with all values of a facet in a search, or those that hold some words."""
    pairs = [*search.for_people().but().pairs(), *([("find", find)] if find else [])]
    base = url_for("values.page", facet=facet)
    return f"{base}?{urlencode(pairs)}" if pairs else base


def histogram(search: Search, buckets: Sequence[FacetValue]) -> list[Bar]:
    """When the releases are from, whatever the dates of the search; nothing where there is one bucket."""
    if len(buckets) < 2:
        return []
    highest = max(bucket.count for bucket in buckets) or 1
    return [
        Bar(
            bucket_label(bucket),
            bucket.since or "",
            bucket.until or "",
            bucket.count,
            -(-100 * bucket.count // highest),  # rounded up: what is there is seen
            search_address("search.page", search.but(since=bucket.since, until=bucket.until)),
            bucket.selected,
        )
        for bucket in buckets
    ]
