"""`python -m crawler.entities`: makes what is known by name ready, so that no process has to (`kept`)."""

from crawler.entities import annotate  # noqa: F401  which needs all of it
from crawler.entities.kept import TABLES

for table in TABLES:
    table()
