"""The peer of the crawl benchmark: Scrapy; its pipeline archives (warcio), cleans (trafilatura) and stores (SQLite).

`python scrapy_peer.py JOB`, with Scrapy, trafilatura and warcio on the path and nothing of Pressroom. JOB is a JSON
file: `resolve` (host to address), `seeds` (sitemaps), `concurrent` (requests at once). Prints how many pages gave a
text.
"""

# The libraries are installed for the benchmark alone, where no type checker looks.
# mypy: disable-error-code="import-not-found,import-untyped,misc"

from __future__ import annotations

import io
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.spiders import SitemapSpider
from twisted.internet import defer
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

RESOLVE: dict[str, str] = {}


class Resolver(CachingThreadedResolver):
    """Names of the benchmark's hosts to their loopback addresses."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:  # noqa: N802  Twisted's name
        return defer.succeed(RESOLVE[name])


class Pages(SitemapSpider):
    name = "pages"

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        yield {"url": response.url, "status": response.status, "headers": response.headers, "body": response.body}


class ArchivePipeline:
    """Each response to a WARC file, gzip per record."""

    def open_spider(self) -> None:
        Path("archive").mkdir()
        self.file = Path("archive/pages.warc.gz").open("wb")  # noqa: SIM115  close_spider closes it
        self.writer = WARCWriter(self.file, gzip=True)

    def close_spider(self) -> None:
        self.file.close()

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in item["headers"].items()
            for value in values
        ]
        head = StatusAndHeaders(f"{item['status']} OK", headers, protocol="HTTP/1.1")
        body = io.BytesIO(item["body"])
        self.writer.write_record(self.writer.create_warc_record(item["url"], "response", body, http_headers=head))
        self.file.flush()
        return item


class CleanPipeline:
    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        document = trafilatura.bare_extraction(item["body"], url=item["url"], with_metadata=True)
        return {"url": item["url"], "release": document.as_dict() if document else None}


class StorePipeline:
    """A transaction a page, as durable as SQLite's documentation advises beside a write-ahead log."""

    def open_spider(self) -> None:
        self.store = sqlite3.connect("pages.db")
        self.store.execute("PRAGMA journal_mode=WAL")
        self.store.execute("PRAGMA synchronous=NORMAL")
        self.store.execute("CREATE TABLE releases (url TEXT PRIMARY KEY, title TEXT, date TEXT, text TEXT, rest TEXT)")

    def close_spider(self) -> None:
        self.store.close()

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        if found := item["release"]:
            row = (item["url"], found["title"], found["date"], found["text"], json.dumps(found, default=str))
            with self.store:
                self.store.execute("INSERT OR REPLACE INTO releases VALUES (?, ?, ?, ?, ?)", row)
        return item


def main(job: dict[str, Any]) -> None:
    RESOLVE.update({host: str(urlsplit(origin).hostname) for host, origin in job["resolve"].items()})
    process = CrawlerProcess(
        {
            "USER_AGENT": "bench (+bench@example.org)",
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": job["concurrent"],
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DNS_RESOLVER": Resolver,
            "ITEM_PIPELINES": {ArchivePipeline: 1, CleanPipeline: 2, StorePipeline: 3},
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Pages, sitemap_urls=job["seeds"])
    process.start()
    with sqlite3.connect("pages.db") as store:
        print(store.execute("SELECT count(*) FROM releases WHERE text != ''").fetchone()[0])


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
