"""Why a URL is in Pressroom, or why it is missing: `pressroom why URL`."""

from crawler.why.gather import tell
from crawler.why.render import render, to_json
from crawler.why.values import Indexed, Story
from crawler.why.verdict import verdict

__all__ = ["Indexed", "Story", "render", "tell", "to_json", "verdict"]
