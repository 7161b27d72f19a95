"""A home folder brought back from a backup, by the one process that holds it meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path

from corpus.archive import opened
from corpus.home import check_folder, check_outside
from corpus.restoration import Restored, check_names, restore_archive
from index.owner import Ownership


def restore(path: Path, home: Path, *, replace: bool = False) -> Restored:
    """Make a home folder what a backup holds.

    The backup is read whole before the folder is held, and judged before anything of it changes.

    Raises:
        OwnedError: another process holds the folder.
        StoreError: the backup cannot be used, or the folder is not empty and `replace` does not say so; nothing of
            the folder has changed.
        UsageError: the backup lies in the folder that it would replace.
    """
    check_folder(home)
    check_outside(path, home)
    with opened(path) as archive:
        check_names(archive)
        is_new = not home.exists()
        ownership = Ownership(home)
        ownership.claim()
        try:
            return restore_archive(archive, home, replace=replace)
        except BaseException:
            if is_new:
                shutil.rmtree(home, ignore_errors=True)
            raise
        finally:
            ownership.release()
