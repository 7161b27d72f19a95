"""What a person waits for: each command from its first word to its answer, over the starter collection.

Python's own compiled files are there after the first run, which is not counted; the system remembers the files read.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from evals.load import served
from evals.model import STARTER
from evals.speed import Figure
from index.collection import Collection

RUNS = 3
"""How often each command is run, and counted; the middle time is kept."""
QUESTION = "Quelles sont les orientations de la politique de Laval?"
PATIENCE = 120.0
"""Seconds after which a page that does not come counts as an error."""


def measure_cold() -> list[Figure]:
    """Return the seconds of each command, cold, and of those that a running server answers for.

    Raises:
        UsageError: the server does not start.
    """
    with tempfile.TemporaryDirectory(prefix="repere-cold-", ignore_cleanup_errors=True) as folder:
        home = Path(folder, "home")
        with Collection.open(home) as collection:
            collection.ingest([STARTER])
        figures = [
            _figure("repere --help", lambda: _run(home, "--help")),
            _figure("repere search", lambda: _run(home, "search", QUESTION)),
            _figure("repere ask", lambda: _run(home, "ask", QUESTION)),
            _figure("repere serve, first page", lambda: _first_page(home)),
        ]
        with served(home):
            figures += [
                _figure("repere search, through the server", lambda: _run(home, "search", QUESTION)),
                _figure("repere ask, through the server", lambda: _run(home, "ask", QUESTION)),
            ]
    return figures


def _figure(name: str, seconds: Callable[[], float]) -> Figure:
    taken = [seconds() for _ in range(RUNS + 1)]
    return Figure(name=name, value=statistics.median(taken[1:]), unit="s")


def _run(home: Path, *words: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "assistant", "--home", str(home), *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - started


def _first_page(home: Path) -> float:
    started = time.perf_counter()
    with served(home) as (_, address):
        httpx.get(address, timeout=PATIENCE, trust_env=False).raise_for_status()
        return time.perf_counter() - started  # how long the server takes to stop is not counted
