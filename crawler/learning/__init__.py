"""What a source's own pages teach the crawler about it. Pure: values in, values out."""

from crawler.learning.chrome import ChromeCounts, chrome, seen
from crawler.learning.health import Health, layout_changed, read_well
from crawler.learning.patterns import pattern_of
from crawler.learning.rules import NO_RULES, Learnt, PatternCount, Rules, Said, Says, is_sample
from crawler.learning.template import NO_TEMPLATE, Common, Lesson, Template, TemplateCounts, common, counted

__all__ = [
    "NO_RULES",
    "NO_TEMPLATE",
    "ChromeCounts",
    "Common",
    "Health",
    "Learnt",
    "Lesson",
    "PatternCount",
    "Rules",
    "Said",
    "Says",
    "Template",
    "TemplateCounts",
    "chrome",
    "common",
    "counted",
    "is_sample",
    "layout_changed",
    "pattern_of",
    "read_well",
    "seen",
]
