"""The pointer of a cache: which generation counts, how far it has come, and what its files were then.

FOLDER/current.json       the pointer
FOLDER/generation-…/      one store; another is built beside it, verified, and switched to
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.durable import sync_folder, sync_tree
from index.model import IndexCard

POINTER = "current.json"
PREFIX = "generation-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What `current.json` holds.

    `clean` is false from before a change until after it. `forgotten` counts the vectors that were taken out since the
    store was made. `stamps` are the name, size in bytes and
    modification time in nanoseconds of the generation's files when the pointer was last written clean.
    """

    generation: str
    revision: int
    card: IndexCard
    clean: bool
    stamps: tuple[tuple[str, int, int], ...]
    forgotten: int = 0


def usable_pointer(folder: Path, card: IndexCard) -> Pointer | None:
    """Return the pointer to a generation that may be opened in this process, or None.

    One whose files changed is never judged good enough: with the graph's upper links overwritten, every search
    still succeeded, and the next write would have followed the damage.
    """
    pointer = read_pointer(folder)
    if pointer is None or pointer.card != card or not pointer.clean:
        return None
    return pointer if stamps_of(folder / pointer.generation) == pointer.stamps else None


def read_pointer(folder: Path) -> Pointer | None:
    """Return the pointer, or None where there is none that can be read."""
    try:
        fields = json.loads((folder / POINTER).read_text("utf-8"))
        card = IndexCard(**fields.pop("card"))
        generation = str(fields.pop("generation"))
        stamps = tuple((str(name), int(size), int(time)) for name, size, time in fields.pop("stamps"))
        pointer = Pointer(**fields, generation=generation, card=card, stamps=stamps)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return pointer if re.fullmatch(PREFIX + "[0-9a-f]+", generation) else None


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Replace the pointer, at once or not at all."""
    temporary = folder / f".{POINTER}"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(pointer), file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / POINTER)
    sync_folder(folder)


def stamps_of(generation: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, size in bytes and modification time in nanoseconds of every file, by name."""
    files = sorted(path for path in generation.rglob("*") if path.is_file())
    stats = ((path.relative_to(generation).as_posix(), path.stat()) for path in files)
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def settled_stamps(generation: Path) -> tuple[tuple[str, int, int], ...]:
    """Return the stamps of files that a power cut can no longer take back."""
    sync_tree(generation)
    return stamps_of(generation)
