"""The store: sources, the frontier, fetches, releases with their revisions, and the change feed.

`Store` opens the database and gives transactions; the statements stand in a module per subject (`sources`, `frontier`,
`fetches`, `releases`, `feed`) as functions that take the transaction's connection, so that a caller puts everything
that belongs together into one transaction.
"""

import crawler.store.schema_accounts  # noqa: F401 - so that the metadata always has all tables
from crawler.store.database import Store, StoreDamagedError, StoreError, StoreUnreadableError
from crawler.store.fetches import Fetch
from crawler.store.overview import SourceState
from crawler.store.releases import Reason, Revision

__all__ = [
    "Fetch",
    "Reason",
    "Revision",
    "SourceState",
    "Store",
    "StoreDamagedError",
    "StoreError",
    "StoreUnreadableError",
]
