"""The JSON of the HTTP interface: what comes in is checked by it, what goes out is described by it in OpenAPI."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.drafting.model import Decision, FieldType, Gap, Scope
from assistant.model import Outcome, Reason, Support
from corpus.model import LocatorKind
from index.model import Language


class Strict(BaseModel):
    """A JSON object whose unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class AskedFilters(Strict):
    """What a question is restricted to; a name or a list of names, and years, both included."""

    region: str | list[str] | None = None
    kind: str | list[str] | None = None
    since: int | str | None = None
    until: int | str | None = None


class SaidTurn(Strict):
    """One thing said before the question."""

    role: Literal["user", "assistant"]
    content: str


class AskedQuestion(Strict):
    """The body of `POST /api/v1/ask`; without a language, the answer is in the question's."""

    question: str
    level: str = "simple"
    language: str | None = None
    history: list[SaidTurn] = []
    filters: AskedFilters = AskedFilters()


class Judgement(Strict):
    """The body of `POST /api/v1/feedback`: what a person thinks of the answer to a question."""

    question: str
    verdict: str
    comment: str = ""
    history: list[SaidTurn] = []


class SaidDecision(Strict):
    """What a person decided about a quote of a section; with its words it is known again in another document."""

    section: str = ""
    id: str
    decision: Decision
    quote: str = ""


class AskedDraft(Strict):
    """The body of `POST /api/v1/draft`: a template's name, the values of its fields, and decisions about quotes."""

    template: str
    fields: dict[str, Any]
    decisions: list[SaidDecision] = []


class Problem(Strict):
    """What went wrong (RFC 9457), in French, or in English where that is asked for; `code` never changes."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class Health(Strict):
    """The server answers."""

    ok: bool


class Place(Strict):
    """A place to turn to in a document."""

    kind: LocatorKind
    value: str


class Described(Strict):
    """What tells a document or passage apart; without a date it is « non daté »."""

    document_id: str
    source: str
    title: str
    kind: str
    organisation: str | None
    regions: list[str]
    date: str | None


class ListedDocument(Described):
    """A document of the collection, and how many passages it has."""

    authors: list[str]
    language: str
    licence: str | None
    source_url: str | None
    paths: list[str]
    passages: int
    state: str
    flags: list[str]


class DocumentList(Strict):
    """The collection."""

    documents: list[ListedDocument]


class ShownSection(Strict):
    """A stretch of a document under one heading path, in characters of its text."""

    heading_path: list[str]
    start: int
    end: int
    date: str | None
    kind: str | None
    regions: list[str]
    themes: list[str]


class ShownPassage(Strict):
    """A passage of a document: `text[start:end]`."""

    passage_id: str
    start: int
    end: int
    locator: Place
    heading_path: list[str]
    regions: list[str]
    date: str | None


class ShownDocument(Described):
    """A document with its text, sections and passages."""

    authors: list[str]
    language: str
    licence: str | None
    source_url: str | None
    paths: list[str]
    state: str
    flags: list[str]
    text: str
    sections: list[ShownSection]
    passages: list[ShownPassage]


class Expanded(Strict):
    """A term of the question, and what it was also searched as."""

    from_: str = Field(alias="from")
    to: str


class Readings(Strict):
    """The several things that an acronym of a question may stand for."""

    acronym: str
    names: list[str]


class Understood(Strict):
    """What a question was understood to say of language, places, kinds and years."""

    language: Language
    regions: list[str]
    kinds: list[str]
    years: list[int]
    expansions: list[Expanded]
    readings: list[Readings]


class Reasons(Strict):
    """What made a passage a hit; a score is null where that ranking missed it."""

    lexical: float | None
    semantic: float | None
    terms: list[str]
    expanded: list[str]


class Found(Described):
    """A passage found, or some that follow each other: the text, its span in the document's, what it is made of."""

    rank: int
    score: float
    passage_id: str
    passages: list[str]
    heading_path: list[str]
    locator: Place
    text: str
    start: int
    end: int
    why: Reasons


class SearchResults(Strict):
    """The outcome of a search, best first."""

    query: str
    understood: Understood
    hits: list[Found]
    seconds: float


class ShownSentence(Strict):
    """An assertion, and the numbers of the citations that hold it."""

    text: str
    citations: list[int]
    support: Support


class ShownCitation(Described):
    """An exact quote, `text[start:end]` of its document, and the address of the page that shows it there."""

    n: int
    heading_path: list[str]
    locator: Place
    quote: str
    start: int
    end: int
    url: str
    source_url: str | None


class Term(Strict):
    """A term of the lexicon; `valid_to` says when what it names ended."""

    term: str
    expansion: str
    plain: str
    valid_to: str | None
    basis: str


class Caution(Strict):
    """One line about the evidence, such as its age."""

    code: str
    text: str


class Cell(Strict):
    """A cell of a comparison."""

    text: str
    citations: list[int]


class Row(Strict):
    """A row of a comparison."""

    cells: list[Cell]


class Comparison(Strict):
    """A comparison by region."""

    columns: list[str]
    rows: list[Row]


class Reply(Strict):
    """An answer made of cited sentences, or an abstention with its reason and the nearest passages."""

    question: str
    understood_as: str
    language: Language
    outcome: Outcome
    reason: Reason | None
    text: str
    sentences: list[ShownSentence]
    citations: list[ShownCitation]
    lexicon: list[Term]
    table: Comparison | None
    warnings: list[Caution]
    nearest: list[Found]
    suggestions: list[str]
    written_by: str | None
    seconds: float


class TemplateColumn(Strict):
    """A column of a field of rows."""

    name: str
    label: str


class TemplateField(Strict):
    """What a template asks for; `choices` are those of a choice, `columns` those of rows."""

    name: str
    label: str
    type: FieldType
    help: str
    example: str | int | float | list[str] | list[dict[str, str]] | None
    required: bool
    choices: list[str]
    columns: list[TemplateColumn]


class LookedFor(Strict):
    """A question that a section asks of the collection, once or for each item of a field."""

    question: str
    kinds: list[str]
    each: str | None


class TemplatePart(Strict):
    """A section that a template writes."""

    title: str
    guidance: str
    retrieve: list[LookedFor]
    most: int
    elsewhere: bool


class ShownTemplate(Strict):
    """A kind of document."""

    name: str
    title: str
    purpose: str
    fields: list[TemplateField]
    sections: list[TemplatePart]


class TemplateList(Strict):
    """The templates."""

    templates: list[ShownTemplate]


class Offered(Strict):
    """A quote offered to a section; `scope` says whether it is the territory's own, nobody's, or another's."""

    id: str
    decision: Decision | None
    used: bool
    scope: Scope
    worth: float
    passage_id: str
    title: str
    regions: list[str]
    date: str | None
    quote: str


class DraftedPart(Strict):
    """A section of a draft: its text, the exact quotes that it shows, its gaps, and the quotes offered."""

    title: str
    text: str
    citations: list[ShownCitation]
    placeholders: list[str]
    evidence: list[Offered]


class Remaining(Strict):
    """A gap that remains to be filled."""

    section: str
    placeholder: str
    kind: Gap


class Drafted(Strict):
    """A draft, to be revised."""

    template: str
    title: str
    organisation: str
    date: str
    sections: list[DraftedPart]
    todo: list[Remaining]
    written_by: str | None
    warnings: list[Caution]
    output: str | None
    seconds: float
