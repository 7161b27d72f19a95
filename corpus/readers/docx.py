"""Word documents (.docx, .docm; Transitional and Strict) → extract.

Every `w:p` is walked in the file's order, those of text boxes, nested tables and notes included, once: of two forms
of the same content the older one (`mc:Fallback`) is left. Left out too: headers and footers, the table of contents,
comments, and what was deleted or hidden. Pages are those of the last time that Word laid the file out: approximate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from corpus.errors import FileError
from corpus.layout import TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.lines import BULLET
from corpus.model import GUESSED, Block, Extract, Locator
from corpus.readers.archives import Archive, naming_errors, open_archive
from corpus.readers.grid import Row, row_blocks
from corpus.readers.numbers import BULLET as BULLET_MARK
from corpus.readers.opc import (
    MISSING_FLAG,
    MOST_TITLES,
    attribute,
    child,
    children,
    is_on,
    local,
    main_part,
    may_be_heading,
    relations,
    shown,
    with_bold_headings,
    words,
)
from corpus.readers.properties import office_properties
from corpus.readers.word_styles import WordStyles
from corpus.readers.word_text import paragraph_text

EMBEDDED_FLAG = "contenu incorporé non lu"
MOST_SPAN = 64
"""Columns that Word lets a cell span."""

_PARTS = ("styles", "numbering", "footnotes", "endnotes")
_HOLDERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of a Word document.

    Raises:
        FileError: the file is protected, made to do harm, damaged, or no Word document.
    """
    with naming_errors():
        archive = open_archive(content, limits)
        name, document = main_part(archive, "document", "word/document.xml")
        reader = _Reader(archive, name, document)
        blocks = reader.read(document)
        return Extract(
            blocks=blocks,
            metadata=office_properties(archive, blocks, reader.title),
            flags=tuple(reader.flags),
        )


