"""Why something could not be done, said in the language that is spoken: no word of the system's shows."""

from __future__ import annotations

import errno
import json
import re
import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

import pytest

from assistant.wording import said
from corpus.causes import cause_of

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = 4_000
"""No code of any system."""


def raised(work: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is
        work()
    return caught.value


@pytest.mark.parametrize(
    ("error", "french"),
    [
        (OSError(errno.EACCES, "Permission denied"), "vous n'en avez pas le droit"),
        (OSError(errno.EPERM, "Operation not permitted"), "vous n'en avez pas le droit"),
        (OSError(errno.ENOSPC, "No space left on device"), "le disque est plein"),
        (OSError(errno.EROFS, "Read-only file system"), "le disque est en lecture seule"),
        (OSError(errno.ENOENT, "No such file or directory"), "le fichier ou son dossier n'existe pas"),
        (OSError(errno.EISDIR, "Is a directory"), "c'est un dossier"),
        (OSError(errno.ENOTDIR, "Not a directory"), "une partie du chemin n'est pas un dossier"),
        (OSError(errno.EIO, "Input/output error"), "le disque ou le réseau ne répond pas comme il faut"),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "le nom est trop long"),
        (OSError(UNKNOWN, "Unheard of"), f"erreur du système {UNKNOWN}"),
        (URLError(ConnectionRefusedError(errno.ECONNREFUSED, "refused")), "la connexion est refusée ou coupée"),
        (URLError("unknown url type"), "erreur URLError"),
        (TimeoutError("timed out"), "la réponse tarde trop"),
        (ConnectionResetError("gone"), "la connexion est refusée ou coupée"),
        (RuntimeError("IO error: No space left on device (os error 28)"), "le disque est plein"),
        (RuntimeError("error returned from database: (code: 13) database or disk is full"), "le disque est plein"),
        (RuntimeError("error returned from database: (code: 99)"), "erreur de SQLite 99"),
        (RuntimeError("whatever"), "erreur RuntimeError"),
    ],
)
def test_a_cause_is_said_in_the_language_that_is_spoken(error: Exception, french: str) -> None:
    assert said("fr", cause_of(error)) == french
    assert said("en", cause_of(error)) != french


@pytest.mark.parametrize(
    ("work", "french"),
    [
        (lambda: sqlite3.connect("/no/such/folder/a.db"), "un fichier ne peut pas être ouvert"),
        (lambda: json.loads('{"a":\n,}'), "ce n'est pas du JSON valide, ligne 2, colonne 1"),
        (lambda: tomllib.loads("a = 1\nb =\n"), "ce n'est pas du TOML valide, ligne 2, colonne 4"),
        (lambda: tomllib.loads("a = ["), "ce n'est pas du TOML valide, à la fin du fichier"),
        (lambda: b"\xff".decode("utf-8"), "ce n'est pas du texte en UTF-8"),
        (lambda: Path("/").read_bytes(), "c'est un dossier"),
    ],
)
def test_what_is_truly_raised_is_understood(work: Callable[[], object], french: str) -> None:
    assert said("fr", cause_of(raised(work))) == french


def test_nobody_shows_the_words_of_the_system() -> None:
    """`strerror` is English wherever we run; `cause_of` says the same in our words."""
    files = [path for floor in ("corpus", "index", "assistant", "evals") for path in (ROOT / floor).rglob("*.py")]
    assert files
    assert [path.name for path in files if re.search(r"strerror", path.read_text("utf-8"))] == []
