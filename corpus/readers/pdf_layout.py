"""The lines of a PDF's pages → blocks: each paragraph whole, headings by their font and shape."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.clean import broken_names
from corpus.glossary import place_names
from corpus.lines import BULLET, FORMULA, LABEL_TIMES, NARROWEST, NUMBERED, RAGGED, SHORT
from corpus.model import Block, Locator
from corpus.readers.grid import Row, row_blocks
from corpus.readers.pdf_lines import LARGER, PdfLine, prepare

SAME_SIZE = 0.06
STEADY = 0.5
"""Share of the characters that have the body's size: with less, sizes come from text recognition and say nothing."""
WIDEST = 160
MOST_NOTES = 20
"""Paragraphs of notes at the foot of a page above which its text is looked for."""
SAME_SIDE = 6
"""Points by which the columns of a table may differ from one page to the next."""
DEEPEST = 6
LONGEST_WORD, LONGEST_END = 60, 40
"""Characters at a line's end that are looked at: a line may be 5 million characters long, made to be slow."""
LONGEST_HEADING = 400
"""Characters: a resolution's object is its heading, and takes several lines."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LAST_HALF = re.compile(r"([^\W\d_]+)-$")
_FIRST_HALF = re.compile(r"[^\W\d_]+")
_LONE_LETTER = re.compile(r"(?<![^\s(«])([bcdfghjklmnpqrstvwxz]) ([^\W\d_]{1,40})(?![\w'’])")
_LONE_HYPHEN = re.compile(r"(?<![\w'’-])([^\W\d_]{2,40})(?: -|- )([^\W\d_]{2,40})(?![\w'’-])")
_GLUED = re.compile(r"\w[-‑–/]$|://$")
_SUSPENDED = frozenset({"et", "ou", "and", "or"})
_LEADER = re.compile(r"(?:[.…_]\s?){4,}\s*\d*$")
_TOTAL = re.compile(r"(?:sous-)?total\b", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:[€$%]|(?:^|\s)[+-]\s?\d[\d ]*|\d[,.]\d\d|\d\s\d{3})$")
_DEPTH = re.compile(r"\d{1,2}((?:\.\d{1,2})*)[.)]?\s")


def lay_out_pages(pages: Sequence[Sequence[PdfLine]]) -> tuple[Block, ...]:
    """Return the blocks of some pages' lines; a block that runs over two pages has the first one's locator."""
    return _Blocks([line for page in pages for line in prepare(page)]).build()


class _Blocks:
    """One pass over the lines of all pages, with what the whole document says of its widths, words and fonts."""

    def __init__(self, lines: list[PdfLine]) -> None:
        self.body, steady = _body_size(lines)
        self.lines = lines if steady else [replace(line, size=self.body, bold=False) for line in lines]
        characters = sum(len(line.text) for line in self.lines)
        self.bold_body = sum(len(line.text) for line in self.lines if line.bold) > 0.4 * characters
        self.widths = _widths(self.lines)
        self.words = _vocabulary(self.lines)
        self.times: Counter[str] = Counter()
        self.indents: list[float] = []

    def build(self) -> tuple[Block, ...]:
        paragraphs = self._paragraphs()
        self.times.update(_plain(paragraph) for paragraph in paragraphs)
        last = len(paragraphs) - 1
        headings = {
            number: _rank(paragraph[0])
            for number, paragraph in enumerate(paragraphs)
            if number < last
            and self._is_heading(paragraph, paragraphs[number + 1], paragraphs[number - 1] if number else None)
        }
        above: list[tuple[float, ...]] = []
        rejoin = broken_names(place_names())
        blocks: list[Block] = []
        for number, paragraph in enumerate(paragraphs):
            if paragraph[0].cells:
                blocks.extend(self._table(paragraph, rejoin))
                self.indents = []
                continue
            text = rejoin(self._joined(paragraph))
            locator = Locator(kind="page", value=str(paragraph[0].page))
            if number in headings:
                above = [*(rank for rank in above if rank < headings[number]), headings[number]]
                blocks.append(Block(kind="heading", text=text, level=min(len(above), DEEPEST), locator=locator))
            elif mark := BULLET.match(text):
                blocks.append(
                    Block(kind="item", text=f"• {mark[3]}", level=self._indent(paragraph[0]), locator=locator)
                )
            elif paragraph[0].is_numbered:
                blocks.append(Block(kind="item", text=text, level=self._indent(paragraph[0]), locator=locator))
            else:
                blocks.append(Block(kind="paragraph", text=text, locator=locator))
            if blocks[-1].kind != "item":
                self.indents = []
        return tuple(block for block in blocks if block.text.strip("• "))

    def _table(self, rows: Iterable[PdfLine], rejoin: Callable[[str], str]) -> Iterator[Block]:
        """Give a table's rows; of two columns only, the first are as often labels as names of columns."""
        rows = list(rows)
        table = [
            Row(
                cells=tuple(rejoin(self._joined(cell)) for cell in row.cells),
                locator=Locator(kind="page", value=str(row.page)),
            )
            for row in rows
        ]
        bold = [all(line.bold for cell in row.cells for line in cell) for row in rows]
        widest = max(sum(map(bool, row.cells)) for row in table)
        return row_blocks(table, headed=widest > 2 or (bold[0] and not all(bold)))

    def _paragraphs(self) -> list[list[PdfLine]]:
        paragraphs: list[list[PdfLine]] = []
        flow: list[list[PdfLine]] = []  # without the running titles, around which the text goes on
        current: list[PdfLine] = []
        for line in self.lines:
            if line.aside:
                paragraphs.append([line])
                continue
            if current and current[-1].page < line.page:
                current = self._above_notes(flow)
                if not self._goes_on(current, line):
                    current = flow[-1]
            if current and self._goes_on(current, line):
                current.append(line)
            else:
                current = [line]
                flow.append(current)
                paragraphs.append(current)
        return paragraphs

    def _above_notes(self, paragraphs: list[list[PdfLine]]) -> list[PdfLine]:
        """Return the last paragraph of a page above its notes: they are smaller, and it may go on overleaf."""
        page = paragraphs[-1][0].page
        for paragraph in reversed(paragraphs[-MOST_NOTES:]):
            if paragraph[-1].page != page:
                break
            if paragraph[0].size >= (1 - SAME_SIZE) * self.body:
                return paragraph
        return paragraphs[-1]

    def _goes_on(self, paragraph: list[PdfLine], line: PdfLine) -> bool:
        """Tell whether a line belongs to the paragraph above: it was full, or its sentence has not ended."""
        above = paragraph[-1]
        if above.cells or line.cells:
            return _is_same_table(above, line)
        turned = above.page != line.page or line.y > above.y + above.size  # the next page or column
        if _LEADER.search(above.text[-LONGEST_END:]) or line.is_bullet:
            return False
        if above.cut_word:
            return True
        ended = above.text[-1] in ".!?:;"
        small = line.text[0].islower() and not line.is_numbered
        if line.blank_before or turned:
            continues = small or (turned and self._is_full(above, line) and not line.blank_before)
            return turned and not ended and continues and _font(above) == _font(line) and not line.is_numbered
        if line.is_numbered and not (_is_figure(line.text) and self._is_full(above, line)):
            return False
        if _font(above) != _font(line) and not small:
            return False
        if above.text[-1] in ":;":
            return False
        if self._stands_out(above):  # a title over several lines
            return _font(above) == _font(line) and above.is_capitals == line.is_capitals
        if not ended and (small or above.text[-1] in "-‑–/(«"):
            return True
        return self._is_full(above, line, 0.95 if ended else RAGGED)

    def _is_full(self, above: PdfLine, line: PdfLine, share: float = RAGGED) -> bool:
        """Tell whether a line had no room for the first word of the line below."""
        width = self.widths.get(above.page)
        return bool(width) and len(above.text) + 1 + len(line.text.split(" ", 1)[0]) > share * (width or 0)

    def _stands_out(self, line: PdfLine) -> bool:
        return line.size >= LARGER * self.body > 0 or (line.bold and not self.bold_body)

    def _is_heading(self, paragraph: list[PdfLine], following: list[PdfLine], above: list[PdfLine] | None) -> bool:
        first = paragraph[0]
        text = _plain(paragraph)
        if (
            first.cells
            or first.aside
            or len(text) > LONGEST_HEADING
            or first.is_bullet
            or _LEADER.search(text[-LONGEST_END:])
            or FORMULA.match(text)
        ):
            return False
        below = "" if following[0].cells else following[0].text[-LONGEST_END:]
        if _TOTAL.match(text) or _AMOUNT.search(below):  # a table's last row, or the names of its columns
            return False
        letters = sum(map(str.isalpha, text))
        if letters < max(5, sum(map(str.isdigit, text))) or text[0].islower() or text[-1] in ";:":
            return False
        if first.size < (1 - SAME_SIZE) * self.body:
            return False
        numbered = first.is_numbered
        listed = numbered and (following[0].is_numbered or bool(above and above[0].is_numbered))
        if first.size >= LARGER * self.body > 0:
            return numbered or text[-1] not in ".,"
        if self.times[text] >= LABEL_TIMES:  # a label, or the names of a table's columns
            return False
        apart = first.blank_before or first.page != following[0].page or following[0].blank_before
        if first.bold and not self.bold_body:
            return numbered or (text[-1] not in ".," and (apart or len(paragraph) == 1))
        if listed or not first.blank_before or text[-1] in ".,!":
            return False
        if all(line.is_capitals for line in paragraph):
            return letters > 5
        return numbered and following[0].blank_before and len(text) <= SHORT

    def _indent(self, line: PdfLine) -> int:
        """Return an item's nesting by its distance from the margin."""
        while self.indents and line.x < self.indents[-1] - 4:
            self.indents.pop()
        if not self.indents or line.x > self.indents[-1] + 4:
            self.indents.append(line.x)
        return len(self.indents) - 1

    def _joined(self, paragraph: Iterable[PdfLine]) -> str:
        """Return a paragraph's text; a hyphen at a line's end goes where the document knows the whole word."""
        parts: list[str] = []
        cut = False
        for line in paragraph:
            if parts:
                parts[-1], separator = self._ended(parts[-1], line.text, cut=cut)
                parts.append(separator)
            parts.append(line.text)
            cut = line.cut_word
        return self._mended("".join(parts))

    def _mended(self, text: str) -> str:
        """Join words that a blank cuts where the document knows the whole one: justified letters lie apart."""
        text = _LONE_LETTER.sub(lambda cut: self._known(cut, cut[1] + cut[2]), text)
        return _LONE_HYPHEN.sub(lambda cut: self._known(cut, f"{cut[1]}-{cut[2]}"), text)

    def _known(self, cut: re.Match[str], whole: str) -> str:
        return whole if whole.casefold() in self.words else cut[0]

    def _ended(self, text: str, below: str, *, cut: bool) -> tuple[str, str]:
        """Return a line with or without its hyphen, and what stands between it and the line below."""
        if cut:
            return text, ""
        end = text[-LONGEST_WORD:]
        first, second = _LAST_HALF.search(end), _FIRST_HALF.match(below)
        if not (first and second):
            return text, "" if _GLUED.search(end[-4:]) and below[:1].isalnum() else " "
        if second[0].casefold() in _SUSPENDED:
            return text, " "
        whole, apart = (f"{first[1]}{hyphen}{second[0]}".casefold() for hyphen in ("", "-"))
        return text[:-1] if whole in self.words and apart not in self.words else text, ""


