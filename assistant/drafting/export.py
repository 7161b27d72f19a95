"""Draft → file: the name says the format, and the file is whole or not there."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from assistant.drafting.model import PolicyDraft
from corpus.causes import cause_of
from corpus.errors import UsageError

FORMATS = (".docx", ".md", ".html")


def check_output(path: Path) -> None:
    """Refuse, before any work, a file that could not be written.

    Raises:
        UsageError: its name says no format that we write, or its folder cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise UsageError("draft.output_format", path=str(path), known=", ".join(FORMATS))
    check_writable(path)


def check_writable(path: Path) -> None:
    """Refuse a path whose folder cannot be written, or that is a folder.

    Raises:
        UsageError: it is so.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        raise UsageError("draft.output_folder", folder=str(folder))
    writable = os.access(path, os.W_OK) if path.exists() else os.access(folder, os.W_OK | os.X_OK)
    if path.is_dir() or not writable:
        raise UsageError("draft.output_denied", path=str(path))


def write_draft(draft: PolicyDraft, path: Path) -> None:
    """Write a draft in the format that its name says.

    Raises:
        UsageError: the file cannot be written; nothing is left half-written.
    """
    check_output(path)
    write_whole(path, rendered(draft, path.suffix.lower()))


def rendered(draft: PolicyDraft, suffix: str) -> bytes:
    """Return a draft as the bytes of a file."""
    if suffix == ".docx":
        from assistant.drafting.word import render_word

        return render_word(draft)
    if suffix == ".html":
        from assistant.drafting.page import render_page

        return render_page(draft).encode("utf-8")
    from assistant.drafting.markdown import render_markdown

    return render_markdown(draft).encode("utf-8")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside, then put it in its place.

    Raises:
        UsageError: it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise UsageError("draft.output_unwritable", path=str(path), detail=cause_of(error)) from error
