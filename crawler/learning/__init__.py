"""What a source's own pages teach the crawler about it. Pure: values in, values out."""

from crawler.learning.chrome import ChromeCounts, chrome, seen
from crawler.learning.health import Health, layout_changed, read_well
from crawler.learning.patterns import pattern_of
from crawler.learning.rules import NO_RULES, Learnt, PatternCount, Rules, Said, Says, is_sample

__all__ = [
    "NO_RULES",
    "ChromeCounts",
    "Health",
    "Learnt",
    "PatternCount",
    "Rules",
    "Said",
    "Says",
    "chrome",
    "is_sample",
    "layout_changed",
    "pattern_of",
    "read_well",
    "seen",
]
