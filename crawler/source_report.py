"""One source in full, for `pressroom sources NAME`: how it is, what was learnt of it, what was dropped and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler.amounts import duration, size
from crawler.learning import Common, Learnt, PatternCount, Rules, Says
from crawler.meanings import CAUSES
from crawler.pace import Pace, pause
from crawler.policy import Plan
from crawler.rhythm import Rhythm, rate
from crawler.robots import Access, read_robots
from crawler.store import SourceState, Store, frontier, known, lessons, sources
from crawler.store.days import Tally
from crawler.store.known import Dropped, KnownHost
from crawler.words import count, moment, when

EXAMPLES = 3  # dropped URLs of each cause
_RULES = 20  # learnt rules that are shown to people; as JSON all are
_STANDING = 8  # paragraphs of boilerplate that are shown to people
_BUSY_HOURS = 3


@dataclass(frozen=True, slots=True)
class HostReport:
    """A host of a source: the pause between two requests in seconds, why it is long ("" when it isn't), and what its
    robots.txt comes to, as a clause."""

    host: str
    every: float
    pace_note: str
    response_seconds: float | None
    robots: str
    robots_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why URLs were dropped (see visits.Cause): how many, and a few of them."""

    cause: str
    urls: int
    examples: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source in full. `weekly`: releases a week by its rhythm, None before the first visit; `busiest`: the hours of
    the day (UTC) that bring most, the busiest first; `menus` counts the links that its menus have; `template` is what
    the pages of its releases have in common."""

    state: SourceState
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    weekly: float | None
    busiest: tuple[int, ...]
    hosts: tuple[HostReport, ...]
    learnt: tuple[Learnt, ...]
    menus: int
    template: Common
    patterns: tuple[PatternCount, ...]
    causes: tuple[Cause, ...]


def report(store: Store, name: str, plan: Plan | None, agent: str, now: datetime) -> SourceReport | None:
    """The report on a source; None for one that the store doesn't know. `plan` None: it isn't in config.toml.

    Raises StoreError.
    """
    state = next((state for state in store.sources(now) if state.name == name), None)
    if state is None:
        return None
    delay = plan.delay if plan else timedelta(0)
    with store.reading() as connection:
        rhythm = sources.rhythm(connection, name)
        rules = lessons.rules(connection, name)
        return SourceReport(
            state=state,
            allow=plan.scope.allow if plan else (),
            deny=plan.scope.deny if plan else (),
            weekly=7 * rate(rhythm) if rhythm.seen else None,
            busiest=_busiest(rhythm),
            hosts=tuple(_host(host, delay, agent) for host in known.hosts_of(connection, name)),
            learnt=tuple(rules.learnt),
            menus=len(rules.chrome),
            template=lessons.in_common(connection, name),
            patterns=tuple(_open(lessons.counts(connection, name), rules)),
            causes=tuple(
                Cause(cause, urls, tuple(known.dropped(connection, name, cause, EXAMPLES)))
                for cause, urls in frontier.causes(connection, name)
            ),
        )


def _busiest(rhythm: Rhythm) -> tuple[int, ...]:
    """The hours with most releases; none while the day looks even."""
    mean = sum(rhythm.hours) / 24
    ranked = sorted(range(24), key=lambda hour: -rhythm.hours[hour])
    return tuple(hour for hour in ranked[:_BUSY_HOURS] if rhythm.hours[hour] > 2 * mean)


def _open(counts: Sequence[PatternCount], rules: Rules) -> list[PatternCount]:
    """Patterns that no rule was made of yet, those with most visits first."""
    return sorted((each for each in counts if each.pattern not in rules.patterns), key=lambda each: -each.visits)


def _host(host: KnownHost, delay: timedelta, agent: str) -> HostReport:
    rules = read_robots(host.robots_status, host.robots_body or b"", agent)
    if host.robots_at is None:
        said = "not asked for yet"
    elif rules.access is Access.CLOSED:
        why = host.robots_error or f"status {host.robots_status}"
        said = f"it could not be had ({why.rstrip('.')}), so the host is left alone"
    elif rules.access is Access.FREE:
        said = f"there is none (status {host.robots_status}), so everything is allowed"
    else:
        said = "it has rules"
    every = pause(Pace(host.strain, host.response_seconds), delay, rules.crawl_delay)
    return HostReport(host.host, every.total_seconds(), host.pace_note, host.response_seconds, said, host.robots_at)


def to_json(source: SourceReport) -> dict[str, Any]:
    """The report as values for JSON: the state's own fields first."""
    values = asdict(source)
    rules = [asdict(rule.count) | {"says": rule.kind, "reason": rule.reason} for rule in source.learnt]
    return source.state.as_record() | {key: values[key] for key in values if key != "state"} | {"learnt": rules}


def render(source: SourceReport, now: datetime) -> str:
    """The report for a terminal; moments are in UTC."""
    sections = (
        ("", list(_head(source.state, now))),
        ("Rhythm", list(_rhythm(source, now))),
        ("Last 30 days", list(_month(source.state))),
        ("Hosts", [line for host in source.hosts for line in _host_lines(host, now)]),
        ("Patterns", list(_patterns(source))),
        ("Template", list(_template(source.template))),
        ("Dropped", [line for cause in source.causes for line in _cause(cause)]),
    )
    return "\n\n".join(_section(heading, lines) for heading, lines in sections if lines)


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, *(f"  {line}" for line in lines)] if heading else lines)


