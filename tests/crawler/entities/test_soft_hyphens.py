from hypothesis import given
from hypothesis import strategies as st

from crawler.entities import annotate, find
from crawler.entities.document import Span
from crawler.entities.found import Entities, Named
from crawler.entities.soft_hyphens import put_back, without
from crawler.records import Release

MARK = "\u00ad"


def test_a_name_with_soft_hyphens_is_found_where_it_stands() -> None:
    release = Release(
        "", "Val till Europa\u00adparla\u00admentet", "Polismyndig\u00adheten i Göte\u00adborg.", language="sv"
    )
    found = find(release)
    text = f"{release.title}\n\n{release.text}"
    words = [text[slice(*span)] for one in (*found.organisations, *found.places) for span in one.spans]
    assert words == ["Europa\u00adparla\u00admentet", "Polismyndig\u00adheten", "Göte\u00adborg"]


def test_speech_is_kept_without_them() -> None:
    release = Release("", "", "“The lake is fro\u00adzen,” said Mayor Jane Major.", language="en")
    assert [quote.words for quote in annotate(release).quotes] == ["The lake is frozen,"]


@given(st.text(f"ab {MARK}\n", max_size=30), st.text(f"ab {MARK}\n", max_size=30))
def test_each_place_is_that_of_the_same_words(title: str, text: str) -> None:
    release = Release("", title, text)
    plain = without(release)
    short, whole = f"{plain.title}\n\n{plain.text}", f"{title}\n\n{text}"
    spans = tuple(Span(start, start + 1) for start in range(len(short)))
    (moved,) = put_back(Entities(organisations=(Named("x", spans),)), release).organisations
    assert "".join(whole[slice(*span)] for span in moved.spans) == short
