"""A backup of a home folder: what goes in and what stays out. See docs/decisions/0013; `restoration` brings it back.

In: the catalogue (a consistent copy, while others write), the files that the home folder keeps itself, its templates,
its evaluations, and its settings without secrets. Out: the vectors' cache, which the catalogue remakes; the manager's
password; who owns the folder now.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
import tomllib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus import imported, sqlite
from corpus.archive import check_place, pack
from corpus.causes import cause_of
from corpus.errors import StoreError
from corpus.home import CATALOGUE, FOLDERS, check_outside
from corpus.judgement import Problem, judge
from corpus.settings import FILE as SETTINGS

_KEY = re.compile(r"^[ \t]*(?:llm[ \t]*\.[ \t]*)?api_key[ \t]*=.*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a backup holds: documents, passages, bytes of its file, and the names of what was left out of it."""

    documents: int
    passages: int
    size: int
    left_out: tuple[str, ...]


def make_backup(home: Path, path: Path, made_at: datetime) -> Kept:
    """Write a backup of a home folder, which may be in use, to a file; an earlier backup of that name is replaced.

    Raises:
        StoreError: there is no document, what is held is not sound, or the file cannot be written. An earlier backup
            of that name is as it was.
        UsageError: what bears that name is no backup, or it is inside the home folder.
    """
    if not (home / CATALOGUE).is_file():
        raise StoreError("backup.nothing", path=str(home))
    try:
        check_outside(path, home)
        check_place(path)
        with tempfile.TemporaryDirectory(prefix=".repere-backup-", dir=path.parent) as scratch:
            copy = Path(scratch, CATALOGUE)
            _copy_catalogue(home / CATALOGUE, copy)
            _check_sound(copy, home)
            documents, passages, own = _described(copy, home)
            if not documents:
                raise StoreError("backup.nothing", path=str(home))
            settings, left_out = _settings(home, Path(scratch, SETTINGS))
            files = {
                CATALOGUE: copy,
                **settings,
                **{name: Path(source) for source, name in own.items()},
                **_beside(home),
            }
            pack(path, files, {"made_at": made_at.isoformat(), "imported": own})
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError("backup.unwritable", path=str(path), detail=cause_of(error)) from error
    except sqlite3.DatabaseError as error:
        raise _unsound(home, Problem(key="check.catalogue")) from error
    return Kept(documents=documents, passages=passages, size=path.stat().st_size, left_out=left_out)


def _copy_catalogue(source: Path, target: Path) -> None:
    """Copy a catalogue as it is at one moment, whoever writes to it meanwhile.

    Source: https://www.sqlite.org/backup.html
    """
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)  # all pages in one step: a single moment
        here.execute("PRAGMA journal_mode = DELETE")  # one file, which nothing beside completes


def _check_sound(copy: Path, home: Path) -> None:
    """Refuse to put away what is damaged: it would pass for a backup, and take the place of a sound one."""
    engine = sqlite.connect(copy, frozen=True)
    try:
        problems = judge(engine)
    finally:
        engine.dispose()
    if problems:
        raise _unsound(home, problems[0])


def _unsound(home: Path, problem: Problem) -> StoreError:
    return StoreError("backup.unsound", path=str(home), problem=problem.worded())


def _described(copy: Path, home: Path) -> tuple[int, int, dict[str, str]]:
    """Return the documents and passages of a catalogue, and the files that the home folder keeps for it.

    The copy says which: a file that came in since is none of its, and one that went since is not there any more.
    """
    with closing(sqlite3.connect(copy)) as connection:
        (documents,), (passages,) = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("documents", "passages")
        )
        paths = [Path(path) for (path,) in connection.execute("SELECT path FROM source_files ORDER BY path")]
    folder = home / imported.FOLDER
    own = [path for path in paths if path.is_relative_to(folder) and path.is_file() and not path.is_symlink()]
    return documents, passages, {str(path): path.relative_to(home).as_posix() for path in own}


def _settings(home: Path, copy: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Return the settings without their secrets, and the names of what is left out."""
    left_out = ["manager.hash"] if (home / "manager.hash").is_file() else []
    if not (home / SETTINGS).is_file():
        return {}, tuple(left_out)
    said = (home / SETTINGS).read_text(encoding="utf-8")
    bare = without_key(said)
    if bare is None:
        return {}, (*left_out, SETTINGS)
    if bare != said:
        left_out.append("llm.api_key")
    copy.write_text(bare, encoding="utf-8")
    return {SETTINGS: copy}, tuple(left_out)


def without_key(said: str) -> str | None:
    """Return settings without the language model's key, or None where the key cannot be told from the rest."""
    try:
        wanted = tomllib.loads(said)
        model = wanted.get("llm")
        if not isinstance(model, dict) or "api_key" not in model:
            return said
        del model["api_key"]
        bare = _KEY.sub("", said)
        found = tomllib.loads(bare)
    except tomllib.TOMLDecodeError:
        return None
    found.setdefault("llm", {})  # a table may go with its only line
    return bare if found == wanted else None


def _beside(home: Path) -> dict[str, Path]:
    """Return the home folder's templates and evaluations, by their names in an archive."""
    found: dict[str, Path] = {}
    for folder in FOLDERS[1:]:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                found[path.relative_to(home).as_posix()] = path
    return found
