"""A disk that is full, or that may only be read: changes are refused in a sentence, and questions are answered.

A small file system in memory plays the disk; mounting it takes root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MEGABYTES = 40
UNGUARDED = (
    "import index.embedded as e, index.vectors as v; "
    "e.Embedded.check_room = lambda self: None; v.VectorCache._check_room = lambda self, count: None"
)
"""Takes away what keeps us from filling the disk: others may fill it while we work."""
TOLD = {"store.full", "store.disk_low", "vectors.disk", "vectors.read", "vectors.write", "backup.unwritable"}
Repere = Callable[..., object]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if not hasattr(os, "geteuid") or os.geteuid() or not shutil.which("mount"):
        pytest.skip("needs root, to mount a small disk")
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def leave(disk: Path, free: int) -> None:
    """Fill a disk until so many bytes are free."""
    with (disk / "ballast").open("wb") as file:
        left = shutil.disk_usage(disk).free - free
        while left > 0:
            left -= file.write(b"\0" * min(left, 2**20))


def test_on_a_full_disk_changes_are_refused_and_questions_answered(
    disk: Path,
    sound: Path,
    documents: Path,
    tmp_path: Path,
    repere: Repere,
    texts_of: Callable[[Path], dict[str, str]],
    kills: int,
    told: Callable[[str], None],
) -> None:
    home = shutil.copytree(sound, disk / "home")
    whole, counts = texts_of(home), Counter[str]()
    expected = repere(home, "search", "le transport").payload["hits"]
    rooms = (0, 150_000, 600_000, 40_000, 2_500_000) if kills > 10 else (0, 150_000)
    for free in rooms:
        leave(disk, free)
        changes = (["ingest", documents, "--again"], ["rebuild"], ["backup", disk / "sauvegarde.zip"])
        for arguments in changes if kills > 10 else changes[2:]:
            answer = repere(home, *arguments, first=UNGUARDED)
            assert answer.code in {0, 3}, (free, arguments, answer)
            assert answer.code == 0 or answer.payload["error"]["code"] in TOLD, (free, arguments, answer)
            counts[f"{arguments[0]}: {'done' if answer.code == 0 else 'refused'}"] += 1
        answer = repere(home, "search", "le transport")
        assert [hit["passage_id"] for hit in answer.payload["hits"]] == [hit["passage_id"] for hit in expected]
        assert repere(home, "ingest", documents, "--again").payload["error"]["code"] in TOLD
        counts["search: answered"] += 1
        (disk / "ballast").unlink()
        (disk / "sauvegarde.zip").unlink(missing_ok=True)
        assert texts_of(home) == whole
    leave(disk, 150_000)
    assert repere(home, "remove", "0.md", first=UNGUARDED).code in {0, 3}
    (disk / "ballast").unlink()
    after = texts_of(home)
    assert after in (whole, {name: text for name, text in whole.items() if name != "0.md"})
    told(f"full disk: {dict(counts)}")


def test_a_disk_that_may_only_be_read_is_told(disk: Path, sound: Path, repere: Repere) -> None:
    home = shutil.copytree(sound, disk / "home")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    answer = repere(home, "search", "le transport")
    assert (answer.code, answer.payload["error"]["code"]) == (3, "store.unwritable")
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert repere(home, "check").code == 0
