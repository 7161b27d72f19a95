"""One PDF page → its lines: words with their place and font, or the text that stands behind pictures of words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.clean import CHARACTER_STEPS, clean_text
from corpus.readers.pdf_hidden import joined, marked_text
from corpus.readers.pdf_lines import PdfLine, join_rows
from corpus.readers.pdf_tables import Grid, Rules, find_grids

MANY_STROKES = 200
"""Shapes on a page from which they may be letters drawn as outlines."""
SPARSE = 200
"""Characters of a page below which the text behind its pictures is looked for."""

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
NARROWEST_LETTER = 0.38
"""Width of a narrow font's letters, in sizes: text that would be wider than its cell runs over several."""
BESIDE = 20
"""Points left of a table at which the text of its column may start."""
LONGEST_CELL = 1_500
"""Characters in a cell past which the lines lay out a page and are no table."""
COVERED = 0.8
"""Share of a page that a picture takes where the page is a scan."""
INVISIBLE = 3
"""The text rendering mode in which no letter is drawn. Source: ISO 32000-1, table 106."""

_STROKES = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_GLUED_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.|\d{1,2})(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ’'])")
"""A number that a tab, of which nothing is left, set apart from its heading or its note."""
_BLANK = str.maketrans("\r\t\v\f\x85\u2028\u2029", " " * 7)


@dataclass(frozen=True, slots=True)
class _Fragment:
    text: str
    x: float
    y: float
    size: float
    bold: bool
    upright: bool = True


class PageText:
    """What pypdf shows of a page while it reads it; `number` is 1-based.

    `named` holds the properties that the page's contents call by name, and `box` what is seen of the page (left,
    bottom, right, top; points).
    """

    def __init__(self, number: int, named: Mapping[Any, Any] | None = None, box: Sequence[float] | None = None) -> None:
        self.number = number
        self.named = named or {}
        self._box = box
        self.fragments: list[_Fragment] = []
        self.hidden: list[str] = []
        self._pictures = 0
        self._strokes = 0
        self._rules = Rules()
        self._largest = 0.0
        self._mode = 0
        self._modes: list[int] = []
        self._letters = {True: 0, False: 0}
        self._waiting = 0
        self._row: float | None = None

    @property
    def drawn(self) -> bool:
        """Whether something stands on the page that may be words: a picture, or many shapes."""
        return self._pictures > 0 or self._strokes >= MANY_STROKES

    @property
    def is_sparse(self) -> bool:
        """Whether the page has so little text that its words may stand elsewhere."""
        return sum(len(fragment.text.strip()) for fragment in self.fragments) < SPARSE

    @property
    def is_recognised(self) -> bool:
        """Whether most of the text is invisible, with a picture: text recognition puts its words there."""
        return self._pictures > 0 and self._letters[True] > self._letters[False]

    def is_covered(self, box: Sequence[Any]) -> bool:
        """Tell whether one picture takes most of a page, given the page's box (left, bottom, right, top; points)."""
        left, bottom, right, top = (float(side) for side in box)
        return self._largest >= COVERED * abs((right - left) * (top - bottom)) > 0

    def see_text(self, text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        """Keep a piece of text with its place (points) and font, as pypdf's `visitor_text`."""
        if not text:
            return
        a, b, x, y = _placed(cm, tm)
        upright = abs(b) >= abs(a)
        name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
        self.fragments.append(
            _Fragment(
                text,
                x if upright else y,
                y if upright else -x,
                round(abs(size) * math.hypot(a, b), 1),
                bool(_BOLD.search(name)),
                upright,
            )
        )

    def see_operator(self, operator: bytes, operands: Sequence[Any], cm: Sequence[float], tm: Sequence[float]) -> None:
        """Count pictures and shapes, and keep `/ActualText`, as pypdf's `visitor_operand_before`."""
        self._rules.see(operator, operands, cm)
        if operator in {b"Do", b"INLINE IMAGE"}:
            self._pictures += 1
            self._largest = max(self._largest, abs(cm[0] * cm[3] - cm[1] * cm[2]))
            self._mark_row(cm[5])
        elif operator in _STROKES:
            self._strokes += 1
        elif operator in _SHOWS:
            self._letters[self._mode == INVISIBLE] += sum(map(len, _strings(operands)))
        elif operator in {b"Tr", b"q", b"Q"}:
            self._see_mode(operator, operands)
        elif operator == b"BDC" and len(operands) > 1:
            named: Any = self.named.get(operands[1]) if isinstance(operands[1], str) else operands[1]
            if (text := marked_text(named)) is not None:
                self.hidden.append(text)
                self._waiting = len(self.hidden)

    def _see_mode(self, operator: bytes, operands: Sequence[Any]) -> None:
        if operator == b"q":
            self._modes.append(self._mode)
        elif operator == b"Q":
            self._mode = self._modes.pop() if self._modes else 0
        elif operands and isinstance(operands[0], int | float):
            self._mode = int(operands[0])

    def _mark_row(self, y: float) -> None:
        """Put the words of a picture that stands lower than the last one on a line of their own."""
        if not self._waiting:
            return
        if self._row is not None and abs(self._row - y) > 4:
            self.hidden.insert(self._waiting - 1, "\n")
        self._row = y
        self._waiting = 0

    def lines(self) -> list[PdfLine]:
        """Return the page's lines that are not blank, with their characters repaired."""
        lines: list[PdfLine] = []
        pieces: list[_Fragment] = []
        blank = False
        hidden = joined(self.hidden)
        shown = sum(len(fragment.text.strip()) for fragment in self.fragments)
        if len(hidden) > 2 * shown + 20:
            size = 10.0  # not known: the same for all
            self.fragments = [_Fragment(hidden, 0, 0, size, False, upright=False)]
            self._box = None
        rows = self._rows()
        for number, fragment in enumerate(self.fragments):
            if number in rows:
                if line := self._line(pieces, blank=blank):
                    lines.append(line)
                _insert(lines, rows[number])
                pieces, blank = [], False
                continue
            *ended, rest = fragment.text.split("\n")
            for text in ended:
                pieces.append(replace(fragment, text=text))
                line = self._line(pieces, blank=blank)
                blank = line is None
                if line:
                    lines.append(line)
                pieces = []
            if rest:
                pieces.append(replace(fragment, text=rest))
        if line := self._line(pieces, blank=blank):
            lines.append(line)
        return join_rows(lines)

    def _rows(self) -> dict[int, list[PdfLine]]:
        """Return the rows of each table at the position of its first fragment, and nothing at those of the others."""
        rows: dict[int, list[PdfLine]] = {}
        upright = all(fragment.upright for fragment in self.fragments if fragment.text.strip())
        for grid in find_grids(self._rules) if upright else ():
            inside = {
                number: cell
                for number, fragment in enumerate(self.fragments)
                if number not in rows and (cell := grid.cell(fragment.x, fragment.y))
            }
            if self._is_table(grid, inside):
                table = self._table(grid, inside)
                rows |= {number: table if place == 0 else [] for place, number in enumerate(inside)}
        return rows

    def _is_table(self, grid: Grid, inside: Mapping[int, tuple[int, int]]) -> bool:
        """Tell whether the words in a grid are a table's: in cells of several rows and columns, each within its own."""
        worded = [number for number in inside if self.fragments[number].text.strip()]
        if not worded:
            return False
        between = range(worded[0], worded[-1] + 1)
        if any(number not in inside and self.fragments[number].text.strip() for number in between):
            return False
        lengths: Counter[tuple[int, int]] = Counter()
        for number in worded:
            fragment, cell = self.fragments[number], inside[number]
            length = len(fragment.text.strip())
            if fragment.x + NARROWEST_LETTER * fragment.size * length > grid.right(cell) + fragment.size:
                return False
            lengths[cell] += length
        full = Counter(row for row, _ in lengths)
        columns = {column for _, column in lengths}
        return sum(count > 1 for count in full.values()) > 1 < len(columns) and max(lengths.values()) <= LONGEST_CELL

    def _table(self, grid: Grid, inside: Mapping[int, tuple[int, int]]) -> list[PdfLine]:
        cells: dict[tuple[int, int], list[_Fragment]] = {}
        for number, cell in inside.items():
            cells.setdefault(cell, []).append(self.fragments[number])
        lines: list[PdfLine] = []
        for row in range(len(grid.ys) - 1):
            held = tuple(self._cell(cells.get((row, column), ())) for column in range(len(grid.xs) - 1))
            words = [line for cell in held for line in cell]
            if words:
                text = " ".join(line.text for line in words)
                first = words[0]
                lines.append(replace(first, text=text, cut_word=False, cells=held, sides=grid.xs))
        return lines

    def _cell(self, fragments: Sequence[_Fragment]) -> tuple[PdfLine, ...]:
        """Return the lines of a cell: what stands at one height is one line."""
        heights: list[list[_Fragment]] = []
        for fragment in fragments:
            if heights and abs(heights[-1][-1].y - fragment.y) < max(2.0, 0.5 * fragment.size):
                heights[-1].append(fragment)
            else:
                heights.append([fragment])
        return tuple(line for pieces in heights if (line := self._line(pieces, blank=False)))

    def _line(self, pieces: Sequence[_Fragment], *, blank: bool) -> PdfLine | None:
        raw = "".join(piece.text for piece in pieces).translate(_BLANK)
        text = " ".join(part for part in clean_text(raw, steps=CHARACTER_STEPS).split(" ") if part).strip()
        text = _GLUED_NUMBER.sub(r"\g<0> ", text)
        if not text:
            return None
        weights: Counter[float] = Counter()
        bold = 0
        for piece in pieces:
            length = len(piece.text.strip())
            weights[piece.size] += length
            bold += length * piece.bold
        first = next((piece for piece in pieces if piece.text.strip()), pieces[0])
        return PdfLine(
            text=text,
            page=self.number,
            size=weights.most_common(1)[0][0],
            bold=bold >= 0.9 * weights.total() > 0,
            x=first.x,
            y=first.y,
            blank_before=blank,
            cut_word=raw.rstrip().endswith(("\u00ad", "\ufffe")),
            height=self._height(first),
        )

    def _height(self, fragment: _Fragment) -> float | None:
        """Return the share of the page's height at which a text stands, or None where it is not on what is seen."""
        if self._box is None:
            return None
        left, bottom, right, top = self._box
        low, high = (bottom, top) if fragment.upright else (-right, -left)
        height = (fragment.y - low) / (high - low) if high > low else -1
        return height if 0 <= height <= 1 else None


def _insert(lines: list[PdfLine], table: list[PdfLine]) -> None:
    """Add a table's rows to a page's lines, above those that stand below it: some programs draw tables last."""
    if not table:
        return
    bottom, left, right = min(line.y for line in table), table[0].sides[0], table[0].sides[-1]
    position, lowest = len(lines), float("-inf")
    while position and lowest <= (line := lines[position - 1]).y < bottom and left - BESIDE <= line.x < right:
        position, lowest = position - 1, line.y
    lines[position:position] = table


def _placed(cm: Sequence[float], tm: Sequence[float]) -> tuple[float, float, float, float]:
    """Return the vertical axis (two numbers) and the place of a text, in the page's points."""
    a = tm[2] * cm[0] + tm[3] * cm[2]
    b = tm[2] * cm[1] + tm[3] * cm[3]
    return a, b, tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]


def _strings(operands: Sequence[Any]) -> Iterator[str | bytes]:
    """Give the strings that an operator shows."""
    for operand in operands:
        if isinstance(operand, str | bytes):
            yield operand
        elif isinstance(operand, list):
            yield from (part for part in operand if isinstance(part, str | bytes))
