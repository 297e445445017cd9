"""`survey`: what a site offers to a crawler of its releases, and the source that it would make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from crawler.cleaning import clean_page
from crawler.discovery import Kind, PageKind, judge_page
from crawler.survey.asking import Answer, Asker, Fetch, Pause
from crawler.survey.choose import Choice, choose, samples
from crawler.survey.identity import Identity, identify, language_of_page
from crawler.survey.lines import source_lines
from crawler.survey.rate import Lead
from crawler.survey.search import Given, Site, enter, find_leads
from crawler.survey.values import Candidate, Reading, Sample, Survey
from crawler.urls import canonical_url, host_of

_READ = 3  # samples
_OPENING = 160  # characters of a text that are shown
_WEAK = 40  # of 100; below that the samples had better be looked at
_BY_HAND = (
    "Look with a browser for the page that lists the releases and give its address; if that needs JavaScript, ask the "
    "organisation for a feed or a sitemap."
)


def survey(url: str, fetch: Fetch, *, pause: Pause, now: datetime, agent: str) -> Survey:
    """Looks at the site of `url` (a home page, a listing, a feed, a sitemap or an article) and makes a source of it.

    Asks one question after another, at most `asking.MAX_REQUESTS`, robots.txt of each host first. `fetch` follows no
    redirect (`single_hop`); `pause` is called before every request but the first, with the seconds that robots.txt
    asks for. `agent` is the User-Agent value; freshness is counted from `now`. Raises nothing: a failure is an outcome.
    """
    start = canonical_url(url if "://" in url else f"https://{url.strip()}")
    if start is None:
        return Survey(url, Given.NOTHING, f"{url} is not an address that can be crawled.", "Check the address.")
    asker = Asker(fetch, pause, agent)
    site = enter(asker, start)
    leads = find_leads(asker, site, now)
    choice = choose(leads, site.given.url if site.given and site.what is not Given.HOME else "")
    return _found(url, site, leads, choice, asker) if choice else _nothing_found(url, site, leads, asker)


def _found(url: str, site: Site, leads: Sequence[Lead], choice: Choice, asker: Asker) -> Survey:
    taken = samples(choice, leads)
    readings = tuple(_readings(asker, taken))
    identity = _identity(site, choice)
    kinds = " and a ".join(start.candidate.kind for start in choice.starts)
    return Survey(
        url=url,
        given=site.what,
        outcome=f"{identity.organisation or host_of(site.url)}: a {kinds} with releases.",
        advice=_advice(choice, readings),
        requests=tuple(asker.requests),
        candidates=tuple(_candidates(leads, choice)),
        samples=tuple(_completed(taken, readings)),
        readings=readings,
        lines=source_lines(identity, choice, _language(choice, readings)),
    )


def _nothing_found(url: str, site: Site, leads: Sequence[Lead], asker: Asker) -> Survey:
    """The trouble with the page asked about explains it, where there was any; else there was nothing to see."""
    trouble = next((request for request in asker.requests if request.advice), None)
    if trouble and (site.given is None or trouble.url == site.given.url):
        outcome, advice = f"{trouble.url}: {trouble.meaning}.", trouble.advice
    else:
        outcome, advice = f"No feed, listing or sitemap of releases was found at {host_of(site.url)}.", _BY_HAND
    return Survey(
        url=url,
        given=site.what,
        outcome=outcome,
        advice=advice,
        requests=tuple(asker.requests),
        candidates=tuple(lead.candidate for lead in leads),
    )


def _readings(asker: Asker, taken: Sequence[Sample]) -> Iterator[Reading]:
    """What cleaning makes of the first samples."""
    for sample in taken[:_READ]:
        answer = asker.get(sample.url, "a sample")
        if answer:
            yield _reading(answer, sample.url)


def _reading(answer: Answer, url: str) -> Reading:
    if answer.page is None:
        kind = "a PDF" if answer.discovery.kind is Kind.PDF else answer.discovery.reason or answer.discovery.kind
        return Reading(url, "", None, None, 0, "", f"not a page: {kind}")
    release = clean_page(answer.body, answer.url)
    verdict = judge_page(release, answer.page, answer.url)
    problem = "" if verdict.kind is PageKind.ARTICLE else verdict.reason
    return Reading(
        url=url,
        title=release.title,
        published=release.published,
        language=release.language,
        characters=len(release.text),
        opening=" ".join(release.text[:_OPENING].split()),
        problem="the page asks not to be indexed (noindex)" if answer.page.asked.noindex else problem,
    )


def _identity(site: Site, choice: Choice) -> Identity:
    answers = (site.home, site.given, choice.starts[0].answer)
    home = next((answer for answer in answers if answer and answer.page), None)
    return identify(home.body if home else b"", site.url)


def _language(choice: Choice, readings: Sequence[Reading]) -> str | None:
    """The language of the main start, unless its releases say that there are others; else the one they all have."""
    spoken = {reading.language.split("-")[0] for reading in readings if reading.language}
    main = choice.starts[0].answer
    declared = language_of_page(main.body) if main.page else None
    if declared is None:
        return spoken.pop() if len(spoken) == 1 else None
    return declared if spoken <= {declared.split("-")[0]} else None


def _candidates(leads: Sequence[Lead], choice: Choice) -> Iterator[Candidate]:
    for lead in leads:
        yield replace(lead.candidate, chosen=lead in choice.starts)


def _completed(taken: Sequence[Sample], readings: Sequence[Reading]) -> Iterator[Sample]:
    """The samples with what only their own pages tell."""
    read = {reading.url: reading for reading in readings}
    for sample in taken:
        reading = read.get(sample.url)
        published = sample.published or (reading.published if reading else None)
        yield replace(
            sample,
            title=sample.title or (reading.title if reading else ""),
            published=published,
            modified=None if published else sample.modified,
        )


def _advice(choice: Choice, readings: Sequence[Reading]) -> str:
    """What a person should know before pasting the lines."""
    main = choice.starts[0].candidate
    doubtful = sum(bool(reading.problem) for reading in readings)
    sentences = []
    if main.score < _WEAK:
        sentences.append("Little speaks for this choice: look through the samples before you take it.")
    if not readings:
        sentences.append("None of the samples could be read: see below what their addresses answered.")
    if doubtful:
        sentences.append(
            f"{doubtful} of the {len(readings)} pages read would not be taken for releases: see why below."
        )
    if not any(start.candidate.complete for start in choice.starts):
        sentences.append("Nothing found leads to older releases than those listed now.")
    return " ".join([*sentences, "Paste the lines into config.toml."])
