"""Where names begin and end that were read word by word; all names are invented."""

from __future__ import annotations

import pytest

from crawler.entities.document import Span
from crawler.entities.name_edges import whole


@pytest.mark.parametrize(
    ("text", "read", "name"),
    [
        ("by Zorblatt and others", "Zorblatt and", "Zorblatt"),
        ("Rat der Stadt", "Rat der", "Rat"),
        ("review of the Orrin Board.", "of the Orrin Board", "Orrin Board"),
        ("by Zorblatt, which", "Zorblatt,", "Zorblatt"),
        ("die Partei „Die Seeleute“ sagt", "Die Seeleute“", "Die Seeleute"),
        ("агентству «Орринфакс», что", "Орринфакс»", "Орринфакс"),
        ("завод «Тал» в Орине", "завод «Тал", "завод «Тал»"),
        ("the “Lake Club” of Orrin", "“Lake Club”", "Lake Club"),
        ("клуб «Тал» в Орине", "«Тал»", "Тал"),
        ("из ООО «Тал» в Орине", "Тал", "ООО «Тал»"),
        ("из ООО «Тал» в Орине", "«Тал»", "ООО «Тал»"),
        ("из клуба «Тал»", "Тал", "Тал"),
        ("ТОВ «Тал", "Тал", "Тал"),
        ("the “Lake” and “Boat” clubs", "“Lake” and “Boat”", "“Lake” and “Boat”"),
        ("the “Lake Club of Orrin", "“Lake Club", "Lake Club"),
        ('the club "Tallow" is', 'club "Tallow', 'club "Tallow"'),
        ("das Lokal »Zur Möwe« am", "»Zur Möwe", "Zur Möwe"),
        ("of “ the", "“", ""),
        ("Lake, Boat and Bridge Board", "Lake, Boat and Bridge Board", "Lake, Boat and Bridge Board"),
    ],
)
def test_marks_go_in_pairs_and_small_words_stay_outside(text: str, read: str, name: str) -> None:
    start = text.index(read)
    assert text[slice(*whole(text, Span(start, start + len(read))))] == name
