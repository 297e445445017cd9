"""An SVG drawing as a PNG image, by resvg with the fonts of the machine."""

from __future__ import annotations

from functools import cache

import resvg_py

ZOOM = 2.0  # pixels to a unit of the drawing: sharp on today's screens
_FAMILY = "sans-serif"
_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">{}</svg>'
_LETTERS = '<text x="5" y="20" font-family="Liberation Sans, sans-serif">Aa</text>'


class NoLettersError(Exception):
    """There is no font on this machine, so that a drawing would be without words; the message says what to do."""


def png(svg: str) -> bytes:
    """Raises NoLettersError."""
    if not _has_letters():
        raise NoLettersError("This machine has no fonts: install some (on Debian: apt-get install fonts-dejavu-core).")
    return resvg_py.svg_to_bytes(svg_string=svg, zoom=ZOOM, background="#ffffff", font_family=_FAMILY)


@cache
def _has_letters() -> bool:
    """Whether text leaves a trace."""
    blank, letters = (resvg_py.svg_to_bytes(svg_string=_BLANK.format(text)) for text in ("", _LETTERS))
    return blank != letters
