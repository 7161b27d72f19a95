"""A question that was answered, as plain data: what the conversation shows, remembers, exports, and keeps in a browser.

It holds words and spans of documents, never HTML: what comes back from a browser is drawn anew, escaped again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.model import Abstention, Answer, Cell, Citation, Outcome, Reply, Sentence, Shown
from assistant.render import (
    attribution,
    old_until,
    partly,
    reply_text,
    table_lead,
    warnings_told,
    why_not,
    written_from,
)
from assistant.restrictions import Restriction, restrictions_of
from assistant.understand import Turn
from assistant.web.described import Card, cited_card, nearest_card
from index.model import Filters, Language

_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+)\s")
_BLANKS = re.compile(r"\s+")
MOST_CHOICES = 4
"""Readings of an acronym that are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a quoted list; a numbered one brings its own mark."""

    text: str
    numbered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Sentences that share their citations: some alone, then the items of a list."""

    heads: tuple[str, ...]
    items: tuple[Item, ...]
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What an answer takes from one document, with the words that attribute and date it."""

    lead: str
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellShown:
    """A cell of a comparison, with the numbers of what it cites; its quotes apart where they are several."""

    text: str
    marks: tuple[int, ...]
    parts: tuple[CellShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sentence that a language model wrote, with the numbers of what it cites; a `weak` one is not verified."""

    text: str
    marks: tuple[int, ...]
    weak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A term of the lexicon that a question names, in plain words."""

    term: str
    expansion: str
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and what was answered, in the language of the answer.

    `understood` is the question as it was understood, where that differs. What a model wrote is `written`, by the model
    `written_by`; `written_from` says where it comes from. `choices` are questions that say which
    reading is meant; `cards` the sources, numbered, or the nearest passages of an abstention, without numbers.
    """

    question: str
    understood: str
    language: Language
    outcome: Outcome
    level: str
    text: str
    verdict: str
    terms: tuple[Defined, ...]
    groups: tuple[Group, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[CellShown, ...], ...]
    table_lead: str
    warnings: tuple[str, ...]
    cards: tuple[Card, ...]
    suggestions: tuple[str, ...]
    choices: tuple[str, ...]
    restrictions: tuple[Restriction, ...]
    removed: tuple[Restriction, ...]
    written: tuple[Written, ...] = ()
    written_by: str = ""
    written_from: str = ""

    @property
    def turns(self) -> tuple[Turn, Turn]:
        """What was said, for the question that follows."""
        return Turn(role="user", content=self.question), Turn(role="assistant", content=self.text)


def exchange_of(
    question: str,
    asked: str,
    reply: Reply,
    *,
    level: str,
    around: Language = "fr",
    filters: Filters = Filters(),
    removed: tuple[Restriction, ...] = (),
) -> Exchange:
    """Return a question and its reply as they are shown.

    `asked` is the question as it was understood, `around` the language of the page, which its cards speak.
    """
    answer = reply if isinstance(reply, Answer) else None
    language = reply.question.language  # one is answered in the language one asks in
    author = answer.written_by if answer else None
    return Exchange(
        question=question,
        understood=asked if asked != question else "",
        language=language,
        outcome=reply.outcome,
        level=level,
        text=reply_text(reply, language),
        verdict=" ".join(why_not(reply, language) if isinstance(reply, Abstention) else partly(reply, language)),
        terms=tuple(
            Defined(term=one.term, expansion=expansion, plain=plain)
            for one in reply.lexicon
            for expansion, plain in [one.shown]
        ),
        groups=tuple(_groups(answer, language)) if answer and not answer.table and not author else (),
        columns=answer.table.columns if answer and answer.table else (),
        rows=tuple(_rows(answer)) if answer else (),
        table_lead=table_lead(answer, language) if answer and answer.table else "",
        warnings=tuple(warning.text for warning in warnings_told(reply)),
        cards=(
            tuple(cited_card(citation, around) for citation in answer.citations)
            if answer
            else tuple(nearest_card(hit, around) for hit in reply.nearest)
        ),
        suggestions=reply.suggestions,
        choices=tuple(_choices(question, reply)),
        restrictions=restrictions_of(reply.question, filters),
        removed=removed,
        written=tuple(written_of(sentence) for sentence in answer.sentences) if answer and author else (),
        written_by=author or "",
        written_from=written_from(answer, language) if answer and author else "",
    )


