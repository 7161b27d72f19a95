"""What a power cut can no longer take back."""

from __future__ import annotations

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Put a file's content on the disk itself."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put a folder's list of names on the disk itself."""
    if os.name == "nt":
        return  # Windows has no handle to a folder to sync
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Put everything that a folder holds on the disk itself."""
    for path in folder.rglob("*"):
        if path.is_file():
            sync_file(path)
        else:
            sync_folder(path)
    sync_folder(folder)
