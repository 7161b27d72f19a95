"""What the tests of faults share: the command in a process of its own, and a small collection to spoil."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.collection import Collection

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
"""Seconds after which a command is said to hang: far more than it takes on the slowest machine."""
THEMES = ("le logement", "le transport", "les aînés", "la jeunesse", "la culture", "l'alimentation")


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended: its code, its JSON, and what it said to a person."""

    code: int
    payload: dict[str, Any]
    said: str


Repere = Callable[..., Told]


@pytest.fixture(scope="session")
def repere() -> Repere:
    """Return what runs a command in a process of its own, to its end; `first` is Python to run before it."""

    def run(home: Path, *arguments: object, first: str = "") -> Told:
        code = f"import sys\n{first}\nfrom assistant.cli import main\nif __name__ == '__main__':\n    sys.exit(main())"
        done = subprocess.run(
            [sys.executable, "-c", code, "--home", str(home), "--json", *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
            env=os.environ | {"TMPDIR": str(home.parent)},
        )
        return Told(done.returncode, json.loads(done.stdout or "{}"), done.stderr)

    return run


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of a few documents."""
    folder = tmp_path_factory.mktemp("documents")
    for number, theme in enumerate(THEMES):
        paragraphs = (
            f"## Mesure {part}\n\nEn {2010 + number}, la ville met {theme} au premier rang. "
            + "La population est consultée, puis le conseil décide. " * 8
            for part in range(4)
        )
        (folder / f"{number}.md").write_text(f"# Plan sur {theme}\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Path:
    """Return the home folder of a sound collection, which no test changes."""
    home = tmp_path_factory.mktemp("sound") / "home"
    with Collection.open(home) as collection:
        assert not collection.ingest([documents]).failed
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    """Return a copy of the sound home folder, to spoil."""
    return shutil.copytree(sound, tmp_path / "home")


@pytest.fixture
def texts_of() -> Callable[[Path], dict[str, str]]:
    """Return what gives the text of every document of a home folder, by file name, once it is found to be sound."""

    def texts(home: Path) -> dict[str, str]:
        with Collection.open(home) as collection:
            assert collection.check() == []
            held = collection.catalogue.held()
            found = collection.catalogue.documents(one.document.document_id for one in held)
            assert collection.vectors.count() == collection.catalogue.count()
            return {one.document.source: found[one.document.document_id].text for one in held}

    return texts
