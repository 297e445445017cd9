"""References and notes: found by who asks for them, and no change to any other search."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.records import Office, Quotation
from crawler.settings import StoreSettings
from crawler.store import Store, releases, sources
from crawler.store.releases import Incoming, Reason
from indexer import analysis
from indexer.cli import _follow_or_rebuild
from indexer.index import IndexOutdatedError, SearchRequest
from indexer.live import LiveIndex
from indexer.query import read
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import SEEN, built, found, ids, release

REFERENCES = ("SC/14000", "IP/24/123", "123/2024", "C(2024) 77", "Nr 12", "第12号")
NOTES = "Press contact: Quirina Zander, zander@harbour.example\n\nThe harbour was founded in 1921."


QUAY = "The harbour has a quay, built by an old company of the town."
OTHER = release("other", "A letter", "The Council spoke of SC/14000 and of the harbour in 2024.")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    numbered = [release(f"r{number}", reference=code) for number, code in enumerate(REFERENCES)]
    noted = release("noted", "A quay", QUAY, notes=NOTES)
    return built(tmp_path_factory.mktemp("index"), [*numbered, noted], [OTHER])


@pytest.mark.parametrize(
    ("q", "identities"),
    [
        ("SC/14000", {"r0", "other"}),
        ("sc14000", {"r0"}),
        ('"SC 14000"', {"r0", "other"}),
        ("IP/24/123", {"r1"}),
        ("123/2024", {"r2"}),
        ('"C(2024) 77"', {"r3"}),
        ("reference:SC/14000", {"r0"}),
        ("reference:sc-14000", {"r0"}),
        ('reference:"nr 12"', {"r4"}),
        ("reference:第12号", {"r5"}),
        ("reference:SC", set()),
        ("2024", {"other"}),
        ("14000", {"other"}),
        ("123", set()),
    ],
)
def test_a_reference_is_found_as_a_whole(index: WhooshIndex, q: str, identities: set[str]) -> None:
    assert set(ids(index, q)) == identities


def test_who_has_the_reference_goes_before_who_speaks_of_it(index: WhooshIndex) -> None:
    assert ids(index, "SC/14000")[0] == "r0"


def test_notes_are_searched_when_they_are_asked_for(index: WhooshIndex) -> None:
    assert ids(index, "Quirina") == []
    assert ids(index, "notes:Quirina") == ["noted"]
    assert ids(index, 'notes:"founded in 1921"') == ["noted"]
    assert ids(index, "quay notes:zander") == ["noted"]
    assert ids(index, "harbour NOT notes:zander") == ["other"]
    hit = found(index, "notes:Quirina", snippets=True).hits[0]
    assert "<mark>Quirina</mark>" in hit.snippet
    assert hit.paragraph == 2  # the first of the notes
    assert not {"notes", "reference"} & set(hit.fields)
    assert read("notes:zander quay").parsed == "quay AND notes:zander"


def test_words_of_notes_and_references_complete_and_correct_nothing(index: WhooshIndex) -> None:
    assert ids(index, "Quirin*") == []
    assert found(index, "Quirino").did_you_mean is None
    assert found(index, "harbuor").did_you_mean == "harbour"


ORDINARY = ("harbour", "harbour quay", "2024", "har*", "quay~", "G20", "covid-19", '"old company"', "title:quay")


@pytest.mark.parametrize("q", ORDINARY)
def test_other_searches_score_as_without_them(tmp_path: Path, index: WhooshIndex, q: str) -> None:
    bare = [release(f"r{number}") for number in range(len(REFERENCES))]
    plain = built(tmp_path, [*bare, release("noted", "A quay", QUAY)], [OTHER])
    assert [(hit.id, hit.score) for hit in found(index, q).hits] == [
        (hit.id, hit.score) for hit in found(plain, q).hits
    ]


NONSENSE = ("reference:/", "reference:*", "notes:", "notes:*", 'reference:""', "1/", "a/1 OR notes:x~")


@pytest.mark.parametrize("q", NONSENSE)
def test_every_string_has_a_reading(index: WhooshIndex, q: str) -> None:
    found(index, q)


def test_codes_are_letters_and_digits() -> None:
    assert analysis.code("SC/14000") == analysis.code("sc 14000") == "sc14000"
    assert analysis.code("C(2024) 77_b") == "c202477b"
    assert analysis.code("") == ""


def test_an_index_of_an_earlier_version_is_built_anew_while_following(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, root = Store.open(StoreSettings(url=f"sqlite:///{tmp_path}/p.db")), tmp_path / "index"
    with store.writing() as connection:
        sources.ensure(connection, "osce")
        content = release("one", reference="SC/14000").content
        releases.put(connection, [Incoming("one", "osce", content, Reason.IMPORTED)], SEEN)
    live = LiveIndex(root)
    with monkeypatch.context() as earlier:
        earlier.setattr("indexer.schema.FORMAT_VERSION", 1)
        assert _follow_or_rebuild(store, live, root) == 1
    with pytest.raises(IndexOutdatedError, match="another version"):
        LiveIndex(root).count(SearchRequest())
    assert _follow_or_rebuild(store, LiveIndex(root), root) == 1
    assert ids(LiveIndex(root), "SC/14000") == ["one"]
    assert _follow_or_rebuild(store, LiveIndex(root), root) == 0
    store.close()


def test_direct_speech_and_its_speakers(tmp_path: Path) -> None:
    spoken = release(
        "spoken",
        "A bridge",
        "“We waited long for this bridge,” said Jane Major. Richard Roe thanked her.",
        quotes=(Quotation("We waited long for this bridge,", "Jane Major"),),
        offices=(Office("Jane Major", "mayor"),),
    )
    index = built(tmp_path, [spoken, release("silent", "A bridge", "We waited long for this bridge.")])
    assert set(ids(index, 'said:"waited long"')) == {"spoken"}
    assert set(ids(index, "speaker:major")) == {"spoken"}
    assert set(ids(index, "speaker:roe")) == set()
    assert set(ids(index, '"waited long"')) == {"spoken", "silent"}, "and neither changes any other search"
    assert read("said:bridge speaker:Major").parsed == "said:bridge AND speaker:Major"
