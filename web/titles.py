"""What a search asks, in a line: the title of its feed, its export and its reading list. English, as for programs."""

from __future__ import annotations

from web.parameters import FILTERS, Search

EVERYTHING = "All releases"


def title_of(search: Search) -> str:
    """ "“grain exports”, Odesa, not Kyiv, from 2019"; the same search has the same title."""
    parts = [f"“{' '.join(search.q.split())}”"] if search.q.strip() else []
    for facet in FILTERS:
        chosen = search.filters.get(facet.name)
        if chosen is not None:
            parts += [" or ".join(map(facet.value_label, chosen.include))] if chosen.include else []
            parts += [f"not {facet.value_label(value)}" for value in chosen.exclude]
    parts += [f"from {search.since}"] if search.since else []
    parts += [f"to {search.until}"] if search.until else []
    parts += ["nearly the same text"] if search.family else []
    return ", ".join(parts) or EVERYTHING
