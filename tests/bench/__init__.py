"""Measurements, repeatable by `make bench`; each module measures one thing and gives rows of the table."""
