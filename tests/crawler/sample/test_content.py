"""The newsroom's files: enough of them, well formed, and every word that a page needs."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from crawler.sample.content import Content, ContentError, SampleRelease, load_content, parse_blocks, parse_release

HEAD = '+++\ntitle = "A title"\npublished = 2020-01-02\nplace = "Bonn"\nsections = ["health"]\n+++\n'


def test_holds_what_the_contract_asks_for(content: Content) -> None:
    releases = content.releases
    languages = Counter(release.language for release in releases)
    assert len(releases) >= 44
    assert len({release.organisation for release in releases}) >= 6
    assert {"en", "fr", "ru", "es", "zh", "ar"} <= set(languages)
    assert min(languages.values()) >= 4
    assert {release.head.published.year for release in releases} == set(range(2014, 2026))
    for flag in ("pdf", "withdrawn", "highlight"):
        assert sum(getattr(release.head, flag) for release in releases) == 1
    assert len(content.second_editions) == 1


def test_every_release_has_a_fair_length(content: Content) -> None:
    for release in [*content.releases, *content.second_editions.values()]:
        text = " ".join(line for block in release.blocks for line in block.lines)
        # Chinese is written without spaces: about two characters make a word.
        words = len(text) / 2 if release.language == "zh" else len(text.split())
        assert 120 <= words <= 350, release.path


def test_paths_and_titles_are_unique(content: Content) -> None:
    assert len({release.path for release in content.releases}) == len(content.releases)
    assert len({release.head.title for release in content.releases}) == len(content.releases)


def test_second_editions_change_the_text_of_a_release(content: Content) -> None:
    first = {release.path: release for release in content.releases}
    for path, second in content.second_editions.items():
        assert first[path].blocks != second.blocks
        assert first[path].head.published == second.head.published


def test_every_label_exists_in_the_language_of_the_release(content: Content) -> None:
    for release in content.releases:
        issuer = content.organisations[release.organisation]
        assert issuer.names[release.language]
        assert issuer.about[release.language]
        assert all(content.sections[key][release.language] for key in release.head.sections)


def test_languages_have_the_same_words_and_twelve_months(content: Content) -> None:
    for language in content.languages.values():
        assert language.words.keys() == content.languages["en"].words.keys()
        assert len(set(language.months)) == 12


def test_translations_tell_the_same_story_on_the_same_day(content: Content) -> None:
    stories: dict[str, list[SampleRelease]] = {}
    for release in content.releases:
        if release.head.story:
            stories.setdefault(release.head.story, []).append(release)
    assert len(stories) >= 4
    for versions in stories.values():
        assert len({version.language for version in versions}) == len(versions) > 1
        assert len({version.head.published for version in versions}) == 1


@pytest.mark.parametrize(
    ("language", "fault"),
    [
        ("fr", r"(?<![\s\u00a0\u202f])[;!?»]|\u0020[;:!?»]|«\u0020|['\"]"),
        ("ru", r"['\"“]|\s-\s"),
        ("es", r"['\"“]"),
        ("de", r"['\"”]"),
        ("en", r"['\"]|\s-\s"),
        ("zh", r"[\u4e00-\u9fff][,;:?!()]|[,;?!]\s?[\u4e00-\u9fff]|['\"]"),
        ("ar", r"[\u0621-\u064a][,;?]|['\"]"),
    ],
)
def test_typography(content: Content, language: str, fault: str) -> None:
    for release in content.releases:
        if release.language == language:
            for text in [
                release.head.title,
                release.head.notes,
                *(line for block in release.blocks for line in block.lines),
            ]:
                assert not (found := re.search(fault, text)), f"{release.path}: {text[max(0, found.start() - 20) :]}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "1 March 2020"), ("fr", "1er mars 2020"), ("zh", "2020年3月1日"), ("de", "1. März 2020")],
)
def test_dates_are_written_as_the_language_has_them(content: Content, language: str, expected: str) -> None:
    assert content.languages[language].day(date(2020, 3, 1)) == expected


def test_blocks() -> None:
    blocks = parse_blocks("\nOne\nparagraph.\n\n## Head\n\n- first\n- second\n")
    assert [(block.kind, block.lines) for block in blocks] == [
        ("paragraph", ("One paragraph.",)),
        ("heading", ("Head",)),
        ("list", ("first", "second")),
    ]


def test_a_date_without_a_time_stays_a_date() -> None:
    release = parse_release(HEAD + "\nText.", "who", "en", "slug")
    assert release.head.published == date(2020, 1, 2)
    assert not isinstance(release.head.published, datetime)
    assert release.moment.isoformat() == "2020-01-02T00:00:00+00:00"
    assert release.path == "/en/who/2020/slug"
    assert release.summary == "Text."


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("Text alone.", "doesn't begin with front matter"),
        (HEAD.removesuffix("+++\n"), "doesn't begin with front matter"),
        (HEAD.replace('"Bonn"', "Bonn"), "is not TOML"),
        (HEAD.replace("place", "plaice"), "front matter of who/slug.en.md is wrong"),
    ],
)
def test_a_bad_file_is_named(source: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason) as caught:
        parse_release(source, "who", "en", "slug")
    assert "who/slug.en.md" in str(caught.value)


def test_a_bad_table_is_named(tmp_path: Path) -> None:
    for name in ("organisations", "sections", "languages"):
        (tmp_path / f"{name}.toml").write_text("[en]\n", encoding="utf-8")
    with pytest.raises(ContentError, match="tables are wrong"):
        load_content(tmp_path)
    (tmp_path / "sections.toml").write_text("[en", encoding="utf-8")
    with pytest.raises(ContentError, match=r"sections\.toml is not TOML"):
        load_content(tmp_path)
