"""Files and images of a release, on pages of our own."""

from __future__ import annotations

from crawler.cleaning import clean_page
from crawler.cleaning.facts.media import ending_of
from crawler.records import Attachment, Image, Release
from tests.crawler.cleaning.pages import FIRST, PAGE, SECOND, THIRD, URL

SITE = "https://www.harbour-office.example"


def cleaned(inside: str = "", outside: str = "", head: str = "") -> Release:
    page = PAGE.replace(f"<p>{SECOND}</p>", f"<p>{SECOND}</p>{inside}").replace("<footer>", f"{outside}<footer>")
    return clean_page(page.replace("</head>", f"{head}</head>").encode(), URL)


def test_links_to_files_in_the_release_are_attachments() -> None:
    release = cleaned(
        '<p>See <a href="/files/plan.pdf">the plan of the quay</a> and '
        '<a href="report?id=7" type="application/pdf">the report</a>.</p>'
        '<ul class="downloads"><li><a href="figures.xlsx#top" title="Figures of 2021">Download</a></li>'
        '<li><a href="speech.MP3?x=1">mp3</a></li><li><a href="/news/2">News</a></li></ul>'
    )
    assert release.attachments == (
        Attachment(f"{SITE}/files/plan.pdf", "the plan of the quay", "application/pdf"),
        Attachment(f"{SITE}/news/2021/report?id=7", "the report", "application/pdf"),
        Attachment(
            f"{SITE}/news/2021/figures.xlsx",
            "Figures of 2021",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Attachment(f"{SITE}/news/2021/speech.MP3?x=1", "speech.MP3", "audio/mpeg"),
    )


def test_files_of_navigation_and_footers_are_none() -> None:
    nav = '<nav><a href="/terms.pdf">Terms</a></nav>'
    assert cleaned(nav, f'<div class="related"><a href="/a.pdf">Older</a></div>{nav}').attachments == ()


def test_images_with_their_captions() -> None:
    release = cleaned(
        '<figure><img src="quay.jpg" alt="Ships" width="800"><figcaption>The quay at dawn.</figcaption></figure>'
        '<div class="wp-caption"><a href="crane.jpg"><img data-src="/crane.jpg" src="data:image/gif;base64,AA"></a>'
        '<p class="wp-caption-text">A crane, built in 1921</p></div>'
        '<picture><source srcset="/ship.webp 2x"><img alt="A ship"></picture>'
    )
    assert release.images == (
        Image(f"{SITE}/news/2021/quay.jpg", "Ships", "The quay at dawn."),
        Image(f"{SITE}/crane.jpg", "", "A crane, built in 1921"),
        Image(f"{SITE}/ship.webp", "A ship"),
    )
    assert release.attachments == ()
    assert "dawn" not in release.text
    assert "1921" not in release.text
    assert FIRST in release.text
    assert THIRD in release.text


def test_icons_logos_pixels_and_teasers_are_no_images() -> None:
    release = cleaned(
        '<img src="/i/logo.png"><img src="/pixel.gif"><img src="/a.jpg" width="24" height="24">'
        '<img class="avatar" src="/jane.jpg"><a href="/news/9"><img src="/other.jpg"></a>'
        '<aside><img src="/beside.jpg"></aside><img src="javascript:x"><img>'
    )
    assert release.images == ()


def test_the_lead_image_of_the_metadata_stands_in_for_others() -> None:
    head = '<meta property="og:image" content="/lead.jpg"><meta property="og:image:alt" content="A quay">'
    assert cleaned(head=head).images == (Image(f"{SITE}/lead.jpg", "A quay"),)
    assert cleaned('<img src="/own.jpg">', head=head).images == (Image(f"{SITE}/own.jpg"),)
    assert cleaned(head='<meta property="og:image" content="/logo.png">').images == ()


def test_relative_addresses_follow_the_base_of_the_page() -> None:
    release = cleaned('<a href="plan.pdf">The plan</a>', head='<base href="https://files.example/x/">')
    assert release.attachments[0].url == "https://files.example/x/plan.pdf"


def test_lists_are_bounded() -> None:
    release = cleaned(
        "".join(f'<a href="f{number}.pdf">File {number}</a><img src="i{number}.jpg">' for number in range(99))
    )
    assert (len(release.attachments), len(release.images)) == (30, 30)


def test_the_marks_of_media_change_no_text() -> None:
    assert cleaned('<div><img src="a.jpg"></div><section><a href="a.pdf"></a></section>').text == cleaned().text


def test_endings() -> None:
    assert ending_of("https://x.example/a.PDF") == "pdf"
    assert ending_of("/a.docx?download=1#p") == "docx"
    assert ending_of("/get?file=a.zip") == "zip"
    assert ending_of("/a.html") == ending_of("/pdf") == ending_of("") == ""
