"""Typed access to what BeautifulSoup gives."""

from __future__ import annotations

from bs4 import Tag


def attribute(element: Tag, name: str) -> str:
    """An attribute as one string; "" where there is none (class names come joined by blanks)."""
    value = element.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def names_of(element: Tag) -> str:
    """Class names and id, separated by blanks."""
    return f"{attribute(element, 'class')} {attribute(element, 'id')}".strip()
