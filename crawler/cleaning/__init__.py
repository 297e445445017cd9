"""HTML pages and plain texts to releases."""

from .page import clean_page
from .parse import Parsed, parse
from .plain import clean_text
from .trace import Choice, Trace

__all__ = ["Choice", "Parsed", "Trace", "clean_page", "clean_text", "parse"]
