from __future__ import annotations

import re

from flask.testing import FlaskClient

from crawler.entities.towns import coordinates
from web.map import CELL, HEIGHT, WIDTH, map_of


def test_places_stand_where_they_are() -> None:
    found = map_of(["Moscow", "Buenos Aires", "Nowhere at all"])
    assert found is not None
    moscow, buenos_aires = found.marks
    assert (moscow.label, round(moscow.x), round(moscow.y)) == ("Moscow", 180 + 38, 78 - 56)
    assert (round(buenos_aires.x), round(buenos_aires.y)) == (180 - 58, 78 + 35)
    assert found.words == "Moscow, Buenos Aires"


def test_a_country_stands_among_its_towns() -> None:
    where = coordinates().get("Russia")
    assert where is not None
    latitude, longitude = where
    assert 50 < latitude < 60
    assert 35 < longitude < 70


def test_there_is_no_map_of_nothing() -> None:
    assert map_of([]) is None
    assert map_of(["Nowhere at all"]) is None


def test_the_dots_cover_the_map() -> None:
    found = map_of(["Moscow"])
    assert found is not None
    x = y = 0
    places = set()
    for right, down in re.findall(r"m(-?\d+) (-?\d+)h0", found.dots):
        x, y = x + int(right), y + int(down)
        places.add((x, y))
    assert len(places) > 1000
    assert all(0 <= x < WIDTH and 0 <= y < HEIGHT and x % CELL == y % CELL == 0 for x, y in places)


def test_the_page_of_a_release_has_one(client: FlaskClient) -> None:
    body = client.get("/releases/exercise2019").get_data(as_text=True)
    assert 'aria-label="Map of Rotterdam, Hull"' in body
