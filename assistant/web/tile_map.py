"""The 17 regions as tiles, about where they lie, each as dark as its number of passages on a theme calls for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.glossary import regions

COLUMNS, ROWS = 7, 5
PLACES: dict[str, tuple[int, int]] = {
    "10": (2, 0),
    "08": (0, 1),
    "02": (4, 1),
    "09": (6, 1),
    "07": (0, 2),
    "15": (1, 2),
    "14": (2, 2),
    "04": (3, 2),
    "03": (4, 2),
    "01": (5, 2),
    "11": (6, 2),
    "13": (1, 3),
    "06": (2, 3),
    "17": (3, 3),
    "12": (4, 3),
    "16": (2, 4),
    "05": (3, 4),
}
"""Column and row of each region, by its number: west to east, north to south. Source: our own."""
SHADES = 4
"""Shades of a tile that has a passage; one that has none is white."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A region's tile: its place, its name in at most two lines, its number of passages and its shade."""

    number: str
    name: str
    lines: tuple[str, ...]
    column: int
    row: int
    count: int
    shade: int


def tiles_of(counts: Mapping[str, int]) -> tuple[Tile, ...]:
    """Return the tiles of the regions, by number, for their numbers of passages."""
    most = max((counts.get(region.name, 0) for region in regions()), default=0)
    return tuple(
        Tile(
            number=region.number,
            name=region.name,
            lines=_lines(region.name),
            column=PLACES[region.number][0],
            row=PLACES[region.number][1],
            count=(count := counts.get(region.name, 0)),
            shade=_shade(count, most),
        )
        for region in regions()
    )


def _shade(count: int, most: int) -> int:
    return 0 if not count else 1 + (SHADES - 1) * count // most


def _lines(name: str) -> tuple[str, ...]:
    """Return a name cut where it can be, in two lines of about the same length."""
    cuts = [place + 1 for place, sign in enumerate(name) if sign in "-– "]
    if len(name) <= 11 or not cuts:
        return (name,)
    middle = min(cuts, key=lambda place: abs(place - len(name) / 2))
    return name[:middle].strip(), name[middle:].strip()
