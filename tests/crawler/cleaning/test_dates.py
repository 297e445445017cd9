"""Dates in text and in attributes, in the languages of the sources."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.dates import find_dates, parse_machine
from crawler.cleaning.months import MONTHS

DAY = date(2019, 10, 30)


@pytest.mark.parametrize(
    "text",
    [
        "On 30 October 2019 Moscow hosted",
        "30th of October, 2019",
        "October 30, 2019",
        "Oct. 30th, 2019",
        "Wednesday, 30-Oct-2019",
        "Berlin, 30. Oktober 2019",
        "Paris, le 30 octobre 2019",
        "Madrid, 30 de octubre de 2019",
        "Roma, 30 ottobre 2019",
        "Lisboa, 30 de outubro de 2019",
        "Москва, 30 октября 2019 г.",
        "Київ, 30 жовтня 2019",
        "Warszawa, 30 października 2019",
        "Praha 30. října 2019",
        "Den Haag, 30 oktober 2019",
        "Helsinki 30. lokakuuta 2019",
        "Ankara, 30 Ekim 2019",
        "Budapest, 2019. október 30.",
        "Αθήνα, 30 Οκτωβρίου 2019",
        "北京，2019年10月30日",
        "2019年１０月３０日",
        "서울 2019년 10월 30일",
        "٣٠ أكتوبر ٢٠١٩",
        "30 تشرين الأول 2019",
        "2019-10-30",
        "2019/10/30",
        "30.10.2019",
        "30. 10. 2019",
        "30/10/2019",
        "10/30/2019",
        "30.10.19",
        # other languages
        "2019 жылғы 30 қазан",
        "2019-yil 30-oktabr",
        "Rīgā, 2019. gada 30. oktobrī",
        "Vilnius, 2019 m. spalio 30 d.",
        "Hà Nội, ngày 30 tháng 10 năm 2019",
        "नई दिल्ली, 30 अक्टूबर 2019",
        "30 באוקטובר 2019",
        "Zürich, 30 Oct 2019",
        "თბილისი, 30 ოქტომბერი, 2019",
        # other calendars
        "กรุงเทพฯ 30 ตุลาคม 2562",
        "๓๐ ตุลาคม พ.ศ. ๒๕๖๒",
        "30 ต.ค. 62",
        "30/10/2562",
        "تهران، ۸ آبان ۱۳۹۸",
        "چهارشنبه ۸ آبان ماه ۱۳۹۸",
        "۱۳۹۸/۰۸/۰۸",
        "令和元年10月30日",
        "中華民國108年10月30日",
        "108年10月30日",
        "二〇一九年十月三十日",
        "二〇一九年一〇月三〇日",
    ],
)
def test_a_date_in_many_languages(text: str) -> None:
    assert [found.day for found in find_dates(text)] == [DAY]


@pytest.mark.parametrize(
    "text",
    [
        "Tel. 030 10 2019",
        "31.02.2019",
        "30 October 1889",
        "version 1.2.3.4",
        "10-30-2019-77",
        "no date",
        "120/10/2019",
        "Az. 1398/08/08 für Köln",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_day_and_month_in_american_order() -> None:
    assert find_dates("1/2/2019")[0].day == date(2019, 2, 1)
    assert find_dates("1/2/2019", month_first=True)[0].day == date(2019, 1, 2)
    assert find_dates("1.2.2019", month_first=True)[0].day == date(2019, 2, 1)  # dots: the day comes first


def test_places_are_those_of_the_text() -> None:
    text = "İstanbul, 30 Ekim 2019, and 1 May 2020"
    assert [text[one.start : one.end] for one in find_dates(text)] == ["30 Ekim 2019", "1 May 2020"]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2019-10-30T10:15:00Z", datetime(2019, 10, 30, 10, 15, tzinfo=UTC)),
        ("2019-10-30 10:15:00.123 +0300", datetime(2019, 10, 30, 10, 15, tzinfo=timezone(timedelta(hours=3)))),
        ("20191030T101500Z", datetime(2019, 10, 30, 10, 15, tzinfo=UTC)),
        ("Wed, 30 Oct 2019 10:15:00 GMT", datetime(2019, 10, 30, 10, 15, tzinfo=UTC)),
        ("2019-10-30", DAY),
        ("20191030", DAY),
        ("2019-10-30T10:15:00", DAY),  # no zone, no moment
        ("2019-10-30T00:00:00+02:00", DAY),  # midnight: no time
        ("2019-10-30T25:15:00Z", DAY),
        ("October 30, 2019", DAY),
        ("2019-13-30", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_for_machines(value: str, moment: date | datetime | None) -> None:
    assert parse_machine(value) == moment


def test_every_language_has_twelve_months() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))
    assert (MONTHS["märz"], MONTHS["août"], MONTHS["كانون الثاني"]) == (3, 8, 1)


@given(st.text(alphabet=st.sampled_from("0123456789./-:TZ +年月日 octjanmai٣"), max_size=60))
def test_nothing_raises(text: str) -> None:
    find_dates(text)
    parse_machine(text)


@given(st.text("〇零一二三四五六七八九十年月日民國令和元0123456789/. \u0e1e\u06f1\u062f\u06cc"))
def test_no_writing_of_numbers_is_refused(text: str) -> None:
    find_dates(text)
    find_dates(f"二〇一九年{text[:2]}月{text[2:4]}日")


@pytest.mark.parametrize("text", ["二〇一九年十十月一日", "二〇一九年一月二二十日", "二〇一九年十三月一日"])
def test_han_numbers_that_are_none(text: str) -> None:
    assert find_dates(text) == []
