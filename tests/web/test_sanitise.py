from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from web.sanitise import TAGS, sanitised

BASE = "https://news.example/2019/page.html"
PARTS = st.sampled_from(
    ["<script>alert(1)</script>", "<p>", "</p>", "<img src=x onerror=alert(1) alt='A ship'>", "<svg onload=alert(1)>",
     "<a href='javascript:alert(1)'>", "<iframe src=//elsewhere.example>", "<style>@import url(//elsewhere.example)",
     "<form action=/x><input autofocus onfocus=alert(1)>", "<meta http-equiv=refresh content='0;url=//x.example'>",
     "<base href=//elsewhere.example>", "<link rel=stylesheet href=//elsewhere.example>", "<!-- x", "words",
     "<math><mi>", "&lt;script&gt;",
     "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<template>", "<textarea>", "\x00", "<"]
)  # fmt: skip


def test_text_and_structure_stay() -> None:
    page = "<body><h1 class=x>Fog</h1><table><tr><th scope=col>Port</th></tr></table><p lang=de style='x:y'>Nebel</p>"
    assert sanitised(page, BASE) == (
        '<h1>Fog</h1><table><tbody><tr><th scope="col">Port</th></tr></tbody></table><p lang="de">Nebel</p>'
    )


def test_links_lead_where_they_led() -> None:
    (link,) = parser.fromstring(f"<div>{sanitised('<a href=../minutes.pdf onclick=x()>Minutes</a>', BASE)}</div>")
    assert link.get("href") == "https://news.example/minutes.pdf"
    assert link.get("target") == "_blank"
    assert "noopener" in str(link.get("rel"))


def test_images_are_only_described() -> None:
    assert sanitised("<img src=/a.png srcset='/b.png 2x' alt='A ship in fog'>", BASE) == '<img alt="A ship in fog">'


@given(st.lists(PARTS, max_size=12).map("".join))
def test_nothing_acts_or_loads(page: str) -> None:
    clean = parser.fragment_fromstring(sanitised(page, BASE), create_parent="div")
    for node in clean.iterdescendants():
        assert node.tag in TAGS
        for name, value in node.attrib.items():
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "style", "background")
            assert name != "href" or value.startswith(("http://", "https://", "mailto:"))
