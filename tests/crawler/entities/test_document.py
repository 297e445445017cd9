import pytest

from crawler.entities.document import MAX_CHARACTERS, Span, fold, unique
from tests.crawler.entities.samples import document


def test_positions_are_the_same_in_every_form() -> None:
    read = document("Görlitz\nand İzmir\n\nThe end", "Title")
    assert len(read.text) == len(read.flat) == len(read.lower)
    assert read.flat.startswith("Title  Görlitz and ")
    assert read.lower.endswith("the end")


def test_look_alikes_are_made_plain() -> None:
    text = "O\u2019Neill\u00a0won in Villy\u2010en\u2010Auxois"
    assert document(text).text == "\n\nO'Neill won in Villy-en-Auxois"
    assert len(document(text).text) == 2 + len(text)


def test_a_very_long_text_is_read_in_part() -> None:
    assert len(document("word " * MAX_CHARACTERS).text) == MAX_CHARACTERS + 2


def test_the_language_is_its_primary_subtag() -> None:
    assert document("x", language="pt-BR").language == "pt"
    assert document("x", language=None).language is None


def test_capitals_say_nothing_where_all_is_capitals() -> None:
    shouting = document("MINISTER WHO SIGNED THE TREATY RETURNS HOME")
    start = shouting.text.index("WHO")
    assert shouting.is_shouting(Span(start, start + 3))
    calm = document("The vaccines, WHO experts said, arrive on Monday.")
    start = calm.text.index("WHO")
    assert not calm.is_shouting(Span(start, start + 3))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Minister Opens New Bridge in the North", True),
        ("Ms Jane Major, Director of the Agency", True),
        ("The minister opened a bridge in Northtown on Monday", False),
        ("Landsbygdsminister Anna Exempel besöker Linköping", False),
        ("Moscow", False),
    ],
)
def test_headlines(line: str, expected: bool) -> None:
    read = document(f"First line.\n{line}\nLast line.")
    assert read.is_headline(read.text.index(line) + 1) is expected


def test_fold_and_unique() -> None:
    assert fold("Jürgen STOCK") == "jurgen stock"
    assert unique(["Jürgen", "", "jurgen", "Anna", " "]) == ("Jürgen", "Anna")
