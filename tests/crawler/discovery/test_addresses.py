"""What addresses and titles say about their pages."""

from __future__ import annotations

import pytest

from crawler.discovery.addresses import (
    is_article_address,
    is_entrance,
    is_error_title,
    is_folder,
    is_in_press_section,
    is_named_service,
    is_service,
    press_rank,
    press_rank_of,
    press_rank_within,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/press/ministers-meet-in-the-capital", True),
        ("/press/ministers_meet_in_the_capital.html", True),
        ("/node/12345", True),
        ("/2019/10/30/talks", True),
        ("/index.php?view=article&id=314:talks-begin-in-geneva", True),
        ("/spip.php?article8532", True),
        ("/press", False),
        ("/about-us", False),
        ("/press?page=2", False),
        ("/2019/", True),
    ],
)
def test_article_addresses(path: str, expected: bool) -> None:
    assert is_article_address(f"https://example.org{path}") is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/press-releases/a", True),
        ("/de/presse/pressemitteilungen/a", True),
        ("/media-center/a", True),
        ("/sala-de-prensa/noticias/a", True),
        ("/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/a", True),
        ("/newsletter/a", False),
        ("/press", False),
        ("/pressure/a", False),
    ],
)
def test_press_sections(path: str, expected: bool) -> None:
    assert is_in_press_section(f"https://example.org{path}") is expected


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("Press releases", 3),
        ("Press Releases & Statements", 3),
        ("All press releases", 3),
        ("Zu den Pressemitteilungen", 3),
        ("Medienmitteilungen", 3),
        ("Communiqués de presse", 3),
        ("Notas de prensa", 3),
        ("Comunicados", 3),
        ("Comunicati stampa", 3),
        ("Persberichten", 3),
        ("Pressmeddelanden", 3),
        ("Pressemeddelelser", 3),
        ("Lehdistötiedotteet", 3),
        ("Komunikaty prasowe", 3),
        ("Tiskové zprávy", 3),
        ("Sajtóközlemények", 3),
        ("Comunicate de presă", 3),
        ("Basın Açıklamaları", 3),
        ("Пресс-релизы", 3),
        ("Δελτία Τύπου", 3),
        ("新闻稿", 3),
        ("プレスリリース", 3),
        ("보도자료", 3),
        ("بيانات صحفية", 3),
        ("News", 2),
        ("Aktuelles", 2),
        ("Toutes les actualités", 2),
        ("Νέα", 2),
        ("Новости", 2),
        ("뉴스", 2),
        ("Newsroom", 2),
        ("Press", 1),
        ("Sala de prensa", 1),
        ("Espace presse", 1),
        ("Medien", 1),
        ("Press contacts", 0),
        ("Pressekontakt", 0),
        ("Newsletter", 0),
        ("Mediathek", 0),
        ("Pressure groups", 0),
        ("About us", 0),
        ("News of the talks between the ministers in the capital this week", 0),
        ("", 0),
    ],
)
def test_names_of_press_sections(name: str, rank: int) -> None:
    assert press_rank(name) == rank


def test_press_sections_by_address() -> None:
    assert press_rank_of("https://example.org/en/Press-Releases/index.html") == 3
    assert press_rank_of("https://example.org/en/notasprensa.aspx?page=2") == 3
    assert press_rank_of("https://example.org/press-releases/contact") == 0
    assert press_rank_of("https://example.org/") == 0
    assert press_rank_within("https://example.org/press-releases/2026/a") == 3
    assert press_rank_within("https://example.org/") == 0


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/contact", True),
        ("/en/contact-us.html", True),
        ("/tag/security", True),
        ("/de/Datenschutz/", True),
        ("/wp-login.php", True),
        ("/topics/security-cooperation", True),
        ("/topics/ministers-agree-on-a-plan", False),
        ("/topics/security/a", False),
        ("/press/contact-group-meets", False),
        ("/", False),
    ],
)
def test_services(path: str, expected: bool) -> None:
    assert is_service(f"https://example.org{path}") is expected


def test_named_services() -> None:
    assert is_named_service("https://example.org/impressum", "Wir")
    assert is_named_service("https://example.org/x", "Privacy Policy")
    assert not is_named_service("https://example.org/topics/security", "Security")
    assert not is_named_service("https://example.org/x", "Contact group meets")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", True),
        ("/de/", True),
        ("/en-GB/index.html", True),
        ("/index.php", True),
        ("/press", False),
        ("/?p=17", False),
    ],
)
def test_entrances(path: str, expected: bool) -> None:
    assert is_entrance(f"https://example.org{path}") is expected


def test_folders() -> None:
    assert is_folder("https://example.org/events/default.aspx?year=2019")
    assert not is_folder("https://example.org/events/conference")


@pytest.mark.parametrize(
    "title", ["404", "Page not found | Example", "Seite nicht gefunden", "Page introuvable", "Just a moment..."]
)
def test_error_titles(title: str) -> None:
    assert is_error_title(title)


@pytest.mark.parametrize("title", ["Talks begin in Geneva", "Police seize 4040 kg", "Forbiddenness"])
def test_other_titles(title: str) -> None:
    assert not is_error_title(title)
