"""All that a search finds, as a file: for spreadsheets, programs, managers of references, and to read."""
