"""What a search asks, in a line, in the interface’s language: the title of its feed, its export, its reading list."""

from __future__ import annotations

from web.i18n import gettext
from web.labels import value_label
from web.parameters import FILTERS, Search
from web.wording import listed


def title_of(search: Search) -> str:
    """ "“grain exports”, Odesa, not Kyiv, from 2019"; the same search has the same title."""
    query = " ".join(search.q.split())
    parts = [gettext("“%(query)s”") % {"query": query}] if query else []
    for facet in FILTERS:
        chosen = search.filters.get(facet.name)
        if chosen is not None:
            included = [value_label(facet.name, value) for value in chosen.include]
            parts += [gettext(" or ").join(included)] if included else []
            parts += [gettext("not %(value)s") % {"value": value_label(facet.name, value)} for value in chosen.exclude]
    parts += [gettext("from %(day)s") % {"day": search.since}] if search.since else []
    parts += [gettext("to %(day)s") % {"day": search.until}] if search.until else []
    parts += [gettext("nearly the same text")] if search.family else []
    return listed(parts) or gettext("All releases")
