"""Halves of characters, and the one of number 0: JSON and a file system can hand them in, and no database, encoder
or answer takes them all.
"""

from __future__ import annotations


def whole(text: str) -> str:
    """Return a text whose characters are whole: two halves that follow each other are joined, one alone is « � »."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
