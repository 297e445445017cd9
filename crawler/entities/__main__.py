"""`python -m crawler.entities`: makes what is known by name ready, so that no process has to (`kept`)."""

from __future__ import annotations

from crawler.entities import annotate  # noqa: F401  which needs all of it
from crawler.entities.kept import read_all

if __name__ == "__main__":
    read_all()
