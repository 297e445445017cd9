"""How well a page could be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.cleaning.quality import QualityEvidence, is_doubtful, judge
from crawler.records import Quality

from .pages import FIRST, SECOND, THIRD

GOOD = QualityEvidence("New quay", f"{FIRST}\n\n{SECOND}\n\n{THIRD}", dated=True)


def test_nothing_speaks_against_a_good_page() -> None:
    assert judge(GOOD) == Quality(1.0, ())


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (replace(GOOD, title=""), "no title"),
        (replace(GOOD, dated=False), "no date"),
        (replace(GOOD, text="The quay is open to all ships."), "hardly any text"),
        (replace(GOOD, text=FIRST), "little text"),
        (replace(GOOD, linked=0.8), "most of the text are links"),
        (replace(GOOD, rival=900), "two parts of the page could each be the text"),
        (replace(GOOD, embedded=True), "text found only in embedded data"),
        (replace(GOOD, text=f"{GOOD.text} \ufffd"), "replacement characters"),
        (
            replace(GOOD, text="\n\n".join(["Quays, cranes, ships, ropes and other things of ports"] * 9)),
            "the text has no whole sentence",
        ),
        (replace(GOOD, text="\n\n".join([FIRST] * 9)), "much of the text stands there twice"),
    ],
)
def test_each_doubt_is_named_and_alone_condemns_nothing(evidence: QualityEvidence, reason: str) -> None:
    quality = judge(evidence)
    assert reason in quality.reasons
    assert quality.score < 1
    assert not is_doubtful(quality)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufffd\ufffd\ufffd ab " * 60,
        "Ð\u009fÐ¾Ñ\u0080Ñ\u0082Ð¾Ð²Ð¾Ðµ Ñ\u0083Ð¿Ñ\u0080Ð°Ð²Ð»ÐµÐ½Ð¸Ðµ. " * 12,
        "function(){var a=b;return {c:d};} if(x<y){z=1;} " * 12,
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg " * 12,
    ],
)
def test_what_no_reader_can_use_is_doubtful(text: str) -> None:
    quality = judge(replace(GOOD, text=text))
    assert is_doubtful(quality)
    assert quality.reasons


def test_several_doubts_together_condemn_a_page() -> None:
    quality = judge(replace(GOOD, title="", dated=False, linked=0.9, text="Home News Contact"))
    assert is_doubtful(quality)
    assert quality.score == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "The quay is open to all ships from Monday on, at every hour of the day.",
        "港湾局は本日、新しい東側の岸壁を開いた。これにより、一日に受け入れられる船の数は二倍になる。",
        "Le quai est ouvert à tous les navires « dès lundi », à toute heure ; l’entrée est à l’est.",
        "Year | Ships\n2019 | 1,204\n2020 | 1,304\n2021 | 1,504\n\nThe figures are those of the Harbour Office.",
    ],
)
def test_good_short_releases_are_not_doubtful(text: str) -> None:
    assert not is_doubtful(judge(QualityEvidence("New quay", text, dated=False)))
