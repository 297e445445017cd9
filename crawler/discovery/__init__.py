"""What a fetched thing is and the links it gives; which pages are releases. Pure: values in, values out."""

from crawler.discovery.kinds import discover
from crawler.discovery.pages import read_page_links
from crawler.discovery.values import Discovery, Hint, Kind, Link, PageLink, PageLinks

__all__ = ["Discovery", "Hint", "Kind", "Link", "PageLink", "PageLinks", "discover", "read_page_links"]
