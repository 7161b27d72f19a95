"""Every figure of a bench as one page, with the machine that gave them: `docs/performance.md`."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.wording import say
from assistant.wording.numbers import decimal
from evals.cold import measure_cold
from evals.figures import HEAD, RIGHT, cells, is_missed, of_goals, unit_of
from evals.load import measure_serving
from evals.scale import measure_scale
from evals.speed import Figure, measure_ingestion, starter_and_more

SIZES = (1_000, 10_000, 100_000)
CROWD = (10, 60, 0)
"""People, seconds and files of the server's part."""
RUNS = 5
"""How often the ingestion, whose ratios matter, is measured among all parts; each figure is the middle one."""

Parts = dict[str, list[Figure]]


def measure(
    parts: Sequence[str] = (),
    *,
    folder: Path | None = None,
    sizes: Sequence[int] = SIZES,
    crowd: tuple[int, int, int] = CROWD,
    told: Callable[[str], None] = lambda part: None,
) -> Parts:
    """Return the figures of some parts, by their names, or of all; `told` hears which one begins.

    What is ingested is a folder, or the starter collection and texts made after it.

    Raises:
        UsageError: there is nothing to read in the folder, or the server does not start.
    """
    runs = 1 if parts else RUNS

    def ingestion() -> list[Figure]:
        with nullcontext(folder) if folder else starter_and_more() as held:
            return middle([measure_ingestion(held) for _ in range(runs)])

    measures: dict[str, Callable[[], list[Figure]]] = {
        "ingestion": ingestion,
        "search": lambda: measure_scale(sizes),
        "cold": measure_cold,
        "server": lambda: measure_serving(*crowd),
    }
    measured: Parts = {}
    for name in parts or measures:
        told(name)
        measured[name] = measures[name]()
    return measured


def middle(runs: Sequence[Sequence[Figure]]) -> list[Figure]:
    """Return, for each figure of several runs, its middle value and its middle ratio."""
    found: list[Figure] = []
    for same in zip(*runs, strict=True):
        ratios = [one.ratio for one in same if one.ratio is not None]
        found.append(
            replace(
                same[0],
                value=statistics.median(one.value for one in same),
                ratio=statistics.median(ratios) if ratios else None,
            )
        )
    return found


def markdown(parts: Parts, language: str, today: date) -> str:
    """Return the page of some figures: the machine, the goals that are missed, then a table for each part."""
    lines = [
        f"# {say(language, 'performance.title')}",
        "",
        say(language, "performance.intro", date=today.isoformat(), machine=machine(language)),
    ]
    told = list(of_goals([figure for figures in parts.values() for figure in figures], language))
    lines += ["", told[0]] if told else []
    lines += ["", *(f"- {line}" for line in told[1:])] if told[1:] else []
    head = [say(language, f"bench.{key}") for key in HEAD]
    for name, figures in parts.items():
        lines += ["", f"## {say(language, f'performance.{name}')}", "", say(language, f"performance.{name}_how"), ""]
        lines += [_row(head), _row("--:" if key in RIGHT else "---" for key in HEAD)]
        lines += [_row(_marked(figure, language)) for figure in figures]
    return "\n".join(lines) + "\n"


def machine(language: str) -> str:
    """Return the machine in words: cores, processor, memory and system; no name, no path."""
    memory = f"{decimal(_gibibytes(), language, 0)}\u00a0{unit_of('GiB', language)}"
    return ", ".join([f"{os.cpu_count()} × {_processor()}", memory, platform.system()])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def _gibibytes() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (AttributeError, ValueError, OSError):  # Windows
        return float("nan")


def _marked(figure: Figure, language: str) -> list[str]:
    """Return a figure's cells, a goal that is missed in bold."""
    *shown, goal = cells(figure, language)
    return [*shown, f"**{goal}**" if is_missed(figure) else goal]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
