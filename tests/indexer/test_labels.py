from __future__ import annotations

import pytest

from indexer import labels


@pytest.mark.parametrize(("tag", "code"), [("en-GB", "en"), ("zh_Hans", "zh"), ("FR", "fr"), ("", "")])
def test_languages_are_counted_by_their_first_subtag(tag: str, code: str) -> None:
    assert labels.primary_language(tag) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [("en", "English"), ("sv", "Swedish"), ("fil", "Filipino"), ("qq", "qq"), ("", ""), ("x" * 9, "x" * 9)],
)
def test_language_names(code: str, name: str) -> None:
    assert labels.language(code) == name


def test_months_and_states() -> None:
    assert labels.month("2019-10") == "October 2019"
    assert [labels.month(value) for value in ("foo", "2019-13", "2019", "-")] == ["foo", "2019-13", "2019", "-"]
    assert labels.state("withdrawn") == "Withdrawn"
