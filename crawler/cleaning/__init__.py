"""HTML pages and plain texts to releases."""

from .page import clean_page

__all__ = ["clean_page"]
