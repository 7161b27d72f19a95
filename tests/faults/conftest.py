"""What the tests of faults share: the command in a process of its own, and a small collection to spoil."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from index.collection import Collection

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
COMMAND = """
import os, sys, tempfile
for number, path in enumerate({outputs!r}, start=1):
    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
os.environ["TMPDIR"] = tempfile.tempdir = {temporary!r}
{first}
from assistant.cli import main
sys.exit(main({words!r}))
"""
"""What a process runs: a command whose words for a program and for a person each go to a file."""


@pytest.fixture(scope="session")
def repere(forks: ForkServerContext) -> Repere:
    """Return what runs a command in a process of its own, to its end; `first` is Python to run before it."""

    def run(home: Path, *arguments: object, first: str = "") -> Told:
        words = ["--home", str(home), "--json", *map(str, arguments)]
        with TemporaryDirectory() as folder:
            outputs = [Path(folder, name) for name in ("stdout", "stderr")]
            code = COMMAND.format(first=first, outputs=list(map(str, outputs)), temporary=str(home.parent), words=words)
            ended = _forked(forks, code)
            told, said = (path.read_text("utf-8") for path in outputs)
        return Told(ended, json.loads(told or "{}"), said)

    return run


def _forked(forks: ForkServerContext, code: str) -> int:
    """Run some Python in a process that has loaded its libraries, and return its exit code."""
    process = forks.Process(target=exec, args=(code, {}))
    process.start()
    process.join(LONGEST)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise AssertionError("the command hangs")
    return process.exitcode


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
        assert collection.check() == []  # its vectors' cache is there from then on
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
