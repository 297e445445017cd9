"""The real article pages on hosts of their own, served in a process of its own: `python -m tests.bench.site DATA`.

Prints one line of JSON (see `Served`) when it answers, and serves until its standard input ends.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from crawler.urls import canonical_url
from tests.replay import SITEMAP, Page, Pages, Replay, sitemap

HOSTS = 40
PAGES_PER_HOST = 20
_ROBOTS = b"User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True, slots=True)
class Served:
    """`resolve` gives each host's address, `seeds` each host's sitemap, both by host name."""

    resolve: dict[str, str]
    seeds: dict[str, str]
    pages: int


def real_pages(data: Path) -> Iterator[tuple[str, bytes]]:
    """Address and bytes of the article pages of `pages/` and `html/`, each address once."""
    seen = set()
    for index in (*sorted((data / "pages").glob("*/gold.jsonl")), data / "html" / "index.jsonl"):
        for line in index.read_text("utf-8").splitlines():
            entry = json.loads(line)
            parts = urlsplit(entry["url"])
            is_article = parts.hostname and len(parts.path) > 1 and entry.get("page_type", "article") == "article"
            if is_article and entry["url"] not in seen:
                seen.add(entry["url"])
                yield entry["url"], gzip.decompress((index.parent / entry["file"]).read_bytes())


def spread(pages: Iterator[tuple[str, bytes]], hosts: int, per_host: int) -> dict[str, Pages]:
    """The pages on so many hosts in turn, under their own paths.

    Absolute links go on leading to the pages' real hosts, so that nothing is asked but what the sitemaps name.
    """
    sites: dict[str, Pages] = {f"press{number:02}.example": {} for number in range(hosts)}
    waiting = [host for host in sites for _ in range(per_host)]
    for url, body in islice(pages, hosts * per_host):
        parts = urlsplit(canonical_url(url) or url)  # as every client writes it
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        host = next(host for host in waiting if target not in sites[host])
        waiting.remove(host)
        sites[host][target] = (body, "text/html")
    return sites


def serve(data: Path) -> None:
    sites = spread(real_pages(data), HOSTS, PAGES_PER_HOST)
    with Replay(sites) as replay:
        seeds = {}
        for host, pages in sites.items():
            # With its port, so that a client needs nothing but the host's address to get there.
            origin = f"http://{host}:{urlsplit(replay.resolve[host]).port}"
            seeds[host] = origin + SITEMAP
            listed: Page = (sitemap(origin + target for target in pages), "application/xml")
            replay.put(host, SITEMAP, listed)
            replay.put(host, "/robots.txt", (_ROBOTS, "text/plain"))
        print(json.dumps(asdict(Served(replay.resolve, seeds, sum(map(len, sites.values()))))), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
