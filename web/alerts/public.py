"""The addresses in what was sent, which need no sign-in: unsubscribing (RFC 8058), confirming, and private feeds."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, url_for

from crawler.store import outbox, saved, shown
from crawler.store.outbox import News
from crawler.store.saved import Channel, Saved, State
from web import xml
from web.admin.desk import desk
from web.admin.forms import csrf
from web.alerts import addresses, telling
from web.alerts.addresses import Purpose
from web.alerts.queries import search_of
from web.feeds import atom
from web.feeds.entries import NEVER, Feed, entry_of
from web.i18n import gettext
from web.library import settings
from web.links import search_address
from web.titles import title_of

FEED_SIZE = 100

blueprint = Blueprint("alerts", __name__, url_prefix="/alerts")


@blueprint.after_request
def kept_nowhere(response: Response) -> Response:
    """Each of these addresses is a secret, and is about one person."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/<int:identity>/unsubscribe/<token>")
def ask_to_unsubscribe(identity: int, token: str) -> str:
    """Looking at it changes nothing: mail programs follow links by themselves."""
    return _page("unsubscribe", _found(identity, "unsubscribe", token), token)


@blueprint.post("/<int:identity>/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # mail programs send it, without cookies: the token is proof
def unsubscribe(identity: int, token: str) -> str:
    search = _found(identity, "unsubscribe", token)
    with desk().store.writing() as connection:
        if search.state is not State.PAUSED:
            reason = gettext("Unsubscribed by a link in a message.")
            saved.set_state(connection, identity, State.PAUSED, desk().now(), reason)
        outbox.drop(connection, identity)
    return _page("unsubscribed", search, token)


@blueprint.get("/<int:identity>/confirm/<token>")
def ask_to_confirm(identity: int, token: str) -> str:
    return _page("confirm", _found(identity, "confirm", token), token)


@blueprint.post("/<int:identity>/confirm/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # whoever has the token got the message
def confirm(identity: int, token: str) -> str:
    search = _found(identity, "confirm", token)
    if search.state is State.UNCONFIRMED:
        with desk().store.writing() as connection:
            saved.set_state(connection, identity, State.ACTIVE, desk().now())
    return _page("confirmed", search, token)


@blueprint.get("/<int:identity>/feed/<token>.atom")
def feed(identity: int, token: str) -> Response:
    """What a saved search was told, the latest first: each time that a release changed is an entry of its own."""
    search = _found(identity, "feed", token)
    if search.wishes.channel is not Channel.FEED:
        abort(404)
    with desk().store.reading() as connection:
        items = outbox.newest(connection, identity, FEED_SIZE)
        releases = telling.by_id(shown.get_many(connection, [item.release for item in items]))
    entries = tuple(
        entry_of(releases[item.release], item.at, whole=False, event="" if item.news is News.NEW else item.event)
        for item in items
        if item.release in releases
    )
    here = url_for("alerts.feed", identity=identity, token=token, _external=True)
    asked = search_of(search.wishes.query)
    document = Feed(
        title=search.wishes.name or title_of(asked),
        site=settings().web.title,
        id=here,
        page=search_address("search.page", asked, external=True),
        address=here,
        links={},
        hub="",
        updated=max((entry.updated for entry in entries), default=NEVER),
        total=len(entries),
        first=1 if entries else None,
        size=FEED_SIZE,
        entries=entries,
    )
    answer = xml.answer(atom.atom(document), atom.MEDIA_TYPE)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _page(step: str, search: Saved, token: str) -> str:
    return render_template("alerts/public.html", step=step, name=search.wishes.name, identity=search.id, token=token)


def _found(identity: int, purpose: Purpose, token: str) -> Saved:
    """The saved search of an address; a wrong token is as if there was nothing."""
    if not desk().is_open():
        abort(404)
    with desk().store.reading() as connection:
        found = saved.get(connection, identity)
    if found is None or not addresses.is_right(found, purpose, token):
        abort(404)
    return found
