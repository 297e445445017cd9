"""What channels, schedules and states are called."""

from __future__ import annotations

from crawler.store.outbox import Kind, Progress
from crawler.store.saved import Channel, Schedule, State
from web.i18n import gettext


def channel_name(channel: Channel) -> str:
    return {
        Channel.EMAIL: gettext("E-mail"),
        Channel.WEBHOOK: gettext("Webhook"),
        Channel.FEED: gettext("Private feed"),
    }[channel]


def schedule_name(schedule: Schedule) -> str:
    return {
        Schedule.IMMEDIATELY: gettext("At once"),
        Schedule.HOURLY: gettext("Hourly"),
        Schedule.DAILY: gettext("Daily"),
        Schedule.WEEKLY: gettext("Weekly, on Mondays"),
    }[schedule]


def state_name(state: State) -> str:
    return {
        State.ACTIVE: gettext("Looked for"),
        State.UNCONFIRMED: gettext("To be confirmed at its address"),
        State.PAUSED: gettext("Paused"),
        State.STOPPED: gettext("Stopped"),
    }[state]


def kind_name(kind: Kind) -> str:
    return {
        Kind.DIGEST: gettext("Releases"),
        Kind.TEST: gettext("Test"),
        Kind.CONFIRM: gettext("Question to confirm"),
    }[kind]


def progress_name(progress: Progress) -> str:
    return {
        Progress.WAITING: gettext("Waiting"),
        Progress.SENT: gettext("Sent"),
        Progress.FAILED: gettext("Given up"),
    }[progress]
