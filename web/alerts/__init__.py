"""Saved searches and alerts: what is new is found by percolation, kept in the outbox, and sent; the pages for it."""
