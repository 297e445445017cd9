"""How commands ask a site, and say why they don't."""

from __future__ import annotations

import click

from crawler import asking
from crawler.command import Session
from crawler.survey.asking import Fetch


def fetch_for(session: Session, url: str) -> Fetch:
    """How the site at `url` is asked (see `asking.fetch_for`). Raises ClickException."""
    try:
        return asking.fetch_for(session.settings, session.now, url)
    except asking.NoContactError as error:
        raise click.ClickException(str(error)) from None
