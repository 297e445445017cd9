"""What a fetched thing is and the links it gives; which pages are releases. Pure: values in, values out."""

from crawler.discovery.kinds import discover
from crawler.discovery.listing import article_links
from crawler.discovery.pages import read_page_links
from crawler.discovery.values import Discovery, Hint, Kind, Link, PageLink, PageLinks
from crawler.discovery.verdict import PageKind, Verdict, judge_page

__all__ = [
    "Discovery",
    "Hint",
    "Kind",
    "Link",
    "PageKind",
    "PageLink",
    "PageLinks",
    "Verdict",
    "article_links",
    "discover",
    "judge_page",
    "read_page_links",
]
