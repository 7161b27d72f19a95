"""The core types of the corpus floor: file → Extract → Document → Section → Passage."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, fields
from typing import Literal

Kind = Literal[
    "politique",
    "plan d'action",
    "notes de webinaire",
    "portrait",
    "présentation",
    "cadre de référence",
    "guide",
    "autre",
]
KINDS: tuple[Kind, ...] = (
    "politique",
    "plan d'action",
    "notes de webinaire",
    "portrait",
    "présentation",
    "cadre de référence",
    "guide",
    "autre",
)

LocatorKind = Literal["page", "slide", "sheet", "line", "time", "section"]
BlockKind = Literal["heading", "paragraph", "item", "row"]
FileState = Literal["read", "failed"]
Verdict = Literal["up", "down"]
GUESSED = "≈"
"""How the number of a place starts that no file states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """A place a reader can turn to: page 3, slide 5, 12:40, or a section's heading."""

    kind: LocatorKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph, list item or table row, as a reader found it.

    `level` is the heading's depth (1 is the outermost) or the item's nesting (0 is the outermost).
    `context` holds words that belong to the block's meaning but stand elsewhere in the file, such as
    a table's filled-down cell: they are searched, never shown as the file's text.
    `starts_record` marks the first field of a label/value record.
    """

    kind: BlockKind
    text: str
    level: int = 0
    locator: Locator | None = None
    context: tuple[str, ...] = ()
    starts_record: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of a document apart from its text; None or empty where it is not known.

    `date` is ISO 8601: `2018-10-25`, `2014-10`, `2003`, or an interval `2003/2004`.
    """

    title: str | None = None
    kind: Kind | None = None
    organisation: str | None = None
    regions: tuple[str, ...] = ()
    date: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    licence: str | None = None
    source_url: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """Return what is known here, and what the other knows where nothing is."""
        return Metadata(**{one.name: getattr(self, one.name) or getattr(other, one.name) for one in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What a reader took out of one file: its blocks in order, and what the file says of itself."""

    blocks: tuple[Block, ...]
    metadata: Metadata = Metadata()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file as it was handed in; two files with the same text share one document.

    `path` is absolute, `name` its last part in NFC, `size` in bytes. A failed file has an error code
    of `corpus.errors.FileErrorCode`, and no document but the one it held when it was last read.
    """

    path: str
    name: str
    sha256: str
    size: int
    state: FileState
    document_id: str | None = None
    error_code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading path and its span in the document's text, in characters.

    Date, kind, regions and themes are those of this section where they differ from the document's.
    """

    heading_path: tuple[str, ...]
    start: int
    end: int
    locator: Locator | None = None
    date: str | None = None
    kind: Kind | None = None
    regions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is retrieved: `text == document.text[start:end]`, with what surrounds it.

    `embedding_text` is what is indexed (headings and text); `text` is what is shown.
    """

    document_id: str
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...]
    locator: Locator
    embedding_text: str
    kind: Kind
    regions: tuple[str, ...] = ()
    date: str | None = None

    @property
    def passage_id(self) -> str:
        """`document_id:start-end`: a citation can never silently point elsewhere."""
        return f"{self.document_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: its canonical text, and what is known of it.

    `source` is the name of the file it came from; `flags` tell what reading could not keep. `places` are the offsets
    in the text, in characters, from which a place holds: pages, slides, rows, times.
    """

    document_id: str
    source: str
    title: str
    kind: Kind
    text: str
    organisation: str | None = None
    regions: tuple[str, ...] = ()
    date: str | None = None
    authors: tuple[str, ...] = ()
    language: str = "fr"
    licence: str | None = None
    source_url: str | None = None
    flags: tuple[str, ...] = ()
    places: tuple[tuple[int, Locator], ...] = ()

    def locator_at(self, offset: int) -> Locator | None:
        """Return the place where a character of the text stands, None where the file tells no places."""
        position = bisect_right(self.places, offset, key=lambda place: place[0])
        return self.places[position - 1][1] if position else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file read to the end: the document, its sections and its passages."""

    document: Document
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]


def document_id_of(text: str) -> str:
    """Return the identifier of a canonical text: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was asked: `asked_at` is ISO 8601, `history` what was said before it, as roles and contents.

    `outcome` and `reason` are the answer's, None where they are not known; `verdict` is a person's.
    """

    asked_at: str
    question: str
    language: str
    history: tuple[tuple[str, str], ...] = ()
    outcome: str | None = None
    reason: str | None = None
    verdict: Verdict | None = None
    comment: str = ""
