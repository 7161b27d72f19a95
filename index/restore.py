"""A home folder brought back from a backup, by the one process that holds it meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path

from corpus.archive import opened
from corpus.backup import check_names, restore_archive
from index.owner import Ownership


def restore(path: Path, home: Path, *, replace: bool = False) -> str:
    """Make a home folder what a backup holds, and return when the backup was made, in ISO 8601.

    The backup is read whole and judged before the folder is held, let alone changed.

    Raises:
        OwnedError: another process holds the folder.
        StoreError: the backup cannot be used, or the folder is not empty and `replace` does not say so; nothing of
            the folder has changed.
    """
    with opened(path) as archive:
        check_names(archive)
        is_new = not home.exists()
        ownership = Ownership(home)
        ownership.claim()
        try:
            restore_archive(archive, home, replace=replace)
        except BaseException:
            if is_new:
                shutil.rmtree(home, ignore_errors=True)
            raise
        finally:
            ownership.release()
        return str(archive.facts.get("made_at", ""))
