"""All values of a facet in a search, to look through and to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import NotFound

from indexer.analysis import fold
from indexer.index import FacetValue
from web.choices import as_choices, values_address
from web.labels import facet_label, value_label
from web.library import library, settings
from web.links import search_address
from web.parameters import FILTERS, PARAMETERS, Search
from web.validation import read

blueprint = Blueprint("values", __name__)

LOOKED_AT = 10_000  # values, the most frequent ones, that are looked through
SHOWN = 200


@blueprint.get("/facets/<facet>")
def page(facet: str) -> Response:
    """The values of one facet, those that hold the words of `find`; the search is that of the other parameters."""
    declared = next((one for one in FILTERS if one.name == facet), None)
    if declared is None:
        raise NotFound
    search = read(PARAMETERS, request.args, ignore_unknown=True)
    find = " ".join(request.args.get("find", "").split())[:200]
    values = _values(search, facet)
    found = holding(values, find)
    shown = render_template(
        "values.html",
        facet=declared,
        label=facet_label(facet),
        find=find,
        values=as_choices(search, facet, found[:SHOWN]),
        count=len(found),
        is_cut=len(values) >= LOOKED_AT,
        search_href=search_address("search.page", search.but()),
        address=values_address(search, facet),
        carried=search.for_people().but().pairs(),
    )
    return make_response(shown)


def _values(search: Search, facet: str) -> Sequence[FacetValue]:
    wanted = search.request({facet: LOOKED_AT}, recent=settings().search.recent)
    result = library().index.search(replace(wanted, limit=1, snippets=False, explain=False, cursor=None))
    return [
        replace(value, label=value_label(facet, value.value, value.label))
        for value in result.facets[facet]
        if value.count or value.selected
    ]


def holding(values: Sequence[FacetValue], find: str) -> list[FacetValue]:
    """The values whose labels hold each of some words, or its beginning, whatever the accents and case."""
    wanted = fold(find).split()
    return [value for value in values if _holds(fold(value.label), wanted)]


def _holds(label: str, wanted: Sequence[str]) -> bool:
    return all(word in label for word in wanted)
