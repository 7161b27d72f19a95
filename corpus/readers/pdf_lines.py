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
MARGIN, OUTER = 0.09, 0.2
"""Shares of a page's height, at its head and at its foot: what stands there is beside the text, or may be."""
APART = 2
"""Distance between a running title and the text, in sizes."""
LONGEST_RUNNING = 200
"""Characters of a running title."""
LARGER = 1.15
"""A heading's size, in sizes of the body text."""
LEVEL = 2.0
"""Points within which words stand at one height, or start in one column."""
FEWEST_ROWS = 3
WIDEST_STEP = 3
"""Distance between two rows of a table, in sizes."""
GAP = 1.35
"""Distance between two paragraphs, in distances between two lines of one."""

_NUMBER = re.compile(r"\d+|(?:(?<=^)|(?<=^page )|(?<=^[-–] ))[ivxl]{1,7}(?=$| [-–]$)", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"(?:[-–|] ?|(?:page|p\.|folio) ?)?#(?: ?(?:de|sur|of|/) ?[#\d]+)?(?: ?[-–|])?")
_SHEET = re.compile(r"[^\W\d]+ (?:n ?[°o] ?)?[#\d.-]+")
"""A word and its number: « Fiche 3 », « Orientation 2 ». Sheets are often one to a page, and numbered as pages are."""
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_PAGE_NUMBER = re.compile(r"page \d{1,4}(?: ?(?:de|sur|of|/) ?\d{1,4})?|\d{1,4} ?/ ?\d{1,4}", re.IGNORECASE)
_AMOUNT = re.compile(r"[-–+(]?\s?[$€]?\s?\d[\d\s,.]*\s?(?:[%$€)]|[kM]\$)?|[-–—*]|n\.?d\.?")
_LONE_MARK = re.compile(r"[•\-–]|\d{1,2}(?:\.\d{1,2})*[.)]")
_LABELLED = re.compile(r"\w ?:(?=\s|$)")
_WORD = re.compile(r"\w+")
_LETTERED = re.compile(r"[a-h]\.\s+[^\W\d]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLine:
    """One line that is not blank: its words, place and font, in points; a size of 0 is not known.

    `blank_before`: an empty line or a larger distance stands above. `cut_word`: a soft hyphen ended it.
    A table's row is one line: `cells` holds the lines of each of its cells, and `sides` the table's columns.
    `height` is the share of the page's height at which the line stands, from 0 at the foot, where it is known.
    `aside`: a running title that is kept once; the text around it goes on.
    """

    text: str
    page: int
    size: float
    bold: bool = False
    x: float = 0
    y: float = 0
    blank_before: bool = False
    cut_word: bool = False
    height: float | None = None
    aside: bool = False
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


def join_rows(page: Sequence[PdfLine]) -> list[PdfLine]:
    """Return a page's lines with the rows of its tables of numbers joined, where no line is drawn around their cells.

    Only numbers in columns are surely a table: aligned words are as often a form, two columns of text or a signature.
    """
    levels: list[list[PdfLine]] = []
    for line in page:
        above = levels[-1][-1] if levels else None
        if above and abs(above.y - line.y) < LEVEL and above.x < line.x and not (above.cells or line.cells):
            levels[-1].append(line)
        else:
            levels.append([line])
    lines: list[PdfLine] = []
    start = 0
    while start < len(levels):
        end = start + 1
        while end < len(levels) and _are_aligned(levels[start], levels[end - 1], levels[end]):
            end += 1
        rows = levels[start:end]
        if len(rows) >= FEWEST_ROWS and _hold_numbers(rows):
            lines.extend(_row(row, tuple(line.x for line in rows[0])) for row in rows)
        else:
            lines.extend(line for row in rows for line in row)
        start = end
    return lines


def _are_aligned(first: Sequence[PdfLine], above: Sequence[PdfLine], row: Sequence[PdfLine]) -> bool:
    """Tell whether a row stands right below another with its cells in the same columns; numbers may end in one."""
    step = above[0].y - row[0].y
    return (
        len(first) == len(row) > 1
        and 0 < step < WIDEST_STEP * row[0].size
        and all(
            abs(one.x - other.x) < LEVEL or (place and one.text[0].isdigit() and other.text[0].isdigit())
            for place, (one, other) in enumerate(zip(first, row, strict=True))
        )
    )


def _hold_numbers(rows: Sequence[Sequence[PdfLine]]) -> bool:
    """Tell whether most cells after the first of each row are numbers, and the first ones more than a list's marks."""
    if any(_LONE_MARK.fullmatch(row[0].text) for row in rows):
        return False
    cells = [line.text for row in rows for line in row[1:]]
    return sum(bool(_AMOUNT.fullmatch(text)) for text in cells) > len(cells) / 2


def _row(cells: Sequence[PdfLine], sides: tuple[float, ...]) -> PdfLine:
    text = " ".join(line.text for line in cells)
    return replace(cells[0], text=text, cells=tuple((line,) for line in cells), sides=sides)


def strip_furniture(pages: Sequence[Sequence[PdfLine]], drawn: Sequence[bool]) -> list[list[PdfLine]]:
    """Return the pages without their numbers, and with each running title once, at most.

    A running title is a short line of the same words at an edge of most pages; only a number in it that counts the
    pages may differ. It is kept where it first stands, unless the text says the same words. `drawn` tells which pages
    hold a picture: the number or the stamp on a scanned page is not its text.
    """
    furniture = _Furniture(pages)
    kept = [furniture.without(number, drawn=has) for number, has in enumerate(drawn)]
    emptied = sum(bool(page) and not rest and not has for page, rest, has in zip(pages, kept, drawn, strict=True))
    # Pages of a line or two, such as « Lot 12 », are alike from edge to edge: that is their text.
    return [list(page) for page in pages] if emptied > 0.5 * sum(map(bool, pages)) else kept


class _Furniture:
    """The lines that pages repeat at their edges, under a name: their words, with « # » for a number that counts."""

    def __init__(self, pages: Sequence[Sequence[PdfLine]]) -> None:
        self.pages = pages
        self.body, self.bold_body = _body_font(pages)
        self.edges = [
            {number: name for number, name in named.items() if self._may_go(page, number, name)}
            for page, named in zip(pages, _named(pages), strict=True)
        ]
        self.repeated = self._repeated()
        lines = [
            (name, page[number])
            for page, edge in zip(pages, self.edges, strict=True)
            for number, name in edge.items()
            if name in self.repeated
        ]
        sizes: dict[str, list[float]] = {}
        for name, line in lines:
            sizes.setdefault(name, []).append(line.size)
        self.usual = {name: statistics.median(values) for name, values in sizes.items()}
        plain = [(name, line) for name, line in lines if not self._is_title(line, name)]
        self.seen = self._said({name for name, line in plain if self._stands_out(line) or line.cells})

    def without(self, page: int, *, drawn: bool) -> list[PdfLine]:
        """Return a page's lines without its numbers, its running titles last where no earlier page has them."""
        kept: list[PdfLine] = []
        new: dict[str, PdfLine] = {}
        edge, outermost = self.edges[page], _outermost(self.pages[page])
        for number, line in enumerate(self.pages[page]):
            name = edge.get(number, "")
            if name not in self.repeated or self._is_title(line, name):
                if not (number in outermost and self._is_number(line)):
                    kept.append(line)
            elif name not in self.seen and name not in new and not _LONE_NUMBER.fullmatch(name):
                new[name] = line
                if line.cells or (self._stands_out(line) and not self._is_small(line)):
                    kept.append(line)
        if drawn and not kept:
            return []
        self.seen |= new.keys()
        return kept + [replace(line, aside=True) for line in new.values() if line not in kept]

    def _repeated(self) -> set[str]:
        repeated = _on_most(self.pages, self.edges, REPEATED_SHARE)
        for first in (0, 1):  # a book's left pages have other titles than its right ones
            repeated |= _on_most(self.pages[first::2], self.edges[first::2], FACING_SHARE)
        if not repeated:
            repeated = _on_both(self.pages, self.edges)
        if any(_LONE_NUMBER.fullmatch(name) for name in repeated):  # a page has one number: others count something else
            return {name for name in repeated if "#" not in name or _LONE_NUMBER.fullmatch(name)}
        return repeated

    def _is_number(self, line: PdfLine) -> bool:
        """Tell whether the outermost line of a page is its number, be it the only one or out of the series."""
        if _PAGE_NUMBER.fullmatch(line.text):
            return _depth(line) <= OUTER
        return "#" in self.repeated and line.text.isdigit() and line.height is not None and _depth(line) <= MARGIN

    def _said(self, kept: set[str]) -> set[str]:
        """Return the running titles whose words the text says, such as its own title, but for some."""
        said = " ".join(
            _words(line.text)
            for page, edge in zip(self.pages, self.edges, strict=True)
            for number, line in enumerate(page)
            if edge.get(number) not in self.repeated or self._is_title(line, edge[number])
        )
        return {name for name in self.repeated - kept if f" {_words(name)} " in f" {said} "}

    def _is_title(self, line: PdfLine, name: str) -> bool:
        """Tell whether a line is the title that a smaller running title of the same words repeats."""
        return line.size > LARGER * self.usual[name] and not _LONE_NUMBER.fullmatch(name)

    def _stands_out(self, line: PdfLine) -> bool:
        return line.size > LARGER * self.body or (line.bold and not self.bold_body)

    def _is_small(self, line: PdfLine) -> bool:
        return line.size <= LARGER * self.body and _depth(line) <= MARGIN

    def _may_go(self, page: Sequence[PdfLine], number: int, name: str) -> bool:
        """Tell whether a line may be furniture, by its place and font: a heading stands out in the text's block."""
        line = page[number]
        if len(name) > LONGEST_RUNNING:
            return False
        if _LONE_NUMBER.fullmatch(name):
            return _depth(line) <= OUTER
        if line.cells:  # the names of the columns of a table over many pages
            return "#" not in name and (line.height is None or line.height > 0.5)
        if "#" in name:
            foot = line.height is not None and line.height < 0.5 and number in _outermost(page)
            beside = line.height is not None and _depth(line) <= MARGIN
            return beside and not _SHEET.fullmatch(name) and (foot or not self._stands_out(line))
        if _depth(line) <= (MARGIN if _LABELLED.search(line.text) else OUTER):
            return _depth(line) <= MARGIN or number in _outermost(page) or number in _apart(page)
        return False


def _depth(line: PdfLine) -> float:
    """Return how far from the nearest edge of its page a line stands, as a share of the height; 0 if not known."""
    return 0 if line.height is None else min(line.height, 1 - line.height)


def _body_font(pages: Sequence[Sequence[PdfLine]]) -> tuple[float, bool]:
    """Return the size of most characters, and whether so many are bold that it says nothing."""
    weights: Counter[float] = Counter()
    bold = 0
    for line in (line for page in pages for line in page):
        weights[round(line.size * 2) / 2] += len(line.text)
        bold += len(line.text) * line.bold
    return (weights.most_common(1)[0][0] if weights else 0.0), bold > 0.4 * weights.total()


def _named(pages: Sequence[Sequence[PdfLine]]) -> list[dict[int, str]]:
    """Return the names of the lines at each page's edges: their words, with « # » for the numbers that count pages."""
    alike: dict[str, dict[int, list[int]]] = {}
    for place, page in enumerate(pages):
        for number in sorted(_edge(page)):
            alike.setdefault(_NUMBER.sub("#", _plain(page[number].text)), {}).setdefault(place, []).append(number)
    names: list[dict[int, str]] = [{} for _ in pages]
    for places in alike.values():
        held = {place: {n: _numbers(pages[place][n].text) for n in numbers} for place, numbers in places.items()}
        steps = [
            {(slot, value - place) for values in lines.values() for slot, value in enumerate(values)}
            for place, lines in held.items()
        ]
        for (place, lines), above, below in zip(held.items(), [set(), *steps], [*steps[1:], set()], strict=False):
            for number, values in lines.items():
                counts = [(slot, value - place) in above | below for slot, value in enumerate(values)]
                names[place][number] = _name(pages[place][number].text, counts)
    return names


def _name(text: str, counts: Sequence[bool]) -> str:
    slots = iter(counts)
    return _NUMBER.sub(lambda found: "#" if next(slots) else found[0], _plain(text))


def _numbers(text: str) -> list[int]:
    return [_value(found[0]) for found in _NUMBER.finditer(_plain(text))]


def _value(number: str) -> int:
    if number.isdigit():
        return int(number[:9])
    values = [_ROMAN[letter] for letter in number]
    return sum(-one if one < other else one for one, other in pairwise([*values, 0]))


def _on_most(pages: Sequence[Sequence[PdfLine]], edges: Sequence[dict[int, str]], share: float) -> set[str]:
    """Return what stands at an edge of a share of some pages."""
    times = Counter(name for edge in edges for name in set(edge.values()))
    least = max(REPEATED_PAGES, share * sum(map(bool, pages)))
    return {name for name, count in times.items() if count >= least}


def _on_both(pages: Sequence[Sequence[PdfLine]], edges: Sequence[dict[int, str]]) -> set[str]:
    """Return the first and last lines that two pages share, where there are two: numbers, or the same words."""
    written = [(page, edge) for page, edge in zip(pages, edges, strict=True) if len(page) > 2 * EDGE]
    if len(written) != 2:
        return set()
    one, two = ({edge[number] for number in _outermost(page) if number in edge} for page, edge in written)
    return {name for name in one & two if "#" not in name or _LONE_NUMBER.fullmatch(name)}


def _outermost(page: Sequence[PdfLine]) -> set[int]:
    """Return the highest and the lowest line of a page, and the first and the last."""
    if not page:
        return set()
    heights = [line.y for line in page]
    return {0, len(page) - 1, heights.index(max(heights)), heights.index(min(heights))}


def _apart(page: Sequence[PdfLine]) -> set[int]:
    """Return the few lines that a blank sets apart from the rest of a page, at its head and at its foot."""
    height = sorted(range(len(page)), key=lambda number: -page[number].y)
    apart: set[int] = set()
    for order in (height, height[::-1]):
        for place, (number, beyond) in enumerate(pairwise(order[: EDGE + 1]), start=1):
            if abs(page[number].y - page[beyond].y) > APART * max(page[number].size, page[beyond].size):
                apart.update(order[:place])
    return apart


def _edge(page: Sequence[PdfLine]) -> set[int]:
    """Return the first and last lines of a page, as they are drawn and as they stand: some draw the foot first."""
    height = sorted(range(len(page)), key=lambda number: -page[number].y)
    return {number for order in (range(len(page)), height) for number in (*order[:EDGE], *order[-EDGE:])}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


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
