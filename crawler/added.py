"""The sources of config.toml, and beside them those that were added or paused in the administration."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from crawler.settings import Settings, Source
from crawler.store import Store, source_edits
from crawler.store.source_edits import Edit

log = logging.getLogger(__name__)


def with_added(settings: Settings, store: Store) -> Settings:
    """The settings with all sources that are to be crawled. Raises StoreError."""
    with store.reading() as connection:
        return combined(settings, source_edits.listed(connection))


def combined(settings: Settings, edits: Iterable[Edit]) -> Settings:
    """What config.toml says of a source goes before what was added under its name; a pause holds for either."""
    by_name = {edit.name: edit for edit in edits}
    configured = {source.name for source in settings.source}
    added = [source for edit in by_name.values() if edit.name not in configured for source in _added(edit)]
    paused = {name for name, edit in by_name.items() if edit.paused}
    everything = (
        source.model_copy(update={"paused": True}) if source.name in paused else source
        for source in (*settings.source, *added)
    )
    return settings.model_copy(update={"source": tuple(everything)})


def _added(edit: Edit) -> Iterator[Source]:
    if edit.settings is None:
        return
    try:
        yield Source.model_validate(edit.settings)
    except ValidationError as error:  # kept by another version, which knew other keys
        log.warning("the source %s, which was added, can't be used: %s", edit.name, error.errors()[0]["msg"])
