from crawler.records import Release
from web.evidence import evidence

TITLE = "A quay for Oslo"
TEXT = "Minister Jane Major opened it in Oslo. The Harbour Board’s director thanked Ms Major."


def test_each_form_once_as_it_stands() -> None:
    found = evidence(Release("", TITLE, TEXT, language="en", people=("Only Metadata",)))
    assert "Jane Major" in found["person", "Jane Major"]
    assert found["place", "Oslo"] == ("Oslo",)
    assert ("person", "Only Metadata") not in found
    assert all(word in f"{TITLE}\n\n{TEXT}" for words in found.values() for word in words), "apostrophes included"
