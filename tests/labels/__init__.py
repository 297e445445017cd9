"""Labels of real pages: which of a page's lines are its release, by the policy of the shared data's manifest.

A label holds line numbers and a date, never a sentence: the texts belong to their publishers and stay with the data.
`python -m tests.labels show FILE` prints a page's numbered lines, `python -m tests.labels gold FOLDER` writes gold
files for `score_extraction.py`.
"""
