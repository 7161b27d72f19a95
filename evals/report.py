"""Reports → the interface's JSON, and that JSON → tables for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from assistant.wording import say
from evals.explained import explained
from evals.figures import HEAD, RIGHT, cells, of_goals
from evals.judge import CRITERIA
from evals.measure import randomisation
from evals.model import Answered, CaseResult, Component, SetReport
from evals.reading import Loss, ReadingScore, by_format
from evals.speed import Figure

if TYPE_CHECKING:
    from rich.console import RenderableType

Json = dict[str, Any]

WIDTH = 120
"""Columns of a table: the same everywhere, so that two runs can be compared line by line."""
WEIGHED = ("recall@5", "mrr", "outcome", "facts@simple", "facts@detaille", "citation recall")
"""The metrics by which a question counts as changed from one run to another."""
HEADLINE = (*WEIGHED, "hallucination", "error")
"""The metrics shown for each group in a terminal; the JSON has them all."""
LEAST_CHANGE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A variant, and the report of the same set under it."""

    name: str
    report: SetReport


def payload(report: SetReport, compared: Sequence[Compared] = ()) -> Json:
    """Return one set as the interface's JSON has it, with what each variant changes, most changed questions first."""
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
        "variants": [_variant(report, one) for one in compared],
        "seconds": round(report.seconds, 1),
    }


def reading_payload(name: str, scores: Sequence[ReadingScore]) -> Json:
    """Return the losses of reading a folder, by format and by file, as one set of the interface's JSON."""
    counts = Counter(score.format for score in scores)
    whole = sum((score.loss for score in scores), Loss())
    return {
        "name": name,
        "n": len(scores),
        "metrics": asdict(whole) | {"share": round(whole.share, 5)},
        "by": {
            "format": {name: {"n": counts[name], "metrics": asdict(loss)} for name, loss in by_format(scores).items()}
        },
        "failures": [
            {"id": score.file, "lost_by": "reading", "error": score.error, **asdict(score.loss)}
            for score in scores
            if score.error or score.loss.lost or score.loss.garbled
        ],
    }


def _variant(report: SetReport, compared: Compared) -> Json:
    other = compared.report
    changes = {
        metric: {
            "difference": round(other.metrics[metric] - value, 4),
            "p": randomisation(report.values[metric], other.values[metric]) if metric in report.values else None,
        }
        for metric, value in report.metrics.items()
        if metric in other.metrics
    }
    return {
        "name": compared.name,
        "metrics": dict(other.metrics),
        "intervals": {metric: list(bounds) for metric, bounds in other.intervals.items()},
        "changes": changes,
        "changed": list(_changed(report, other)),
        "seconds": round(other.seconds, 1),
    }


def _changed(before: SetReport, after: SetReport) -> Iterator[Json]:
    """Give the questions whose figures changed, those that changed most first."""
    found: list[tuple[float, int, Json]] = []
    for number, result in enumerate(before.results):
        moved = {
            metric: [round(one, 4), round(two, 4)]
            for metric in WEIGHED
            if (one := _at(before, metric, number)) is not None
            and (two := _at(after, metric, number)) is not None
            and abs(one - two) >= LEAST_CHANGE
        }
        if moved:
            change = sum(two - one for one, two in moved.values())
            item = {"id": result.case.case_id, "question": result.case.question, "change": round(change, 4)}
            found.append((change, number, item | {"metrics": moved}))
    yield from (item for _, _, item in sorted(found, key=lambda one: (-abs(one[0]), one[1])))


def _at(report: SetReport, metric: str, number: int) -> float | None:
    values = report.values.get(metric, ())
    return values[number] if number < len(values) else None


def _failure(result: CaseResult) -> Json:
    ranks: Sequence[Mapping[Component, int | None]] = result.ranks or [{}] * len(result.places)
    return {
        "id": result.case.case_id,
        "question": result.case.question,
        "lost_by": result.lost_by,
        "ranks": [place.rank for place in result.places],
        "gold": [
            {
                "file": place.gold.file,
                "phrase": place.gold.phrase,
                "rank": place.rank,
                "lost_by": place.lost_by,
                "has_file": place.has_file,
                "components": dict(found),
            }
            for place, found in zip(result.places, ranks, strict=True)
        ],
        "first": {"title": result.first.title, "text": result.first.text} if result.first else None,
        "expected": result.case.outcome or ("answer" if result.case.answerable else "abstention"),
        **(_answered(result.answered) if result.answered else {}),
    }


def _answered(answered: Answered) -> Json:
    return {
        "outcome": answered.outcome,
        "reason": answered.reason,
        "missing": list(answered.missing),
        "claimed": list(answered.claimed),
        "text": list(answered.texts.values())[-1],
    }


def table(told: Json, language: str) -> str:
    """Return the sets of a run as a terminal shows them: what variants change, the figures, the questions missed."""
    shown: list[RenderableType] = []
    for one in told["sets"]:
        shown.append(say(language, "eval.title", name=one["name"], n=one["n"]))
        shown.append(_figures(one, language))
        if one.get("by"):
            shown.append(_groups(one))
        shown += _judge(one, language)
        for variant in one.get("variants", ()):
            shown.append(say(language, "eval.changed", name=variant["name"], n=len(variant["changed"])))
            if variant["changed"]:
                shown.append(_changes(variant["changed"]))
        if is_same(one):
            shown.append(say(language, "eval.same"))
        for kind in ("worse", "better"):
            for item in one.get("against", {}).get(kind, ()):
                shown.append(say(language, f"eval.{kind}", **_shown(item)))
        if one["failures"]:
            shown.append(say(language, "eval.missed", n=len(one["failures"])))
            shown.append(_failures(one["failures"], language))
    return _captured(shown)


