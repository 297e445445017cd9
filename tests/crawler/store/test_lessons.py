from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, select

from crawler.learning import Common, Health, Lesson, PatternCount, Says, read_well
from crawler.learning.template import Standing
from crawler.store import Store, lessons, sources
from crawler.store.schema import sources as table

TODAY = date(2026, 11, 24)
RELEASE = "https://www.example.org/news/2026/the-harbour-opens-its-new-quay-{}"
OTHER = "https://www.example.org/jobs/a-quay-keeper-is-wanted-at-once-{}"
MENU = ["https://www.example.org/about", "https://www.example.org/contact"]


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.writing() as opened:
        for name in ("harbour", "another"):
            sources.ensure(opened, name)
        yield opened


def test_pages_are_counted_under_the_pattern_of_their_url(connection: Connection) -> None:
    for number in range(3):
        lessons.count(connection, "harbour", RELEASE.format(number), release=True, dated=number > 0)
    lessons.count(connection, "harbour", RELEASE.format(9), release=False, dated=True)
    lessons.count(connection, "harbour", OTHER.format(1), release=False, dated=False)
    lessons.count(connection, "another", OTHER.format(1), release=True, dated=False)
    assert lessons.counts(connection, "harbour") == [
        PatternCount("example.org/jobs/{slug}", 0, 1, 0),
        PatternCount("example.org/news/{year}/{slug}", 3, 1, 2),
    ]
    assert lessons.counts(connection, "another") == [PatternCount("example.org/jobs/{slug}", 1, 0, 0)]


def test_rules_come_of_the_counts_of_one_source(connection: Connection) -> None:
    for number in range(40):
        lessons.count(connection, "harbour", RELEASE.format(number), release=True, dated=True)
        lessons.count(connection, "harbour", OTHER.format(number), release=False, dated=False)
    rules = lessons.rules(connection, "harbour")
    said = rules.says(RELEASE.format(99))
    assert said is not None
    assert (said.kind, said.learnt) == (Says.RELEASE, True)
    barred = [said for n in range(100, 150) if (said := rules.says(OTHER.format(n))) is not None and said.bars]
    assert len(barred) > 40  # a few are looked at all the same
    assert lessons.rules(connection, "another").says(OTHER.format(99)) is None


def test_what_a_person_says_goes_above_what_was_learnt(connection: Connection) -> None:
    for number in range(40):
        lessons.count(connection, "harbour", RELEASE.format(number), release=True, dated=True)
    said = lessons.rules(connection, "harbour", deny=["/news/**"]).says(RELEASE.format(99))
    assert said is not None
    assert (said.bars, said.learnt) == (True, False)


def test_menus_are_learnt_from_a_sample_of_pages(connection: Connection) -> None:
    for number in range(20):
        lessons.count_menus(connection, "harbour", [*MENU, RELEASE.format(number)], TODAY)
    rules = lessons.rules(connection, "harbour")
    assert [said.kind for url in MENU if (said := rules.says(url)) is not None] == [Says.CHROME, Says.CHROME]
    assert rules.says(RELEASE.format(1)) is None
    assert lessons.rules(connection, "another").says(MENU[0]) is None


def test_a_full_sample_is_not_written_again(connection: Connection) -> None:
    for _ in range(60):
        lessons.count_menus(connection, "harbour", MENU, TODAY)
    before = connection.execute(select(table.c.chrome).where(table.c.name == "harbour")).scalar_one()
    lessons.count_menus(connection, "harbour", ["https://www.example.org/late"], TODAY)
    assert connection.execute(select(table.c.chrome).where(table.c.name == "harbour")).scalar_one() == before
    lessons.count_menus(connection, "harbour", MENU, TODAY + timedelta(days=31))
    after = connection.execute(select(table.c.chrome).where(table.c.name == "harbour")).scalar_one()
    assert (after["pages"], set(after["before"])) == (1, set(MENU))


def test_readings_make_the_health_of_a_source(connection: Connection) -> None:
    expected = Health()
    for titled, dated, body in [(True, True, 3000), (True, False, 2000), (False, False, 0)]:
        lessons.count_reading(connection, "harbour", titled=titled, dated=dated, body=body)
        expected = read_well(expected, titled=titled, dated=dated, body=body)
    kept = connection.execute(select(table.c.health).where(table.c.name == "harbour")).scalar_one()
    assert Health.from_json(kept) == expected
    assert connection.execute(select(table.c.health).where(table.c.name == "another")).scalar_one() is None


def test_a_site_that_makes_up_its_folders_fills_no_table(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons, "MOST_PATTERNS", 3)
    for name in ("one", "two", "three", "four", "one"):
        lessons.count(connection, "harbour", f"https://www.example.org/{name}/page", release=False, dated=False)
    counts = {count.pattern: count.others for count in lessons.counts(connection, "harbour")}
    assert counts == {"example.org/one/{name}": 2, "example.org/two/{name}": 1, "example.org/three/{name}": 1}


FOOT = Lesson((("a1", "The harbour board runs three quays."),), "main > div.text", month_first=False)


def test_a_template_is_learnt_from_releases(connection: Connection) -> None:
    assert lessons.in_common(connection, "harbour") == lessons.in_common(connection, "nobody") == Common()
    for number in (1, 2, 3, 4, 4, 4):
        lessons.count_template(connection, "harbour", RELEASE.format(number), FOOT, TODAY)
    found = lessons.in_common(connection, "harbour")
    assert found == Common(4, (Standing("a1", 4, "The harbour board runs three quays."),), "main > div.text", False)
    assert lessons.in_common(connection, "another") == Common()


def test_a_full_sample_of_releases_is_not_written_again(connection: Connection) -> None:
    def kept() -> object:
        return connection.execute(select(table.c.template).where(table.c.name == "harbour")).scalar_one()

    for number in range(60):
        lessons.count_template(connection, "harbour", RELEASE.format(number), FOOT, TODAY)
    before, found = kept(), lessons.in_common(connection, "harbour")
    lessons.count_template(connection, "harbour", RELEASE.format(99), Lesson(), TODAY)
    assert kept() == before
    lessons.count_template(connection, "harbour", RELEASE.format(99), Lesson(), TODAY + timedelta(days=31))
    assert kept() != before
    assert lessons.in_common(connection, "harbour") == found
