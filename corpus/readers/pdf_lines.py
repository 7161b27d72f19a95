"""The lines of a PDF's pages: their place and font, without the running titles, with the gaps between paragraphs."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.lines import BULLET, NUMBERED

EDGE = 3
"""Lines at the top and at the bottom of a page among which its running titles and number stand."""
REPEATED_SHARE, REPEATED_PAGES = 0.6, 3
FACING_SHARE = 0.75
"""Share of the left pages, or of the right ones, that a running title of theirs stands on."""
LARGER = 1.15
"""A heading's size, in sizes of the body text."""
GAP = 1.35
"""Distance between two paragraphs, in distances between two lines of one."""

_MASKED = re.compile(r"\d+|(?:(?<=^)|(?<=^page )|(?<=^[-–] ))[ivxl]{1,7}(?=$| [-–]$)", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"page \d{1,4}(?: ?(?:de|sur|of|/) ?\d{1,4})?|\d{1,4} ?/ ?\d{1,4}", re.IGNORECASE)
_LONE_MARK = re.compile(r"[•\-–]|\d{1,2}(?:\.\d{1,2})*[.)]")
_LETTERED = re.compile(r"[a-h]\.\s+[^\W\d]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLine:
    """One line that is not blank: its words, place and font, in points; a size of 0 is not known.

    `blank_before`: an empty line or a larger distance stands above. `cut_word`: a soft hyphen ended it.
    A table's row is one line: `cells` holds the lines of each of its cells, and `sides` the table's columns.
    """

    text: str
    page: int
    size: float
    bold: bool = False
    x: float = 0
    y: float = 0
    blank_before: bool = False
    cut_word: bool = False
    cells: tuple[tuple[PdfLine, ...], ...] = ()
    sides: tuple[float, ...] = ()

    @property
    def is_bullet(self) -> bool:
        """Whether the line opens with a list's mark."""
        return bool(BULLET.match(self.text))

    @property
    def is_numbered(self) -> bool:
        """Whether the line opens with a number or a letter of a list."""
        return bool(NUMBERED.match(self.text) or _LETTERED.match(self.text))

    @property
    def is_capitals(self) -> bool:
        """Whether the line is in capitals."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) >= 4 and sum(map(str.isupper, letters)) >= 0.85 * len(letters)


def strip_furniture(pages: Sequence[Sequence[PdfLine]], drawn: Sequence[bool]) -> list[list[PdfLine]]:
    """Return the pages without the lines that most of them repeat at an edge; their numbers may differ.

    A larger line of the same words stays: it is the title that the running title repeats. `drawn` tells which
    pages hold a picture: the number or the stamp on a scanned page is not its text.
    """
    edges = [{number: _mask(page[number].text) for number in _edge(page)} for page in pages]
    repeated = _repeated(pages, edges, REPEATED_SHARE)
    for first in (0, 1):  # a book's left pages have other titles than its right ones
        repeated |= _repeated(pages[first::2], edges[first::2], FACING_SHARE)
    sizes: dict[str, list[float]] = {name: [] for name in repeated}
    for page, edge in zip(pages, edges, strict=True):
        for number, name in edge.items():
            if name in repeated:
                sizes[name].append(page[number].size)
    twice = _on_both(pages) if not repeated else set()
    usual = {name: statistics.median(values) for name, values in sizes.items()}
    kept: list[list[PdfLine]] = []
    seen: set[str] = set()
    for page, edge in zip(pages, edges, strict=True):
        kept.append([])
        outermost = _outermost(page)
        for number, line in enumerate(page):
            name = edge.get(number, "")
            opens = bool(line.cells) and name not in seen  # the names of the columns of a table over many pages
            if number in outermost and (
                _PAGE_NUMBER.fullmatch(line.text) or (_mask(line.text) in twice and name in seen)
            ):
                continue
            if name not in repeated or line.size > LARGER * usual[name] or opens:
                kept[-1].append(line)
            seen.add(name)
    emptied = sum(bool(page) and not rest and not has for page, rest, has in zip(pages, kept, drawn, strict=True))
    # Pages of a line or two, such as « Lot 12 », are alike from edge to edge: that is their text.
    return [list(page) for page in pages] if emptied > 0.5 * sum(map(bool, pages)) else kept


def _repeated(pages: Sequence[Sequence[PdfLine]], edges: Sequence[dict[int, str]], share: float) -> set[str]:
    """Return what stands at an edge of a share of some pages."""
    times = Counter(name for edge in edges for name in set(edge.values()))
    least = max(REPEATED_PAGES, share * sum(map(bool, pages)))
    return {name for name, count in times.items() if count >= least}


def _on_both(pages: Sequence[Sequence[PdfLine]]) -> set[str]:
    """Return the first and last lines that two pages share, where there are two: they are read once."""
    written = [page for page in pages if len(page) > 2 * EDGE]
    if len(written) != 2:
        return set()
    one, two = ({_mask(page[number].text) for number in _outermost(page)} for page in written)
    return one & two


def _outermost(page: Sequence[PdfLine]) -> set[int]:
    """Return the highest and the lowest line of a page, and the first and the last."""
    if not page:
        return set()
    heights = [line.y for line in page]
    return {0, len(page) - 1, heights.index(max(heights)), heights.index(min(heights))}


def _edge(page: Sequence[PdfLine]) -> set[int]:
    """Return the first and last lines of a page, as they are drawn and as they stand: some draw the foot first."""
    height = sorted(range(len(page)), key=lambda number: -page[number].y)
    return {number for order in (range(len(page)), height) for number in (*order[:EDGE], *order[-EDGE:])}


def _mask(text: str) -> str:
    return _MASKED.sub("#", " ".join(text.split())).casefold()


def prepare(page: Sequence[PdfLine]) -> list[PdfLine]:
    """Return a page's lines with the marks of lists before their words, and with the gaps between paragraphs."""
    return _with_gaps(_with_marks(page))


def _with_marks(page: Sequence[PdfLine]) -> list[PdfLine]:
    """Put a list's mark that stands alone on its line before the words below."""
    lines: list[PdfLine] = []
    for line in page:
        above = lines[-1] if lines else None
        is_mark = above is not None and not above.cells and _LONE_MARK.fullmatch(above.text)
        if above and is_mark and not (line.blank_before or line.is_bullet or line.cells):
            lines[-1] = replace(line, text=f"{above.text} {line.text}", x=above.x, blank_before=above.blank_before)
        else:
            lines.append(line)
    return lines


def _with_gaps(page: list[PdfLine]) -> list[PdfLine]:
    """Mark the lines that a larger distance than the usual one parts from the line above."""
    steps = [above.y - below.y for above, below in pairwise(page) if 0 < above.y - below.y < 3 * above.size]
    usual = statistics.median_low(steps) if len(steps) >= 4 else 0.0
    spaced = page[:1]
    for above, below in pairwise(page):
        step = above.y - below.y
        far = step > GAP * max(usual, above.size, below.size) if usual else step > 2 * above.size > 0
        spaced.append(replace(below, blank_before=True) if far else below)
    return spaced
