"""The marks of list items in Office files: numbers, letters and Roman numerals, counted as Word counts them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

BULLET = "• "

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MOST_ROMAN = 3_999


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLevel:
    """How a list marks the items of one level: the first number, its form, and a text such as `%1.%2`."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."


class ListCounter:
    """The numbers reached at each level of the lists of one document."""

    def __init__(self) -> None:
        self._reached: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def mark(
        self, counted: str, levels: Mapping[int, ListLevel], level: int, restart: tuple[str, int] | None = None
    ) -> str:
        """Return the mark of the next item at a level, with the blank after it.

        `counted` names the list whose numbers go on; `restart` is a list that begins again, once, at a number.
        """
        here = levels.get(level, ListLevel())
        if here.form == "bullet":
            return BULLET
        reached = self._reached.setdefault(counted, {})
        for deeper in [deeper for deeper in reached if deeper > level]:
            del reached[deeper]
        if restart is not None and (restart[0], level) not in self._restarted:
            self._restarted.add((restart[0], level))
            reached[level] = restart[1]
        else:
            reached[level] = reached.get(level, here.start - 1) + 1

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            held = levels.get(place, ListLevel())
            return written(reached.get(place, held.start), held.form)

        text = _PLACE.sub(number, here.text).strip()
        return f"{text} " if text else ""


def written(number: int, form: str) -> str:
    """Return a number in a form of `w:numFmt`: letters, Roman numerals, nothing, or else figures."""
    if form == "none":
        return ""
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)  # a … z, aa, bb
        return letters.upper() if form == "upperLetter" else letters
    if form in {"lowerRoman", "upperRoman"} and 0 < number <= MOST_ROMAN:
        letters = ""
        for value, letter in _ROMAN:
            letters += letter * (number // value)
            number %= value
        return letters.upper() if form == "upperRoman" else letters
    return f"{number:02d}" if form == "decimalZero" else str(number)
