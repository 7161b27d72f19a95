"""Two at once, a clock that jumps, a collection that is being served: real processes, and nothing lost."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.owner import PATIENCE
from index.restore import restore

ROOT = Path(__file__).resolve().parents[2]
LEAP = 10 * 365 * 24 * 3600
JUMPING = f"""
import itertools, time, sqlalchemy.util.queue
real, turns = time.time, itertools.cycle((0, {LEAP}, -{LEAP}, 3600, -86400))
time.time = lambda: real() + next(turns)
time.time_ns = lambda: int(time.time() * 1e9)
sqlalchemy.util.queue._time = time.time
"""
Repere = Callable[..., object]
Texts = Callable[[Path], dict[str, str]]


@pytest.fixture
def served(home: Path) -> Iterator[Path]:
    """Return a home folder that a server holds."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = str(listening.getsockname()[1])
    command = [sys.executable, "-m", "assistant", "--home", str(home), "serve", "--port", port]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 240
        while not (home / "owner.json").exists():
            assert server.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield home
        server.terminate()


def both(*works: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(len(works)) as threads:
        return [one.result() for one in [threads.submit(work) for work in works]]


def test_of_two_writers_one_is_refused_or_waits_and_nothing_is_lost(
    home: Path, tmp_path: Path, repere: Repere, texts_of: Texts
) -> None:
    assert PATIENCE < 2
    files = [tmp_path / f"{name}.md" for name in "ab"]
    for path in files:
        path.write_text(f"# Plan {path.stem}\n\nLa ville {path.stem} consulte la population.", "utf-8")
    answers = both(*(lambda path=path: repere(home, "ingest", path) for path in files))
    for answer in answers:
        assert answer.code == 0 or answer.payload["error"]["code"] == "store.owned", answer
    assert any(answer.code == 0 for answer in answers)
    for path in files:
        assert repere(home, "ingest", path).code == 0
    assert {"a.md", "b.md"} < texts_of(home).keys()


def test_while_it_serves_two_write_and_one_backs_up(
    served: Path, tmp_path: Path, repere: Repere, texts_of: Texts
) -> None:
    """All go through the process that holds the folder; what was removed leaves the disk while it goes on serving."""
    files = [tmp_path / f"{name}.md" for name in "ab"]
    for path in files:
        path.write_text(f"# Plan {path.stem}\n\nLa ville de Zyxquobinville {path.stem} consulte.", "utf-8")
    backup = tmp_path / "sauvegarde.zip"
    answers = both(
        *(lambda path=path: repere(served, "ingest", path) for path in files),
        lambda: repere(served, "backup", backup),
    )
    assert [answer.code for answer in answers] == [0, 0, 0], answers
    restore(backup, tmp_path / "restored")
    held = set(texts_of(tmp_path / "restored"))
    assert held - {"a.md", "b.md"} == {f"{number}.md" for number in range(6)}
    assert traces(served, b"zyxquobinvill")
    assert repere(served, "remove", "a.md", "b.md").code == 0
    assert traces(served, b"zyxquobinvill") == []
    assert (served / "owner.json").exists()


def traces(home: Path, word: bytes) -> list[str]:
    """Return the files of a home folder that hold a word, whatever its case."""
    return [path.name for path in home.rglob("*") if path.is_file() and word in path.read_bytes().lower()]


def test_what_is_removed_leaves_the_disk_to_the_byte(home: Path, tmp_path: Path, repere: Repere) -> None:
    """The text, the words of the index, the name of the file and its path: nothing is left anywhere."""
    words = (b"zyxquobinvill", b"vlothbertrix", b"secretissime")
    path = tmp_path / "secretissime.md"
    text = "\n\n".join(f"## Partie {part}\n\nÀ Zyxquobinville, Vlothbertrix consulte. " * 9 for part in range(20))
    path.write_text(f"# Plan de Zyxquobinville\n\n{text}", encoding="utf-8")
    assert repere(home, "ingest", path).code == 0
    assert all(traces(home, word) for word in words)
    assert repere(home, "remove", "secretissime.md").code == 0
    assert [name for word in words for name in traces(home, word)] == []


def test_a_clock_that_jumps_changes_nothing(sound: Path, tmp_path: Path, repere: Repere, texts_of: Texts) -> None:
    """Ten years ahead, ten back, between any two looks at it; files from the future, and from 1970."""
    home = shutil.copytree(sound, tmp_path / "home")
    path = tmp_path / "a.md"
    path.write_text("# Plan a\n\nLa ville consulte la population.", "utf-8")
    os.utime(path, (time.time() + LEAP, time.time() + LEAP))
    assert repere(home, "ingest", path, first=JUMPING).code == 0
    for file in home.rglob("*"):
        os.utime(file, (0, 0))
    answer = repere(home, "search", "la population", first=JUMPING)
    assert answer.payload["hits"]
    assert set(texts_of(home)) == {f"{number}.md" for number in range(6)} | {"a.md"}
