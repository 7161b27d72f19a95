"""The documents of a collection along the years: for each year and kind, a disc as large as their number calls for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from corpus.catalogue import Held
from corpus.dates import year_span
from corpus.model import KINDS, Document

LEAST, MOST = 9, 23
"""Radius, in units, of a disc for one document, and of the largest."""
STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The measures of a drawing, in units: its width, the margins beside the years, the height of a kind's line.

    A kind is named `above` its line, or else beside it. At most `named` years are.
    """

    name: str
    width: int
    left: int
    right: int
    line: int
    named: int
    above: bool = False


FRAMES = (
    Frame(name="large", width=1000, left=200, right=40, line=52, named=10),
    Frame(name="small", width=400, left=26, right=26, line=72, named=5, above=True),
)
"""The drawing for a wide window, and the one for a telephone."""
TOP = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """The documents of one kind and year on a drawing."""

    year: int
    kind: str
    count: int
    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing: its height, the years named on it, the kinds with the places of their names, the discs."""

    frame: Frame
    height: int
    years: tuple[tuple[int, int], ...]
    kinds: tuple[tuple[int, str], ...]
    discs: tuple[Disc, ...]


def in_order(held: Sequence[Held]) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Return the dated documents of a collection, the latest first, and those that are undated."""
    documents = [one.document for one in held]
    dated = [one for one in documents if year_span(one.date)]
    dated.sort(key=lambda one: one.title)
    dated.sort(key=lambda one: one.date or "", reverse=True)
    return tuple(dated), tuple(one for one in documents if not year_span(one.date))


def drawing_of(dated: Sequence[Document], frame: Frame) -> Drawing:
    """Return the drawing of some documents; one of several years is at the first."""
    counts = Counter((span[0], one.kind) for one in dated if (span := year_span(one.date)))
    years = [year for year, _ in counts]
    first, last = min(years, default=0), max(years, default=0)
    kinds = [kind for kind in KINDS if any(held == kind for _, held in counts)]
    middle = frame.line if frame.above else frame.line // 2
    lines = {kind: TOP + frame.line * number + middle for number, kind in enumerate(kinds)}
    unit = (frame.width - frame.left - frame.right) / max(1, last - first)

    def place(year: int) -> int:
        return round(frame.left + unit * (year - first))

    return Drawing(
        frame=frame,
        height=TOP + frame.line * len(kinds) + (MOST + 4 if frame.above else 8),
        years=tuple((place(year), year) for year in _named(first, last, frame.named) if counts),
        kinds=tuple((y - MOST - 8 if frame.above else y + 5, kind) for kind, y in lines.items()),
        discs=tuple(
            Disc(
                year=year,
                kind=kind,
                count=count,
                x=place(year),
                y=lines[kind],
                radius=min(MOST, round(LEAST + 4 * sqrt(count - 1))),
            )
            for (year, kind), count in sorted(counts.items())
        ),
    )


def _named(first: int, last: int, most: int) -> range:
    """Return the years to name: few enough to be read."""
    step = next((step for step in STEPS if (last - first) / step <= most), STEPS[-1])
    return range(first, last + 1, step)
