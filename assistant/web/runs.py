"""Kept runs of the evals → what the page on quality shows: the last figures, their trend, the questions missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.web.measures import meaning, name_of, set_named
from assistant.wording import say
from corpus.dates import spoken
from evals.kept import Run
from evals.report import HEADLINE, number
from index.model import Language

Json = dict[str, Any]

LOWER_IS_BETTER = frozenset({"hallucination", "error", "traps", "share", "false alarms"})
MOST_FAILURES = 100
LEAST_CHANGE = 0.005
WIDTH, HEIGHT = 120.0, 30.0
"""Units of the picture of a trend."""
MISSING: Json = dict.fromkeys(
    ("question", "gold", "first", "text", "outcome", "missing", "claimed", "error", "lost_by"), None
)
"""What a failure may tell: those of some sets tell less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A metric of a set: its last value and what it means, how it changed since the run before, the line of its trend.

    `metric` is its name in the evals, `name` the same in words; `means` is empty where no sentence says it, `change`
    where there is nothing to compare with; `points` are those of an SVG polyline.
    """

    metric: str
    name: str
    means: str
    value: str
    change: str
    better: bool
    points: str
    values: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSet:
    """A set as it was last run, beside the runs before; `metrics` are names, meanings, values and intervals."""

    name: str
    told: str
    when: str
    figures: tuple[Figure, ...]
    metrics: tuple[tuple[str, str, str, str], ...]
    failures: tuple[Json, ...]
    missed: int
    runs: tuple[tuple[str, tuple[str, ...]], ...]


def measured(runs: Sequence[Run], language: Language) -> list[MeasuredSet]:
    """Return each set that was run, the one run last first."""
    names = dict.fromkeys(str(one["name"]) for run in reversed(runs) for one in run.sets)
    return [_set(name, runs, language) for name in names]


def _set(name: str, runs: Sequence[Run], language: Language) -> MeasuredSet:
    found = [(run.made, one) for run in runs for one in run.sets if one["name"] == name]
    made, last = found[-1]
    headline = [metric for metric in last["metrics"] if metric in HEADLINE] or list(last["metrics"])[: len(HEADLINE)]
    figures = tuple(_figure(metric, [one for _, one in found], language) for metric in headline)
    return MeasuredSet(
        name=name,
        told=set_named(name, last["n"], language),
        when=spoken(made.date().isoformat(), language) or "",
        figures=figures,
        metrics=tuple(
            (
                metric,
                meaning(metric, value, language),
                _written(value, language),
                _interval(last.get("intervals", {}).get(metric), language),
            )
            for metric, value in last["metrics"].items()
        ),
        failures=tuple(MISSING | failure for failure in last["failures"][:MOST_FAILURES]),
        missed=len(last["failures"]),
        runs=tuple(
            (
                made.strftime("%Y-%m-%d %H:%M"),
                tuple(_written(one["metrics"].get(metric), language) for metric in headline),
            )
            for made, one in reversed(found)
        ),
    )


def _figure(metric: str, sets: Sequence[Json], language: Language) -> Figure:
    values = [float(one["metrics"][metric]) for one in sets if one["metrics"].get(metric) is not None]
    change = values[-1] - values[-2] if len(values) > 1 else 0.0
    told = ""
    if abs(change) >= LEAST_CHANGE:
        key = "better" if change > 0 else "worse"
        told = say(language, f"quality.figure_{key}", change=_written(change, language).replace("-", "\u2212"))
    return Figure(
        metric=metric,
        name=name_of(metric, language),
        means=meaning(metric, values[-1] if values else None, language),
        value=_written(values[-1], language) if values else "",
        change=told,
        better=(change > 0) != (metric in LOWER_IS_BETTER),
        points=_points(values),
        values="; ".join(_written(value, language) for value in values),
    )


def _points(values: Sequence[float]) -> str:
    """Return the points of a line from the first to the last value; nothing for a single one."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    step = WIDTH / (len(values) - 1)
    margin = 2.0
    return " ".join(
        f"{position * step:.1f},{HEIGHT - margin - (value - low) / spread * (HEIGHT - 2 * margin):.1f}"
        for position, value in enumerate(values)
    )


def _interval(bounds: Sequence[float] | None, language: Language) -> str:
    return "\u2013".join(_written(bound, language) for bound in bounds[:2]) if bounds else ""


def _written(value: float | None, language: Language) -> str:
    """Return a figure with its decimals as the language writes them."""
    return number(value).replace(".", "," if language == "fr" else ".")