def _head(state: SourceState, now: datetime) -> Iterator[str]:
    yield f"{state.name}: {state.organisation or 'each page names its organisation'} ({state.state})"
    yield from filter(None, (state.note, *state.warnings))
    yield from (f"Start: {url}" for url in state.start)
    yield f"{count(state.releases, 'release')}; {state.known:,} URLs known, {state.queued:,} not visited yet."
    if state.last_success:
        yield f"Last read {when(state.last_success, now)}."
    if state.last_error and state.last_error_at and state.state != "failing":
        yield f"Last error {when(state.last_error_at, now)}: {state.last_error}"
    if state.hub:
        yield f"Its feed names the WebSub hub {state.hub}."


def _rhythm(source: SourceReport, now: datetime) -> Iterator[str]:
    state = source.state
    if source.weekly is None:
        yield "Not known before the first visit."
    else:
        rounded = f"{source.weekly:.0f}" if source.weekly >= 10 else f"{source.weekly:.1f}"
        yield f"About {rounded} releases a week."
    if source.busiest:
        yield f"Busiest hours (UTC): {', '.join(f'{hour:02}:00' for hour in source.busiest)}."
    if state.last_new:
        yield f"Newest release {when(state.last_new, now)}."
    if state.next_due:
        yield f"Next visit {_soon(state.next_due, now)}."
    if state.budget is not None:
        yield f"{state.today.requests:,} of {count(state.budget, 'request')} spent today."


def _soon(at: datetime, now: datetime) -> str:
    return f"due since {moment(at)}" if at <= now else when(at, now)


def _month(state: SourceState) -> Iterator[str]:
    month: Tally = state.month
    failed = f", {month.failed:,} of them failed" if month.failed else ""
    yield f"{count(month.requests, 'request')}{failed}; {size(month.bytes)}."
    if state.response_ms is not None:
        yield f"{state.response_ms} ms to an answer on average."
    yield (
        f"{month.found:,} URLs found; releases: {month.new:,} new, {month.changed:,} changed, "
        f"{month.withdrawn:,} withdrawn."
    )


def _host_lines(host: HostReport, now: datetime) -> Iterator[str]:
    every = f"asked once in {host.every:.3g} s at most" if host.every else "asked without a pause"
    yield f"{host.host}: {host.pace_note or every}"
    age = f", {duration(now - host.robots_at)} old" if host.robots_at else ""
    yield f"  robots.txt: {host.robots}{age}"


def _patterns(source: SourceReport) -> Iterator[str]:
    for word, patterns in (("allow", source.allow), ("deny", source.deny)):
        if patterns:
            yield f"config.toml: {word} {', '.join(patterns)} (this goes before what was learnt)"
    for rule in source.learnt[:_RULES]:
        yield f"{'release' if rule.kind is Says.RELEASE else 'other'}: {rule.reason}"
    if len(source.learnt) > _RULES:
        yield f"and {count(len(source.learnt) - _RULES, 'further rule')} (--json has all)"
    if not source.learnt:
        yield "No rule has been learnt yet."
    if source.patterns:
        yield f"{count(len(source.patterns), 'further pattern')} with too few visits, or too mixed, to tell."
    yield f"{count(source.menus, 'link')} known as menus."


def _template(found: Common) -> Iterator[str]:
    if not found.pages:
        yield "No release has been read yet."
        return
    standing = f"{count(len(found.boilerplate), 'paragraph')} of boilerplate" if found.boilerplate else "No boilerplate"
    yield f"{standing} in {count(found.pages, 'release')}."
    yield from (f"  {each.pages} have: {each.beginning}" for each in found.boilerplate[:_STANDING])
    if len(found.boilerplate) > _STANDING:
        yield f"  and {len(found.boilerplate) - _STANDING} more (--json has all)"
    if found.container:
        yield f"Most texts stand in {found.container}."
    if found.month_first is not None:
        order = "the month first (3/4 is 4 March)" if found.month_first else "the day first (3/4 is 3 April)"
        yield f"Days in numbers have {order}."


def _cause(cause: Cause) -> Iterator[str]:
    meaning: Mapping[str, str] = CAUSES
    yield f"{cause.urls:,} {meaning.get(cause.cause, cause.cause)} (--dropped {cause.cause or 'none'})"
    yield from (f"  {each.url}: {each.reason}" for each in cause.examples)
