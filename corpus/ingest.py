"""Paths → readings: which files are to be read, which are known already, and what each one gives."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import FileError
from corpus.limits import LIMITS, Limits
from corpus.model import Metadata, Reading, SourceFile
from corpus.readers import READ_SUFFIXES, file_name
from corpus.reading import load, sha256_of
from corpus.workers import Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file of a folder that is never read, and why (a wording key)."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The files that some paths stand for, and what was passed over or is not there."""

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]
    failed: tuple[tuple[str, FileError], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a collection knows of a path: the file that was there, what a person set for it, and whether it is settled.

    A file that is not settled is read again although it is the same: some of its pages may have a text by now.
    """

    file: SourceFile | None = None
    given: Metadata = Metadata()
    settled: bool = True


_UNKNOWN = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file, with what a person set for it: a reading, nothing new (neither), or an error."""

    file: SourceFile
    given: Metadata
    reading: Reading | None = None
    error: FileError | None = None


def find_files(paths: Iterable[Path]) -> Found:
    """Return the files that some files and folders stand for, each once, in the order of their names."""
    files: dict[Path, None] = {}
    skipped: dict[str, Skipped] = {}
    failed: dict[str, FileError] = {}
    for path in paths:
        absolute = path.absolute()
        problem = _problem_of(absolute)
        if problem:
            failed[_spelled(absolute)] = problem
        elif absolute.is_dir():
            walk = _walk(absolute)
            files.update(dict.fromkeys(walk.files))
            skipped.update((one.path, one) for one in walk.skipped)
            failed.update(walk.failed)
            if not walk.files and not walk.failed:
                failed[str(absolute)] = FileError("empty", "file.empty_folder")
        else:
            files[absolute] = None
    return Found(files=tuple(files), skipped=tuple(skipped.values()), failed=tuple(failed.items()))


def _problem_of(path: Path) -> FileError | None:
    """Return why a path can be neither read nor walked, if that is known beforehand."""
    if not _can_be_named(path):
        return FileError("malformed", "file.bad_name")
    try:
        return None if path.exists() else FileError("missing")
    except OSError as error:  # a folder above may not be entered, or the name is too long to be a file's
        return FileError("permission" if isinstance(error, PermissionError) else "missing")


def _can_be_named(path: Path) -> bool:
    """Tell whether a path is Unicode: some systems allow bytes that are not, which no catalogue can hold."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _spelled(path: Path) -> str:
    """Return a path that is not Unicode as text, its odd bytes as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(folder: Path) -> Found:
    """Return the files below a folder; hidden folders are passed over whole, and links to folders are not followed."""
    files: list[Path] = []
    skipped: list[Skipped] = []
    failed: list[tuple[str, FileError]] = []

    def cannot_list(error: OSError) -> None:
        failed.append((_spelled(Path(error.filename)), FileError("permission")))

    for parent, folders, names in os.walk(folder, onerror=cannot_list):
        hidden = [name for name in folders if name.startswith(".")]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        skipped.extend(Skipped(path=_spelled(Path(parent, name)), reason="skip.hidden") for name in hidden)
        for path in (Path(parent, name) for name in names):
            if reason := _reason_to_skip(path):
                skipped.append(Skipped(path=_spelled(path), reason=reason))
            else:
                files.append(path)
    skipped.sort(key=lambda one: one.path)
    return Found(files=tuple(sorted(files)), skipped=tuple(skipped), failed=tuple(failed))


def _reason_to_skip(path: Path) -> str | None:
    if path.name.startswith("."):
        return "skip.hidden"
    if path.name.startswith("~$"):
        return "skip.lock"
    if not _can_be_named(path):
        return "skip.name"
    return None if path.suffix.lower() in READ_SUFFIXES else "skip.kind"


def read_files(
    files: Iterable[Path],
    known: Mapping[str, Known],
    given: Metadata = Metadata(),
    *,
    readers: Readers | None = None,
    jobs: int = 1,
    limits: Limits = LIMITS,
    instead: bool = False,
) -> Iterator[Outcome]:
    """Read files, so many at once, each in a process of its own; give their outcomes in the order of the files.

    `readers` that are handed in are left open, and say how many and within which limits.

    A file whose content is known, and for which nothing new is given, costs a hash and is not read again. What was
    given for a file before stays, until something else is given; `instead`, nothing of it stays.
    """
    waiting: deque[Outcome | _Waiting] = deque()
    with nullcontext(readers) if readers else Readers(jobs, limits) as reading:
        for path in files:
            before = known.get(str(path), _UNKNOWN)
            waiting.append(_start(reading, path, before, given if instead else given.over(before.given)))
            while waiting and (len(waiting) > 2 * reading.jobs or _is_ready(waiting[0])):
                yield _finished(waiting.popleft())
        while waiting:
            yield _finished(waiting.popleft())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A file that is being read; `unread` is what is known of it meanwhile."""

    unread: SourceFile
    given: Metadata
    answer: Future[Reading | FileError]


def _start(readers: Readers, path: Path, before: Known, given: Metadata) -> Outcome | _Waiting:
    """Have a file read, or return what is known of it without reading."""
    try:
        content = load(path, readers.limits)
    except FileError as error:
        return _failed(_source(path, b""), given, error)
    file = _source(path, content)
    held = before.file
    if held and held.state == "read" and held.sha256 == file.sha256 and before.settled and before.given == given:
        return Outcome(file=held, given=given)
    return _Waiting(unread=file, given=given, answer=readers.read(path, content, given))


def _is_ready(one: Outcome | _Waiting) -> bool:
    return isinstance(one, Outcome) or one.answer.done()


def _finished(one: Outcome | _Waiting) -> Outcome:
    """Return the outcome of a file, once it is read."""
    if isinstance(one, Outcome):
        return one
    answer = one.answer.result()
    if isinstance(answer, FileError):
        return _failed(one.unread, one.given, answer)
    file = replace(one.unread, document_id=answer.document.document_id)
    return Outcome(file=file, given=one.given, reading=answer)


def _failed(file: SourceFile, given: Metadata, error: FileError) -> Outcome:
    return Outcome(file=replace(file, state="failed", error_code=error.code), given=given, error=error)


def _source(path: Path, content: bytes) -> SourceFile:
    return SourceFile(path=str(path), name=file_name(path), sha256=sha256_of(content), size=len(content), state="read")
