"""The list of the collection as the library shows it: which documents, in which order, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.web.described import facts
from assistant.wording import say
from corpus.catalogue import Held
from corpus.dates import year_span
from corpus.errors import FILE_ERROR_CODES
from corpus.glossary import fold
from corpus.model import SourceFile
from corpus.readers import file_name
from index.model import Language

COMMON = frozenset({"tableau"})
"""Flags that are no cause for care."""
STATES = ("all", "care", "undated", "placeless", "failed")
ORDERS = ("title", "recent", "kind", "passages")
FEW_PASSAGES = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a person asks of the list."""

    text: str = ""
    state: str = "all"
    order: str = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A document in the list: its facts in words, and what calls for care."""

    document_id: str
    title: str
    source: str
    facts: tuple[str, ...]
    passages: int
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that could not be read and holds no document, and why."""

    name: str
    reason: str


def shelf_of(query: Mapping[str, str]) -> Shelf:
    """Return what an address asks of the list; what it does not know is left out."""
    state, order = query.get("state", ""), query.get("order", "")
    return Shelf(
        text=" ".join(query.get("q", "").split())[:200],
        state=state if state in STATES else "all",
        order=order if order in ORDERS else "title",
    )


def books(held: Sequence[Held], shelf: Shelf, language: Language) -> list[Book]:
    """Return the documents that a person asked for, in the order asked for."""
    wanted = [one for one in held if _CHOICES[shelf.state](one) and _holds(one, shelf.text)]
    return [_book(one, language) for one in sorted(wanted, key=_ORDER[shelf.order])]


def unread(files: Mapping[str, SourceFile], language: Language) -> list[Unread]:
    """Return the files that could not be read and hold no document."""
    return [
        Unread(name=file.name, reason=reason(file.error_code, language))
        for path, file in sorted(files.items())
        if file.state == "failed" and file.document_id is None
    ]


def reason(code: str | None, language: Language) -> str:
    """Return in a few words why a file could not be read."""
    return say(language, f"library.code_{code if code in FILE_ERROR_CODES else 'malformed'}")


def cautions(held: Held, language: Language) -> tuple[str, ...]:
    """Return what calls for care: what reading could not keep, and what nobody knows of the document."""
    document = held.document
    found = [flag for flag in document.flags if flag not in COMMON]
    if held.state == "failed":
        found.append(say(language, "library.is_failed"))
    if document.date is None:
        found.append(say(language, "web.undated"))
    if not document.regions:
        found.append(say(language, "library.is_placeless"))
    return tuple(found)


def names_of(held: Held) -> tuple[str, ...]:
    """Return the names of a document's files, without the folders that they lie in."""
    return tuple(dict.fromkeys(name_of(path) for path in held.paths))


def name_of(path: str) -> str:
    """Return the name of a file, without the folders that it lies in."""
    return file_name(Path(path))


def _book(held: Held, language: Language) -> Book:
    document = held.document
    return Book(
        document_id=document.document_id,
        title=document.title,
        source=document.source,
        facts=facts(document.organisation, document.date, document.kind, document.regions, None, language),
        passages=held.passages,
        cautions=cautions(held, language),
    )


def _holds(held: Held, text: str) -> bool:
    document = held.document
    told = fold(" ".join((document.title, document.source, document.organisation or "", *document.regions)))
    return all(word in told for word in fold(text).split())


def _newest(held: Held) -> int:
    span = year_span(held.document.date)
    return span[1] if span else 0


_CHOICES: dict[str, Callable[[Held], bool]] = {
    "all": lambda held: True,
    "care": lambda held: bool(set(held.document.flags) - COMMON) or held.passages <= FEW_PASSAGES,
    "undated": lambda held: held.document.date is None,
    "placeless": lambda held: not held.document.regions,
    "failed": lambda held: held.state == "failed",
}
_ORDER: dict[str, Callable[[Held], tuple[object, ...]]] = {
    "title": lambda held: (fold(held.document.title), held.document.document_id),
    "recent": lambda held: (-_newest(held), held.document.date is None, fold(held.document.title)),
    "kind": lambda held: (held.document.kind, fold(held.document.title)),
    "passages": lambda held: (-held.passages, fold(held.document.title)),
}
