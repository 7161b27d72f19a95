"""The core types of the assistant floor: Draft → Answer | Abstention, one type for each level of certainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.model import Locator
from index.model import Hit, Language, Question

Outcome = Literal["answer", "partial", "abstention"]
Reason = Literal["absent", "outdated", "off_topic", "ambiguous"]
Level = Literal["simple", "detaille"]
Support = Literal["exact", "verified", "weak"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A contiguous span of one hit's document: `text == hit.document.text[start:end]`."""

    hit: Hit
    start: int
    end: int
    text: str

    @property
    def locator(self) -> Locator:
        """The place to turn to: that of the quote's first character, where the file tells places."""
        return self.hit.document.locator_at(self.start) or self.hit.passage.locator


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """A sentence that a composer wants to show, with the quotes it leans on; not yet verified.

    One that `leads` is a heading or lead-in: it gives sense to what follows and asserts nothing.
    """

    text: str
    quotes: tuple[Quote, ...]
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a composer wrote, unverified."""

    sentences: tuple[DraftSentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A numbered quote, exact to the character, with the place where it stands."""

    n: int
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that may be shown: each of its citations supports it."""

    text: str
    citations: tuple[int, ...]
    support: Support
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A sentence that may be shown before the whole answer is there, with the citations it names."""

    sentence: Sentence
    citations: tuple[Citation, ...]
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconEntry:
    """A glossary entry shown beside an answer, apart from its sentences; a brief one only says its acronym in full."""

    term: str
    expansion: str
    plain: str
    valid_to: str | None
    basis: str
    brief: bool = False

    @property
    def shown(self) -> tuple[str, str]:
        """What stands in brackets after the term, if anything, and what explains it."""
        if self.brief:
            return "", self.expansion
        return (self.expansion if self.expansion != self.term else "", self.plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """One line about all the evidence of an answer, such as its age; one per kind.

    `until`: of old evidence, the last year; each source that ends no later is old.
    """

    code: str
    text: str
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell of a comparison shows; one without citations is a name of ours, or says that nothing was found.

    `parts` are the quotes that it is made of, those of one citation together, where it has several.
    """

    text: str
    citations: tuple[int, ...] = ()
    parts: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A comparison: one row for each region, the same columns in each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Sentences that may be shown. Only `assistant.cite` makes one, out of a `Draft`.

    `missing` names what was asked about and not found; `table` shows the same sentences side by side; `written_by` is
    the language model that wrote the sentences, None where they are the documents' own.
    """

    question: Question
    outcome: Outcome
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    lexicon: tuple[LexiconEntry, ...] = ()
    warnings: tuple[Warning, ...] = ()
    nearest: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    table: Table | None = None
    written_by: str | None = None

    @property
    def reason(self) -> None:
        """No reason: something is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """The documents do not say it: why, and what they hold that is nearest."""

    question: Question
    reason: Reason
    lexicon: tuple[LexiconEntry, ...] = ()
    warnings: tuple[Warning, ...] = ()
    nearest: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What it is, beside an answer and a partial one."""
        return "abstention"


Reply = Answer | Abstention

__all__ = [
    "Abstention",
    "Answer",
    "Cell",
    "Citation",
    "Draft",
    "DraftSentence",
    "Language",
    "Level",
    "LexiconEntry",
    "Outcome",
    "Quote",
    "Reason",
    "Reply",
    "Sentence",
    "Shown",
    "Support",
    "Table",
    "Warning",
]
