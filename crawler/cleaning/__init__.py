"""HTML pages and plain texts to releases."""

from .page import clean_page
from .plain import clean_text

__all__ = ["clean_page", "clean_text"]
