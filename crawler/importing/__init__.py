"""Releases from files: JSON Lines, HTML pages, plain text and WARC, gzip'd as well, told apart by content.

Everything streams: memory does not grow with a file's size.
"""

from crawler.importing.files import BadRecord, Record, read_file
from crawler.importing.keep import ImportCounts, import_files

__all__ = ["BadRecord", "ImportCounts", "Record", "import_files", "read_file"]
