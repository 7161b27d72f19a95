"""The types of the corpus ↔ the rows of the catalogue's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.dates import year_span
from corpus.model import Document, Locator, Metadata, Passage, Section, SourceFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

Values = dict[str, Any]
"""A row to insert, by column."""


def vector_bytes(vector: NDArray[np.float32]) -> bytes:
    """Return a vector as it is stored: little-endian float32."""
    return np.asarray(vector, dtype="<f4").tobytes()


def vector_of(stored: bytes) -> NDArray[np.float32]:
    """Return a stored vector, (dimension,) float32."""
    return np.frombuffer(stored, dtype="<f4")


def file_values(file: SourceFile, document_id: str | None, given: Metadata) -> Values:
    """Return the row of a file, with the document that it holds and what a person set for it."""
    return {
        "path": file.path,
        "name": file.name,
        "sha256": file.sha256,
        "size": file.size,
        "state": file.state,
        "error_code": file.error_code,
        "reason": file.reason,
        "given": {name: value for name, value in asdict(given).items() if value},
        "document_id": document_id,
    }


def metadata(given: Mapping[str, Any]) -> Metadata:
    """Return what a person set, from its JSON."""
    values: Values = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return Metadata(**values)


def document_values(document: Document) -> Values:
    """Return the row of a document."""
    return {
        "document_id": document.document_id,
        "source": document.source,
        "title": document.title,
        "kind": document.kind,
        "organisation": document.organisation,
        "regions": list(document.regions),
        "date": document.date,
        "authors": list(document.authors),
        "language": document.language,
        "licence": document.licence,
        "source_url": document.source_url,
        "flags": list(document.flags),
        "places": [[start, locator.kind, locator.value] for start, locator in document.places],
        "text": document.text,
    }


def section_values(document_id: str, ordinal: int, section: Section) -> Values:
    """Return the row of a document's section; `ordinal` counts from 0."""
    return {
        "document_id": document_id,
        "ordinal": ordinal,
        "start": section.start,
        "end": section.end,
        "heading_path": list(section.heading_path),
        "locator_kind": section.locator.kind if section.locator else None,
        "locator_value": section.locator.value if section.locator else None,
        "date": section.date,
        "kind": section.kind,
        "regions": list(section.regions),
        "themes": list(section.themes),
    }


def passage_values(seq: int, passage: Passage, vector: NDArray[np.float32]) -> Values:
    """Return the row of a passage with its vector; `seq` is its number in the whole catalogue."""
    years = year_span(passage.date)
    return {
        "seq": seq,
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "heading_path": list(passage.heading_path),
        "locator_kind": passage.locator.kind,
        "locator_value": passage.locator.value,
        "embedding_text": passage.embedding_text,
        "kind": passage.kind,
        "regions": list(passage.regions),
        "date": passage.date,
        "first_year": years[0] if years else None,
        "last_year": years[1] if years else None,
        "vector": vector_bytes(vector),
    }


def source_file(row: Any) -> SourceFile:
    """Return the file of a row."""
    return SourceFile(
        path=row.path,
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        state=row.state,
        document_id=row.document_id,
        error_code=row.error_code,
        reason=row.reason,
    )


def document(row: Any, *, text: str) -> Document:
    """Return the document of a row, with a text that the row may not hold, nor then its places."""
    return Document(
        document_id=row.document_id,
        source=row.source,
        title=row.title,
        kind=row.kind,
        text=text,
        organisation=row.organisation,
        regions=tuple(row.regions),
        date=row.date,
        authors=tuple(row.authors),
        language=row.language,
        licence=row.licence,
        source_url=row.source_url,
        flags=tuple(row.flags),
        places=tuple((start, Locator(kind=kind, value=value)) for start, kind, value in row.places) if text else (),
    )


def section(row: Any) -> Section:
    """Return the section of a row."""
    return Section(
        heading_path=tuple(row.heading_path),
        start=row.start,
        end=row.end,
        locator=Locator(kind=row.locator_kind, value=row.locator_value) if row.locator_kind else None,
        date=row.date,
        kind=row.kind,
        regions=tuple(row.regions),
        themes=tuple(row.themes),
    )


def passage(row: Any) -> Passage:
    """Return the passage of a row."""
    return Passage(
        document_id=row.document_id,
        start=row.start,
        end=row.end,
        text=row.text,
        heading_path=tuple(row.heading_path),
        locator=Locator(kind=row.locator_kind, value=row.locator_value),
        embedding_text=row.embedding_text,
        kind=row.kind,
        regions=tuple(row.regions),
        date=row.date,
    )
