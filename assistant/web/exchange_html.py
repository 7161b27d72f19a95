"""One question and its answer as HTML, every word of theirs escaped, on one line: what the conversation is made of.

On one line because Gradio's Markdown takes a line that opens with a tag, up to the next blank one, as HTML that it
leaves alone: nothing in a document's words is read as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.model import Abstention, Answer, Citation, Reply, Sentence
from assistant.render import attribution, partly, table_lead, why_not
from assistant.web.described import cited_card, document_address, nearest_card
from assistant.web.templating import render
from assistant.wording import say
from index.model import Language

_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+)\s")
_BLANKS = re.compile(r"\s+")
_LINES = re.compile(r"\s*[\r\n]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """The number of a citation in an answer, and where it leads."""

    n: int
    address: str
    title: str


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
    marks: tuple[Marker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A cell of a comparison, with the markers of what it cites."""

    text: str
    marks: tuple[Marker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What an answer takes from one document, with the words that attribute and date it."""

    lead: str
    language: str
    foreign: bool
    pieces: tuple[Piece, ...]


def exchange_html(question: str, asked: str, reply: Reply, language: Language, root: str, *, settled: bool) -> str:
    """Return a question and its answer.

    `asked` is the question as it was understood. The markers of the latest answer lead to the cards beside it; those
    of a settled one, whose cards are gone, to the documents.
    """
    answer = reply if isinstance(reply, Answer) else None
    return one_line(
        render(
            "exchange.html",
            language,
            question=question,
            understood=asked if asked != question else "",
            settled=settled,
            verdict=_verdict(reply, language),
            terms=reply.lexicon,
            groups=tuple(_groups(answer, language, root, settled=settled)) if answer and not answer.table else (),
            columns=answer.table.columns if answer and answer.table else (),
            rows=tuple(_rows(answer, language, root, settled=settled)) if answer else (),
            table_lead=table_lead(answer, language) if answer and answer.table else "",
            nearest=() if answer else tuple(nearest_card(hit, language, root) for hit in reply.nearest),
            warnings=reply.warnings,
        )
    )


def message_html(question: str, text: str, language: Language, *, failed: bool = False) -> str:
    """Return a question and a sentence of ours in the place of its answer."""
    return one_line(render("message.html", language, question=question, text=text, failed=failed))


def sources_html(reply: Reply, language: Language, root: str) -> str:
    """Return the cards of an answer's citations, or of the passages nearest to a question without an answer."""
    if isinstance(reply, Answer):
        heading = say(language, "web.sources")
        cards = [cited_card(citation, language, root) for citation in reply.citations]
    else:
        heading = say(language, "web.nearest")
        cards = [nearest_card(hit, language, root) for hit in reply.nearest]
    return one_line(render("sources.html", language, heading=heading, cards=cards)) if cards else ""


def one_line(html: str) -> str:
    """Return HTML without line ends; those of a quote are character references, and stay."""
    return _LINES.sub(" ", html).strip()


def _verdict(reply: Reply, language: Language) -> str:
    return " ".join(why_not(reply, language) if isinstance(reply, Abstention) else partly(reply, language))


def _rows(answer: Answer, language: Language, root: str, *, settled: bool) -> Iterator[tuple[Shown, ...]]:
    """Give the rows of an answer's table, each cell with its markers."""
    by_number = {citation.n: citation for citation in answer.citations}
    for row in answer.table.rows if answer.table else ():
        yield tuple(
            Shown(
                text=cell.text,
                marks=tuple(_marker(by_number[n], language, root, settled=settled) for n in cell.citations),
            )
            for cell in row
        )


def _groups(answer: Answer, language: Language, root: str, *, settled: bool) -> Iterator[Group]:
    by_number = {citation.n: citation for citation in answer.citations}

    def source_of(sentence: Sentence) -> tuple[str, str]:
        first = by_number[sentence.citations[0]]
        return first.quote.hit.document.document_id, attribution(first, language)

    for (_, lead), group in groupby(answer.sentences, key=source_of):
        sentences = list(group)
        first = by_number[sentences[0].citations[0]]
        written = first.quote.hit.document.language
        pieces = groupby(sentences, key=lambda sentence: sentence.citations)
        yield Group(
            lead=lead,
            language=written,
            foreign=language == "en" and written == "fr",
            pieces=tuple(
                _piece(list(together), [by_number[n] for n in numbers], language, root, settled=settled)
                for numbers, together in pieces
            ),
        )


def _piece(
    sentences: Sequence[Sentence], citations: Sequence[Citation], language: Language, root: str, *, settled: bool
) -> Piece:
    quoted = _BLANKS.sub(" ", citations[0].quote.text)
    first_item = next((n for n, one in enumerate(sentences) if _is_item(one.text, quoted)), len(sentences))
    if len(sentences) == 1:
        first_item = 1  # an item taken alone is a quote, not a list
    return Piece(
        heads=tuple(sentence.text for sentence in sentences[:first_item]),
        items=tuple(Item(text=one.text, numbered=bool(_NUMBER.match(one.text))) for one in sentences[first_item:]),
        marks=tuple(_marker(citation, language, root, settled=settled) for citation in citations),
    )


def _is_item(text: str, quoted: str) -> bool:
    return f"• {text}" in quoted or bool(_NUMBER.match(text))


def _marker(citation: Citation, language: Language, root: str, *, settled: bool) -> Marker:
    quote = citation.quote
    document = quote.hit.document
    there = document_address(root, document.document_id, language, quote.start, quote.end)
    return Marker(n=citation.n, address=there if settled else f"#source-{citation.n}", title=document.title)
