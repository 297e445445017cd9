"""When a page was changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.cleaning.facts.modified import ModifiedEvidence, find_modified
from crawler.cleaning.metadata import Metadata

NOTHING = Metadata()
PUBLISHED = date(2024, 5, 1)


def evidence(meta: Metadata = NOTHING, stamps: tuple[str, ...] = (), *lines: str) -> ModifiedEvidence:
    return ModifiedEvidence(meta, stamps, lines)


def test_where_a_change_is_told() -> None:
    meta = Metadata(meta={"article:modified_time": ("2024-05-03T10:00:00Z",)})
    assert find_modified(evidence(meta), PUBLISHED) == (datetime(2024, 5, 3, 10, tzinfo=UTC), "meta_modified")
    json_ld = Metadata(nodes=({"@type": "NewsArticle", "dateModified": "2024-05-04"},))
    assert find_modified(evidence(json_ld), PUBLISHED) == (date(2024, 5, 4), "json_ld_modified")
    assert find_modified(evidence(NOTHING, ("2024-05-05",)), PUBLISHED) == (date(2024, 5, 5), "microdata_modified")


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 3 May 2024",
        "Updated on 3 May 2024, 10:00",
        "Letzte Änderung: 3. Mai 2024",
        "Zuletzt aktualisiert am 03.05.2024",
        "Mis à jour le 3 mai 2024",
        "Última actualización: 3 de mayo de 2024",
        "Ultimo aggiornamento: 3 maggio 2024",
        "Обновлено: 3 мая 2024",
        "更新日：2024年5月3日",
    ],
)
def test_lines_that_say_it(line: str) -> None:
    assert find_modified(evidence(NOTHING, (), "A quay", line), PUBLISHED) == (date(2024, 5, 3), "updated_line")


def test_nothing_is_modified_before_it_is_published_or_on_that_day() -> None:
    for stamp in ("2024-04-30", "2024-05-01", "2024-05-01T10:00:00Z", "nonsense"):
        assert find_modified(evidence(NOTHING, (stamp,)), PUBLISHED) == (None, "none")
    moment = datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert find_modified(evidence(NOTHING, ("2024-05-01T10:00:00Z",)), moment)[0] is not None
    assert find_modified(evidence(NOTHING, ("2024-05-01",)), None)[0] == PUBLISHED


def test_other_dates_are_no_changes() -> None:
    assert find_modified(evidence(NOTHING, (), "Published: 3 May 2024", "Update of the quay"), PUBLISHED)[0] is None
