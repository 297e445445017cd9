from __future__ import annotations

import pytest

from indexer.analysis.place_names import other_names


@pytest.mark.parametrize(
    ("typed", "other"),
    [("kobenhavn", "copenhagen"), ("moskva", "moscow"), ("kyiv", "киев"), ("peking", "北京"), ("wien", "vienna"),
     ("taibei", "taipei"), ("bangalore", "bengaluru"), ("new delhi", "дели")],
)  # fmt: skip
def test_cities_have_names_in_other_languages(typed: str, other: str) -> None:
    assert other in other_names(typed)
    assert typed not in other_names(typed)


def test_other_words_name_no_city() -> None:
    assert other_names("minister") == other_names("") == frozenset()
