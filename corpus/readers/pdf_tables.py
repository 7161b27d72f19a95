"""The lines drawn on a PDF page → the grids of its ruled tables, and the cell in which a place stands.

Only ruled tables are found: aligned columns without lines are as often a form, two columns of text or a signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

THIN = 3.0
"""Points up to which a filled shape is a line and not a coloured area."""
NEAR = 3.0
"""Points within which two lines touch, or are the same line."""
SHORTEST = 6.0
"""Points from which a line may be a side of a cell: shorter ones are letters drawn as outlines."""
MOST_POINTS = 20_000
MOST_ROWS, MOST_COLUMNS, MOST_GRIDS = 200, 30, 50
"""Past these a page holds a drawing or a map: looking for tables would take long."""

_STROKED = frozenset({b"S", b"s", b"B", b"B*", b"b", b"b*"})
_FILLED = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_PATH = frozenset({b"m", b"l", b"h", b"re", b"c", b"v", b"y"})
_ENDS = _STROKED | _FILLED | {b"n"}

Point = tuple[float, float]


@dataclass(slots=True)
class _Line:
    """A line along an axis: where it stands on the other axis, its start and its end, in points."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Rules:
    """The horizontal and vertical lines of a page, as its operators draw them."""

    across: list[_Line] = field(default_factory=list)
    down: list[_Line] = field(default_factory=list)
    _shapes: list[list[Point]] = field(default_factory=list)
    _points: int = 0

    @property
    def is_drawing(self) -> bool:
        """Whether the page holds more lines than tables have."""
        return self._points >= MOST_POINTS

    def see(self, operator: bytes, operands: Sequence[Any], cm: Sequence[float]) -> None:
        """Follow one operator of the page's contents; `cm` is the matrix that holds for it."""
        if operator in _PATH and self._points < MOST_POINTS:
            self._points += 1
            self._extend(operator, operands, cm)
        elif operator in _ENDS:
            for shape in self._shapes:
                self._paint(shape, stroked=operator in _STROKED, filled=operator in _FILLED)
            self._shapes = []

    def _extend(self, operator: bytes, operands: Sequence[Any], cm: Sequence[float]) -> None:
        numbers = [float(value) for value in operands if isinstance(value, int | float)]
        if operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
            self._shapes.append([_placed(corner, cm) for corner in corners])
        elif operator == b"m" and len(numbers) == 2:
            self._shapes.append([_placed((numbers[0], numbers[1]), cm)])
        elif not self._shapes:
            return
        elif operator == b"l" and len(numbers) == 2:
            self._shapes[-1].append(_placed((numbers[0], numbers[1]), cm))
        elif operator == b"h":
            self._shapes[-1].append(self._shapes[-1][0])
        else:  # a curve
            self._shapes[-1] = []
        if not self._shapes[-1]:
            self._shapes.pop()

    def _paint(self, shape: list[Point], *, stroked: bool, filled: bool) -> None:
        if stroked:
            for first, second in pairwise(shape):
                self._add(first, second)
        elif filled and len(shape) > 2:
            xs, ys = [x for x, _ in shape], [y for _, y in shape]
            if max(xs) - min(xs) <= THIN or max(ys) - min(ys) <= THIN:
                self._add((min(xs), min(ys)), (max(xs), max(ys)))

    def _add(self, first: Point, second: Point) -> None:
        (x0, x1), (y0, y1) = sorted((first[0], second[0])), sorted((first[1], second[1]))
        if y1 - y0 <= THIN and x1 - x0 >= SHORTEST:
            self.across.append(_Line((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= THIN and y1 - y0 >= SHORTEST:
            self.down.append(_Line((x0 + x1) / 2, y0, y1))


def _placed(point: Point, cm: Sequence[float]) -> Point:
    x, y = point
    return x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its sides from left to right and from top to bottom, and its cells.

    `owner` gives for each box (row, column) the first box of the cell that it is a part of.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: dict[tuple[int, int], tuple[int, int]]
    rights: dict[tuple[int, int], float]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the cell (row, column) in which a place stands, or None outside of the table."""
        if not (self.xs[0] - 1 <= x < self.xs[-1] - 1 and self.ys[-1] <= y < self.ys[0]):
            return None
        row = next((n for n, (top, bottom) in enumerate(pairwise(self.ys)) if bottom <= y < top), None)
        column = next((n for n, (left, right) in enumerate(pairwise(self.xs)) if left - 1 <= x < right - 1), None)
        return None if row is None or column is None else self.owner[row, column]

    def right(self, cell: tuple[int, int]) -> float:
        """Return where a cell ends, in points from the left."""
        return self.rights[cell]


def find_grids(rules: Rules) -> list[Grid]:
    """Return the grids of two rows and two columns or more that lines make, from the top of the page."""
    if rules.is_drawing:
        return []
    across, down = _merged(rules.across), _merged(rules.down)
    grids = [_grid(*group) for group in _connected(across, down)[:MOST_GRIDS]]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: (-grid.ys[0], grid.xs[0]))


def _merged(lines: Iterable[_Line]) -> list[_Line]:
    """Return the lines with the pieces of one line put together: each cell draws its own sides."""
    merged: list[_Line] = []
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: line.at):
        if rows and line.at - rows[-1][-1].at <= NEAR / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.start)
        at = sum(line.at for line in row) / len(row)
        current = _Line(at, row[0].start, row[0].end)
        for line in row[1:]:
            if line.start <= current.end + NEAR:
                current.end = max(current.end, line.end)
            else:
                merged.append(current)
                current = _Line(at, line.start, line.end)
        merged.append(current)
    return merged


def _connected(across: list[_Line], down: list[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Return the lines that cross or touch one another, in groups."""
    if len(across) > MOST_ROWS * 2 or len(down) > MOST_ROWS * 2:
        return []
    touching = {
        number: [other for other, line in enumerate(down) if _touch(level, line)] for number, level in enumerate(across)
    }
    groups: list[tuple[set[int], set[int]]] = []
    for number, others in touching.items():
        joined = [group for group in groups if group[1] & set(others)]
        rows, columns = {number}, set(others)
        for group in joined:
            rows |= group[0]
            columns |= group[1]
            groups.remove(group)
        groups.append((rows, columns))
    return [([across[n] for n in rows], [down[n] for n in columns]) for rows, columns in groups]


def _touch(level: _Line, upright: _Line) -> bool:
    return (
        level.start - NEAR <= upright.at <= level.end + NEAR and upright.start - NEAR <= level.at <= upright.end + NEAR
    )


def _grid(across: list[_Line], down: list[_Line]) -> Grid | None:
    if not down or len(across) < 2:
        return None
    xs = _places([line.at for line in down] + [min(line.start for line in across), max(line.end for line in across)])
    ys = _places([line.at for line in across] + [min(line.start for line in down), max(line.end for line in down)])
    ys.reverse()
    if not (3 <= len(xs) <= MOST_COLUMNS + 1 and 3 <= len(ys) <= MOST_ROWS + 1):
        return None
    sides = [[line for line in down if abs(line.at - x) <= NEAR] for x in xs]
    levels = [[line for line in across if abs(line.at - y) <= NEAR] for y in ys]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            middle_x, middle_y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            box = (row, column)
            if column and not _reach(sides[column], middle_y):
                box = owner[row, column - 1]
            elif row and not _reach(levels[row], middle_x):
                box = owner[row - 1, column]
            owner[row, column] = box
    rights: dict[tuple[int, int], float] = {}
    for (_, column), cell in owner.items():
        rights[cell] = max(rights.get(cell, 0.0), xs[column + 1])
    return Grid(tuple(xs), tuple(ys), owner, rights)


def _places(values: Iterable[float]) -> list[float]:
    """Return the distinct places among some, in order."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


def _reach(lines: Iterable[_Line], along: float) -> bool:
    return any(line.start <= along <= line.end for line in lines)
