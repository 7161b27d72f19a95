"""The last runs of `repere eval`, kept small in the home folder: what the page on quality shows, and its trend."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = "evals"
QUESTIONS = "questions.jsonl"
"""The set of one's own that the page on quality adds to."""
MOST_RUNS = 30
MOST_TEXT = 400
"""Characters kept of a text that was found or answered instead."""
_KEPT = ("name", "n", "metrics", "intervals", "seconds")
_STAMP = "%Y%m%dT%H%M%SZ"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run that was kept: when it ended, in UTC, and its sets as the interface's JSON has them, cut short."""

    made: datetime
    sets: tuple[Json, ...]


def questions_file(home: Path) -> Path:
    """Return the questions file of a home folder."""
    return home / FOLDER / QUESTIONS


def keep_run(home: Path, told: Json, made: datetime) -> None:
    """Keep a run's JSON; the oldest runs make room."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    sets = [_kept(one) for one in told["sets"]]
    fresh = folder / "run.new"
    fresh.write_text(json.dumps({"sets": sets}, ensure_ascii=False), encoding="utf-8")
    fresh.replace(folder / f"run-{made.astimezone(UTC).strftime(_STAMP)}.json")
    for path in _files(home)[:-MOST_RUNS]:
        path.unlink(missing_ok=True)


def kept_runs(home: Path) -> Sequence[Run]:
    """Return the runs that were kept, the last one at the end; a file that cannot be read is left out."""
    runs: list[Run] = []
    for path in _files(home):
        with suppress(OSError, ValueError, KeyError, TypeError):
            made = datetime.strptime(path.stem.removeprefix("run-"), _STAMP).replace(tzinfo=UTC)
            runs.append(Run(made=made, sets=tuple(json.loads(path.read_text(encoding="utf-8"))["sets"])))
    return runs


def _files(home: Path) -> list[Path]:
    return sorted((home / FOLDER).glob("run-*.json"))


def _kept(one: Json) -> Json:
    failures = [_cut(failure) for failure in one["failures"]]
    return {key: one[key] for key in _KEPT if key in one} | {"failures": failures}


def _cut(failure: Json) -> Json:
    """Return a failure with its long texts cut."""
    first, text = failure.get("first"), failure.get("text")
    cut = {"first": first | {"text": _short(first["text"])}} if first else {}
    return failure | cut | ({"text": _short(text)} if text else {})


def _short(text: str) -> str:
    return text if len(text) <= MOST_TEXT else text[:MOST_TEXT].rsplit(maxsplit=1)[0] + "…"
