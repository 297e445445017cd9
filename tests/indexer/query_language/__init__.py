"""The query language against a brute-force reference."""
