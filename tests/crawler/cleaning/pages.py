"""A release page of our own, whole and in parts, for the tests of this folder."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from crawler.cleaning.metadata import Metadata, read_metadata
from crawler.cleaning.parse import parse

URL = "https://www.harbour-office.example/news/2021/new-quay"

FIRST = "The Harbour Office opened the new eastern quay today, after four years of work and two winters of delay."
SECOND = "Ships of up to two hundred metres can now berth there, which doubles what the port can take in a day."
THIRD = "The director thanked the crews, the town and the neighbours, who had put up with the noise for so long."

PAGE = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<title>New quay opens to large ships | Harbour Office</title>
<meta property="og:site_name" content="Harbour Office">
<meta property="og:type" content="article">
<meta property="article:published_time" content="2021-05-04T09:30:00+01:00">
<meta property="article:tag" content="Ports">
<link rel="canonical" href="/news/2021/new-quay">
<style>p {{ color: black }}</style>
<script>var tracking = "This is no text at all, and it must not be found anywhere in the answer.";</script>
</head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div class="cookie-banner"><h1>Your choice</h1><p>We use cookies to make this site better for everybody.</p></div>
<main>
<h1>New quay opens to large ships</h1>
<p class="date">4 May 2021</p>
<div class="body">
<p>{FIRST}</p>
<h2>Room for more</h2>
<p>{SECOND}</p>
<ul><li>Length of the quay: 240 metres</li><li>Depth at low water: 11 metres</li></ul>
<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2020</td><td>1,204</td></tr></table>
<p>{THIRD}</p>
<h3>Media contact</h3>
<p>Press office, press@harbour-office.example, tel. +44 20 7946 0000</p>
</div>
<div class="share-buttons"><a href="#">Share</a> <a href="#">Print</a></div>
<div class="related"><h2>Related news</h2><ul><li><a href="/news/1">Ferries in the summer season</a></li></ul></div>
</main>
<footer><p>Harbour Office, 1 Pier Road. All rights reserved.</p></footer>
</body>
</html>"""


def metadata_of(html: str) -> Metadata:
    return read_metadata(parse(html.encode()).root)


def soup_of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def body_of(html: str) -> Tag:
    body = soup_of(html).body
    assert body is not None
    return body
