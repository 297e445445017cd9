"""What a release's page says about itself to machines: schema.org's NewsArticle."""

from __future__ import annotations

from crawler.records import iso
from crawler.sample.content import Content
from crawler.sample.editions import Edition


def news_article(edition: Edition, content: Content, base_url: str) -> dict[str, object]:
    """The JSON-LD object of a release: schema.org/NewsArticle with its publisher."""
    release = edition.release
    url = base_url + release.path
    sections = [content.sections[key][release.language] for key in release.head.sections]
    publisher = _organisation(release.organisation, content, base_url)
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{url}#article",
        "url": url,
        "mainEntityOfPage": url,
        "headline": release.head.title,
        "description": release.summary,
        "inLanguage": release.language,
        "datePublished": iso(release.head.published),
        "articleSection": sections,
        "keywords": ", ".join(sections),
        "contentLocation": {"@type": "Place", "name": release.head.place},
        "image": f"{base_url}/cards/{release.organisation}.svg",
        "author": publisher,
        "publisher": publisher,
    }
    if edition.edited:
        article["dateModified"] = iso(edition.modified)
    return article


def _organisation(key: str, content: Content, base_url: str) -> dict[str, object]:
    organisation = content.organisations[key]
    names = dict.fromkeys([organisation.short, *organisation.names.values()])
    return {
        "@type": "Organization",
        "name": organisation.name,
        "alternateName": [name for name in names if name != organisation.name],
        "url": f"{base_url}/organisations/{key}",
        "logo": {"@type": "ImageObject", "url": f"{base_url}/cards/{key}.svg"},
    }
