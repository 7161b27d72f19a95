"""OpenDocument texts, presentations and spreadsheets (.odt, .odp, .ods) → extract.

Every paragraph is walked in the file's order, those of text boxes, nested tables and notes included. Left out: headers
and footers, tables of contents, comments, and what was deleted or hidden. Read without odfpy: it gives a tree of the
same XML, without the checks of `archives`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from corpus.errors import FileError
from corpus.layout import TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.lines import BULLET
from corpus.model import GUESSED, Block, Extract, Locator, Metadata
from corpus.readers.archives import Archive, naming_errors, open_archive
from corpus.readers.grid import Row, row_blocks
from corpus.readers.numbers import BULLET as BULLET_MARK
from corpus.readers.numbers import ListCounter
from corpus.readers.opc import MOST_TITLES, attribute, child, local, may_be_heading, with_bold_headings, words
from corpus.readers.opendocument_styles import OpenDocumentStyles, number_in
from corpus.readers.opendocument_tables import has_header, table_rows
from corpus.readers.properties import sensible_authors, sensible_title
from corpus.readers.sheets import HIDDEN_FLAG
from corpus.readers.slides import opens_with_title, slide_title

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


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of an OpenDocument text, presentation or spreadsheet.

    Raises:
        FileError: the file is protected, made to do harm, damaged, or no OpenDocument.
    """
    with naming_errors():
        archive = open_archive(content, limits)
        if _MANIFEST in archive and any(local(each) == "encryption-data" for each in archive.xml(_MANIFEST).iter()):
            raise FileError("password")
        if "content.xml" not in archive:
            raise FileError("mismatch")
        root = archive.xml("content.xml")
        body = child(root, "body")
        if body is None:
            raise FileError("mismatch")
        reader = _Reader(OpenDocumentStyles(_optional(archive, "styles.xml"), root), body, limits)
        blocks = reader.read()
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
    """What one paragraph holds: its words, whether all in bold, and the boxes and notes that are set aside."""

    pieces: list[str] = field(default_factory=list)
    is_bold: bool = True
    boxes: list[Element] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)

    def add(self, text: str | None, *, is_bold: bool) -> None:
        """Add the words of a stretch."""
        if text:
            self.pieces.append(_BLANKS.sub(" ", text))
            self.is_bold = self.is_bold and (is_bold or not text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListPlace:
    """An open list: the name its numbers are counted under, its style, and its depth from 0."""

    counted: str
    style: str
    level: int


class _Reader:
    """One pass over a file's body, with the page, the slide, the paragraph and the lists it has reached."""

    def __init__(self, styles: OpenDocumentStyles, body: Element, limits: Limits) -> None:
        self.flags: dict[str, None] = {}
        self.title: str | None = None
        self._styles = styles
        self._body = body
        self._counter = ListCounter()
        self._lists = 0
        self._last_list: dict[str, str] = {}  # by style or by identifier: the name its numbers are counted under
        titles = (styles.is_title(attribute(each, "style-name")) for each in body.iter() if local(each) == "p")
        self._titles_are_few = sum(titles) <= MOST_TITLES
        self._has_pages = any(local(element) == "soft-page-break" for element in body.iter())
        self._page = 1
        self._slide = 0
        self._paragraph = 0
        self._characters = 0
        self._limits = limits
        self._has_headings = False
        self._bold: set[Block] = set()
        self._is_sheet = child(body, "spreadsheet") is not None

    def read(self) -> tuple[Block, ...]:
        """Return the blocks of the body, each note after the paragraph that calls it."""
        blocks = tuple(self._flow(self._body))
        is_text = child(self._body, "text") is not None
        return with_bold_headings(blocks, self._bold) if is_text and not self._has_headings else blocks

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
                    yield from self._slide_blocks(element)
                case "frame" if attribute(element, "class") in _SLIDE_FURNITURE:
                    pass
                case "notes":
                    yield from self._speaker_notes(element)
                case "frame" if attribute(element, "class") == "title":
                    yield from self._slide_title(element)
                case "soft-page-break":
                    self._page += 1
                case name if name not in _LEFT_OUT and attribute(element, "display") != "none":
                    yield from self._flow(element, place, mark)
                case _:
                    pass

    def _slide_blocks(self, page: Element) -> list[Block]:
        blocks = list(self._flow(page))
        on_slide = [block for block in blocks if block.locator == self._locator()]
        if opens_with_title(on_slide) and not any(block.kind == "heading" for block in blocks):
            blocks[0] = slide_title(blocks[0].text, blocks[0].locator)
        return blocks

    def _slide_title(self, frame: Element) -> Iterator[Block]:
        blocks = list(self._flow(frame))
        if title := " ".join(block.text.replace("\n", " ") for block in blocks):
            yield slide_title(title, blocks[0].locator)

    def _speaker_notes(self, notes: Element) -> Iterator[Block]:
        locator = Locator(kind="slide", value=f"{self._slide} (notes)")
        return (replace(block, locator=locator) for block in self._flow(notes))

    def _list(self, element: Element, above: _ListPlace | None) -> Iterator[Block]:
        style = attribute(element, "style-name") or (above.style if above else "")
        if above is not None:
            place = _ListPlace(counted=above.counted, style=style, level=above.level + 1)
        else:
            goes_on = attribute(element, "continue-list")
            goes_on = goes_on or (style if attribute(element, "continue-numbering") == "true" else "")
            self._lists += 1
            counted = self._last_list.get(goes_on) if goes_on else None
            place = _ListPlace(counted=counted or str(self._lists), style=style, level=0)
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
            self._collect(paragraph, found, is_bold=self._styles.is_bold(style) or False)
        if text := words("".join(found.pieces)):
            block = self._block(paragraph, text, place, mark)
            if block.kind == "paragraph" and found.is_bold:
                self._bold.add(block)
            yield block
        for box in found.boxes:
            yield from self._flow(box)
        for note in found.notes:
            yield from self._note(note)

    def _block(self, paragraph: Element, text: str, place: _ListPlace | None, mark: str | None) -> Block:
        self._paragraph += 1
        self._characters += len(text)
        self._limits.check_characters(self._characters)
        style = attribute(paragraph, "style-name")
        is_heading = local(paragraph) == "h"
        level = number_in(paragraph, "outline-level", 1) if is_heading else self._styles.level(style)
        is_title = self._titles_are_few and self._styles.is_title(style)
        if (level or is_title) and mark != BULLET_MARK and may_be_heading(text):
            self.title = self.title or (text.replace("\n", " ") if is_title else None)
            self._has_headings |= bool(level)
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
            return Locator(kind="page", value=f"{GUESSED}{self._page}")
        return Locator(kind="line", value=str(self._paragraph))

    def _collect(self, element: Element, found: _Found, *, is_bold: bool) -> None:
        """Add the words below an element, in order; boxes and notes are set aside."""
        found.add(element.text, is_bold=is_bold)
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
                    bold = self._styles.is_bold(attribute(inner, "style-name")) if name == "span" else None
                    self._collect(inner, found, is_bold=is_bold if bold is None else bold)
                case _:
                    pass
            found.add(inner.tail, is_bold=is_bold)

    def _note(self, note: Element) -> Iterator[Block]:
        """Give a note's blocks, without its number: the program counts it, and the call is not in the text."""
        body = child(note, "note-body")
        return self._flow(body) if body is not None else iter(())

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
        if self._styles.is_hidden(attribute(table, "style-name")):
            self.flags[HIDDEN_FLAG] = None
            return
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
