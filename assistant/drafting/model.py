"""The types of a draft: Template + values + Evidence → PolicyDraft, made of blocks that every export knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.model import Citation, Quote
from corpus.model import Kind

FieldType = Literal["text", "longtext", "number", "date", "year", "list", "choice", "region", "rows"]
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)
Scope = Literal["own", "general", "elsewhere"]
"""Whose words a quote is: the user's own territory, no territory in particular, or another one."""
Decision = Literal["accepted", "rejected", "pinned"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
Gap = Literal["complete", "validate", "decide", "no_source"]

Row = Mapping[str, str]
Value = str | int | float | tuple[str, ...] | tuple[Row, ...]
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a field of rows: its key, its label, and other headers that mean it."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a person fills in. `choices` are those of a choice, `columns` those of rows.

    The documents drafted are French, and so is the example; what tells how to fill in the field may be English too.
    """

    name: str
    label: str
    type: FieldType
    help: str = ""
    example: Value = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    label_en: str = ""
    help_en: str = ""

    def label_in(self, language: str) -> str:
        """Return the label in a person's language, where the field has it."""
        return (self.label_en if language == "en" else "") or self.label

    def help_in(self, language: str) -> str:
        """Return the help in a person's language, where the field has it."""
        return (self.help_en if language == "en" else "") or self.help


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a section looks for: a question, asked once or for each item of a list field, within some kinds.

    Of a field of long text, the items are the themes that it names.

    `about` are beginnings of words, or of several in a row: a quote, or its heading, must hold one of them to be used
    by itself. Nearness in meaning alone takes what is about everything for what is about values.
    """

    question: str
    kinds: tuple[str, ...] = ()
    each: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a section looks for, with the user's values in it."""

    question: str
    kinds: tuple[Kind, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSection:
    """A section to write: our advice, our own words with slots, and what to look for.

    `each` names a list field whose every item repeats `each_text`; `table` a field of rows, which `group` parts into
    one table for each value of a column. At most `most` quotes are proposed as the section's own, and as many
    from elsewhere, where `elsewhere` lets other territories appear; none is longer than `most_words`.
    """

    title: str
    guidance: str
    text: str = ""
    each: str = ""
    each_text: str = ""
    table: str = ""
    group: str = ""
    retrieve: tuple[Wanted, ...] = ()
    most: int = 2
    most_words: int = 110
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of document: what it is for, who reads it, how long it is, what it asks, and its sections."""

    name: str
    title: str
    title_en: str
    purpose: str
    purpose_en: str
    readers: str = ""
    readers_en: str = ""
    length: str = ""
    length_en: str = ""
    fields: tuple[Field, ...]
    sections: tuple[TemplateSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quote proposed for a section, whose territory it speaks of, and what a person decided about it.

    `worth` is how far it says what is looked for: `assistant.judge.SAID` and more, up to 2.
    """

    quote: Quote
    scope: Scope
    worth: float = 0.0
    decision: Decision | None = None

    @property
    def evidence_id(self) -> str:
        """`document_id:start-end` of the quote: cutting passages anew leaves it valid."""
        return f"{self.quote.hit.document.document_id}:{self.quote.start}-{self.quote.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a person decided about a quote of a section; the quote is kept, to be known again in another document."""

    section: str
    evidence_id: str
    decision: Decision
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tray:
    """A section's quotes: those that the draft uses, the further ones that a person may take instead, those rejected.

    `lost` are the ids of what was pinned and is in the collection no more.
    """

    used: tuple[Evidence, ...] = ()
    spare: tuple[Evidence, ...] = ()
    rejected: tuple[Evidence, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Our advice on how to write a section; the author takes it away."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of our own words and the user's values."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subheading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """An exact quote in a box: what is said before it (who, when), and its citation."""

    lead: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Exact quotes under a title that says whose they are, what is to be checked of them, and what they warn of."""

    scope: Scope
    title: str
    extracts: tuple[Extract, ...]
    check: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; a caption says what it is about."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Advice | Paragraph | Subheading | Items | Box | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A gap that a section shows: its exact words, between square brackets."""

    section: str
    text: str
    kind: Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedSection:
    """A section of a draft."""

    title: str
    blocks: tuple[Block, ...]
    tray: Tray
    placeholders: tuple[Placeholder, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of its boxes, in order."""
        boxes = [block for block in self.blocks if isinstance(block, Box)]
        return tuple(extract.citation for box in boxes for extract in box.extracts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDraft:
    """A draft to be revised. `today` is the ISO date that its header shows, `organisation` whose draft it is."""

    template: Template
    organisation: str
    today: str
    sections: tuple[DraftedSection, ...]

    @property
    def todo(self) -> tuple[Placeholder, ...]:
        """Every gap of the draft, in order: what remains to be done."""
        return tuple(gap for section in self.sections for gap in section.placeholders)
