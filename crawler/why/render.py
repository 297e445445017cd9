"""The story of a URL for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from crawler.amounts import duration, size
from crawler.learning import PatternCount, Said
from crawler.records import iso
from crawler.robots import EXPIRES_AFTER
from crawler.store.fetches import Fetch
from crawler.store.known import KnownUrl
from crawler.store.releases import Reason
from crawler.why.values import Access, Indexed, KeptRelease, Outlook, RobotsSay, Says, Search, Story, as_json
from crawler.why.verdict import verdict
from crawler.words import count, moment, sentence, when

_KINDS = {"seed": "start page", "listing": "listing page", "page": "page"}
_REASONS = {
    Reason.FETCHED: "from its page",
    Reason.IMPORTED: "imported",
    Reason.RECLEANED: "cleaned again from the archive",
}
_SHOWN = 6  # steps of the way, and other forms


def to_json(story: Story) -> dict[str, Any]:
    """The story as JSON values, with the verdict first."""
    return {"verdict": verdict(story)} | as_json(story)


def render(story: Story) -> str:
    """The verdict, what happened in the order of time, and how things stand; moments are in UTC."""
    if story.url is None:
        return verdict(story)
    sections = (
        ("", [story.url, verdict(story)]),
        ("What happened (UTC)", [f"{moment(at)}  {what}" for at, what in sorted(_events(story), key=lambda e: e[0])]),
        ("Where it was looked for", list(_search(story.search)) if story.search else []),
        ("What is said of it", [*_sources(story.sources), *(_robots(story.robots, story.at) if story.robots else ())]),
        ("What became of it", [*_state(story.known), *(_release(story.release) if story.release else ())]),
        ("Index", list(_index(story.index)) if story.index and story.release else []),
        ("Next visit", list(_next(story.known, story.outlook, story.at)) if story.known else []),
    )
    return "\n\n".join(_section(heading, lines) for heading, lines in sections if lines)


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, *(f"  {line}" for line in lines)] if heading else lines)


def _events(story: Story) -> Iterator[tuple[datetime, str]]:
    if story.known:
        yield story.known.found_at, _found(story)
    if story.fetches and story.fetched > len(story.fetches):
        earlier = count(story.fetched - len(story.fetches), "earlier fetch", "earlier fetches")
        yield story.fetches[0].at, f"({earlier} are not shown)"
    yield from ((fetch.at, _fetch(fetch)) for fetch in story.fetches)
    if story.release:
        for revision in story.release.revisions:
            change = "kept as a release" if revision.number == 1 else "its content had changed"
            yield revision.at, f"Revision {revision.number}: {change} ({_REASONS[revision.reason]})."


def _found(story: Story) -> str:
    if story.known is None or story.known.found_on is None:
        return "Named as a start page in config.toml."
    steps = [f"the {_KINDS[step.kind]} {step.url}" for step in reversed(story.chain)]
    if len(steps) > _SHOWN:
        left = len(steps) - _SHOWN
        steps = [*steps[: _SHOWN - 1], f"{count(left, 'further page')} that lead to it", steps[-1]]
    return f"Found on {', found on '.join(steps or [story.known.found_on])}."


def _fetch(fetch: Fetch) -> str:
    if fetch.status is None and fetch.error is None:
        answer = "Imported"
    elif fetch.status is None:
        answer = f"Fetched without success ({str(fetch.error).rstrip('.')})"
    else:
        answer = f"Fetched: status {fetch.status}"
    details = [size(fetch.size), f"{fetch.milliseconds} ms"] if fetch.status else []
    if fetch.final_url:
        details.append(f"redirected to {fetch.final_url}")
    if fetch.directives:
        details.append(f"asks for {', '.join(fetch.directives)}")
    if place := fetch.location:
        details.append(f"archived in {place.file} at {place.offset}")
    return f"{', '.join([answer, *details])}."


def _search(search: Search) -> Iterator[str]:
    yield f"{count(search.read, 'start and listing page')} looked through, as archived{_not_all(search)}."
    for linked in search.linked:
        became = f"left: {linked.left}" if linked.left else "would be taken"
        yield f"{linked.page} ({moment(linked.at)}) links to it: {became}."
    if search.read and not search.linked:
        yield "None of them links to it."


def _not_all(search: Search) -> str:
    unread = f"; {search.unread} could not be read from the archive" if search.unread else ""
    return unread + ("; there are more, which were not looked at" if search.more else "")


def _sources(sources: Sequence[Says]) -> Iterator[str]:
    if not sources:
        yield "No source has its host."
    for says in sources:
        yield f"Source {says.source}: {says.held or 'it is crawled.'}"
        if says.configured is None:
            yield "  config.toml: no patterns (allow, deny) apply to it."
        else:
            yield f"  config.toml: {_rule(says.configured)}."
        yield f"  Learnt: {_learnt(says.learnt, says.count, says.pattern)}."


def _learnt(said: Said | None, counted: PatternCount | None, pattern: str) -> str:
    if said is not None:
        return _rule(said)
    if counted is None:
        return f"nothing; no page like {pattern} was visited yet"
    releases, others = count(counted.releases, "release"), count(counted.others, "other page")
    return f"nothing yet; of pages like {pattern} there were {releases} and {others}, too few or too mixed to tell"


def _rule(said: Said) -> str:
    return f"{said.reason}; it is visited all the same, as a sample" if said.sample else said.reason


def _robots(robots: RobotsSay, now: datetime) -> Iterator[str]:
    if robots.access is Access.UNKNOWN or robots.at is None:
        yield "robots.txt: not asked for yet; that comes before the first page of its host."
        return
    if robots.access is Access.CLOSED:
        why = robots.error or f"it answers with status {robots.status}"
        text = f"it could not be had ({why.rstrip('.')}), so nothing of its host is asked for until it can"
    elif robots.absent:
        text = f"there is none (status {robots.status}), so everything is allowed"
    else:
        text = f"it is {robots.access}"
    asked = f", with {robots.crawl_delay:g} s between requests" if robots.crawl_delay else ""
    old = "; it is asked for again before the next visit" if now - robots.at >= EXPIRES_AFTER else ""
    yield f"robots.txt: {text}{asked} (its answer is {duration(now - robots.at)} old{old})."


def _state(known: KnownUrl | None) -> Iterator[str]:
    if known is None:
        return
    visits = f" after {count(known.visits, 'visit')}" if known.visits else ""
    cause = f" ({known.cause})" if known.cause else ""
    yield f"State: {known.state}{cause}{visits}{f': {known.reason}' if known.reason else ''}."
    if known.failures and known.failing_since:
        yield f"It failed {count(known.failures, 'time')} in a row, since {moment(known.failing_since)}."
    if known.changes and known.changed_at:
        yield f"Something new at {count(known.changes, 'visit')}, lastly {moment(known.changed_at)}."


def _release(release: KeptRelease) -> Iterator[str]:
    published = iso(release.published) or "undated"
    evidence = f" (from {release.published_from})" if release.published_from else ""
    language = f"language {release.language}" if release.language else "language unknown"
    yield f"Release {release.id} of {release.source}: {release.title or '(no title)'}"
    yield f"  {published}{evidence}, {language}, {count(release.characters, 'character')} of text"
    seen = f"first seen {moment(release.first_seen)}, last {moment(release.last_seen)}"
    yield f"  {release.state}, {count(len(release.revisions), 'revision')}, {seen}"
    if release.relation:
        yield f"  This URL is its {release.relation}; its own address is {release.url}."
    forms = release.relations.forms
    for form in forms[:_SHOWN]:
        yield f"  Other form ({form.kind}): {form.url}"
    if len(forms) > _SHOWN:
        yield f"  and {count(len(forms) - _SHOWN, 'further form')}"
    for alike in release.relations.alike[:_SHOWN]:
        whose = f" of {alike.organisation}" if alike.organisation else ""
        yield f"  Nearly the same text ({alike.resemblance:.0%}): release {alike.id}{whose}, {alike.title}"


def _index(index: Indexed) -> Iterator[str]:
    if index.problem:
        yield index.problem
        return
    state = "in its newest state" if index.current else "in an earlier state"
    yield f"It holds the release {state}." if index.holds else "It does not hold the release."
    yield f"It is {count(index.behind, 'change')} behind the store." if index.behind else "It is up to date."


def _next(known: KnownUrl, outlook: Outlook | None, now: datetime) -> Iterator[str]:
    if known.next_at is None:
        yield "None is planned."
        return
    if outlook is None:
        yield f"It would be due {when(known.next_at, now)}, but its source is not crawled."
        return
    due = f"due since {moment(known.next_at)}" if known.next_at <= now else f"due {when(known.next_at, now)}"
    yield sentence(due)
    if outlook.ready_at:
        yield f"Its host rests until {moment(outlook.ready_at)}."
    if outlook.pace_note or outlook.every:
        yield outlook.pace_note or f"Its host is asked once in {outlook.every.total_seconds():.3g} s at most."
    if outlook.ahead:
        takes = duration(outlook.every * outlook.ahead)
        yield f"{count(outlook.ahead, 'due address', 'due addresses')} of its host go first: {takes} at that pace."
    if outlook.budget is not None:
        left = "it is spent, the next requests are tomorrow's" if outlook.is_spent else f"{outlook.spent:,} are spent"
        yield f"Budget of its source: {count(outlook.budget, 'request')} a day; {left}."
    if outlook.quiet_until:
        yield f"Its source has its quiet hours until {moment(outlook.quiet_until)}."
