"""RTF documents → extract.

Read without striprtf: it leaves out the notes and the text boxes, adds the addresses of links, and keeps neither
headings nor the levels of lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from corpus.errors import FileError
from corpus.layout import TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.model import Extract, Metadata
from corpus.readers.archives import naming_errors
from corpus.readers.properties import sensible_authors, sensible_title
from corpus.readers.rtf_blocks import BODY_LEVEL, Look, RtfBlocks
from corpus.readers.rtf_words import KEPT, NOT_TEXT, SPECIAL, decoded, font_codec, page_codec

_TOKEN = re.compile(
    r"\\([A-Za-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|."
)
DEEPEST = 1_000
"""Groups that may stand one inside the other."""


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of an RTF document.

    Raises:
        FileError: the file is no RTF, is cut, or goes over a limit.
    """
    if not content.lstrip()[:5].lower().startswith(b"{\\rtf"):
        raise FileError("mismatch")
    with naming_errors():
        reader = _Reader(limits)
        found = reader.read(content.decode("latin-1"))
        title, authors = "".join(reader.properties["title"]), "".join(reader.properties["author"])
        return Extract(
            blocks=found.laid_out(),
            metadata=Metadata(
                title=found.title or sensible_title(title, found.blocks), authors=sensible_authors([authors])
            ),
            flags=(TABLE_FLAG,) if any(block.kind == "row" for block in found.blocks) else (),
        )


@dataclass(slots=True)
class _State:
    """What holds in a group, and again after the groups inside it: where words go, and how they look.

    `output` is None where words are left out. `destination` is the last one that was entered.
    """

    output: list[str] | None
    destination: str = ""
    font: int = -1
    is_hidden: bool = False
    is_bold: bool = False
    fallbacks: int = 1
    named_style: int = 0
    look: Look = field(default_factory=Look)


class _Reader:
    """One pass over the tokens, with the groups that are open."""

    def __init__(self, limits: Limits) -> None:
        self.properties: dict[str, list[str]] = {"title": [], "author": []}
        self._blocks = RtfBlocks()
        self._state = _State(output=self._blocks.pieces)
        self._stack: list[_State] = []
        self._bytes = bytearray()
        self._skipped = 0
        self._may_leave = False
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._characters = 0
        self._limits = limits

    def read(self, text: str) -> RtfBlocks:
        """Return the blocks of a document, whose bytes stand as Latin-1."""
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
        self._blocks.end(self._state.look)
        return self._blocks

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
            if not self._state.is_bold and self._state.output is self._blocks.pieces and text.strip():
                self._blocks.is_bold = False
            self._characters += len(text)
            self._limits.check_characters(self._characters)

    def _brace(self, brace: str) -> None:
        self._skipped = 0
        self._may_leave = False
        if brace == "{":
            if len(self._stack) >= DEEPEST:
                raise FileError("malformed", "file.nested")
            self._stack.append(replace(self._state))
            return
        if not self._stack:
            raise FileError("malformed", detail="{ }")
        closed, self._state = self._state, self._stack.pop()
        if closed.destination == "stylesheet" and closed.output:
            self._blocks.name_style(closed.named_style, "".join(closed.output).strip())

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
                state.named_style, state.output = number or 0, []
        elif state.output is not None:
            self._text_word(word, number)

    def _font(self, word: str, number: int) -> None:
        if word == "f":
            self._state.font = number
        elif word == "fcharset":
            self._fonts[self._state.font] = font_codec(number, self._codec)

    def _text_word(self, word: str, number: int | None) -> None:
        state = self._state
        match word:
            case "par" | "sect" | "row" | "nestrow" if state.output is not self._blocks.pieces:
                self._add("\n")
            case "cell" | "nestcell" if state.output is not self._blocks.pieces:
                self._add(" ")
            case "par" | "sect" | "page":
                self._blocks.end_paragraph(state.look)
            case "cell":
                self._blocks.end_cell(state.look)
            case "nestcell" | "nestrow":
                self._blocks.end_paragraph(state.look, in_cell=True)
            case "row":
                self._blocks.end_row()
            case "trhdr":
                self._blocks.names_columns = True
            case "u":
                self._add(chr((number or 0) % 0x10000))
                self._skipped = state.fallbacks
            case "footnote" | "shptxt":
                state.output, state.destination = [], word
                self._blocks.asides.append(state.output)
            case "listtext" | "pntext":
                self._blocks.mark.clear()
                state.output, state.destination = self._blocks.mark, word
            case _ if word in SPECIAL:
                self._add(SPECIAL[word])
            case _:
                self._look(word, number)

    def _look(self, word: str, number: int | None) -> None:
        """Take in a word that says how what follows looks."""
        state = self._state
        match word:
            case "pard":
                state.look = Look()
            case "plain":
                state.is_hidden = state.is_bold = False
            case "b":
                state.is_bold = number != 0
            case "v" | "deleted":
                state.is_hidden = number != 0
            case "s":
                state.look = replace(state.look, style=number or 0)
            case "outlinelevel":
                state.look = replace(state.look, level=number)
            case "ilvl":
                state.look = replace(state.look, list_level=max(0, min(number or 0, BODY_LEVEL)))
            case "intbl":
                state.look = replace(state.look, is_cell=True)
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
