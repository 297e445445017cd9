from __future__ import annotations

import re

from flask.testing import FlaskClient

from indexer.schema import FACETS
from web.suggest import QUERY


def test_the_list_of_the_search_box_has_a_group_for_every_kind_of_completion(client: FlaskClient) -> None:
    body = client.get("/sources").get_data(as_text=True)
    kinds = {facet.suggest for facet in FACETS if facet.suggest} | {QUERY, "release"}
    assert set(re.findall(r'role="group" aria-labelledby="completed-\w+" data-kind="(\w+)"', body)) == kinds
    assert 'data-address="/api/v1/suggest"' in body
