"""What pages without end cost: each is cleaned in a process of its own, whose CPU time and memory are printed.

`python -m tests.fuzz.bounds [NAME...]` prints a line of JSON a page, of all of them or of some.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time

from crawler.cleaning import clean_page
from crawler.cleaning.language import detect

SIZE = 50_000_000
LEVELS = 100_000
URL = "https://www.office.example/news/1"

# What is repeated until a page has 50 MB.
UNITS: dict[str, bytes] = {
    "paragraphs": b"<p>This is a paragraph of text, with some words in it.</p>",
    "rows": b"<tr><td>a</td><td>b</td></tr>",
    "links": b"<li><a href=x>news item</a>",
    "breaks": b"x<br>",
    "teasers": b"<div class='teaser'><h3><a href=/x>Link</a></h3><p>Some text, really.</p></div>",
    "dated": b"<span class=date>12.12.2012 </span>",
    "headings": b"<h1>some headline of a page</h1>",
    "times": b"<time datetime=2020-01-01>x</time>",
    "addresses": b"contact@office.example ",
    "contacts": b"<p>Contact: tel. 040 1234</p>",
    "months": b"january ",
    "brackets": b"<",
    "entities": b"&amp;",
    "attributes": b"a=b ",
    "nested tables": b"<table><tr><td>",
    "JSON-LD": b"<script type=application/ld+json>[[[</script>",
    "metas": b"<meta name=date content=2021-05-04>",
    "empty boxes": b"<div></div>",
    "Cyrillic": " текст".encode(),
    "GBK": "新闻".encode("gbk"),
    "no encoding": b"\xff\xfe\x80",
}
TAGS = ("div", "b", "ul><li", "table><tr><td", "blockquote", "a href=x", "h1", "article", "x-y", "div class=share")


def names() -> list[str]:
    return [*(f"50 MB of {unit}" for unit in UNITS), *(f"{LEVELS:,} levels of {tag}" for tag in TAGS)]


def measure(name: str, page: bytes) -> None:
    begin = time.process_time()
    clean_page(page, URL)
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"page": name, "seconds": round(seconds, 3), "peak_bytes": peak}), flush=True)


def main() -> None:
    detect("x " * 200)  # the language model, which a crawl loads once
    for name in sys.argv[1:] or names():
        child = os.fork()
        if child == 0:
            measure(name, page_called(name))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            raise SystemExit(f"{name}: the process ended with {status}")


def page_called(name: str) -> bytes:
    """The page of a name; only that one is made, lest the others count as memory."""
    what = name.partition(" of ")[2]
    if what in UNITS:
        return b"<html><body><p " + UNITS[what] * (SIZE // len(UNITS[what]))
    return f"<html><title>Deep</title><body>{f'<{what}>' * LEVELS}text".encode()


if __name__ == "__main__":
    main()
