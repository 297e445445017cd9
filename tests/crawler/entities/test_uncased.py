"""People in scripts without capitals, in invented sentences."""

import pytest

from crawler.entities import find
from tests.crawler.entities.samples import release


def people(text: str, language: str) -> list[str]:
    return [person.label for person in find(release(text, language=language)).people]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("وقال الدكتور سمير الجبالي، مدير المكتبة، إن الجسر جاهز.", "ar", "سمير الجبالي"),
        ("افتتح محمود عبد الكريم رئيس البلدية الجسر الجديد.", "ar", "محمود عبد الكريم"),
        ("市长李晓桥表示，新桥明天通车。", "zh", "李晓桥"),
        ("對此，林橋安回應：「我們等這座橋等了很久了。」", "zh", "林橋安"),
    ],
)
def test_who_is_named(text: str, language: str, name: str) -> None:
    assert name in people(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("يقع الجسر علي ضفة النهر وبلغ عمر البناء عشر سنوات.", "ar"),
        ("新桥明天通车，高铁也将经过那里。", "zh"),
    ],
)
def test_none_rather_than_a_wrong_one(text: str, language: str) -> None:
    assert people(text, language) == []
