"""A process killed at random moments of its work: no document lost, none twice, none half there, none left behind.

CI kills four times or a few more, two of them at least during the work; `make faults` kills as often as `--kills`
says, and its figures stand in docs/reliability.md.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import pytest

from corpus.reading import read_file
from index.collection import Collection

SEED = 20_261_122
FILES = 8
COMMAND = "import sys; from assistant.cli import main; sys.exit(main(arguments))"
"""What a process runs: it imports no test, and ends with the command's exit code."""
KINDS = ("sync", "ingest", "remove", "rebuild")
THEMES = ("le logement", "le transport", "les aînés", "la jeunesse", "la culture", "l'alimentation", "le travail")


@dataclass(slots=True)
class Folder:
    """A folder that changes, and the document of every version that each of its files ever had."""

    path: Path
    chance: random.Random
    ever: dict[str, set[str]] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)
    marks: dict[str, bytes] = field(default_factory=dict)
    """A word of each document that no other document has, by document."""

    def change(self) -> None:
        """Write a few files anew, add one and take one away."""
        names = [f"{number:02}.md" for number in range(FILES)]
        for name in self.chance.sample(names, FILES // 2):
            self._write(name)
        gone = self.chance.choice(names)
        if gone in self.now and len(self.now) > FILES // 2:
            (self.path / gone).unlink()
            del self.now[str(self.path / gone)]

    def _write(self, name: str) -> None:
        paragraphs = [
            f"## Mesure {number}\n\nEn {self.chance.randint(1990, 2026)}, la ville met {self.chance.choice(THEMES)} "
            f"au premier rang. " + "La population est consultée, puis le conseil décide. " * 12
            for number in range(self.chance.randint(1, 3))
        ]
        mark = "".join(self.chance.choices("bcdfgklmprtv", k=12))  # no stem of it is shorter than it is unlike others
        text = f"# Plan {mark}\n\n" + "\n\n".join(paragraphs)
        (self.path / name).write_text(text, encoding="utf-8")
        document_id = read_file(Path(name), text.encode()).document.document_id
        path = str(self.path / name)
        self.now[path] = document_id
        self.ever.setdefault(path, set()).add(document_id)
        self.marks[document_id] = mark[:8].encode()

    def work(self, kind: str, held: set[str]) -> tuple[list[object], set[str]]:
        """Return the arguments of a command, and the files that must still be held after it, however it ends."""
        if kind == "rebuild":
            return ["rebuild"], held
        if kind == "remove":
            gone = set(self.chance.sample(sorted(held), min(2, len(held) - 1)))
            return ["remove", *sorted(gone)], held - gone
        self.change()
        return [kind, self.path], held if kind == "ingest" else held & set(self.now)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    path = tmp_path / "documents"
    path.mkdir()
    return Folder(path, random.Random(SEED))


def start(forks: ForkServerContext, home: Path, *arguments: object) -> ForkServerProcess:
    """Start the command in a process of its own."""
    process = forks.Process(target=exec, args=(COMMAND, {"arguments": ["--home", str(home), *map(str, arguments)]}))
    process.start()
    return process


def done(process: ForkServerProcess) -> int | None:
    """Wait for a process, and return its exit code."""
    process.join()
    return process.exitcode


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started, where the system tells."""
    return [int(child) for one in Path(f"/proc/{pid}/task").glob("*/children") for child in one.read_text().split()]


def is_gone(pid: int) -> bool:
    """Wait a little for a process to end, and tell whether it did."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def is_sound(home: Path, folder: Folder, must: set[str]) -> set[str]:
    """Check a home after a kill: nothing is lost, and what is there is whole, and some version of its file.

    What is not there any more has left the disk.
    """
    with Collection.open(home) as collection:
        assert collection.check() == []
        held = {path: one.document.document_id for one in collection.catalogue.held() for path in one.paths}
        assert all(held[path] in folder.ever[path] for path in held)
        assert all(one.paths for one in collection.catalogue.held())
        assert must <= set(held)
    left = {mark for document_id, mark in folder.marks.items() if document_id not in held.values()}
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            assert not any(mark in content for mark in left), path.name
    return set(held)


def is_complete(home: Path, folder: Folder) -> None:
    """Check that a home mirrors its folder: each document once, each passage found again."""
    with Collection.open(home) as collection:
        assert collection.check() == []
        documents = collection.catalogue.held()
        assert {path: one.document.document_id for one in documents for path in one.paths} == folder.now
        assert len(documents) == len(set(folder.now.values()))
        assert collection.vectors.count() == collection.catalogue.count()


def test_a_process_killed_at_any_moment_leaves_a_sound_collection_and_the_next_run_completes(
    tmp_path: Path, folder: Folder, kills: int, forks: ForkServerContext, told: Callable[[str], None]
) -> None:
    home = tmp_path / "home"
    for _ in range(2):  # the first one loads the libraries
        folder.change()
        began = time.monotonic()
        assert done(start(forks, home, "sync", folder.path)) == 0
    usual = dict.fromkeys(KINDS, time.monotonic() - began)
    is_complete(home, folder)
    in_time, recoveries, held = Counter[str](), [], set(folder.now)
    for turn in range(kills + kills // 2):
        kind = KINDS[turn % len(KINDS)]
        arguments, must = folder.work(kind, held)
        process = start(forks, home, *arguments)
        time.sleep(folder.chance.uniform(0.2, 1.0) * usual[kind])
        late = not process.is_alive()
        # The machine may be freer or busier than when the usual time was taken: the moments follow it.
        usual[kind] *= 0.8 if late else 1.05
        in_time[kind] += not late
        readers = children_of(process.pid or 0)
        process.kill()
        process.join()
        assert all(is_gone(reader) for reader in readers)
        began = time.monotonic()
        held = is_sound(home, folder, must)
        recoveries.append(time.monotonic() - began)
        if in_time.total() >= kills and turn % len(KINDS) == len(KINDS) - 1:
            break
    assert done(start(forks, home, "sync", folder.path)) == 0
    is_complete(home, folder)
    assert in_time.total() >= kills / 2  # else the kills came when the work was done, and prove nothing
    told(
        f"kills: {len(recoveries)}, during the work: {in_time.total()} {dict(in_time)}; all sound; "
        f"longest opening and check {max(recoveries):.2f} s"
    )
