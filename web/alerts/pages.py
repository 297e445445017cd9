"""One's own saved searches: listed, made, changed, paused, deleted, tried out; and what became of each message."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import abort, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.store import outbox, saved, shown
from crawler.store.accounts import Role
from crawler.store.outbox import Item, Kind, News
from crawler.store.saved import LONGEST_NAME, Channel, Saved, SavedSearchError, Schedule, State, Wishes
from web.admin.access import me, needs
from web.admin.desk import desk
from web.admin.pages import blueprint, done
from web.alerts import addresses, form, telling
from web.alerts.names import channel_name, kind_name, progress_name, schedule_name, state_name
from web.alerts.queries import query_of, search_of, strict
from web.alerts.timing import following
from web.i18n import gettext, language
from web.library import library, settings
from web.links import search_address
from web.titles import title_of

SHOWN = 50  # messages of a search
TRIED = 3  # releases that a test tells of


@blueprint.get("/searches")
@needs(Role.READER)
def saved_searches() -> str:
    with desk().store.reading() as connection:
        mine = saved.of_account(connection, me().id)
    searches = [(each, search_of(each.wishes.query)) for each in mine]
    rows = [(each, title_of(search), search_address("search.page", search)) for each, search in searches]
    return render_template("alerts/searches.html", rows=rows, **_words())


@blueprint.get("/searches/new")
@needs(Role.READER)
def new_search() -> str:
    """With the search in its own address, as the search page has it."""
    query = query_of(request.args)
    name = title_of(search_of(query))[:LONGEST_NAME]
    channel = Channel.EMAIL if settings().alerts.smtp_host else Channel.FEED
    return _form(Wishes(name, query, channel, me().email, Schedule.DAILY, language()))


@blueprint.post("/searches/new")
@needs(Role.READER)
def save_search() -> WerkzeugResponse | tuple[str, int]:
    wishes = form.wishes(query_of(request.args))
    if problem := form.problem(wishes):
        return _form(wishes, problem), 422
    now = desk().now()
    try:
        with desk().store.writing() as connection:
            made = saved.add(connection, me().id, wishes, now, state=_state(wishes), due_at=_due(wishes))
            _ask_to_confirm(connection, made)
    except SavedSearchError as error:
        return _form(wishes, gettext(str(error))), 422
    return done(gettext("The search is saved."), "admin.saved_search", identity=made.id)


@blueprint.get("/searches/<int:identity>")
@needs(Role.READER)
def saved_search(identity: int) -> str:
    mine = _mine(identity)
    return _form(mine.wishes, known=mine)


@blueprint.post("/searches/<int:identity>")
@needs(Role.READER)
def change_search(identity: int) -> WerkzeugResponse | tuple[str, int]:
    """What waits for another address than the new one is not sent there."""
    mine = _mine(identity)
    wishes = form.wishes(mine.wishes.query)
    if problem := form.problem(wishes):
        return _form(wishes, problem, known=mine), 422
    old, moved = mine.wishes, (wishes.channel, wishes.target) != (mine.wishes.channel, mine.wishes.target)
    state = _state(wishes) if moved else mine.state
    due_at = mine.due_at if (wishes.schedule, wishes.channel) == (old.schedule, old.channel) else _due(wishes)
    with desk().store.writing() as connection:
        saved.change(connection, identity, wishes, desk().now(), state=state, due_at=due_at)
        if moved:
            outbox.drop(connection, identity)
            _ask_to_confirm(connection, replace(mine, wishes=wishes, state=state))
    return done(gettext("The search is changed."), "admin.saved_search", identity=identity)


@blueprint.post("/searches/<int:identity>/pause")
@needs(Role.READER)
def pause_search(identity: int) -> WerkzeugResponse:
    _mine(identity)
    with desk().store.writing() as connection:
        saved.set_state(connection, identity, State.PAUSED, desk().now())
        outbox.drop(connection, identity)
    return done(gettext("The search is paused: what happens meanwhile is not told later."), "admin.saved_searches")


@blueprint.post("/searches/<int:identity>/resume")
@needs(Role.READER)
def resume_search(identity: int) -> WerkzeugResponse:
    mine = _mine(identity)
    with desk().store.writing() as connection:
        saved.set_state(connection, identity, _state(mine.wishes), desk().now())
        saved.set_due(connection, identity, _due(mine.wishes))
        _ask_to_confirm(connection, replace(mine, state=_state(mine.wishes)))
    return done(gettext("The search is looked for again."), "admin.saved_searches")


@blueprint.post("/searches/<int:identity>/delete")
@needs(Role.READER)
def delete_search(identity: int) -> WerkzeugResponse:
    _mine(identity)
    with desk().store.writing() as connection:
        saved.remove(connection, identity)
    return done(gettext("The search is deleted."), "admin.saved_searches")


@blueprint.post("/searches/<int:identity>/test")
@needs(Role.READER)
def try_search(identity: int) -> WerkzeugResponse:
    """A message of what the search finds now, to whoever is told."""
    mine = _mine(identity)
    if mine.state is State.UNCONFIRMED or mine.wishes.channel is Channel.FEED:
        abort(400)
    search = search_of(mine.wishes.query)
    hits = library().index.search(strict(search).but(size=TRIED, sort="newest").request({})).hits
    with desk().store.writing() as connection:
        releases = telling.by_id(shown.get_many(connection, [hit.id for hit in hits]))
        items = [Item(identity, hit.id, "", News.NEW, 0, desk().now()) for hit in hits]
        outbox.compose(connection, mine, Kind.TEST, telling.content_of(items, releases), [], desk().now())
    return done(gettext("A test is on its way."), "admin.saved_search", identity=identity)


@blueprint.post("/searches/<int:identity>/renew")
@needs(Role.READER)
def renew_search(identity: int) -> WerkzeugResponse:
    """Another address of the feed, another key of the webhook."""
    _mine(identity)
    with desk().store.writing() as connection:
        saved.renew_secret(connection, identity, desk().now())
    return done(gettext("The one before is void."), "admin.saved_search", identity=identity)


def _form(wishes: Wishes, problem: str = "", *, known: Saved | None = None) -> str:
    search = search_of(wishes.query)
    found = library().index.count(strict(search).request({}))
    messages = []
    if known is not None:
        with desk().store.reading() as connection:
            messages = outbox.history(connection, known.id, SHOWN)
    return render_template(
        "alerts/search.html",
        wishes=wishes,
        known=known,
        problem=problem,
        title=title_of(search),
        address=search_address("search.page", search),
        action=request.full_path.rstrip("?"),
        found=found,
        mail=settings().alerts.smtp_host,
        own=me().email,
        feed=known and _feed(known),
        key=known and addresses.webhook_key(known),
        messages=messages,
        schedules=list(Schedule),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "channel_name": channel_name,
        "schedule_name": schedule_name,
        "state_name": state_name,
        "kind_name": kind_name,
        "progress_name": progress_name,
    }


def _feed(known: Saved) -> str:
    return url_for("alerts.feed", identity=known.id, token=addresses.token(known, "feed"), _external=True)


def _state(wishes: Wishes) -> State:
    """Somebody else's e-mail address has to say first that it wants to be told."""
    is_own = wishes.channel is not Channel.EMAIL or wishes.target.lower() == me().email
    return State.ACTIVE if is_own else State.UNCONFIRMED


def _due(wishes: Wishes) -> datetime | None:
    alerts = settings().alerts
    return following(wishes.schedule, desk().now(), alerts.hour, alerts.timezone)


def _ask_to_confirm(connection: Connection, search: Saved) -> None:
    if search.state is State.UNCONFIRMED:
        outbox.compose(connection, search, Kind.CONFIRM, telling.content_of([], {}), [], desk().now())


def _mine(identity: int) -> Saved:
    """A saved search of who asks; others' are as if they were not there."""
    with desk().store.reading() as connection:
        found = saved.get(connection, identity)
    if found is None or found.account != me().id:
        abort(404)
    return found
