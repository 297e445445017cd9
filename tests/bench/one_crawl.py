"""One crawl of all sources of `config.toml` in this folder, and nothing else: `python -m tests.bench.one_crawl`.

`pressroom crawl` without the indexing that follows there. Prints how many releases are new.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path


def main() -> None:
    # Here, because the cleaners import this module as well.
    from crawler.cli import opened_crawler
    from crawler.settings import load
    from crawler.store import Store
    from crawler.store.releases import Outcome

    settings = load(Path("config.toml"), {})
    store = Store.open(settings.store)
    with opened_crawler(settings, store, lambda: datetime.now(UTC)) as crawler:
        counts = crawler.run([source.name for source in settings.source], settings.crawler.fetchers, threading.Event())
    store.close()
    print(counts.outcomes[Outcome.NEW])


if __name__ == "__main__":
    main()
