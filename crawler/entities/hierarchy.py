"""What places and topics are part of: Moscow of Russia, Russia of Europe; terrorism of security."""

from __future__ import annotations

from functools import cache

from crawler.entities import places, topics
from crawler.entities.geography import countries
from crawler.entities.geonames import geonames


def above_place(label: str) -> tuple[str, ...]:
    """The continent and, of a city, its country, the widest first; empty for what is no known place."""
    place = places.resolve(label)
    if place is None or place.label != label:
        return ()
    continent = _continents().get(place.code)
    wider = (continent,) if continent and continent != label else ()
    return (*wider, place.country) if place.is_city else wider


def above_topic(label: str) -> tuple[str, ...]:
    """The wider topics, the widest first; empty for what is none of ours."""
    return topics.above(label)


@cache
def _continents() -> dict[str, str]:
    """ISO 3166-1 code of a country to its continent, as GeoNames has them."""
    known = geonames()
    names = {code: continent["name"] for code, continent in known.get_continents().items()}
    found = {code: names[country["continentcode"]] for code, country in known.get_countries().items()}
    return {code: continent for code, continent in found.items() if code in countries()}
