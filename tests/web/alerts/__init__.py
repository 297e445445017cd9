"""Saved searches and alerts: found, put together, sent, and their pages."""
