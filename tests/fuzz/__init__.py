"""Cleaning on anything: random bytes, broken and mutated pages, every encoding, pages without end.

`python -m tests.fuzz SECONDS` goes on looking for a page that breaks it, guided by coverage where atheris is installed.
"""
