"""The paragraphs, rows and notes of an RTF document, as its reader finds them → blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.model import Block, Locator
from corpus.readers.grid import Row, row_blocks
from corpus.readers.opc import MOST_TITLES, may_be_heading, with_bold_headings, words

_HEADING_STYLE = re.compile(r"(?:heading|titre) ?([1-9])(?!\d)", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"(?:title|titre);?", re.IGNORECASE)
_NUMBERED = re.compile(r"\w")
_SURROGATE = re.compile("[\ud800-\udfff]")
BODY_LEVEL = 9
"""The value of `\\outlinelevel` that says: no heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a paragraph looks: its style, its level in the outline from 0, that of its list, and whether in a table."""

    style: int = 0
    level: int | None = None
    list_level: int = 0
    is_cell: bool = False


class RtfBlocks:
    """The blocks so far, with the words, notes, cells and rows that wait for their paragraph or table to end."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.title: str | None = None
        self.pieces: list[str] = []
        self.mark: list[str] = []
        self.asides: list[list[str]] = []  # notes and text boxes, which follow the paragraph they stand in
        self.names_columns = False
        self.is_bold = True  # all the words of the paragraph that is open
        self._bold: set[Block] = set()
        self._has_headings = False
        self._style_levels: dict[int, int] = {}
        self._title_style: int | None = None
        self._cell: list[str] = []
        self._cells: list[str] = []
        self._rows: list[Row] = []
        self._paragraphs = 0
        self._titled = 0  # lines in the style of a title, and where those of them that are headings stand
        self._titles: list[int] = []

    def name_style(self, number: int, name: str) -> None:
        """Keep the number of a style that makes headings."""
        if found := _HEADING_STYLE.match(name):
            self._style_levels[number] = int(found[1])
        elif _TITLE_STYLE.fullmatch(name):
            self._title_style = number

    def end_paragraph(self, look: Look, *, in_cell: bool = False) -> None:
        """Add the block of the paragraph that ends, or its words to the table's cell, then its notes and boxes."""
        text, mark = _joined(self.pieces), _joined(self.mark)
        self.pieces.clear()
        self.mark.clear()
        asides, self.asides = self.asides, []
        is_bold, self.is_bold = self.is_bold, True
        if text:
            self._paragraphs += 1
        if in_cell or look.is_cell:
            self._cell += [part.replace("\n", " ") for part in (text, *map(_joined, asides)) if part]
            return
        if text:
            self.end_table()
            self.blocks.append(block := self._block(text, mark, look))
            if is_bold and block.kind == "paragraph":
                self._bold.add(block)
        for aside in asides:
            parts = filter(None, _joined(aside).split("\n"))
            self.blocks += [Block(kind="paragraph", text=part, locator=self._locator()) for part in parts]

    def end_cell(self, look: Look) -> None:
        """End a cell of the table, and the paragraph in it."""
        self.end_paragraph(look, in_cell=True)
        self._cells.append(" ".join(self._cell))
        self._cell = []

    def end_row(self) -> None:
        """End a row of the table."""
        self._rows.append(Row(cells=tuple(self._cells), locator=self._locator()))
        self._cells = []

    def end_table(self) -> None:
        """Add the rows of the table that ends; of one with a single column, the words of its cells."""
        if self._cell or self._cells:  # a row without its end
            self._rows.append(Row(cells=(*self._cells, " ".join(self._cell))))
            self._cell, self._cells = [], []
        widest = max((len(row.cells) for row in self._rows), default=0)
        rows, self._rows = self._rows, []
        if widest > 1:
            self.blocks += row_blocks(rows, headed=widest > 2 or self.names_columns)
        else:
            self.blocks += _paragraphs(rows)
        self.names_columns = False

    def end(self, look: Look) -> None:
        """End the document: where many lines are in the style of a title, it is that of some text."""
        self.end_paragraph(look)
        self.end_table()
        if self._titled > MOST_TITLES:
            self.title = None
            for number in self._titles:
                self.blocks[number] = replace(self.blocks[number], kind="paragraph", level=0)

    def laid_out(self) -> tuple[Block, ...]:
        """Return the blocks of the whole document."""
        return tuple(self.blocks) if self._has_headings else with_bold_headings(self.blocks, self._bold)

    def _locator(self) -> Locator:
        return Locator(kind="line", value=str(max(1, self._paragraphs)))

    def _block(self, text: str, mark: str, look: Look) -> Block:
        is_title = self._title_style is not None and look.style == self._title_style
        self._titled += is_title
        outlined = look.level is not None and 0 <= look.level < BODY_LEVEL
        level = (look.level or 0) + 1 if outlined else self._style_levels.get(look.style, 0)
        numbered = f"{mark} " if _NUMBERED.search(mark) else ""
        if (level or is_title) and (numbered or not mark) and may_be_heading(text):
            text = text.replace("\n", " ")
            self._has_headings |= bool(level)
            if is_title and not level:
                self.title = self.title or text
                self._titles.append(len(self.blocks))
            return Block(kind="heading", text=numbered + text, level=level or 1, locator=self._locator())
        if mark:
            return Block(kind="item", text=(numbered or "• ") + text, level=look.list_level, locator=self._locator())
        if text.startswith("• "):
            return Block(kind="item", text=text, locator=self._locator())
        return Block(kind="paragraph", text=text, locator=self._locator())


def _paragraphs(rows: list[Row]) -> Iterator[Block]:
    return (Block(kind="paragraph", text=cell, locator=row.locator) for row in rows for cell in row.cells if cell)


def _joined(pieces: list[str]) -> str:
    """Return the words of some pieces; a character beyond U+FFFF was written as two."""
    text = "".join(pieces)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return words(text)
