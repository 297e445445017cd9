"""Sites that go by their address, as papers and portals do: "wie lokalo.example berichtet"; not where one should go.

English texts name addresses for other reasons; there `likely` weighs what stands around a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.entities.document import Document, Span

# Countries with papers that have their address for a name, and what all may use.
_ENDINGS = (
    "com|org|net|info|tv|news|online|eu|de|at|ch|li|fr|be|nl|lu|es|cat|pt|br|it|ro|md|pl|cz|sk|hu|ua|by|ru|su|kz|kg|uz|az|"
    "am|ge|bg|rs|hr|si|ba|mk|gr|cy|tr|se|no|dk|fi|is|ee|lv|lt|mx|ar|cl|co|pe|uy|py|bo|ec|ve|pa|cr|gt|hn|sv|do|il|ir|cn|hk|"
    "tw|jp|kr|vn|th|id|my"
)
_SITE = re.compile(rf"(?<![\w@/.:-])(?!www\.)[^\W\d_][\w-]{{2,30}}\.(?:{_ENDINGS})(?![\w@/-]|\.\w)")
# Before an address that a reader is sent to, in some languages.
_SENT_TO = re.compile(
    r"(?:\b(?:auf|unter|über|via|siehe|besuchen|sur|consulter|visite[rz]?|en|su|sul|pe|na|stronie|serwisie|op|på|under|om|"
    r"visita|visitar|web|website|webseite|internet|site|sitio|sito|pagina|página|adresse|adress|mail|info|mehr|mer|más|"
    r"länk till|сайте|сайт|на)|[:→>|»])\s$",
    re.IGNORECASE,
)
_LONGEST_WORD = 14  # characters


def spans(document: Document) -> Iterator[Span]:
    """Where sites stand as bodies that speak, own or act."""
    if document.language in ("en", None):
        return
    for match in _SITE.finditer(document.flat):
        start = match.start()
        line_start = not start or document.text[start - 1] == "\n"
        if not line_start and not _SENT_TO.search(document.flat, max(0, start - _LONGEST_WORD), start):
            yield Span(*match.span())
