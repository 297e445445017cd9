from dataclasses import replace

from crawler.records import Corrected, EntityKind
from tests.indexer.factory import release
from web.evidence import evidence

TITLE = "A quay for Oslo"
TEXT = "Minister Jane Major opened it in Oslo. The Harbour Board’s director thanked Ms Major."
STORED = release(title=TITLE, text=TEXT, language="en", people=("Only Metadata",))


def test_each_form_once_as_it_stands() -> None:
    found = evidence(STORED)
    assert "Jane Major" in found["person", "Jane Major"]
    assert found["place", "Oslo"] == ("Oslo",)
    assert ("person", "Only Metadata") not in found
    assert all(word in f"{TITLE}\n\n{TEXT}" for words in found.values() for word in words), "apostrophes included"


def test_a_subject_that_the_words_alone_do_not_give_has_its_words() -> None:
    text = "Minister Jane Major opened a quay and, in the evening, a ca\u00adsino."
    stored = release(title=TITLE, text=text, language="en", topics=("Gambling", "Trade"))
    found = evidence(stored)
    assert found["topic", "Gambling"] == ("ca\u00adsino",)
    assert ("topic", "Trade") not in found
    assert ("topic", "Gambling") not in evidence(release(title=TITLE, text=text, language="en"))


def test_what_was_renamed_has_the_words_that_gave_it_and_what_was_rejected_none() -> None:
    labels = {(EntityKind.PEOPLE, "Jane Major"): "J. R. Major", (EntityKind.PLACES, "Oslo"): None}
    found = evidence(replace(STORED, corrected=Corrected(STORED.content, labels)))
    assert found["person", "J. R. Major"] == evidence(STORED)["person", "Jane Major"]
    assert ("person", "Jane Major") not in found
    assert ("place", "Oslo") not in found


def test_two_that_are_merged_have_the_words_of_both() -> None:
    labels = {(EntityKind.PLACES, "Oslo"): "Norway"}
    stored = replace(STORED, content=replace(STORED.content, text=f"{TEXT} Norway paid."))
    found = evidence(replace(stored, corrected=Corrected(stored.content, labels)))
    assert found["place", "Norway"] == ("Oslo", "Norway")
