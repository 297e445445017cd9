"""What a site offers to a crawler of its releases: `pressroom sources check URL`."""

from crawler.survey.asking import single_hop
from crawler.survey.render import render
from crawler.survey.site import survey
from crawler.survey.values import Candidate, Reading, Request, Sample, Survey, to_json

__all__ = ["Candidate", "Reading", "Request", "Sample", "Survey", "render", "single_hop", "survey", "to_json"]
