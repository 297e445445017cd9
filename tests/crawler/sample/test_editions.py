"""Before and after the switch, without a web server."""

from __future__ import annotations

from datetime import timedelta

from crawler.sample.content import Content
from crawler.sample.editions import Newsroom, open_newsroom
from tests.crawler.sample.clock import EDITED_AFTER, STARTED, SWITCH


def newsroom(content: Content) -> Newsroom:
    return open_newsroom(content, STARTED, EDITED_AFTER)


def test_the_switch_happens_at_its_moment(content: Content) -> None:
    room = newsroom(content)
    assert room.at(SWITCH - timedelta(seconds=1)) is room.before
    assert room.at(SWITCH) is room.after


def test_before_everything_is_in_its_first_edition(content: Content) -> None:
    before = newsroom(content).before
    assert {edition.release for edition in before.editions} == set(content.releases)
    assert not before.withdrawn
    assert all(edition.modified == edition.release.moment for edition in before.editions)


def test_after_one_is_edited_and_one_is_gone(content: Content) -> None:
    after = newsroom(content).after
    (path,) = content.second_editions
    (gone,) = after.withdrawn
    edited = [edition for edition in after.editions if edition.edited]
    assert [(edition.release, edition.modified) for edition in edited] == [(content.second_editions[path], SWITCH)]
    assert gone.modified == SWITCH
    assert after.is_withdrawn(gone.release.path)
    assert after.find(gone.release.path) is None
    assert after.latest_changes()[0] is edited[0]


def test_editions_are_newest_first(content: Content) -> None:
    for snapshot in (newsroom(content).before, newsroom(content).after):
        moments = [edition.release.moment for edition in snapshot.editions]
        assert moments == sorted(moments, reverse=True)


def test_related_releases_are_other_stories_and_translations_the_same(content: Content) -> None:
    before = newsroom(content).before
    for release in content.releases:
        related = [edition.release for edition in before.related(release)]
        assert len(related) == 3
        assert release not in related
        assert all(other.language == release.language for other in related)
        for edition in before.translations(release):
            assert edition.release.head.story == release.head.story
            assert edition.release not in [release, *related]
