"""The store as the administration uses it: for writing too, opened when it is first needed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import cast

from flask import current_app

from crawler.settings import Settings
from crawler.store import Store, StoreDamagedError, StoreUnreadableError, accounts

EXTENSION = "pressroom-desk"


class Desk:
    """Safe to share between threads. `store` raises StoreError."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: Store | None = None
        self._lock = threading.Lock()
        self._open = False

    @property
    def store(self) -> Store:
        with self._lock:
            if self._store is None:
                self._store = Store.open(self._settings.store, create=False)
            return self._store

    def is_open(self) -> bool:
        """Whether there is an administrator. Once there is, there always will be: the last one can't go."""
        if not self._open:
            try:
                with self.store.reading() as connection:
                    self._open = accounts.have_administrator(connection)
            except StoreDamagedError:
                raise
            except StoreUnreadableError:  # there is no store yet
                return False
        return self._open

    def now(self) -> datetime:
        return datetime.now(UTC)


def desk() -> Desk:
    """That of the running application."""
    return cast(Desk, current_app.extensions[EXTENSION])
