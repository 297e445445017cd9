"""Names in Chinese, Japanese and Korean: what belongs to a longer word or to another state is left alone."""

from __future__ import annotations

import pytest

from crawler.entities.lexicon import scan
from crawler.entities.organisations import mentions
from tests.crawler.entities.samples import document


def labels(text: str, language: str) -> list[str]:
    read = document(text, language=language)
    return [mention.label for mention in mentions(read, scan(read), None)]


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("zh", "公安部表示，案件已经侦破。", "Ministry of Public Security of China"),
        ("ja", "財務省は発表した。", "Ministry of Finance of Japan"),
        ("ko", "대법원은 판결했다.", "Supreme Court of South Korea"),
        ("ko", "서울대는 발표했다.", "Seoul National University"),
    ],
)
def test_a_name_that_stands_by_itself(language: str, text: str, label: str) -> None:
    assert label in labels(text, language)


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("zh", "公安部门表示，案件已经侦破。", "Ministry of Public Security of China"),
        ("zh", "德国国家统计局发布数据。", "National Bureau of Statistics of China"),
        ("ja", "米財務省は発表した。", "Ministry of Finance of Japan"),
        ("ja", "韓国環境省は発表した。", "Ministry of the Environment of Japan"),
        ("ko", "미국 대법원은 판결했다.", "Supreme Court of South Korea"),
        ("ko", "서울대공원에서 열렸다.", "Seoul National University"),
    ],
)
def test_a_part_of_a_word_or_a_body_of_another_state(language: str, text: str, label: str) -> None:
    assert label not in labels(text, language)
