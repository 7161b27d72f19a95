"""Paths → readings: which files are to be read, which are known already, and what each one gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import FileError
from corpus.model import Metadata, Reading, SourceFile
from corpus.readers import READ_SUFFIXES, file_name
from corpus.reading import load, read_file, sha256_of


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
class Outcome:
    """What became of one file: a reading, nothing new (neither), or an error."""

    file: SourceFile
    reading: Reading | None = None
    error: FileError | None = None


def find_files(paths: Iterable[Path]) -> Found:
    """Return the files that some files and folders stand for, each once, in the order of their names."""
    files: dict[Path, None] = {}
    skipped: list[Skipped] = []
    failed: list[tuple[str, FileError]] = []
    for path in paths:
        absolute = path.absolute()
        if not _can_be_named(absolute):
            failed.append((repr(str(absolute))[1:-1], FileError("malformed", "file.bad_name")))
            continue
        if absolute.is_dir():
            before = len(files)
            _walk(absolute, files, skipped)
            if len(files) == before:
                failed.append((str(absolute), FileError("empty", "file.empty_folder")))
        elif absolute.exists():
            files[absolute] = None
        else:
            failed.append((str(absolute), FileError("missing")))
    return Found(files=tuple(files), skipped=tuple(skipped), failed=tuple(failed))


def _can_be_named(path: Path) -> bool:
    """Tell whether a path is Unicode: some systems allow bytes that are not, which no catalogue can hold."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _walk(folder: Path, files: dict[Path, None], skipped: list[Skipped]) -> None:
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            if path.is_file():
                skipped.append(Skipped(path=str(path), reason="skip.hidden"))
        elif not path.is_file():
            continue
        elif path.name.startswith("~$"):
            skipped.append(Skipped(path=str(path), reason="skip.lock"))
        elif not _can_be_named(path):
            skipped.append(Skipped(path=repr(str(path))[1:-1], reason="skip.name"))
        elif path.suffix.lower() not in READ_SUFFIXES:
            skipped.append(Skipped(path=str(path), reason="skip.kind"))
        else:
            files[path] = None


def read_files(files: Iterable[Path], known: Mapping[str, SourceFile], given: Metadata) -> Iterator[Outcome]:
    """Read files one by one; a file whose content is known, and for which nothing new is given, is not read again."""
    for path in files:
        yield _read_one(path, known.get(str(path)), given)


def _read_one(path: Path, before: SourceFile | None, given: Metadata) -> Outcome:
    content = b""
    try:
        content = load(path)
        digest = sha256_of(content)
        unchanged = before is not None and before.sha256 == digest and before.state == "read"
        if unchanged and given == Metadata():
            return Outcome(file=before)  # type: ignore[arg-type]  # unchanged implies it is known
        reading = read_file(path, content, given)
        return Outcome(file=_source(path, content, document_id=reading.document.document_id), reading=reading)
    except FileError as error:
        return Outcome(file=_source(path, content, error=error), error=error)


def _source(
    path: Path, content: bytes, *, document_id: str | None = None, error: FileError | None = None
) -> SourceFile:
    return SourceFile(
        path=str(path),
        name=file_name(path),
        sha256=sha256_of(content),
        size=len(content),
        state="failed" if error else "read",
        document_id=document_id,
        error_code=error.code if error else None,
    )
