"""Labels name lines that are there; the lines of a page stay the same whatever cleaning learns."""

from __future__ import annotations

import pytest

from tests.labels.gold import chosen, gold, labels
from tests.labels.lines import numbered_lines
from tests.replay import shared_data

PAGE = (
    b"<html><head><title>New quay | Office</title><style>p {}</style></head><body><nav>Home <a href=/>News</a></nav>"
    b"<h1>New <b>quay</b></h1><p>Ships can<br>berth there.</p><script>x</script>It is <i>long</i>."
    b"<ul><li>One<li>Two</ul></body></html>"
)


def test_the_lines_of_a_page() -> None:
    lines = ["New quay | Office", "Home News", "New quay", "Ships can", "berth there.", "It is long .", "One", "Two"]
    assert numbered_lines(PAGE) == lines


def test_parts_of_lines_can_be_named() -> None:
    lines = numbered_lines(PAGE)
    assert list(chosen(lines, "0:0-8 3-4 7")) == ["New quay", "Ships can", "berth there.", "Two"]
    assert list(chosen(lines, "2:4-")) == ["quay"]
    assert list(chosen(lines, "")) == []


def test_a_line_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="no line 9"):
        list(chosen(numbered_lines(PAGE), "9"))


def test_every_label_names_what_its_page_holds() -> None:
    data = shared_data()
    if data is None:
        pytest.skip("needs the real pages beside the repository (see tests/replay.py)")
    made = [gold(label, data) for label in labels()]
    assert made
    assert len({label.file for label in labels()}) == len(made)
    assert {label.part for label in labels()} == {"tune", "end"}
    assert all(entry["title"] for entry in made)
