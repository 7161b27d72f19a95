"""OpenDocument texts, presentations and spreadsheets (.odt, .odp, .ods) → extract.

Every paragraph is walked in the file's order, those of text boxes, nested tables and notes included. Left out: headers
and footers, tables of contents, comments, and what was deleted or hidden. Read without odfpy: it gives a tree of the
same XML, without the checks of `archives`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus.errors import FileError
from corpus.layout import TABLE_FLAG
from corpus.lines import BULLET, LONGEST_TITLE
from corpus.model import Block, Extract, Locator, Metadata
from corpus.readers.archives import Archive, naming_errors, open_archive
from corpus.readers.encodings import MOST_CHARACTERS
from corpus.readers.grid import Row, row_blocks
from corpus.readers.numbers import ListCounter
from corpus.readers.opc import attribute, child, local, words
from corpus.readers.opendocument_styles import OpenDocumentStyles, number_in
from corpus.readers.opendocument_tables import has_header, table_rows
from corpus.readers.properties import sensible_authors, sensible_title

_MANIFEST = "META-INF/manifest.xml"
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_LEFT_OUT = frozenset(
    "alphabetical-index annotation content-validations date-time-decl dde-connection-decls dde-links desc footer-decl"
    " forms header-decl hidden-paragraph hidden-text illustration-index named-expressions object object-index"
    " ruby-text script scripts sequence-decls settings table-index table-of-content title tracked-changes".split()
)
_SLIDE_FURNITURE = frozenset({"date-time", "footer", "header", "page-number"})
_BLANKS = re.compile(r"[ \t\r\n]+")
_DEFAULT_SHEET = re.compile(r"(?:Feuille|Sheet|Feuil|Tabelle)\d*")
MOST_SPACES = 100


def read(content: bytes) -> Extract:
    """Return the blocks of an OpenDocument text, presentation or spreadsheet.

    Raises:
        FileError: the file is protected, made to do harm, damaged, or no OpenDocument.
    """
    with naming_errors():
        archive = open_archive(content)
        if _MANIFEST in archive and any(local(each) == "encryption-data" for each in archive.xml(_MANIFEST).iter()):
            raise FileError("password")
        if "content.xml" not in archive:
            raise FileError("mismatch")
        root = archive.xml("content.xml")
        body = child(root, "body")
        if body is None:
            raise FileError("mismatch")
        reader = _Reader(OpenDocumentStyles(_optional(archive, "styles.xml"), root), body)
        blocks = tuple(reader.read())
        return Extract(blocks=blocks, metadata=_metadata(archive, blocks, reader.title), flags=tuple(reader.flags))


def _optional(archive: Archive, name: str) -> Element | None:
    return archive.xml(name) if name in archive else None


def _metadata(archive: Archive, blocks: tuple[Block, ...], title: str | None) -> Metadata:
    """Return what the file's properties sensibly say; their dates are those of the file."""
    meta = child(_optional(archive, "meta.xml"), "meta")
    said = {local(element): element.text for element in meta} if meta is not None else {}
    authors = sensible_authors([said.get("initial-creator")]) or sensible_authors([said.get("creator")])
    return Metadata(title=title or sensible_title(said.get("title"), blocks), authors=authors)


