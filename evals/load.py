"""A crowd at the door: so many people ask the server at once, and some files are added meanwhile.

The server is a real one, in a process of its own over the starter collection; the crowd is this process. A person asks,
reads for a moment, and asks again; one who is told that the server is busy comes back when it said. As for speed, the
figures of one run compare with each other, on a machine that does nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import httpx

from corpus.errors import UsageError
from evals.model import STARTER
from evals.questions import load_questions
from evals.run import SHIPPED
from evals.speed import Figure
from index.collection import Collection

READS = 1.0
"""Seconds that a person reads an answer before the next question."""
WATCHED = 0.25
"""Seconds between two looks at whether the server lives."""
PATIENCE = 60.0
"""Seconds after which a request that has no answer counts as hanging."""
FILE = 300.0
"""Seconds that one waits for a file: the first one has the server load what encodes it, among all the others."""
_ADDRESS = re.compile(r"http://[\d.]+:\d+")
_TOKEN = re.compile(r'name="token" value="(\w+)"')


@dataclass(slots=True, kw_only=True)
class Seen:
    """What a crowd saw: times in seconds, and how often each thing went wrong."""

    answers: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)
    busy: int = 0
    hung: int = 0
    failed: Counter[str] = field(default_factory=Counter)


def measure_serving(people: int, seconds: float, uploads: int) -> list[Figure]:
    """Return the figures of a server that so many people ask for so long, while so many files are added.

    Raises:
        UsageError: the server does not start.
    """
    with tempfile.TemporaryDirectory(prefix="repere-load-", ignore_cleanup_errors=True) as folder:
        home = Path(folder, "home")
        with Collection.open(home) as collection:
            collection.ingest([STARTER])
        with served(home) as (process, address):
            started = time.perf_counter()
            seen = asyncio.run(_crowd(address, people, seconds, uploads))
            spent = time.perf_counter() - started
            peak = _peak_of(process.pid)
    return [
        Figure(name="answers", value=len(seen.answers) / spent, unit="/s"),
        *_times("answer", seen.answers),
        Figure(name="busy", value=float(seen.busy), unit="times"),
        Figure(name="hung", value=float(seen.hung), unit="times"),
        Figure(name="failed", value=float(seen.failed.total()), unit="times"),
        *(Figure(name=f"failed: {what}", value=float(count), unit="times") for what, count in seen.failed.items()),
        *_times("healthz", seen.health),
        *_times("file added", seen.files),
        Figure(name="files added", value=float(len(seen.files)), unit="files"),
        Figure(name="server", value=peak, unit="MiB"),
    ]


@contextlib.contextmanager
def served(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give a server over a home folder, and its address."""
    command = [sys.executable, "-m", "assistant", "--home", str(home), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = process.stderr.readline() if process.stderr else ""
            found = _ADDRESS.search(line)
            if found is None:
                raise UsageError("usage.bench_server", detail=line.strip())
            yield process, found[0]
        finally:
            process.terminate()


async def _crowd(address: str, people: int, seconds: float, uploads: int) -> Seen:
    seen, ends = Seen(), time.perf_counter() + seconds
    questions = [case.question for case in load_questions(SHIPPED["starter"]) if not case.history]
    limits = httpx.Limits(max_connections=people + 10)
    async with (
        httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        for number in range(people):
            own = islice(cycle(questions), number * 7, None)
            group.create_task(_person(client, own, ends, seen))
        group.create_task(_watch(client, ends, seen))
        if uploads:
            group.create_task(_add(client, uploads, seen))
    return seen


async def _person(client: httpx.AsyncClient, questions: Iterator[str], ends: float, seen: Seen) -> None:
    while time.perf_counter() < ends:
        started = time.perf_counter()
        try:
            answer = await client.post("/api/v1/ask", json={"question": next(questions)})
        except httpx.TimeoutException:
            seen.hung += 1
            continue
        except httpx.HTTPError as error:
            seen.failed[type(error).__name__] += 1
            continue
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            seen.busy += 1
            await asyncio.sleep(float(answer.headers.get("retry-after", READS)))
        elif answer.is_success:
            seen.answers.append(time.perf_counter() - started)
            await asyncio.sleep(READS)
        else:
            seen.failed[f"HTTP {answer.status_code}"] += 1


async def _watch(client: httpx.AsyncClient, ends: float, seen: Seen) -> None:
    while time.perf_counter() < ends:
        started = time.perf_counter()
        try:
            await client.get("/healthz")
            seen.health.append(time.perf_counter() - started)
        except httpx.HTTPError as error:
            seen.failed[type(error).__name__] += 1
        await asyncio.sleep(WATCHED)


async def _add(client: httpx.AsyncClient, uploads: int, seen: Seen) -> None:
    """Add files as the library's page does: one after the other, each from its form, to the last."""
    found = _TOKEN.search((await client.get("/bibliotheque", headers={"Accept": "text/html"})).text)
    token = found[1] if found else ""
    for number in range(uploads):
        text = f"# Plan du quartier {number}\n\nLe quartier {number} aménage un parc avec {number + 2} organismes.\n"
        while True:
            started = time.perf_counter()
            try:
                files = {"files": (f"quartier-{number}.md", text.encode())}
                answer = await client.post("/bibliotheque/ajouter", data={"token": token}, files=files, timeout=FILE)
            except httpx.HTTPError as error:
                seen.failed[type(error).__name__] += 1
                break
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                if answer.is_success and answer.json()["added"]:
                    seen.files.append(time.perf_counter() - started)
                else:
                    why = answer.json()["failed"] if answer.is_success else answer.status_code
                    seen.failed[f"file: {why}"] += 1
                break
            await asyncio.sleep(READS)


def _times(name: str, seconds: Sequence[float]) -> list[Figure]:
    """Return the middle and the slow end of some times."""
    if not seconds:
        return []
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return [
        Figure(name=f"{name} p50", value=at(0.5), unit="ms"),
        Figure(name=f"{name} p95", value=at(0.95), unit="ms"),
    ]


def _peak_of(pid: int) -> float:
    """Return the most memory that a process has held, in MiB; not a number where the system does not say."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        told = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        return int(told.split("VmHWM:")[1].split()[0]) / 2**10
    return float("nan")
