"""One file, from its bytes to its passages: file → Extract → Document → Section → Passage."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from corpus.causes import cause_of
from corpus.clean import drop_invisible
from corpus.errors import FileError
from corpus.limits import LIMITS, Limits
from corpus.metadata import recognise
from corpus.model import Document, Extract, Metadata, Reading, document_id_of
from corpus.passages import make_passages, places_of
from corpus.readers import file_name, read
from corpus.sections import compose


def load(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return a file's bytes.

    Raises:
        FileError: the file is missing, is too large or may not be read.
    """
    try:
        if not path.is_file():
            raise FileError("not_text" if path.exists() else "missing")  # a device or a pipe has no end
        limits.check_size(path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileError("missing") from error
    except PermissionError as error:
        raise FileError("permission") from error
    except OSError as error:
        raise FileError("malformed", "file.system", detail=cause_of(error)) from error


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_file(path: Path, content: bytes, given: Metadata | None = None, limits: Limits = LIMITS) -> Reading:
    """Return the document, sections and passages of a file; what a person gave wins over what is recognised.

    Raises:
        FileError: the file cannot be read; the code says why.
    """
    return make_reading(read(path, content, limits), source=file_name(path), given=given)


def make_reading(extract: Extract, *, source: str, given: Metadata | None = None) -> Reading:
    """Return the document, sections and passages of what a reader extracted.

    Raises:
        FileError: there is no text in it.
    """
    known = _visible(recognise(extract.blocks, (given or Metadata()).over(extract.metadata), source=source))
    composition = compose(extract.blocks, known.regions)
    if not composition.text.strip():
        raise FileError("empty")
    document = Document(
        document_id=document_id_of(composition.text),
        source=source,
        title=known.title or source,
        kind=known.kind or "autre",
        text=composition.text,
        organisation=known.organisation,
        regions=known.regions,
        date=known.date,
        authors=known.authors,
        language=known.language or "fr",
        licence=known.licence,
        source_url=known.source_url,
        flags=extract.flags,
        places=places_of(composition),
    )
    return Reading(document=document, sections=composition.sections, passages=make_passages(document, composition))


def _visible(known: Metadata) -> Metadata:
    """Return what is known of a document without characters that nobody sees, one of which PostgreSQL refuses."""

    def seen(text: str | None) -> str | None:
        return drop_invisible(text) if text else text

    return replace(
        known,
        title=seen(known.title),
        organisation=seen(known.organisation),
        licence=seen(known.licence),
        source_url=seen(known.source_url),
        authors=tuple(drop_invisible(author) for author in known.authors),
    )
