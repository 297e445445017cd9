"""Copies of an installation, made while it works: the store, the archive and what is kept beside them.

The index is left out, as it is made of the store. A copy is a folder: `manifest.json` says what belongs to it, with the
digest of each file, and is written last. Without it there is no whole copy.
"""
