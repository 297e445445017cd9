"""HTML pages and plain texts to releases."""

from .learnt import Cleaned
from .page import clean_and_learn, clean_page
from .parse import Parsed, parse
from .plain import clean_text
from .trace import Choice, Trace

__all__ = ["Choice", "Cleaned", "Parsed", "Trace", "clean_and_learn", "clean_page", "clean_text", "parse"]
