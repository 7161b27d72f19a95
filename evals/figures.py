"""Figures of a bench → the cells and the sentences of a page or a terminal, in the words of a language.

A figure's own name and unit are those of the interface's JSON, which has one language; they are also the keys of
their words in `wording`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.wording import say, sentences
from assistant.wording.numbers import decimal
from evals.goals import bounded, goal_of
from evals.speed import Figure

HEAD = ("name", "value", "unit", "against", "ratio", "goal")
RIGHT = ("value", "ratio")
"""The columns of numbers."""
PLACES = {"s": 2, "times": 0, "files": 0}
"""Decimals, by unit."""
_SIZED = re.compile(r"(?P<size>[\d,]+) passages: (?P<measure>.+)")


def sized(size: int, measure: str) -> str:
    """Return the name of a measure in a collection of so many passages."""
    return f"{size:,} passages: {measure}"


def cells(figure: Figure, language: str) -> list[str]:
    """Return a figure's cells, in the order of `HEAD`; those that say nothing are empty."""
    return [
        name_of(figure.name, language),
        _value(figure.value, figure.unit, language),
        unit_of(figure.unit, language),
        name_of(figure.against, language) if figure.against else "",
        _ratio(figure.ratio, language) if figure.ratio is not None else "",
        _goal(figure, language),
    ]


def is_missed(figure: Figure) -> bool:
    """Tell whether a figure has a goal, and does not reach it."""
    goal = goal_of(figure)
    return goal is not None and not goal.met_by(figure)


def of_goals(figures: Sequence[Figure], language: str) -> Iterator[str]:
    """Give how many figures miss their goal, then each that does; nothing where none has a goal."""
    count = sum(goal_of(figure) is not None for figure in figures)
    missed = [figure for figure in figures if is_missed(figure)]
    if not count:
        return
    if not missed:
        yield say(language, "bench.all_met", count=count)
        return
    yield say(language, "bench.some_missed", missed=len(missed), count=count)
    for figure in missed:
        key, named = "missed_line", {"name": name_of(figure.name, language)}
        if figure.against:
            key, named = "missed_beside", named | {"against": name_of(figure.against, language)}
        reached = _bound(figure, bounded(figure), language)
        yield say(language, f"bench.{key}", value=reached, goal=_bounds(figure, language), **named)


def name_of(name: str, language: str) -> str:
    """Return the name of a measure in words; one that has none stays as it is."""
    if match := _SIZED.fullmatch(name):
        size = decimal(int(match["size"].replace(",", "")), language, 0)
        return say(language, "bench.sized", size=size, measure=name_of(match["measure"], language))
    measure, _, detail = name.partition(": ")
    words = sentences(language).get(f"measure.{measure}", measure)
    return say(language, "bench.detailed", measure=words, detail=detail) if detail else words


def unit_of(unit: str, language: str) -> str:
    """Return a unit in words, or as it is."""
    return sentences(language).get(f"unit.{unit}", unit)


def _goal(figure: Figure, language: str) -> str:
    if goal_of(figure) is None:
        return ""
    return say(language, "bench.missed" if is_missed(figure) else "bench.met", goal=_bounds(figure, language))


def _bounds(figure: Figure, language: str) -> str:
    """Return the goal of a figure that has one: `≤ 30,0 ms`."""
    goal = goal_of(figure)
    if goal is None:
        return ""
    return say(language, f"bench.{'at_least' if goal.least else 'at_most'}", bound=_bound(figure, goal.bound, language))


def _bound(figure: Figure, number: float, language: str) -> str:
    """Return a number of the kind that a figure's goal bounds, with its unit."""
    if figure.ratio is not None:
        return _ratio(number, language)
    return f"{_value(number, figure.unit, language)}\u00a0{unit_of(figure.unit, language)}"


def _value(number: float, unit: str, language: str) -> str:
    return decimal(number, language, PLACES.get(unit, 1))


def _ratio(number: float, language: str) -> str:
    return say(language, "bench.ratio_value", value=decimal(number, language, 2))
