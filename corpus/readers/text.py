"""Plain text in any encoding → extract."""

from __future__ import annotations

from corpus.clean import clean_text, split_platform_tail
from corpus.glossary import place_names
from corpus.layout import lay_out
from corpus.limits import LIMITS, Limits
from corpus.metadata import harvest_platform
from corpus.model import Extract
from corpus.readers.encodings import decode, unify_line_ends


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of a plain text.

    Raises:
        FileError: the bytes are not a text.
    """
    text, tail = split_platform_tail(unify_line_ends(decode(content, limits)))
    layout = lay_out(clean_text(text, place_names()))
    return Extract(blocks=layout.blocks, metadata=harvest_platform(tail), flags=layout.flags)
