"""Files → what became of each, in batches: all of them here, or this process's part where others take files in too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from corpus import ocr
from corpus.catalogue import Catalogue
from corpus.errors import FileError, FileErrorCode
from corpus.ingest import Known, Outcome, read_files
from corpus.model import Metadata
from corpus.workers import Readers
from index.storage import Share

TOGETHER = (8, 32, 256)
"""Passages encoded in one go: first, then, and from then on. Small documents wait for each other, large ones do not
wait at all. Among more, more are of like length; the first are not waited for: the cores would have nothing to do."""
SHARED = (32,)
"""The same where other processes take files in too: what one holds back, they cannot take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How some files are read; `known` holds what the catalogue knows of each, from the moment it is looked at.

    `again`, files that did not change are read too; what is given joins what was given before, or stands `instead`.
    """

    catalogue: Catalogue
    given: Metadata
    readers: Readers
    again: bool = False
    instead: bool = False
    known: dict[str, Known] = field(default_factory=dict)

    def batches(self, files: Sequence[Path], share: Share) -> Iterator[list[Outcome]]:
        """Give what became of some files in batches; an empty one where all before it is to be recorded first."""
        if not share.is_part:
            self.known.update(self._known_of())
        left = files
        while left:
            for some in share.rounds(left):
                paths = self._looked_up(some) if share.is_part else some
                yield from _batches(
                    read_files(paths, self.known, self.given, readers=self.readers, instead=self.instead),
                    SHARED if share.is_part else TOGETHER,
                )
                yield []
            told, left = self._others(share.unrecorded(left))
            yield from _batches(told)

    def was_held(self, path: str) -> bool:
        """Tell whether a path held a document when it was looked at."""
        before = self.known.get(path)
        return bool(before and before.file and before.file.document_id)

    def _known_of(self, paths: Iterable[str] | None = None) -> dict[str, Known]:
        """Return what is known of some paths, or of all; pages that were scanned may have a text by now."""
        return {
            path: Known(file=one.file, given=one.given, settled=not self.again and not ocr.may_be_recognised(one.flags))
            for path, one in self.catalogue.known_files(paths).items()
        }

    def _looked_up(self, files: Iterable[Path]) -> Iterator[Path]:
        for path in files:
            self.known.update(self._known_of([str(path)]))
            yield path

    def _others(self, files: Sequence[Path]) -> tuple[list[Outcome], list[Path]]:
        """Return what became of files that others recorded, and those for which they were given something else."""
        told: list[Outcome] = []
        left: list[Path] = []
        known = self._known_of(str(path) for path in files)
        for path in files:
            before = known.get(str(path))
            if not before or not before.file or before.given != self.given_for(before):
                left.append(path)
                continue
            code = cast("FileErrorCode | None", before.file.error_code)
            error = FileError(code, "file.failed_elsewhere") if code else None
            told.append(Outcome(file=before.file, given=before.given, error=error))
        return told, left

    def given_for(self, before: Known) -> Metadata:
        """Return what is given for a file, with what was before where that stays."""
        return self.given if self.instead else self.given.over(before.given)


def size_of(outcome: Outcome) -> int:
    """Return the number of passages that a file gave."""
    return len(outcome.reading.passages) if outcome.reading else 0


def _batches(outcomes: Iterable[Outcome], together: Sequence[int] = TOGETHER) -> Iterator[list[Outcome]]:
    batch: list[Outcome] = []
    size, sizes = 0, iter(together)
    most = next(sizes)
    for outcome in outcomes:
        batch.append(outcome)
        size += size_of(outcome)
        if size >= most or len(batch) >= most:  # unchanged files have no passages, and are told too
            yield batch
            batch, size, most = [], 0, next(sizes, most)
    if batch:
        yield batch
