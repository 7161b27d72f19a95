"""What reading could not keep of a PDF's pages, as flags that name them, and the pages that a flag names."""

from __future__ import annotations

import re
from collections.abc import Iterable

SCANNED_FLAG = "page numérisée"
"""A picture without text: `corpus.ocr` may recognise its words."""
RECOGNISED_FLAG = "numérisé : texte reconnu, page"
"""The words were recognised in a picture, by this program or by another one before: they may be wrong."""
UNREADABLE_FLAG = "page illisible"
GARBLED_FLAG = "texte peu lisible"

_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


def scanned_flag(pages: Iterable[int]) -> str:
    """Return the flag of pages (1-based) that are pictures without text."""
    return f"{SCANNED_FLAG} : {page_ranges(pages)}"


def recognised_flag(pages: Iterable[int]) -> str:
    """Return the flag of pages (1-based) whose text was recognised in a picture."""
    ranges = page_ranges(pages)
    return f"{RECOGNISED_FLAG}{'' if ranges.isdecimal() else 's'} {ranges}"


def unreadable_flag(pages: Iterable[int]) -> str:
    """Return the flag of pages (1-based) that could not be read."""
    return f"{UNREADABLE_FLAG} : {page_ranges(pages)}"


def page_ranges(pages: Iterable[int]) -> str:
    """Return numbers of pages as `1, 2, 5-9`."""
    return ", ".join(
        f"{first}-{last}" if last > first + 1 else ", ".join(map(str, sorted({first, last})))
        for first, last in _runs(pages)
    )


def _runs(pages: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    return runs


def pages_in(ranges: str) -> tuple[int, ...]:
    """Return the pages that `page_ranges` wrote."""
    pages: list[int] = []
    for match in _RANGE.finditer(ranges):
        first = int(match[1])
        pages.extend(range(first, int(match[2] or first) + 1))
    return tuple(pages)


def scanned_in(flags: Iterable[str]) -> tuple[int, ...]:
    """Return the pages that a document's flags say to be pictures without text."""
    opening = f"{SCANNED_FLAG} : "
    return tuple(page for flag in flags if flag.startswith(opening) for page in pages_in(flag.removeprefix(opening)))