def _plain(paragraph: Iterable[PdfLine]) -> str:
    return " ".join(line.text for line in paragraph)


def _is_same_table(above: PdfLine, line: PdfLine) -> bool:
    """Tell whether two lines are rows of one table, which may run over the page."""
    same = len(above.sides) == len(line.sides) > 0
    return same and all(abs(one - other) < SAME_SIDE for one, other in zip(above.sides, line.sides, strict=True))


def _font(line: PdfLine) -> tuple[float, bool]:
    return round(line.size * 2) / 2, line.bold


def _rank(line: PdfLine) -> tuple[float, ...]:
    """Return what orders headings from the outermost: size, weight, capitals, then how deep their number goes."""
    size, bold = _font(line)
    numbered = _DEPTH.match(line.text)
    return -size, -bold, -(line.is_capitals and not line.is_numbered), numbered[1].count(".") if numbered else 0


def _is_figure(text: str) -> bool:
    """Tell whether a line opens with a number of its sentence, such as « 1.5 million », not with a list's number."""
    numbered = NUMBERED.match(text)
    return bool(numbered and numbered[3][0].islower() and numbered[2][0].isdigit())


def _body_size(lines: Sequence[PdfLine]) -> tuple[float, bool]:
    """Return the size of most characters, and whether enough of them have it for sizes to mean something."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size * 2) / 2] += len(line.text)
    body = weights.most_common(1)[0][0] if weights else 0.0
    near = sum(weight for size, weight in weights.items() if abs(size - body) <= SAME_SIZE * body)
    return body, near >= STEADY * weights.total()


def _widths(lines: Sequence[PdfLine]) -> dict[int, int]:
    """Return the width in characters at which each page's lines were wrapped; a page of short lines has the usual."""
    lengths: dict[int, list[int]] = {}
    for line in lines:
        lengths.setdefault(line.page, [])
        if not line.cells:
            lengths[line.page].append(len(line.text))
    widths: dict[int, int] = {}
    for page, values in lengths.items():
        width = sorted(values)[int(0.95 * (len(values) - 1))] if len(values) >= 8 else 0
        if NARROWEST <= width <= WIDEST:
            widths[page] = width
    usual = statistics.median_low(widths.values()) if widths else 0
    return {page: widths.get(page, usual) for page in lengths} if usual else {}


def _vocabulary(lines: Sequence[PdfLine]) -> frozenset[str]:
    return frozenset(word.casefold() for line in lines for word in _WORD.findall(line.text))
