"""The one sentence that answers the question: is it here, and if not, why not. Pure."""

from __future__ import annotations

from crawler.records import State
from crawler.store.known import KnownUrl
from crawler.urls import host_of
from crawler.visits import Kind, UrlState
from crawler.why.values import Access, Indexed, KeptRelease, Says, Search, Story
from crawler.words import count, moment

_TRANSLATION = "translation"

NO_RELEASE = "no release: "  # how the reasons of `reading` begin


def verdict(story: Story) -> str:
    """What became of the URL, in one sentence (a second one says what to do, where something can be done)."""
    if story.url is None:
        return (
            f"{story.asked} is not an address that can be crawled: write it as https://HOST/PATH, without a user name."
        )
    if story.release is not None and story.release.relation != _TRANSLATION:
        return _kept(story.release, story.index)
    missing = _known(story, story.known) if story.known else _unknown(story, story.url)
    if story.release is not None:
        missing += f" It is named as a translation of the release {story.release.url}."
    return missing


def _kept(release: KeptRelease, index: Indexed | None) -> str:
    if release.relation:
        subject = f"It is another address ({release.relation}) of the release {release.url}"
    else:
        subject = "It is a release"
    if release.state is State.WITHDRAWN:
        subject += f", withdrawn at its source (last seen {moment(release.last_seen)}) but kept"
    else:
        subject += f", first seen {moment(release.first_seen)}"
    return f"{subject}{_index(index)}"


def _index(index: Indexed | None) -> str:
    if index is None:
        return "."
    if index.problem:
        return f"; whether it can be found is not known. {index.problem}"
    if index.holds and index.current:
        return ", and in the index."
    late = count(index.behind, "change")
    if index.holds:
        return f"; the index has an earlier state of it and is {late} behind the store: run pressroom index."
    if index.behind:
        return f", but not in the index, which is {late} behind the store: run pressroom index."
    return ", but the index lacks it although it is up to date: run pressroom index --rebuild."


def _known(story: Story, known: KnownUrl) -> str:
    """Of a URL in the frontier that gave no release."""
    if known.state is UrlState.READ and known.reason:
        return f"It is not a release itself: {_clause(known.reason)}."
    if known.state is UrlState.READ:
        what = {Kind.SEED: "a start page", Kind.LISTING: "a further page of a listing"}.get(known.kind, "a list")
        return f"It is not a release but {what}, whose links are followed."
    if known.state is UrlState.NEW:
        return f"It is missing because it has not been visited yet: {_waits(story, known)}"
    if known.state is UrlState.FAILED:
        return f"It is missing because it could not be had: {_clause(known.reason)}. It is tried again by itself."
    if known.reason.startswith(NO_RELEASE):
        return f"It was read, and is no release: {_clause(known.reason.removeprefix(NO_RELEASE))}."
    return f"It is missing because {_clause(known.reason)}."


def _waits(story: Story, known: KnownUrl) -> str:
    """Why a URL was not visited yet, the strongest reason first."""
    says = next((says for says in story.sources if says.source == known.source), None)
    if says and says.held:
        return f"its source {known.source} is not crawled. {says.held}"
    if story.robots and story.robots.access is Access.CLOSED:
        return "the robots.txt of its host can't be had, so the host is left alone until it can."
    if story.robots and story.robots.access is Access.DISALLOWED:
        return "robots.txt disallows it."
    if says and says.denied:
        return f"{says.denied}."
    outlook = story.outlook
    if outlook is None:
        return "no visit is planned."
    if outlook.quiet_until:
        return f"its source has its quiet hours until {moment(outlook.quiet_until)} UTC."
    if outlook.is_spent:
        return f"today's budget of its source ({count(outlook.budget or 0, 'request')}) is spent; it goes on tomorrow."
    if outlook.ahead:
        return f"{count(outlook.ahead, 'address', 'addresses')} of its host go first, one every {_seconds(story)}."
    return "it is the next one to be asked for at its host; is pressroom up (or schedule) running?"


def _seconds(story: Story) -> str:
    assert story.outlook is not None
    return f"{story.outlook.every.total_seconds():.3g} s"


def _unknown(story: Story, url: str) -> str:
    if story.spellings:
        return f"It is not known as it is written, but {story.spellings[0]} is: ask why about that."
    if not story.sources:
        return (
            f"It is missing because no source has the host {host_of(url)}: pressroom sources check {url} shows how to "
            "add one."
        )
    return _never_found(story.sources[0], story.search, story)


def _never_found(says: Says, search: Search | None, story: Story) -> str:
    """Of a URL that no visit has found, though a source has its host."""
    if says.held:
        return f"It is missing because its source {says.source} is not crawled. {says.held}"
    taken = next((linked for linked in search.linked if not linked.left), None) if search else None
    if taken:
        closed = " robots.txt disallows it, however." if _is_disallowed(story) else ""
        return (
            f"It was not found before, but {taken.page} links to it, and it is taken when that is next read with "
            f"something new.{closed}"
        )
    if search and search.linked:
        left = search.linked[0]
        return f"It is missing because the link to it on {left.page} is left: {_clause(left.left)}."
    also = f" Besides, {says.denied}." if says.denied else ""
    also += " Besides, robots.txt disallows it." if _is_disallowed(story) else ""
    if search is None or not search.read:
        return (
            f"It is missing because no start page of its source {says.source} has been read yet: "
            f"pressroom sources {says.source} says why.{also}"
        )
    if search.more:
        pages = f"none of the {search.read} listing pages of {says.source} that were looked through links to it"
    else:
        pages = f"no page that {says.source} lists its releases on links to it ({count(search.read, 'page')} read)"
    return f"It is missing because {pages}: name a start page that does in config.toml.{also}"


def _is_disallowed(story: Story) -> bool:
    return story.robots is not None and story.robots.access is Access.DISALLOWED


def _clause(reason: str) -> str:
    """A reason in the middle of a sentence; one that begins like a sentence of its own stays so."""
    return reason.rstrip(".") or "no reason was kept"
