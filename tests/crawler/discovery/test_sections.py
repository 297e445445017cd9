"""Sections that hold something else than releases."""

from __future__ import annotations

import pytest

from crawler.discovery.sections import section_of


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/events/a-meeting-of-ministers", "events"),
        ("/events/details/meeting-6350", "events"),
        ("/de/Veranstaltungen/2026/sommerfest.html", "events"),
        ("/press/events/visit", "events"),
        ("/about/past-meetings/first", "events"),
        ("/karriere/stellenangebote/referent", "vacancies"),
        ("/photo-galleries/2019/summit", "pictures and films"),
        ("/tag/summit", "indexes"),
        ("/legal/the-rules-of-the-house", "law"),
        ("/%D0%BC%D0%B5%D1%80%D0%BE%D0%BF%D1%80%D0%B8%D1%8F%D1%82%D0%B8%D1%8F/1", "events"),
        ("/events", None),
        ("/events/news/ministers-meet", None),
        ("/news-and-events/ministers-meet", None),
        ("/press/ministers-meet-for-events", None),
        ("/", None),
    ],
)
def test_sections(path: str, section: str | None) -> None:
    assert section_of(f"https://example.org{path}") == section
