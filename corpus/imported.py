"""The files that a home folder keeps itself: those that a browser handed in, which lie nowhere else."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Literal

FOLDER = "imported"
SameName = Literal["keep", "replace"]
"""What becomes of an imported file when another of its name is handed in: it stays beside, or makes way."""
LONGEST_NAME = 120
"""Characters of a file's name; a file system counts bytes, of which a letter has up to two in French."""
_UNFIT = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_SHORT = 12
"""Hexadecimal digits of a file's SHA-256 that name its folder."""


class Imported:
    """The folder of imported files, one folder for each: two files of one name stand side by side."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def place_for(self, name: str, sha256: str) -> Path:
        """Return where a file with a name and a content is to lie."""
        return self._folder / sha256[:_SHORT] / name

    def named(self, name: str) -> list[Path]:
        """Return the files that have a name, the one that came last at the end."""
        found = [path for path in self._folder.glob("[!.]*/*") if path.name == name and path.is_file()]
        return sorted(found, key=lambda path: (path.stat().st_mtime_ns, str(path)))

    def holds(self, path: Path) -> bool:
        """Tell whether a path is that of an imported file, wherever its links lead."""
        with suppress(OSError):
            return path.is_file() and path.resolve().is_relative_to(self._folder.resolve())
        return False

    def drop(self, path: Path) -> None:
        """Delete an imported file, and its folder; any other path is left alone."""
        if self.holds(path):
            path.unlink(missing_ok=True)
            with suppress(OSError):  # another file came in between
                path.parent.rmdir()


def safe_name(name: str) -> str:
    """Return a name that a browser told as one that every file system takes, without any folder."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = "".join(one for one in _UNFIT.sub("_", last) if unicodedata.category(one) not in {"Cc", "Cf", "Cs"})
    stem, suffix = PurePosixPath(plain).stem.strip(" ."), PurePosixPath(plain).suffix.rstrip(" .")
    return (stem or "document")[: LONGEST_NAME - len(suffix)] + suffix
