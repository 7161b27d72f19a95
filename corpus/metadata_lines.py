"""The lines of a document's first page, where it says what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Block

HEAD_BLOCKS = 24
"""Blocks at the top of a document that stand for its first page, when looking for a title, a date, an organisation."""
HEAD_CHARACTERS = 1500
OPENING_LINES = 15
"""Lines at the top of a document that may stand above its text: names of bodies and logos, then the title."""
LONGEST_LINE = 90
"""Characters of a line that says something of the document, rather than something it is about."""
PROSE = 120
"""Characters from which a paragraph is text, and no line of the opening."""

_SENTENCE = re.compile(r"(?:\S+\s+){4,}.*[.;!](?:\s*[»\")])?$", re.DOTALL)


def first_page(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks at the top of a document."""
    head: list[Block] = []
    length = 0
    for block in blocks:
        if length >= HEAD_CHARACTERS or (len(head) >= HEAD_BLOCKS and length >= HEAD_CHARACTERS // 3):
            break
        head.append(block)
        length += len(block.text)
    return head


def opening_of(head: Sequence[Block]) -> list[Block]:
    """Return the headings and short lines above the first prose, list or table."""
    lines: list[Block] = []
    for block in head[: 2 * OPENING_LINES]:
        if is_prose(block) or (block.kind in {"item", "row"} and lines):
            break
        if block.kind in {"heading", "paragraph"}:
            lines.append(block)
    return lines[:OPENING_LINES]


def is_prose(block: Block) -> bool:
    """Tell whether a block is text to be read: a long paragraph, or a sentence."""
    if block.kind not in {"paragraph", "heading"}:
        return False
    return len(block.text) > PROSE or bool(_SENTENCE.match(block.text.strip()))


def is_short(block: Block, most: int = LONGEST_LINE) -> bool:
    """Tell whether a block is a heading or a line of some characters at most."""
    return block.kind in {"heading", "paragraph"} and len(block.text) <= most
