"""Another's page without anything that acts or asks: its text and structure as they were, nothing else.

What is kept is listed (nh3, which is Ammonia): text, headings, lists, tables, links, descriptions of images. Scripts,
styles, frames, forms, images and every handler of events are not on the list. Links lead to where they led.
"""

from __future__ import annotations

import nh3
from markupsafe import Markup

TAGS = nh3.ALLOWED_TAGS - {"area", "map"} | {"address", "main", "section"}
DROPPED_WHOLE = {"audio", "canvas", "iframe", "math", "noembed", "noframes", "object", "script", "style", "svg"}
DROPPED_WHOLE |= {"select", "template", "textarea", "title", "video"}
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "img": {"alt"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "details": {"open"},
}


def sanitised(html: str, base: str) -> Markup:
    """What may be shown of a page; `base` is where it stood, which relative links start from."""
    clean = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED_WHOLE,
        attributes=ATTRIBUTES,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base),
    )
    return Markup(clean)  # noqa: S704 - this is what makes it safe