def being_written(question: str, level: str, shown: Sequence[Shown], around: Language) -> Exchange:
    """Return a question and as much of its answer as a model has written and the checker has let through."""
    cited = {citation.n: citation for one in shown for citation in one.citations}
    return Exchange(
        question=question,
        understood="",
        language=shown[0].language,
        outcome="answer",
        level=level,
        text="",
        verdict="",
        terms=(),
        groups=(),
        columns=(),
        rows=(),
        table_lead="",
        warnings=(),
        cards=tuple(cited_card(cited[n], around) for n in sorted(cited)),
        suggestions=(),
        choices=(),
        restrictions=(),
        removed=(),
        written=tuple(written_of(one.sentence) for one in shown),
    )


def written_of(sentence: Sentence) -> Written:
    """Return a sentence that a model wrote, as it is shown."""
    return Written(text=sentence.text, marks=sentence.citations, weak=sentence.support == "weak")


def kept(exchanges: Sequence[Exchange]) -> Any:
    """Return exchanges as JSON that a browser may keep."""
    return _adapter().dump_python(tuple(exchanges), mode="json")


def restored(stored: Any) -> tuple[Exchange, ...]:
    """Return the exchanges that a browser kept; none where what it gives is not what `kept` gave."""
    try:
        return _adapter().validate_python(stored)
    except ValidationError:
        return ()


@cache
def _adapter() -> TypeAdapter[tuple[Exchange, ...]]:
    return TypeAdapter(tuple[Exchange, ...])


def _choices(question: str, reply: Reply) -> Iterator[str]:
    """Give the question asked anew, once for each thing that an acronym of it may stand for."""
    for readings in reply.question.readings:
        place = re.search(rf"(?<!\w){re.escape(readings.acronym)}(?!\w)", question)
        for name in readings.names[:MOST_CHOICES]:
            if place:
                yield f"{question[: place.end()]} ({name}){question[place.end() :]}"


def _rows(answer: Answer) -> Iterator[tuple[CellShown, ...]]:
    for row in answer.table.rows if answer.table else ():
        yield tuple(_cell(cell) for cell in row)


def _cell(cell: Cell) -> CellShown:
    return CellShown(text=cell.text, marks=cell.citations, parts=tuple(_cell(part) for part in cell.parts))


def _groups(answer: Answer, language: Language) -> Iterator[Group]:
    by_number = {citation.n: citation for citation in answer.citations}
    until = old_until(answer)

    def source_of(sentence: Sentence) -> tuple[str, str]:
        first = by_number[sentence.citations[0]]
        return first.quote.hit.document.document_id, attribution(first, language, until=until)

    for (_, lead), group in groupby(answer.sentences, key=source_of):
        sentences = list(group)
        written = by_number[sentences[0].citations[0]].quote.hit.document.language
        pieces = groupby(sentences, key=lambda sentence: sentence.citations)
        yield Group(
            lead=lead,
            language=written,
            pieces=tuple(_piece(list(together), [by_number[n] for n in numbers]) for numbers, together in pieces),
        )


def _piece(sentences: Sequence[Sentence], citations: Sequence[Citation]) -> Piece:
    quoted = _BLANKS.sub(" ", citations[0].quote.text)
    first_item = next((n for n, one in enumerate(sentences) if _is_item(one.text, quoted)), len(sentences))
    if len(sentences) == 1:
        first_item = 1  # an item taken alone is a quote, not a list
    return Piece(
        heads=tuple(sentence.text for sentence in sentences[:first_item]),
        items=tuple(Item(text=one.text, numbered=bool(_NUMBER.match(one.text))) for one in sentences[first_item:]),
        marks=tuple(citation.n for citation in citations),
    )


def _is_item(text: str, quoted: str) -> bool:
    return f"• {text}" in quoted or bool(_NUMBER.match(text))
