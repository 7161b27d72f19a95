"""Plain text in any encoding → extract."""

from __future__ import annotations

import codecs

from corpus.clean import clean_text, split_platform_tail
from corpus.errors import FileError
from corpus.glossary import place_names
from corpus.layout import lay_out
from corpus.metadata import harvest_platform
from corpus.model import Extract

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MOST_CONTROL = 0.02
"""Share of control characters above which a decoded file is not a text."""


def read(content: bytes) -> Extract:
    """Return the blocks of a plain text.

    Raises:
        FileError: the bytes are not a text.
    """
    text, tail = split_platform_tail(decode(content))
    layout = lay_out(clean_text(text, place_names()))
    return Extract(blocks=layout.blocks, metadata=harvest_platform(tail), flags=layout.flags)


def decode(content: bytes) -> str:
    """Return the characters of a text file: by its byte order mark, as UTF-8, else by the likeliest encoding.

    Raises:
        FileError: the bytes are not a text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(_decoded(content, encoding))
    try:
        return _checked(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(
        content[:200_000], cp_isolation=["cp1252", "cp850", "mac_roman", "utf_16_le", "utf_16_be", "cp500"]
    ).best()
    if best is None:
        raise FileError("not_text")
    return _checked(_decoded(content, best.encoding))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileError("not_text") from error


def _checked(text: str) -> str:
    control = sum(1 for letter in text[:50_000] if ord(letter) < 32 and letter not in "\t\n\r\f\v")
    if control > MOST_CONTROL * min(len(text), 50_000):
        raise FileError("not_text")
    return text
