"""The figures of docs/deployment.md: `python -m pytest tests/servers/measure.py`, by hand, on a quiet machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

from corpus.servers import ServerSettings
from evals.questions import load_questions
from evals.run import SHIPPED, run_sets
from index.collection import Collection
from index.moving import move

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "corpus" / "starter"
COPIES = 2
"""Times that the starter texts are taken in, each with its number in every paragraph."""
REQUESTS, AT_ONCE = 100, 8
ONE_CORE = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
"""Each process stands for a small machine: one thread for the encoder."""

WORKER = """
import json, sys
from pathlib import Path
from corpus.servers import ServerSettings
from index.collection import Collection
with Collection.open(Path(sys.argv[2]), servers=ServerSettings(**json.loads(sys.argv[1]))) as collection:
    collection.encoder.encode_passages(["Bonjour."])
    print("ready", flush=True)
    sys.stdin.readline()
    report = collection.ingest([Path(sys.argv[3])], jobs=1)
    print(sum(one.passages for one in report.added), flush=True)
"""


def test_workers(servers: ServerSettings, tmp_path: Path, told: Callable[[str], None]) -> None:
    """Measure how many passages a second 1, 2 and 4 processes take in together."""
    settings = json.dumps({"database": servers.database, "vectors": servers.vectors})
    for count in (1, 2, 4):
        folder = tmp_path / f"documents-{count}"
        folder.mkdir()
        for copy in range(COPIES):
            for path in STARTER.glob("*.md"):
                text = path.read_text("utf-8").replace("\n\n", f" ({count}.{copy}).\n\n")
                (folder / f"{copy}-{path.name}").write_text(text, "utf-8")
        with ExitStack() as stack:
            workers = []
            for number in range(count):
                command = [sys.executable, "-c", WORKER, settings, str(tmp_path / f"{count}-{number}"), str(folder)]
                process = subprocess.Popen(
                    command, cwd=ROOT, env=ONE_CORE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
                workers.append(stack.enter_context(process))
            for process in workers:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            started = time.monotonic()
            for process in workers:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            shares = [int(process.communicate()[0]) for process in workers]
            seconds = time.monotonic() - started
        told(f"{count} processes: {sum(shares)} passages in {seconds:.1f} s, {sum(shares) / seconds:.1f}/s, {shares}")


def test_web_processes(
    starter: Collection, servers: ServerSettings, tmp_path: Path, told: Callable[[str], None]
) -> None:
    """Measure how many searches a second 1 and 2 web processes answer."""
    with Collection.open(tmp_path / "home", servers=servers) as shared:
        move(starter, shared)
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "repere.toml").write_text(
        f'engine = "server"\n[server]\ndatabase = "{servers.database}"\nvectors = "{servers.vectors}"\n'
    )
    questions = list(islice(cycle(case.question for case in load_questions(SHIPPED["starter"])), REQUESTS))
    for count in (1, 2):
        with ExitStack() as stack:
            addresses = []
            for _ in range(count):
                command = [sys.executable, "-m", "assistant", "--home", str(tmp_path / "home"), "serve", "--port", "0"]
                process = stack.enter_context(
                    subprocess.Popen(command, cwd=ROOT, env=ONE_CORE, stderr=subprocess.PIPE, text=True)
                )
                stack.callback(process.terminate)
                assert process.stderr is not None
                addresses.append(next(word for word in process.stderr.readline().split() if "http://" in word))

            def ask(number: int, question: str, addresses: list[str] = addresses) -> float:
                begun = time.monotonic()
                address = addresses[number % len(addresses)].rstrip(".")
                with urllib.request.urlopen(f"{address}/api/v1/search?q={urllib.parse.quote(question)}") as answer:
                    assert json.load(answer)["hits"] is not None
                return time.monotonic() - begun

            for number in range(count):
                ask(number, questions[0])
            started = time.monotonic()
            with ThreadPoolExecutor(AT_ONCE) as people:
                times = sorted(people.map(ask, range(REQUESTS), questions))
            seconds = time.monotonic() - started
        middle = times[len(times) // 2]
        told(f"{count} web processes: {REQUESTS / seconds:.1f} searches/s, half of them under {middle:.2f} s")


def test_rankings(starter: Collection, servers: ServerSettings, tmp_path: Path, told: Callable[[str], None]) -> None:
    """Compare the shipped questions' rankings and their nDCG@10 on both engines."""
    with Collection.open(tmp_path / "home", servers=servers) as shared:
        move(starter, shared)
        for name, path in SHIPPED.items():
            questions = [case.question for case in load_questions(path)]
            found = [[one.retriever.search(text).hits for text in questions] for one in (starter, shared)]
            same = sum(
                [h.passage for h in here] == [h.passage for h in there] for here, there in zip(*found, strict=True)
            )
            ndcg = [run_sets([path], one)["sets"][0]["metrics"]["ndcg@10"] for one in (starter, shared)]
            told(
                f"{name}: the same first ten for {same} of {len(questions)} questions; nDCG@10 {ndcg[0]} and {ndcg[1]}"
            )
