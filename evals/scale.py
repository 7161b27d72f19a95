"""Searches and memory in collections of so many passages, made from the starter texts (`evals.synthetic`).

Each size is filled in one process and searched in another, which holds nothing else: its memory is that of a search.
Questions that warm up are not those that are measured. What a passage costs to read and to encode is `evals.speed`'s.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.backup import make_backup
from evals.figures import sized
from evals.processes import in_process, memory, peak
from evals.questions import load_questions
from evals.run import SHIPPED
from evals.speed import Figure
from evals.synthetic import SIX_IN_TEN, Model, fill, starter_models
from index.collection import Collection
from index.model import Filters
from index.restore import restore

SEED = 7
ASKED = "Quels sont les enjeux?"
PLAIN = "search p50"
ROUNDS = 3
"""How often each question is asked; its middle time counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What filling a collection took: seconds for its catalogue and for its vectors, and the most memory, in MiB."""

    passages: float
    vectors: float
    mebibytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What searching a collection took: milliseconds, seconds until it is open, MiB held at the end."""

    opening: float
    plain: tuple[float, float]
    filtered: tuple[float, float]
    mebibytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a backup and its restoration took, in seconds, and the size of the file, in MiB."""

    backup: float
    restoration: float
    mebibytes: float


def measure_scale(sizes: Sequence[int]) -> list[Figure]:
    """Return the figures of collections of these sizes, and how much slower the larger ones are than the smallest."""
    figures: list[Figure] = []
    middles: dict[int, float] = {}
    with tempfile.TemporaryDirectory(prefix="repere-scale-", ignore_cleanup_errors=True) as folder:
        models = in_process(starter_models, Path(folder, "starter"))
        questions = [case.question for case in load_questions(SHIPPED["starter"]) if not case.history]
        for size in sorted(set(sizes)):
            home = Path(folder, str(size))
            filled = in_process(_fill, home, models, size)
            searched = in_process(_search, home, questions)
            figures += _figures(size, filled, searched, in_process(_save, home))
            middles[size] = searched.plain[0]
    return [*figures, *_growth(middles)]


def _growth(middles: Mapping[int, float]) -> Iterator[Figure]:
    """Give how many times the middle search of the smallest collection each larger one takes."""
    smallest, *larger = sorted(middles)
    for size in larger:
        value = middles[size]
        against, ratio = sized(smallest, PLAIN), value / middles[smallest]
        yield Figure(name=sized(size, PLAIN), value=value, unit="ms", against=against, ratio=ratio)


def _figures(size: int, filled: Filled, searched: Searched, saved: Saved) -> list[Figure]:
    def figure(name: str, value: float, unit: str) -> Figure:
        return Figure(name=sized(size, name), value=value, unit=unit)

    return [
        figure(PLAIN, searched.plain[0], "ms"),
        figure("search p95", searched.plain[1], "ms"),
        figure("filtered search p50 (60 %)", searched.filtered[0], "ms"),
        figure("filtered search p95 (60 %)", searched.filtered[1], "ms"),
        figure("memory while searching", searched.mebibytes, "MiB"),
        figure("opening, with the first search", searched.opening, "s"),
        figure("written to the catalogue", size / filled.passages, "passages/s"),
        figure("vectors indexed", size / filled.vectors, "passages/s"),
        figure("memory while writing, at most", filled.mebibytes, "MiB"),
        figure("backup", saved.backup, "s"),
        figure("restoration, ready to search", saved.restoration, "s"),
        figure("backup file", saved.mebibytes, "MiB"),
    ]


def _fill(home: Path, models: list[Model], size: int) -> Filled:
    with Collection.open(home) as collection:
        started = time.perf_counter()
        fill(collection, models, size, SEED)
        written = time.perf_counter()
        _ = collection.vectors
        return Filled(passages=written - started, vectors=time.perf_counter() - written, mebibytes=peak())


def _search(home: Path, questions: Sequence[str]) -> Searched:
    started = time.perf_counter()
    with Collection.open(home) as collection:
        collection.retriever.search(questions[0])
        opening = time.perf_counter() - started
        for question in questions[1::2]:
            collection.retriever.search(question)
        plain = _times(collection, questions[::2], Filters())
        filtered = _times(collection, questions[::2], SIX_IN_TEN)
        return Searched(opening=opening, plain=plain, filtered=filtered, mebibytes=memory())


def _save(home: Path) -> Saved:
    """Put a home folder away, and bring it back elsewhere until it answers: its vectors' cache is made anew."""
    archive, again = home.with_suffix(".zip"), home.with_suffix(".again")
    started = time.perf_counter()
    kept = make_backup(home, archive, datetime.now(UTC))
    saved = time.perf_counter()
    restore(archive, again)
    with Collection.open(again) as collection:
        collection.retriever.search(ASKED)
    restored = time.perf_counter() - saved
    shutil.rmtree(again)
    archive.unlink()
    return Saved(backup=saved - started, restoration=restored, mebibytes=kept.size / 2**20)


def _times(collection: Collection, questions: Sequence[str], filters: Filters) -> tuple[float, float]:
    """Return the middle and the slow end (19 of 20) of what questions take, in milliseconds."""
    taken: list[float] = []
    for question in questions:
        rounds: list[float] = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            collection.retriever.search(question, 10, filters)
            rounds.append(time.perf_counter() - started)
        taken.append(1000 * sorted(rounds)[ROUNDS // 2])
    taken.sort()
    return taken[len(taken) // 2], taken[int(0.95 * len(taken))]
