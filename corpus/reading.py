"""One file, from its bytes to its passages: file → Extract → Document → Section → Passage."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.errors import FileError
from corpus.metadata import recognise
from corpus.model import Document, Extract, Metadata, Reading, document_id_of
from corpus.passages import make_passages
from corpus.readers import MOST_BYTES, file_name, read, too_large
from corpus.sections import compose


def load(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        FileError: the file is missing, is too large or may not be read.
    """
    try:
        if not path.is_file():
            raise FileError("not_text" if path.exists() else "missing")  # a device or a pipe has no end
        if path.stat().st_size > MOST_BYTES:
            raise too_large()
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileError("missing") from error
    except PermissionError as error:
        raise FileError("permission") from error
    except OSError as error:
        raise FileError("malformed", detail=error.strerror or str(error)) from error


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_file(path: Path, content: bytes, given: Metadata | None = None) -> Reading:
    """Return the document, sections and passages of a file; what a person gave wins over what is recognised.

    Raises:
        FileError: the file cannot be read; the code says why.
    """
    return make_reading(read(path, content), source=file_name(path), given=given)


def make_reading(extract: Extract, *, source: str, given: Metadata | None = None) -> Reading:
    """Return the document, sections and passages of what a reader extracted.

    Raises:
        FileError: there is no text in it.
    """
    known = recognise(extract.blocks, _merged(extract.metadata, given or Metadata()), source=source)
    composition = compose(extract.blocks)
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
    )
    return Reading(document=document, sections=composition.sections, passages=make_passages(document, composition))


def _merged(found: Metadata, given: Metadata) -> Metadata:
    return Metadata(
        title=given.title or found.title,
        kind=given.kind or found.kind,
        organisation=given.organisation or found.organisation,
        regions=given.regions or found.regions,
        date=given.date or found.date,
        authors=given.authors or found.authors,
        language=given.language or found.language,
        licence=given.licence or found.licence,
        source_url=given.source_url or found.source_url,
    )
