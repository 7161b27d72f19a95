"""The core types of the index floor: Question → Hit, and the index card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.model import Document, Kind, Passage

Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a person restricts a search to; empty means everywhere.

    `regions` are official names, `documents` ids, `since` and `until` years, both included. A passage without a
    date passes no filter by year.
    """

    regions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    since: int | None = None
    until: int | None = None

    def __bool__(self) -> bool:
        return bool(self.regions or self.documents or self.kinds or self.since is not None or self.until is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A term of the question and what it was also searched as."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """An acronym of the question, as it is written, and the several things that it may stand for."""

    acronym: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it was understood, before any passage is looked at; `excepted` are regions that it leaves out."""

    text: str
    language: Language
    regions: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    years: tuple[int, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    readings: tuple[Readings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What made a passage a hit: BM25 and cosine scores (None where that ranking missed it), and terms."""

    lexical: float | None
    semantic: float | None
    terms: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that answers to a question, with its rank from 1 and its fused score.

    `parts` are the ids of the passages that it was joined of, in the order of the text, if it was.
    """

    passage: Passage
    document: Document
    rank: int
    score: float
    why: Why
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The outcome of one search: the question as understood, and the hits, best first."""

    question: Question
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexCard:
    """What an index was made with; opening it with anything else is refused."""

    encoder: str
    dimension: int
    passages_version: str