@dataclass(slots=True)
class _Found:
    """What one paragraph holds: its words, and the boxes and notes that are set aside."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListPlace:
    """An open list: the name its numbers are counted under, its style, and its depth from 0."""

    counted: str
    style: str
    level: int


class _Reader:
    """One pass over a file's body, with the page, the slide, the paragraph and the lists it has reached."""

    def __init__(self, styles: OpenDocumentStyles, body: Element) -> None:
        self.flags: dict[str, None] = {}
        self.title: str | None = None
        self._styles = styles
        self._body = body
        self._counter = ListCounter()
        self._lists = 0
        self._last_list: dict[str, str] = {}  # by style or by identifier: the name its numbers are counted under
        self._has_pages = any(local(element) == "soft-page-break" for element in body.iter())
        self._page = 1
        self._slide = 0
        self._paragraph = 0
        self._characters = 0
        self._is_sheet = child(body, "spreadsheet") is not None

    def read(self) -> Iterator[Block]:
        """Give the blocks of the body, each note after the paragraph that calls it."""
        return self._flow(self._body)

    def _flow(self, holder: Element, place: _ListPlace | None = None, mark: str | None = None) -> Iterator[Block]:
        """Give the blocks below an element; the first one takes the mark of a list's item."""
        for element in holder:
            match local(element):
                case "p" | "h":
                    for block in self._blocks_of(element, place, mark):
                        yield block
                        mark = "" if mark is not None else None
                case "list":
                    yield from self._list(element, place)
                case "table":
                    yield from self._sheet(element) if self._is_sheet else self._table(element)
                case "page":
                    self._slide += 1
                    yield from self._flow(element)
                case "frame" if attribute(element, "class") in _SLIDE_FURNITURE:
                    pass
                case "frame" if attribute(element, "class") == "title":
                    yield from self._slide_title(element)
                case "soft-page-break":
                    self._page += 1
                case name if name not in _LEFT_OUT and attribute(element, "display") != "none":
                    yield from self._flow(element, place, mark)
                case _:
                    pass

    def _slide_title(self, frame: Element) -> Iterator[Block]:
        blocks = list(self._flow(frame))
        if title := " ".join(block.text.replace("\n", " ") for block in blocks):
            yield Block(kind="heading", text=title, level=1, locator=blocks[0].locator)

    def _list(self, element: Element, above: _ListPlace | None) -> Iterator[Block]:
        style = attribute(element, "style-name") or (above.style if above else "")
        if above is not None:
            place = _ListPlace(counted=above.counted, style=style, level=above.level + 1)
        else:
            goes_on = attribute(element, "continue-list")
            goes_on = goes_on or (style if attribute(element, "continue-numbering") == "true" else "")
            self._lists += 1
            place = _ListPlace(counted=self._last_list.get(goes_on, str(self._lists)), style=style, level=0)
            self._last_list |= {style: place.counted, attribute(element, "id"): place.counted}
        for item in element:
            if local(item) == "list-header":
                yield from self._flow(item, place, "")
            elif local(item) == "list-item":
                yield from self._flow(item, place, self._mark(item, place))

    def _mark(self, item: Element, place: _ListPlace) -> str:
        if local(next(iter(item), item)) in {"list", "list-item"}:  # no words of its own, only a deeper list
            return ""
        levels = self._styles.lists.get(place.style)
        if not levels:
            return "• "
        start = attribute(item, "start-value")
        restart = (f"{place.counted} {id(item)}", int(start)) if start.isdecimal() and len(start) < 8 else None
        return self._counter.mark(place.counted, levels, place.level, restart)

    def _blocks_of(self, paragraph: Element, place: _ListPlace | None, mark: str | None) -> Iterator[Block]:
        """Give a paragraph's block, if it has words, then those of its boxes and of its notes."""
        style = attribute(paragraph, "style-name")
        if self._styles.starts_page(style) and self._paragraph:
            self._page += 1
        found = _Found()
        if not self._styles.is_hidden(style):
            self._collect(paragraph, found)
        if text := words("".join(found.pieces)):
            yield self._block(paragraph, text, place, mark)
        for box in found.boxes:
            yield from self._flow(box)
        for note in found.notes:
            yield from self._note(note)

    def _block(self, paragraph: Element, text: str, place: _ListPlace | None, mark: str | None) -> Block:
        self._paragraph += 1
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            raise FileError("limit", "file.limit_characters", characters=MOST_CHARACTERS)
        style = attribute(paragraph, "style-name")
        is_heading = local(paragraph) == "h"
        level = number_in(paragraph, "outline-level", 1) if is_heading else self._styles.level(style)
        is_title = self._styles.is_title(style)
        if (level or is_title) and len(text) <= LONGEST_TITLE:
            self.title = self.title or (text.replace("\n", " ") if is_title else None)
            numbered = is_heading and level in self._outlined and attribute(paragraph, "is-list-header") != "true"
            number = self._counter.mark("outline", self._styles.outline, level - 1) if numbered else ""
            text = number + text.replace("\n", " ")
            return Block(kind="heading", text=text, level=level or 1, locator=self._locator())
        if place is not None and mark is not None:
            return Block(kind="item", text=mark + text, level=place.level, locator=self._locator())
        if (typed := BULLET.match(text)) and typed[2].strip() == "•":
            return Block(kind="item", text=text, locator=self._locator())
        return Block(kind="paragraph", text=text, locator=self._locator())

    @property
    def _outlined(self) -> set[int]:
        return {level + 1 for level, form in self._styles.outline.items() if form.text}

    def _locator(self) -> Locator:
        if self._slide:
            return Locator(kind="slide", value=str(self._slide))
        if self._has_pages:
            return Locator(kind="page", value=f"≈{self._page}")
        return Locator(kind="line", value=str(self._paragraph))

    def _collect(self, element: Element, found: _Found) -> None:
        """Add the words below an element, in order; boxes and notes are set aside."""
        found.pieces.append(_BLANKS.sub(" ", element.text or ""))
        for inner in element:
            match local(inner):
                case "s":
                    found.pieces.append(" " * min(number_in(inner, "c", 1), MOST_SPACES))
                case "tab":
                    found.pieces.append(" ")
                case "line-break":
                    found.pieces.append("\n")
                case "soft-page-break":
                    self._page += 1
                case "note":
                    found.notes.append(inner)
                case "span" if self._styles.is_hidden(attribute(inner, "style-name")):
                    pass
                case _ if inner.tag.startswith(_DRAWING) and local(inner) != "a":
                    holder = Element("box")  # the frame itself tells whether it is furniture
                    holder.append(inner)
                    found.boxes.append(holder)
                case name if name not in _LEFT_OUT:
                    self._collect(inner, found)
                case _:
                    pass
            found.pieces.append(_BLANKS.sub(" ", inner.tail or ""))

    def _note(self, note: Element) -> Iterator[Block]:
        """Give a note's blocks, the first with the mark that calls it."""
        body = child(note, "note-body")
        citation = words("".join((cited.text or "") for cited in note if local(cited) == "note-citation"))
        for number, block in enumerate(self._flow(body) if body is not None else ()):
            text = f"{citation} {block.text}" if citation and not number else block.text
            yield Block(kind=block.kind, text=text, level=block.level, locator=block.locator)

    def _table(self, table: Element) -> Iterator[Block]:
        """Give a table's rows; one that lays out a page, or holds other tables, gives what stands in its cells."""
        rows = table_rows(table)
        widest = max((len(row.cells) for row in rows), default=0)
        cells = [cell for row in rows for cell in row.cells if cell is not None]
        if widest < 2 or any(local(inner) == "table" for cell in cells for inner in cell.iter()):
            for cell in cells:
                yield from self._flow(cell)
            return
        self.flags[TABLE_FLAG] = None
        texts = (Row(cells=tuple(map(self._words, row.cells)), locator=self._locator()) for row in rows)
        yield from row_blocks(list(texts), headed=widest > 2 or has_header(table))

    def _sheet(self, table: Element) -> Iterator[Block]:
        """Give a sheet's name, where a person named it, and its rows."""
        name = words(attribute(table, "name"))
        rows = [
            Row(
                cells=tuple(map(self._words, row.cells)),
                locator=Locator(kind="sheet", value=f"{name}!{row.number}"),
            )
            for row in table_rows(table)
        ]
        if rows and not _DEFAULT_SHEET.fullmatch(name):
            yield Block(kind="heading", text=name, level=1, locator=rows[0].locator)
        for block in row_blocks(rows):
            self.flags[TABLE_FLAG] = None
            yield block

    def _words(self, cell: Element | None) -> str:
        blocks = self._flow(cell) if cell is not None else ()
        return " ".join(block.text.replace("\n", " ") for block in blocks)
