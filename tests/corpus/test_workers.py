"""Reading in worker processes: order, limits, and a bad file that costs the others nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from corpus.errors import FileError
from corpus.limits import LIMITS, Limits
from corpus.model import Metadata, Reading
from corpus.reading import load
from corpus.workers import KeptReaders, Readers

LONG = "Le logement abordable manque. Le transport collectif aussi.\n\n" * 60_000
"""A text that takes seconds to read."""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_files_come_back_in_order_each_with_its_reading_or_its_error(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{n}.txt", f"Le document numéro {n} parle du logement.") for n in range(6)]
    paths.insert(3, write(tmp_path, "vide.txt", " "))
    with Readers(jobs=2) as readers:
        waiting = [readers.read(path, load(path), Metadata()) for path in paths]
        found = [one.result() for one in waiting]
    assert [one.document.source if isinstance(one, Reading) else one.code for one in found] == [
        "0.txt", "1.txt", "2.txt", "empty", "3.txt", "4.txt", "5.txt",
    ]  # fmt: skip


def test_a_file_that_takes_too_long_fails_alone(tmp_path: Path) -> None:
    slow = write(tmp_path, "lent.txt", LONG)
    with Readers(limits=Limits(seconds=1)) as readers:
        found = readers.read(slow, load(slow), Metadata()).result()
    assert isinstance(found, FileError)
    assert found.code == "time"


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no limit on address space")
def test_a_file_that_takes_too_much_memory_fails_alone(tmp_path: Path) -> None:
    large = write(tmp_path, "gros.txt", "Le logement abordable manque. " * 1_000_000)
    after = write(tmp_path, "apres.txt", "Le transport collectif vient ensuite.")
    with Readers(limits=Limits(memory_megabytes=200)) as readers:
        first, second = (readers.read(path, load(path), Metadata()).result() for path in (large, after))
    assert isinstance(first, FileError)
    assert first.code in {"memory", "limit"}
    assert isinstance(second, Reading)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_processes_stay_for_the_next_run_and_one_that_ended_is_replaced(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Le logement abordable manque.")
    kept, others = KeptReaders(), set(children_of(os.getpid()))

    def read() -> set[int]:
        with kept.used(1, LIMITS) as readers:
            assert isinstance(readers.read(path, load(path), Metadata()).result(), Reading)
        return {child for child in children_of(os.getpid()) if alive(child)} - others

    first = read()
    assert read() == first
    for child in first:
        os.kill(child, signal.SIGKILL)
    while any(alive(child) for child in first):
        time.sleep(0.01)
    assert not read() & first
    kept.close()
    assert not {child for child in children_of(os.getpid()) if alive(child)} - others


def test_a_run_that_is_cut_short_ends_its_processes_and_the_next_has_others(tmp_path: Path) -> None:
    slow, path = write(tmp_path, "lent.txt", LONG), write(tmp_path, "a.txt", "Le logement abordable manque.")
    kept = KeptReaders()

    def cut_short() -> None:
        with kept.used(1, LIMITS) as readers:
            waiting.append(readers.read(slow, load(slow), Metadata()))
            raise KeyboardInterrupt

    waiting: list[Future[Reading | FileError]] = []
    with pytest.raises(KeyboardInterrupt):
        cut_short()
    assert waiting[0].done()
    with kept.used(1, LIMITS) as readers:
        assert isinstance(readers.read(path, load(path), Metadata()).result(), Reading)
    kept.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_parent_leaves_no_worker(tmp_path: Path) -> None:
    slow = write(tmp_path, "lent.txt", LONG)
    program = "\n".join(
        [
            "import sys",
            "from pathlib import Path",
            "from corpus.model import Metadata",
            "from corpus.workers import Readers",
            "if __name__ == '__main__':",
            "    Readers().read(Path(sys.argv[1]), Path(sys.argv[1]).read_bytes(), Metadata()).result()",
        ]
    )
    script = write(tmp_path, "parent.py", program)
    root = str(Path(__file__).resolve().parents[2])
    parent = subprocess.Popen([sys.executable, str(script), str(slow)], env=os.environ | {"PYTHONPATH": root})
    deadline = time.monotonic() + 30
    while not (children := children_of(parent.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    while any(alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(child) for child in children)


def children_of(pid: int) -> list[int]:
    return [int(child) for one in Path(f"/proc/{pid}/task").glob("*/children") for child in one.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