class _Reader:
    """One pass over a document's body, with the page, the paragraph and the notes it has reached."""

    def __init__(self, archive: Archive, name: str, document: Element) -> None:
        self.flags: dict[str, None] = {}
        self.title: str | None = None
        parts = {relation.kind: relation.target for relation in relations(archive, name).values()}
        loaded = {kind: self._load(archive, parts[kind]) for kind in _PARTS if kind in parts}
        self._styles = WordStyles(loaded.get("styles"), loaded.get("numbering"))
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in children(loaded.get(f"{kind}s"), kind)
        }
        self._has_pages = any(local(element) == "lastRenderedPageBreak" for element in document.iter())
        titles = (self._styles.style(child(each, "pPr")) for each in document.iter() if local(each) == "p")
        self._titles_are_few = sum(style.is_title for style in titles) <= MOST_TITLES
        self._has_headings = False
        self._page = 1
        self._paragraph = 0
        self._waiting: list[tuple[str, str]] = []
        self._bold: set[Block] = set()

    def read(self, document: Element) -> tuple[Block, ...]:
        """Return the blocks of the body, each note after the paragraph or the table that calls it."""
        blocks = list(self._flow(child(document, "body")))
        return tuple(blocks) if self._has_headings else with_bold_headings(blocks, self._bold)

    def _load(self, archive: Archive, name: str) -> Element | None:
        try:
            return archive.xml(name)
        except FileError:
            self.flags[MISSING_FLAG] = None
            return None

    def _flow(self, holder: Element | Sequence[Element] | None) -> Iterator[Block]:
        for element in holder if holder is not None else ():
            match local(element):
                case "p":
                    yield from self._blocks_of(element)
                    yield from self._called_notes()
                case "tbl":
                    yield from self._table(element)
                    yield from self._called_notes()
                case "AlternateContent":
                    yield from self._flow([inner for form in shown(element) for inner in form])
                case "altChunk":
                    self.flags[EMBEDDED_FLAG] = None
                case name if name in _HOLDERS:
                    yield from self._flow(element)
                case _:
                    pass

    def _called_notes(self) -> Iterator[Block]:
        while self._waiting:
            note = self._notes.pop(self._waiting.pop(0), None)  # once, even where a bad note calls itself
            if note is not None:
                yield from self._flow(note)

    def _blocks_of(self, paragraph: Element) -> Iterator[Block]:
        block, boxes = self._block(paragraph)
        if block is not None:
            yield block
        for box in boxes:
            yield from self._flow(box)

    def _block(self, paragraph: Element) -> tuple[Block | None, list[Element]]:
        """Return a paragraph's block, None where it has no words, and its text boxes."""
        style = self._styles.style(child(paragraph, "pPr"))
        found = paragraph_text(paragraph)
        page = self._page + found.breaks_before
        self._page += found.breaks
        self._waiting += found.notes
        text = words("".join(found.pieces))
        if not text or style.is_contents:
            return None, found.boxes
        self._paragraph += 1
        locator = self._locator(page)
        mark = self._styles.mark(style)
        is_title = style.is_title and self._titles_are_few
        if (style.level or is_title) and mark != BULLET_MARK and may_be_heading(text):
            self.title = self.title or (text if is_title else None)
            self._has_headings |= bool(style.level)
            return Block(kind="heading", text=(mark or "") + text, level=style.level or 1, locator=locator), found.boxes
        if mark is not None:
            return Block(kind="item", text=mark + text, level=style.list_level, locator=locator), found.boxes
        if typed := BULLET.match(text):
            return Block(kind="item", text=f"• {typed[3]}", locator=locator) if typed[3] else None, found.boxes
        block = Block(kind="paragraph", text=text, locator=locator)
        if found.is_bold or style.is_bold:
            self._bold.add(block)
        return block, found.boxes

    def _locator(self, page: int) -> Locator:
        if self._has_pages:
            return Locator(kind="page", value=f"{GUESSED}{page}")
        return Locator(kind="line", value=str(self._paragraph))

    def _table(self, table: Element) -> Iterator[Block]:
        """Give a table's rows; one that lays out a page, or holds other tables, gives what stands in its cells."""
        rows = list(_inner(table, "tr"))
        cells = [list(_inner(row, "tc")) for row in rows]
        widest = max((len(each) for each in cells), default=0)
        waiting: list[Row] = []
        headed = widest > 2 or any(is_on(child(row, "trPr", "tblHeader")) for row in rows)
        for row, held in zip(rows, cells, strict=True):
            if is_on(child(row, "trPr", "del")):
                continue
            if widest > 1 and not any(local(inner) == "tbl" for cell in held for inner in cell.iter()):
                waiting.append(self._row(row, held))
                continue
            yield from self._rows(waiting, headed=headed)
            waiting = []
            for cell in held:
                yield from self._flow(cell)
        yield from self._rows(waiting, headed=headed)

    def _rows(self, rows: list[Row], *, headed: bool) -> Iterator[Block]:
        for block in row_blocks(rows, headed=headed):
            self.flags[TABLE_FLAG] = None
            yield block

    def _row(self, row: Element, cells: list[Element]) -> Row:
        texts = [""] * _number(child(row, "trPr", "gridBefore"))
        locator: Locator | None = None
        for cell in cells:
            blocks = [block for paragraph in _inner(cell, "p") for block in self._blocks_of(paragraph)]
            texts.append(" ".join(block.text.replace("\n", " ") for block in blocks))
            texts += [""] * (_number(child(cell, "tcPr", "gridSpan"), 1) - 1)
            locator = locator or next((block.locator for block in blocks), None)
        return Row(cells=tuple(texts), locator=locator)


def _inner(holder: Element, name: str) -> Iterator[Element]:
    """Give the rows, cells or paragraphs of a table, those in content controls included, not those of inner tables."""
    for element in holder:
        found = local(element)
        if found == name:
            yield element
        elif found in _HOLDERS:
            yield from _inner(element, name)


def _number(element: Element | None, usual: int = 0) -> int:
    value = attribute(element, "val")
    return min(int(value), MOST_SPAN) if value.isdecimal() else usual
