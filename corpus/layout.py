"""Plain lines → blocks: the structure that a text without markup shows by its blanks, capitals, marks and tabs.

Levels of headings found here, outermost first: 1 a region (`04 | MAURICIE`), a slide's title or a part of the
document; 2 a line in capitals; 3 a short line that introduces a list or a table; 4 the label of a label/value
record; 5 a question with its answer below, or a heading inside a record's field; 6 a label under the latter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.lines import BULLET, LONGEST_TITLE, NUMBERED, REGION, SHORT, SLIDE_GAP, Line, read_lines
from corpus.model import GUESSED, Block, BlockKind, Locator
from corpus.sentences import sentence_spans

SLIDES_FLAG = "diapositives approximatives"
DIAGRAM_FLAG = "schéma aplati"
TABLE_FLAG = "tableau"

_EMPTY_NUMBER = re.compile(r"^\.\s+")
_ENUMERATED = re.compile(r"^(?:Objectif|Orientation|Axe|Enjeu|Chantier|Volet)\s*:?\s*\d+\s*[.:–-]", re.IGNORECASE)
_FIELD = re.compile(r"^([A-ZÀ-Ÿ][A-ZÀ-Ÿ /'’()-]{5,60}?)\s\|\s(.{60,})$")
_PART = re.compile(r"^(?:CADRE DE RÉFÉRENCE|PLAN D['’]ACTION|POLITIQUE|ANNEXE|PARTIE)\b")
_NOT_A_TITLE = re.compile(r"^[*(]|présentée? par|coordonnat|direct(?:eur|rice)|conférenci", re.IGNORECASE)
_CONTINUED = re.compile(r" ?\(?\bSUITE\b\)? ?")

CHAIN = 4
"""So many short lines in a row, each alone, are a list or a diagram flattened to words, not headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The blocks of a plain text, and flags for what could not be kept as it was."""

    blocks: tuple[Block, ...]
    flags: tuple[str, ...] = ()


def lay_out(text: str) -> Layout:
    """Return the blocks of a cleaned plain text. Locators are line numbers, or approximate slide numbers."""
    read = read_lines(text)
    return _Blocks(read.lines, read.labels, slides=read.slides).build()


class _Blocks:
    """One pass over the lines, with what the lines above have set: labels, a table's row, the slide's number."""

    def __init__(self, lines: list[Line], labels: frozenset[str], *, slides: bool) -> None:
        self.lines = lines
        self.slides = slides
        self.slide = 1
        self.labels = frozenset() if slides else labels
        self.first_label: str | None = None
        self.first_cell = ""
        self.cells_by_number: dict[str, str] = {}
        self.blocks: list[Block] = []
        self.flags: dict[str, None] = {}

    def build(self) -> Layout:
        chained = self._chained()
        for position, line in enumerate(self.lines):
            if self.slides and position and line.blanks_before >= SLIDE_GAP:
                self.slide += 1
            if line.is_row:
                self._row(line)
            elif match := _FIELD.match(line.text):
                self._add("heading", match[1], line, level=4, starts_record=self.first_label is not None)
                self._add("paragraph", match[2], line)
                self.first_label = None
            elif (level := self._heading_level(position)) and position not in chained:
                self._heading(line, level)
            elif line.is_item:
                self._item(line)
            elif self._is_item_without_mark(position):
                self._add("item", line.text, line)
            else:
                self._add("paragraph", line.text, line)
        if self.slides:
            self.flags[SLIDES_FLAG] = None
        return Layout(blocks=tuple(self.blocks), flags=tuple(self.flags))

    def _chained(self) -> set[int]:
        """Return the positions of short lines that stand alone in long rows: a list without marks, or a diagram."""
        chained: set[int] = set()
        run: list[int] = []
        for position, line in enumerate([*self.lines, None]):
            alone = (
                line and line.blanks_before and line.is_short and not line.is_capitals and line.text not in self.labels
            )
            if alone and not (self.slides and self._introduces_in_slide(position)):
                run.append(position)
                continue
            if run and line and (line.is_item or line.is_row):
                run.pop()  # the last one introduces the list
            if len(run) >= CHAIN:
                chained.update(run)
                if self.slides:
                    self.flags[DIAGRAM_FLAG] = None
            run = []
        return chained

    def _introduces_in_slide(self, position: int) -> bool:
        """Tell whether a list or a paragraph follows a slide's short line, with at most two other titles between."""
        for following in self.lines[position + 1 : position + 4]:
            if following.blanks_before >= SLIDE_GAP:
                return False
            if not following.is_short:
                return True
        return False

    def _at(self, position: int) -> Line | None:
        return self.lines[position] if 0 <= position < len(self.lines) else None

    def _heading_level(self, position: int) -> int:
        """Return the level of the heading that a line is, or 0."""
        line, following = self.lines[position], self._at(position + 1)
        if following is None or line.is_item or line.is_row or line.is_date:
            return 0
        if position and line.is_answer and not following.has_bullet:
            return 0
        if REGION.match(line.text):
            return 1
        if line.text in self.labels:
            return 6 if self._follows_inner_heading() else 4
        if _ENUMERATED.match(line.text) and line.blanks_before and (line.blanks_after or following.is_row):
            return 2 if following.is_row else 5 if self.first_label else 3
        if line.is_capitals and line.blanks_before:
            return 1 if _PART.match(line.text) and following.is_date else 2
        if line.text.endswith("?") and not following.is_item and _is_one_sentence(line.text):
            return 5
        if not line.blanks_before or not self._is_title(line) or following.is_answer:
            return 0
        if self.slides:
            opens = position == 0 or line.blanks_before >= SLIDE_GAP
            alone = opens and line.blanks_after >= SLIDE_GAP
            return 0 if not alone and not self._introduces_in_slide(position) else 1 if opens else 2
        if not line.blanks_after and len(following.text) > SHORT:  # right above its paragraph
            return 4
        return 0 if not line.blanks_after else 5 if self.first_label else 3

    def _is_title(self, line: Line) -> bool:
        ends = line.text.endswith(":") or _NOT_A_TITLE.search(line.text)
        return line.is_short and not ends and _is_one_sentence(line.text)

    def _follows_inner_heading(self) -> bool:
        return bool(self.blocks) and self.blocks[-1].level == 5 and bool(_ENUMERATED.match(self.blocks[-1].text))

    def _is_item_without_mark(self, position: int) -> bool:
        before, line, following = self._at(position - 1), self.lines[position], self._at(position + 1)
        between = before and following and before.is_item and following.is_item
        return bool(between and not line.blanks_before and not line.blanks_after and line.is_short)

    def _heading(self, line: Line, level: int) -> None:
        if level < 4:
            self.first_label = None
        starts = level == 4 and line.text == self.first_label
        if level == 4 and line.text in self.labels and self.first_label is None:
            self.first_label = line.text
        if not _CONTINUED.search(line.text):
            self.first_cell = ""
            self.cells_by_number = {}
        self._add("heading", line.text, line, level=level, starts_record=starts)

    def _item(self, line: Line) -> None:
        numbered = NUMBERED.match(line.raw)
        if numbered:
            indent, mark, text = numbered[1], numbered[2].strip() + " ", numbered[3]
        else:
            bullet = BULLET.match(line.raw)
            indent, mark, text = (bullet[1], "• ", bullet[3]) if bullet else ("", "• ", line.text)
            text = _EMPTY_NUMBER.sub("", text)
        text = re.sub(r"[ \t\u00a0]{2,}|\t", " ", text).strip()
        if text:
            self._add("item", mark + text, line, level=len(indent.expandtabs(2)) // 2)

    def _row(self, line: Line) -> None:
        """Add a table's row; a blank first cell takes the cell above as its context, « 2.2 SUITE » that of 2.2."""
        self.flags[TABLE_FLAG] = None
        cells = line.cells
        first, text = cells[0], "\t".join(cell for cell in cells if cell)
        context: tuple[str, ...] = ()
        if not first or _CONTINUED.search(first):
            number = without_continuation(first)
            self.first_cell = self.cells_by_number.get(number, self.first_cell)
            context = (self.first_cell,) if self.first_cell else ()
        elif not text.isupper():  # not the names of the columns
            self.first_cell = self.cells_by_number[first.split(" ")[0]] = first
        self._add("row", text, line, context=context)

    def _add(
        self,
        kind: BlockKind,
        text: str,
        line: Line,
        *,
        level: int = 0,
        context: tuple[str, ...] = (),
        starts_record: bool = False,
    ) -> None:
        slide = Locator(kind="slide", value=f"{GUESSED}{self.slide}")
        number = Locator(kind="line", value=str(line.number))
        block = Block(
            kind=kind,
            text=text,
            level=level,
            locator=slide if self.slides else number,
            context=context,
            starts_record=starts_record,
        )
        self.blocks.append(block)


def _is_one_sentence(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and len(sentence_spans(text)) == 1


def without_continuation(heading: str) -> str:
    """Return a heading without its « (SUITE) » mark, so that a table cut in two is one."""
    return _CONTINUED.sub(" ", heading).strip() if "SUITE" in heading else heading
