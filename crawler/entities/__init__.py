"""People, organisations, places and topics of a release: the page's own, then a gazetteer's and rules'."""

from crawler.entities.annotate import annotate, find, spoken_for

__all__ = ["annotate", "find", "spoken_for"]