def is_same(one: Json) -> bool:
    """Tell whether a set was held against a baseline and nothing moved: silence would say that it was not."""
    against = one.get("against")
    return bool(one.get("intervals")) and against is not None and not any(against.values())


def _shown(item: Json) -> dict[str, str]:
    low, high = item["interval"]
    return {
        "metric": item["metric"],
        "was": number(item["was"]),
        "interval": f"{number(low)}–{number(high)}",
        "now": number(item["now"]),
    }


def bench_table(told: Json, language: str) -> str:
    """Return the figures of a bench as a terminal shows them, then the goals that they miss."""
    from rich.table import Table
    from rich.text import Text

    made = Table()
    for key in HEAD:
        made.add_column(say(language, f"bench.{key}"), justify="right" if key in RIGHT else "left")
    figures = [Figure(**one) for one in told["figures"]]
    for figure in figures:
        made.add_row(*map(Text, cells(figure, language)))
    return _captured([made, *of_goals(figures, language)])


def _captured(shown: Sequence[RenderableType]) -> str:
    from rich.console import Console

    console = Console(width=WIDTH, color_system=None, force_terminal=False)
    with console.capture() as captured:
        for one in shown:
            console.print(one, markup=False)
    return captured.get().rstrip()


def _figures(one: Json, language: str) -> RenderableType:
    """Return the metrics, one a line: today's with their intervals, then what each variant makes of them."""
    from rich.table import Table
    from rich.text import Text

    made = Table()
    for name in ("", say(language, "eval.all"), "95 %", *(variant["name"] for variant in one.get("variants", ()))):
        made.add_column(Text(name), justify="right" if name else "left")
    for metric, value in one["metrics"].items():
        bounds = one.get("intervals", {}).get(metric)
        spread = f"{number(bounds[0])}–{number(bounds[1])}" if bounds else ""
        changes = [difference(variant, metric) for variant in one.get("variants", ())]
        made.add_row(Text(metric), number(value), spread, *changes)
    return made


def _judge(one: Json, language: str) -> list[RenderableType]:
    """Return what a language model thinks of the answers, and of each variant's, under a line that says so."""
    from rich.table import Table
    from rich.text import Text

    shown: list[RenderableType] = []
    made = Table()
    for name in ("", *CRITERIA, "95 %"):
        made.add_column(Text(say(language, f"eval.judge_{name}") if name in CRITERIA else name), justify="right")
    for each in (one, *one.get("variants", ())):
        if not (judge := each.get("judge")):
            continue
        shown.append(judge_line(each["name"], judge, language))
        if judge["problem"]:
            shown.append(say(language, "eval.judge_problem", text=judge["problem"]["text"]))
        if judge["metrics"]:
            figures = [number(judge["metrics"].get(metric)) for metric in CRITERIA]
            spread = [
                "–".join(map(number, judge["intervals"][metric])) for metric in CRITERIA if metric in judge["metrics"]
            ]
            made.add_row(Text(each["name"]), *figures, " · ".join(spread))
    return [*shown, made] if made.row_count else shown


def judge_line(name: str, judge: Json, language: str) -> str:
    """Return the line that labels a judge's figures: whose they are, and how many answers they are about."""
    values = {key: judge[key] for key in ("model", "prompt", "answers", "judged", "unparsable")}
    without = judge["answers"] - judge["judged"] - judge["unparsable"]  # refused by the server, or not asked after that
    return say(language, "eval.judge", name=name, without=without, **values)


def _groups(one: Json) -> RenderableType:
    """Return the headline metrics of each group, one a line."""
    from rich.table import Table
    from rich.text import Text

    metrics = [metric for metric in one["metrics"] if metric in HEADLINE] or list(one["metrics"])
    made = Table()
    for name in ("", "n", *metrics):
        made.add_column(Text(name), justify="right" if name else "left", overflow="fold")
    for groups in one["by"].values():
        for row, (name, group) in enumerate(groups.items(), start=1):
            values = [number(group["metrics"].get(metric)) for metric in metrics]
            made.add_row(Text(name), str(group["n"]), *values, end_section=row == len(groups))
    return made


def difference(variant: Json, metric: str) -> str:
    """Return a variant's figure, how far it is from today's, and a star where chance hardly explains it."""
    if metric not in variant["changes"]:
        return ""
    change = variant["changes"][metric]
    star = "*" if change["p"] is not None and change["p"] < 0.05 else ""
    return f"{number(variant['metrics'][metric])} ({change['difference']:+.3f}{star})"


def number(value: float | None) -> str:
    """Return a figure with three decimals, or without where it is no share."""
    if value is None:
        return ""
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}"


def _changes(changed: Sequence[Json]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    made = Table(show_header=False)
    for one in changed:
        moved = ", ".join(f"{metric} {two - first:+.2f}" for metric, (first, two) in one["metrics"].items())
        made.add_row(Text(one["id"]), Text(one["question"]), moved)
    return made


def _failures(failures: Sequence[Json], language: str) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    made = Table(show_header=False)
    for failure in failures:
        made.add_row(Text(failure["id"]), failure["lost_by"], Text("\n".join(explained(failure, language))))
    return made
