"""Releases of our own writing for the tests of the pages: several languages and organisations, 60 in all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crawler.archive import Archived, Location
from crawler.records import Release, State, StoredRelease
from crawler.store import Fetch, Reason, Revision
from crawler.store.days import SourceDay, Tally
from indexer.index import Index
from tests.web.fakes import MemoryArchive, MemoryIndex, MemoryStore, source_state
from web.library import Library

HARBOUR = "Harbour Safety Union"
RIVER = "Commission for the Long River"
HEALTH = "Northern Health Office"

LONG_TEXT = """\
ROTTERDAM, 30 October 2019 – Ports around the North Sea will test together how they would act if a chemical tanker \
ran aground in fog. The exercise lasts two days and involves eleven harbours, four coast guards and the pilots’ unions.

"We have plans on paper," said the head of the Union’s safety board. "What we want to know is whether the telephone is \
answered at four in the morning."

What is new this year

For the first time, hospitals along the coast take part. They receive the lists of dangerous goods directly from the \
ships’ papers, so that doctors know what they may have to treat before the first patient arrives.

The exercise looks at three questions:

- How long does it take until every harbour has the same picture?

- Who decides when two coast guards come to different views?

- Which figures are given to the public, and when?

Results will be published in the spring, with the minutes of every call."""
NOTES = "Contact: press office, +00 000 0000\n\nNotes to editors\n\nThe Union was founded in 1921 and has 43 members."

ARABIC_TEXT = (
    "عقدت لجنة النهر الطويل اجتماعها السنوي، وناقش المشاركون من تسع دول كيفية تقاسم مياه الري في سنوات الجفاف. "
    "واتفق الأعضاء على نشر قياسات منسوب المياه كل صباح.\n\n"
    "وقال رئيس اللجنة إن البيانات ستكون متاحة للجميع دون مقابل، وإن أول تقرير مشترك سيصدر في فصل الربيع المقبل.\n\n"
    "وستُعقد الجولة التالية من المحادثات بعد ستة أشهر."
)
CHINESE_TEXT = (
    "长河委员会今日宣布,九个成员国将从明年起共享水文数据。各观测站每天早晨公布水位,任何人都可以免费查阅。\n\n"
    "委员会主席表示,旱年如何分配灌溉用水是会议的中心议题。与会代表一致认为,透明的数据是互信的基础。\n\n"
    "下一轮磋商将在六个月后举行。"
)
RUSSIAN_TEXT = (
    "Комиссия по Длинной реке договорилась о ежедневной публикации данных об уровне воды. "
    "Первый совместный доклад выйдет весной.\n\nСледующая встреча состоится через полгода."
)
SUBJECTS = (
    "pilot training",
    "fog signals",
    "waste from ships",
    "vaccination of sailors",
    "winter ice",
    "harbour noise",
)
PLACES = ("Rotterdam", "Bergen", "Gdańsk", "Tallinn", "Aarhus", "Antwerp", "Hull", "Kiel", "Riga", "Turku")
PEOPLE = ("Chair of the Board", "Harbour Master of Bergen", "Chief Medical Officer")


def stored(identity: str, *, state: State = State.LIVE, revision: int = 1, **content: Any) -> StoredRelease:
    """A release as the store gives it; what is not given is made up from the identity."""
    seen = datetime(2024, 3, 1, 8, 30, tzinfo=UTC)
    values = {
        "url": f"https://news.example/{identity}",
        "title": f"Title of {identity}",
        "text": "One paragraph.\n\nAnother.",
        "published": date(2020, 1, 1),
        "language": "en",
        "organisation": HARBOUR,
    }
    release = Release(**{**values, **content})
    return StoredRelease(identity, "harbour", "HSU", state, revision, seen, seen + timedelta(days=3), release)


LATIN = stored(
    "exercise2019",
    title="Ports around the North Sea test their plans for a tanker in fog",
    text=LONG_TEXT,
    notes=NOTES,
    published=datetime(2019, 10, 30, 10, 0, tzinfo=UTC),
    organisations=(HARBOUR, RIVER),
    people=("Chair of the Board",),
    places=("Rotterdam", "Hull"),
    topics=("Safety at sea", "Exercises"),
    state=State.CHANGED,
    revision=2,
)
ARABIC = stored(
    "arabic1",
    title="لجنة النهر الطويل تتفق على نشر قياسات المياه",
    text=ARABIC_TEXT,
    language="ar",
    organisation=RIVER,
    published=date(2022, 4, 12),
    people=("Chair of the Board",),
    places=("القاهرة",),
    topics=("Water",),
)
CHINESE = stored(
    "chinese1",
    title="长河委员会九国共享水文数据",
    text=CHINESE_TEXT,
    language="zh-Hans",
    organisation=RIVER,
    published=date(2022, 4, 12),
    places=("上海",),
    topics=("Water",),
)
RUSSIAN = stored(
    "russian1",
    title="Девять стран будут делиться данными об уровне воды",
    text=RUSSIAN_TEXT,
    language="ru",
    organisation=RIVER,
    published=date(2022, 4, 12),
    topics=("Water",),
    state=State.WITHDRAWN,
)
FOREIGN_ID = stored("urn:x/ä b?#%", url="javascript:alert(1)", published=None, organisation=None, language=None)


def _plain(n: int) -> StoredRelease:
    subject, place = SUBJECTS[n % len(SUBJECTS)], PLACES[n % len(PLACES)]
    organisation = HEALTH if n % 3 == 0 else HARBOUR
    text = (
        f"{place} has agreed with its neighbours on {subject}. The exercise began in {2015 + n % 8} and is open to "
        f"every harbour that wants to take part. <b>Figures</b> & details follow in report {n}."
    )
    return stored(
        f"plain{n:02}",
        title=f"{place} and its neighbours agree on {subject}",
        text=text,
        published=date(2015 + n % 8, 1 + n % 12, 1 + n % 28),
        organisation=organisation,
        people=(PEOPLE[n % len(PEOPLE)],) if n % 2 else (),
        places=(place,),
        topics=(subject.capitalize(),),
        language="en-GB" if n % 5 else "de",
    )


RELEASES = [LATIN, ARABIC, CHINESE, RUSSIAN, FOREIGN_ID, *(_plain(n) for n in range(55))]
_ERROR = "The server of river.example did not answer within 30 seconds."
SOURCES = [
    source_state(
        "harbour",
        organisation=HARBOUR,
        short="HSU",
        releases=37,
        silent_since=datetime(2024, 2, 20, 8, 30, tzinfo=UTC),
        layout_note="Its layout seems to have changed: 4% of its latest pages gave a date, usually 97% do.",
        pace="Slowed down to one request every 30 s: it said that it is busy, or failed to answer.",
        hub="https://hub.harbour.example/",
    ),
    source_state(
        "river",
        "failing",
        organisation=RIVER,
        note=f"{_ERROR} It is tried again by itself.",
        last_error=_ERROR,
        last_error_kind="timeout-read",
        last_error_at=datetime(2024, 3, 5, 10, 0, tzinfo=UTC),
    ),
    source_state("health", "crawling", organisation=HEALTH, releases=19, queued=140),
    source_state("post", "waiting", organisation="Office of the Post", releases=0, last_success=None),
    source_state(
        "agency",
        "needs-contact",
        organisation="Agency for Distant Weather",
        releases=0,
        last_success=None,
        next_due=None,
        note="Not crawled yet: set `crawler.contact` to your address.",
    ),
    source_state("old", "paused", organisation="", note="Paused in config.toml.", next_due=None),
]


def _earlier() -> list[Revision]:
    """The first version of the Latin one."""
    text = LATIN.content.text.replace("eleven harbours", "nine harbours")
    first = replace(LATIN.content, title="Ports around the Baltic test their plans", text=text, notes="")
    return [Revision(1, LATIN.first_seen, Reason.FETCHED, first)]


def _captures() -> tuple[dict[str, list[Fetch]], dict[Location, Archived]]:
    """Two archived pages of the Latin one."""
    fetches, pages = [], {}
    for number, day in enumerate((LATIN.first_seen, LATIN.last_seen)):
        location, url = Location("one.warc.gz", number, 1), LATIN.content.url
        fetches.append(Fetch(url, "harbour", day, 200, None, 10, 100, location, digest=str(number)))
        text = "".join(f"<p>{paragraph}</p>" for paragraph in LATIN.content.text.split("\n\n"))
        head = f"<nav><a href=/news>News</a></nav><h1>{LATIN.content.title}</h1>"
        body = f"<html>{head}{text}<img src=/a.png alt='A tanker'>"
        pages[location] = Archived(url, 200, {"Content-Type": "text/html"}, body.encode(), day)
    return {LATIN.id: fetches}, pages


# Six days on which two of the sources were asked.
DAYS = [
    SourceDay(
        name, date(2024, 2, 27) + timedelta(days=n), Tally(requests=24, failed=n % 2, bytes=480_000, found=n, new=n)
    )
    for n in range(6)
    for name in ("harbour", "river")
]
EARLIER = {LATIN.id: _earlier()}
CAPTURES, PAGES = _captures()


def library(index: Index | None = None) -> Library:
    """All of the newsroom, in this index or in one in memory."""
    kept = MemoryIndex(RELEASES) if index is None else index
    store, archive = MemoryStore(RELEASES, SOURCES), MemoryArchive()
    store.earlier, store.archived, store.days, archive.pages = dict(EARLIER), dict(CAPTURES), list(DAYS), dict(PAGES)
    return Library(lambda: kept, lambda: store, archive)
