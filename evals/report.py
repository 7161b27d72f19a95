"""Reports → the interface's JSON, and that JSON → tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.wording import say
from evals.model import CaseResult, SetReport

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

Json = dict[str, Any]

WIDTH = 120
"""Columns of a table: the same everywhere, so that two runs can be compared line by line."""


def payload(report: SetReport) -> Json:
    """Return one set as the interface's JSON has it."""
    return {
        "name": report.name,
        "n": report.n,
        "unscored": report.unscored,
        "metrics": dict(report.metrics),
        "intervals": {metric: list(bounds) for metric, bounds in report.intervals.items()},
        "by": {
            axis: {name: {"n": group.n, "metrics": dict(group.metrics)} for name, group in groups.items()}
            for axis, groups in report.by.items()
        },
        "failures": [_failure(result) for result in report.failures],
    }


def _failure(result: CaseResult) -> Json:
    return {
        "id": result.case.case_id,
        "question": result.case.question,
        "lost_by": result.lost_by,
        "ranks": [place.rank for place in result.places],
        "gold": [
            {"file": place.gold.file, "phrase": place.gold.phrase, "rank": place.rank, "lost_by": place.lost_by}
            for place in result.places
        ],
        "first": {"title": result.first.title, "text": result.first.text} if result.first else None,
    }


def table(told: Json, language: str) -> str:
    """Return the sets of a run as a terminal shows them: the figures, then the questions missed."""
    from rich.console import Console

    console = Console(width=WIDTH, color_system=None, force_terminal=False)
    with console.capture() as shown:
        _show(console, told, language)
    return shown.get().rstrip()


def _show(console: Console, told: Json, language: str) -> None:
    for one in told["sets"]:
        console.print(say(language, "eval.title", name=one["name"], n=one["n"]), markup=False)
        console.print(_figures(one))
        if one["failures"]:
            console.print(say(language, "eval.missed"), markup=False)
            console.print(_failures(one["failures"]))


def _figures(one: Json) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    made = Table()
    for name in ("", "n", *one["metrics"]):
        made.add_column(Text(name), justify="left" if not name else "right")
    made.add_row("", str(one["n"]), *(f"{value:.3f}" for value in one["metrics"].values()))
    bounds = [one["intervals"].get(metric) for metric in one["metrics"]]
    made.add_row("95 %", "", *(f"{pair[0]:.2f}–{pair[1]:.2f}" if pair else "" for pair in bounds), end_section=True)
    for groups in one["by"].values():
        for number, (name, group) in enumerate(groups.items(), start=1):
            values = [f"{value:.3f}" for value in group["metrics"].values()]
            made.add_row(Text(name), str(group["n"]), *values, end_section=number == len(groups))
    return made


def _failures(failures: list[Json]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    made = Table(show_header=False)
    for failure in failures:
        ranks = ", ".join(str(rank) if rank else "–" for rank in failure["ranks"])
        first = failure["first"] or {"title": "–", "text": ""}
        made.add_row(
            Text(failure["id"]),
            Text(failure["question"]),
            ranks,
            failure["lost_by"],
            Text(f"{first['title']} : {first['text']}"),
        )
    return made
