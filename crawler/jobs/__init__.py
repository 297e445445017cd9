"""The scheduler's hand for jobs: what people have asked for in the administration, one at a time."""

from crawler.jobs.runner import Runner, Tools

__all__ = ["Runner", "Tools"]
