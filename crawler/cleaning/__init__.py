"""HTML pages and plain texts to releases."""

from .page import clean_page
from .parse import Parsed, parse
from .plain import clean_text

__all__ = ["Parsed", "clean_page", "clean_text", "parse"]
