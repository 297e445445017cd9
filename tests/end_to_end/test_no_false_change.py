"""Real pages, with everything around their releases changed: no revision may appear. A word of the text: one must."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from crawler.changes import is_revised
from crawler.cleaning import clean_page
from crawler.reading import Body, Found, Scope, read
from crawler.records import Release
from crawler.urls import host_of
from tests.perturb import CHANGES, EDITS, Page
from tests.replay import shared_data

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

SETS = ("press", "fundus", "aeb")
ALL = "all at once"
PAGES = 200  # at least
KINDS_A_PAGE = 3  # of the single changes; all of them for organisations' releases


@dataclass(frozen=True, slots=True)
class Case:
    """A real page. `text` is that of its release, "" where nobody has marked it: what is read in it, then."""

    name: str
    file: Path
    url: str
    text: str
    title: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one page: the changes that were made around its release, and those of them that gave a revision;
    `missed` are edits of the text that gave none."""

    name: str
    release: bool
    tried: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


def cases() -> Iterator[Case]:
    data = shared_data()
    assert data is not None
    kinds = tuple(CHANGES)
    for name in SETS:
        for line in (data / "pages" / name / "gold.jsonl").read_text("utf-8").splitlines():
            entry = json.loads(line)
            some = Random(entry["id"]).sample(kinds, KINDS_A_PAGE)
            chosen = (*(kinds if name == "press" else some), ALL)
            file = data / "pages" / name / entry["file"]
            yield Case(entry["id"], file, entry["url"], entry["body"], entry["title"] or "", chosen)
    for line in (data / "html" / "index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["page_type"] == "article" and entry["newsish_url"]:
            some = Random(entry["file"]).sample(kinds, KINDS_A_PAGE)
            yield Case(entry["file"], data / "html" / entry["file"], entry["url"], "", "", (*some, ALL))


def try_page(case: Case) -> Outcome:
    content = case.file.read_bytes()
    if case.file.suffix == ".gz":
        content = gzip.decompress(content)
    known = released(content, case.url)
    if known is None:
        return Outcome(case.name, release=False)
    try:
        page = Page(content, case.text or known.text, case.title or known.title)
    except ValueError:  # a script shows the text
        return Outcome(case.name, release=False)
    before = clean_page(page.content(), case.url)
    false = [kind for kind in case.kinds if is_false(before, changed(page, kind, case.name), case.url)]
    random = Random(case.name)
    edit = random.choice(list(EDITS))
    missed = (edit,) if is_missed(page, before, edit, random, case.url) else ()
    return Outcome(case.name, True, case.kinds, tuple(false), missed)


def released(content: bytes, url: str) -> Release | None:
    """The release that the crawler reads in a page."""
    reading = read(Body(content, url), Scope(frozenset([host_of(url)])), listing=False)
    return reading.release if reading.found is Found.RELEASE else None


def changed(page: Page, kind: str, name: str) -> bytes:
    copy, random = page.copy(), Random(f"{name} {kind} 0")
    for one in CHANGES if kind == ALL else [kind]:
        copy.change(one, random)
    return copy.content()


def is_false(before: Release, content: bytes, url: str) -> bool:
    """Whether the crawler would take this for a revision; what no longer reads as a release it keeps as it was."""
    return is_revised(before, clean_page(content, url)) and released(content, url) is not None


def is_missed(page: Page, before: Release, edit: str, random: Random, url: str) -> bool:
    """Whether an edit of the text gives no revision."""
    copy = page.copy()
    paragraphs = copy.paragraphs(before.text)
    if not paragraphs or not EDITS[edit](random.choice(paragraphs), random):
        return False
    return not is_revised(before, clean_page(copy.content(), url))


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    if shared_data() is None:
        pytest.skip("needs the real pages beside the repository (see tests/replay.py)")
    with ProcessPoolExecutor(2) as pool:
        return [outcome for outcome in pool.map(try_page, cases(), chunksize=8) if outcome.release]


def test_what_changes_around_a_release_is_no_revision(outcomes: list[Outcome]) -> None:
    assert len(outcomes) >= PAGES
    assert {kind for outcome in outcomes for kind in outcome.tried} == {*CHANGES, ALL}
    assert [(outcome.name, outcome.false) for outcome in outcomes if outcome.false] == []


def test_a_change_of_the_text_is_a_revision(outcomes: list[Outcome]) -> None:
    assert [(outcome.name, outcome.missed) for outcome in outcomes if outcome.missed] == []
