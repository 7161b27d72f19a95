"""RTF documents → extract.

Read without striprtf: it leaves out the notes and the text boxes, adds the addresses of links, and keeps neither
headings nor the levels of lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from corpus.errors import FileError
from corpus.layout import TABLE_FLAG
from corpus.lines import LONGEST_TITLE
from corpus.model import Block, Extract, Locator, Metadata
from corpus.readers.archives import naming_errors
from corpus.readers.encodings import MOST_CHARACTERS
from corpus.readers.grid import Row, row_blocks
from corpus.readers.opc import words
from corpus.readers.properties import sensible_authors, sensible_title
from corpus.readers.rtf_words import KEPT, NOT_TEXT, SPECIAL, decoded, font_codec, page_codec

_TOKEN = re.compile(
    r"\\([A-Za-z]{1,32})(-?\d{1,9})?[ ]?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|."
)
_HEADING_STYLE = re.compile(r"(?:heading|titre|überschrift) ?([1-9])(?!\d)", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"(?:title|titre);?", re.IGNORECASE)
_NUMBERED = re.compile(r"\w")
_LEAST_SURROGATE, _MOST_SURROGATE = 0xD800, 0xDFFF
BODY_LEVEL = 9
"""The value of `\\outlinelevel` that says: no heading."""
DEEPEST = 1_000
"""Groups that may stand one inside the other."""


def read(content: bytes) -> Extract:
    """Return the blocks of an RTF document.

    Raises:
        FileError: the file is no RTF, is cut, or goes over a limit.
    """
    if not content.lstrip()[:5].lower().startswith(b"{\\rtf"):
        raise FileError("mismatch")
    with naming_errors():
        reader = _Reader()
        reader.read(content.decode("latin-1"))
        has_rows = any(block.kind == "row" for block in reader.blocks)
        title, authors = "".join(reader.properties["title"]), "".join(reader.properties["author"])
        metadata = Metadata(
            title=reader.title or sensible_title(title, reader.blocks), authors=sensible_authors([authors])
        )
        return Extract(blocks=tuple(reader.blocks), metadata=metadata, flags=(TABLE_FLAG,) if has_rows else ())


@dataclass(slots=True)
class _State:
    """What holds in a group, and again after the groups inside it: where words go, and how they look.

    `output` is None where words are left out. `destination` is the last one that was entered.
    """

    output: list[str] | None
    destination: str = ""
    font: int = -1
    is_hidden: bool = False
    fallbacks: int = 1
    style: int = 0
    level: int | None = None
    list_level: int = 0
    is_cell: bool = False


class _Reader:
    """One pass over the tokens, with the groups that are open and the paragraph, row and table they have reached."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.title: str | None = None
        self.properties: dict[str, list[str]] = {"title": [], "author": []}
        self._pieces: list[str] = []
        self._mark: list[str] = []
        self._asides: list[list[str]] = []  # notes and text boxes, which follow the paragraph they stand in
        self._state = _State(output=self._pieces)
        self._stack: list[_State] = []
        self._bytes = bytearray()
        self._skipped = 0
        self._may_leave = False
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._style_levels: dict[int, int] = {}
        self._title_style: int | None = None
        self._cell: list[str] = []
        self._cells: list[str] = []
        self._rows: list[Row] = []
        self._header = False
        self._paragraphs = 0
        self._notes = 0
        self._characters = 0

    def read(self, text: str) -> None:
        """Add the blocks of a document, whose bytes stand as Latin-1."""
        position = 0
        while match := _TOKEN.match(text, position):
            position = match.end()
            word, number, code, sign, brace, run = match.groups()
            if code is not None:
                self._add_bytes(bytes.fromhex(code))
            elif run is not None:
                self._add_bytes(run.encode("latin-1"))
            elif word == "bin":
                position += max(0, int(number or 0))
            elif word is not None:
                self._flush()
                self._word(word, None if number is None else int(number))
            elif sign is not None:
                self._flush()
                self._sign(sign)
            elif brace is not None:
                self._flush()
                self._brace(brace)
                if not self._stack:
                    break  # what follows the document is not of it
        if self._stack:
            raise FileError("truncated")
        self._end_paragraph()
        self._end_table()

    def _add_bytes(self, content: bytes) -> None:
        skipped = min(self._skipped, len(content))
        self._skipped -= skipped
        if self._state.output is not None and not self._state.is_hidden:
            self._bytes += content[skipped:]

    def _flush(self) -> None:
        """Turn the bytes that wait into characters of the font they were written in."""
        if self._bytes:
            self._add(decoded(bytes(self._bytes), self._fonts.get(self._state.font, self._codec)))
            self._bytes.clear()

    def _add(self, text: str) -> None:
        if self._state.output is not None and not self._state.is_hidden:
            self._state.output.append(text)
            self._characters += len(text)
            if self._characters > MOST_CHARACTERS:
                raise FileError("limit", "file.limit_characters", characters=MOST_CHARACTERS)

    def _brace(self, brace: str) -> None:
        self._skipped = 0
        self._may_leave = False
        if brace == "{":
            if len(self._stack) >= DEEPEST:
                raise FileError("malformed", detail="groupes imbriqués sans fin")
            self._stack.append(copy(self._state))
            return
        if not self._stack:
            raise FileError("malformed", detail="accolades")
        closed, self._state = self._state, self._stack.pop()
        if closed.destination == "stylesheet" and closed.output:
            self._name_style(closed.style, "".join(closed.output).strip())

    def _name_style(self, number: int, name: str) -> None:
        if found := _HEADING_STYLE.match(name):
            self._style_levels[number] = int(found[1])
        elif _TITLE_STYLE.fullmatch(name):
            self._title_style = number

    def _sign(self, sign: str) -> None:
        self._skipped = 0
        if sign == "*":
            self._may_leave = True
        elif sign in "\r\n":
            self._word("par", None)
        else:
            self._add(SPECIAL.get(sign, ""))

    def _word(self, word: str, number: int | None) -> None:
        self._skipped = 0
        may_leave, self._may_leave = self._may_leave, False
        state = self._state
        if word in NOT_TEXT or (may_leave and word not in KEPT):
            state.output, state.destination = None, word
        elif word in self.properties and state.destination == "info":
            state.output, state.destination = self.properties[word], word
        elif word in {"fonttbl", "stylesheet"}:
            state.output, state.destination = None, word
        elif state.destination == "fonttbl":
            self._font(word, number or 0)
        elif state.destination == "stylesheet":
            if word == "s":  # the name follows; a group for each style
                state.style, state.output = number or 0, []
        elif state.output is None and word not in KEPT:
            return
        else:
            self._text_word(word, number)

    def _font(self, word: str, number: int) -> None:
        if word == "f":
            self._state.font = number
        elif word == "fcharset":
            self._fonts[self._state.font] = font_codec(number, self._codec)

    def _text_word(self, word: str, number: int | None) -> None:
        state = self._state
        match word:
            case "par" | "sect" if state.output is not self._pieces:
                self._add("\n")
            case "par" | "sect" | "page":
                self._end_paragraph()
            case "cell":
                self._end_paragraph(in_cell=True)
                self._cells.append(" ".join(self._cell))
                self._cell = []
            case "nestcell" | "nestrow":
                self._end_paragraph(in_cell=True)
            case "row":
                self._rows.append(Row(cells=tuple(self._cells), locator=self._locator()))
                self._cells = []
            case "trhdr":
                self._header = True
            case "u":
                self._add(chr((number or 0) % 0x10000))
                self._skipped = state.fallbacks
            case "footnote" | "shptxt" if state.output is not None or state.destination in {"shpinst", "sp"}:
                self._notes += word == "footnote"
                state.output, state.destination = [], word
                self._asides.append(state.output)
            case "chftn" if state.destination == "footnote":
                self._add(f"{self._notes} ")
            case "listtext" | "pntext":
                self._mark.clear()
                state.output, state.destination = self._mark, word
            case _ if word in SPECIAL:
                self._add(SPECIAL[word])
            case _:
                self._look(word, number)

    def _look(self, word: str, number: int | None) -> None:
        """Take in a word that says how what follows looks."""
        state = self._state
        match word:
            case "pard":
                state.style, state.level, state.list_level, state.is_cell = 0, None, 0, False
            case "plain":
                state.is_hidden = False
            case "v" | "deleted":
                state.is_hidden = number != 0
            case "s":
                state.style = number or 0
            case "outlinelevel":
                state.level = number
            case "ilvl":
                state.list_level = max(0, min(number or 0, BODY_LEVEL))
            case "intbl":
                state.is_cell = True
            case "f":
                state.font = number or 0
            case "uc":
                state.fallbacks = max(0, min(number or 0, BODY_LEVEL))
            case "ansicpg":
                self._codec = page_codec(number or 0)
            case "mac":
                self._codec = "mac_roman"
            case "pca" | "pc":
                self._codec = "cp850"
            case _:
                pass

    def _locator(self) -> Locator:
        return Locator(kind="line", value=str(max(1, self._paragraphs)))

    def _end_paragraph(self, *, in_cell: bool = False) -> None:
        """Add the block of the paragraph that ends, or its words to the table's cell, then its notes and boxes."""
        text, mark = _joined(self._pieces), _joined(self._mark)
        self._pieces.clear()
        self._mark.clear()
        asides, self._asides = self._asides, []
        if text:
            self._paragraphs += 1
        if in_cell or self._state.is_cell:
            self._cell += [part.replace("\n", " ") for part in (text, *map(_joined, asides)) if part]
            return
        if text:
            self._end_table()
            self.blocks.append(self._block(text, mark))
        for aside in asides:
            parts = filter(None, _joined(aside).split("\n"))
            self.blocks += [Block(kind="paragraph", text=part, locator=self._locator()) for part in parts]

    def _block(self, text: str, mark: str) -> Block:
        state = self._state
        is_title = self._title_style is not None and state.style == self._title_style
        outlined = state.level is not None and 0 <= state.level < BODY_LEVEL
        level = (state.level or 0) + 1 if outlined else self._style_levels.get(state.style, 0)
        numbered = f"{mark} " if _NUMBERED.search(mark) else ""
        if (level or is_title) and len(text) <= LONGEST_TITLE:
            text = text.replace("\n", " ")
            self.title = self.title or (text if is_title else None)
            return Block(kind="heading", text=numbered + text, level=level or 1, locator=self._locator())
        if mark:
            return Block(kind="item", text=(numbered or "• ") + text, level=state.list_level, locator=self._locator())
        if text.startswith("• "):
            return Block(kind="item", text=text, locator=self._locator())
        return Block(kind="paragraph", text=text, locator=self._locator())

    def _end_table(self) -> None:
        """Add the rows of the table that ends; of one with a single column, the words of its cells."""
        if self._cell or self._cells:  # a row without its end
            self._rows.append(Row(cells=(*self._cells, " ".join(self._cell))))
            self._cell, self._cells = [], []
        widest = max((len(row.cells) for row in self._rows), default=0)
        rows, self._rows = self._rows, []
        if widest > 1:
            self.blocks += row_blocks(rows, headed=widest > 2 or self._header)
        else:
            self.blocks += _paragraphs(rows)
        self._header = False


def _paragraphs(rows: list[Row]) -> Iterator[Block]:
    return (Block(kind="paragraph", text=cell, locator=row.locator) for row in rows for cell in row.cells if cell)


def _joined(pieces: list[str]) -> str:
    """Return the words of some pieces; a character beyond U+FFFF was written as two."""
    text = "".join(pieces)
    if any(_LEAST_SURROGATE <= ord(letter) <= _MOST_SURROGATE for letter in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return words(text)
