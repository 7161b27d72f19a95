"""A conversation as a file to keep: Markdown, or Word with a real note for each citation."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.drafting.markdown import escaped
from assistant.drafting.typography import WIDE, printable, typeset
from assistant.web.exchange import Exchange, Written
from assistant.wording import say
from corpus.dates import spoken
from index.model import Language

if TYPE_CHECKING:
    from docx.document import Document

    from assistant.drafting.footnotes import Footnotes


def as_markdown(exchanges: Sequence[Exchange], language: Language, today: date) -> str:
    """Return a conversation as Markdown, the sources of each answer after it."""
    parts = [f"# {_title(language)}", _about(language, today)]
    for exchange in exchanges:
        parts += [f"## {escaped(exchange.question)}", *_answer_in_markdown(exchange)]
        if exchange.cards:
            parts += [f"### {_sources(exchange, language)}", "\n".join(_references(exchange))]
    return "\n\n".join(parts) + "\n"


def _answer_in_markdown(exchange: Exchange) -> Iterator[str]:
    if exchange.written:
        yield " ".join(
            f"{escaped(one.text)}{_marks(one.marks)}{_weak(one, exchange.language)}" for one in exchange.written
        )
        yield escaped(exchange.written_from)
    yield from _ours(exchange)
    for group in exchange.groups:
        yield escaped(group.lead)
        for piece in group.pieces:
            lines = [*piece.heads, *(item.text if item.numbered else f"• {item.text}" for item in piece.items)]
            yield "\n".join(f"> {escaped(line)}  " for line in lines).rstrip() + _marks(piece.marks)
    if exchange.rows:
        yield escaped(exchange.table_lead)
        yield "\n".join(
            f"- **{escaped(first.text)}** — " + "; ".join(f"{escaped(one.text)}{_marks(one.marks)}" for one in rest)
            for first, *rest in exchange.rows
        )
    yield from (f"*{escaped(_warning(text, exchange.language))}*" for text in exchange.warnings)


def _references(exchange: Exchange) -> Iterator[str]:
    for card in exchange.cards:
        first = f"[{card.n}] {card.reference}" if card.n else f"{card.title} ({card.date})"
        yield f"- {escaped(first)} « {escaped(' '.join(card.quote.split()))} »"


def as_word(exchanges: Sequence[Exchange], language: Language, today: date) -> bytes:
    """Return a conversation as the bytes of a .docx."""
    import docx

    from assistant.drafting import word_styles as styles
    from assistant.drafting.footnotes import Footnotes

    document = docx.Document()
    styles.prepare(document)
    document.core_properties.title = _title(language)
    document.core_properties.author = document.core_properties.comments = ""
    styles.head_and_foot(document, f"{_title(language)} – {spoken(today.isoformat(), language)}")
    _add(document, _title(language), "Title")
    _add(document, _about(language, today), styles.ADVICE)
    notes = Footnotes()
    for exchange in exchanges:
        _add(document, exchange.question, "Heading 1")
        _add_answer(document, exchange, notes)
    notes.finish(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _add_answer(document: Document, exchange: Exchange, notes: Footnotes) -> None:
    cards = {card.n: card for card in exchange.cards if card.n}

    def cite(style: str, text: str, marks: Sequence[int]) -> None:
        paragraph = document.add_paragraph(printable(text), style=style)
        for card in (cards[n] for n in marks if n in cards):
            notes.add(paragraph, card.reference or card.title, card.quote)

    for sentence in exchange.written:
        cite("Normal", sentence.text + _weak(sentence, exchange.language), sentence.marks)
    for text in (exchange.written_from, *_ours(exchange)):
        if text:
            _add(document, text, "Normal")
    for group in exchange.groups:
        _add(document, group.lead, "Heading 2")
        for piece in group.pieces:
            for number, head in enumerate(piece.heads, start=1):
                last = number == len(piece.heads) and not piece.items
                cite("Quote", head, piece.marks if last else ())
            for number, item in enumerate(piece.items, start=1):
                style = "Normal" if item.numbered else "List Bullet"
                cite(style, item.text, piece.marks if number == len(piece.items) else ())
    if exchange.rows:
        _add(document, exchange.table_lead, "Heading 2")
        for first, *rest in exchange.rows:
            _add(document, first.text, "Heading 2")
            for one in rest:
                cite("Normal", one.text, one.marks)
    for text in exchange.warnings:
        _add(document, _warning(text, exchange.language), "Normal")
    if not cards:
        for card in exchange.cards:
            _add(document, f"{card.title} ({card.date})", "List Bullet")


def _add(document: Document, text: str, style: str) -> None:
    document.add_paragraph(printable(typeset(text)), style=style)


def _ours(exchange: Exchange) -> Iterator[str]:
    """Give what stands before the extracts: what was not found, how the question was understood, the lexicon."""
    language = exchange.language
    if exchange.written_by:
        yield say(language, "answer.written", model=exchange.written_by)
    if exchange.verdict:
        yield exchange.verdict
    if exchange.understood:
        yield say(language, "web.understood_as", question=exchange.understood)
    for term in exchange.terms:
        expansion = f" ({term.expansion})" if term.expansion else ""
        yield say(language, "answer.lexicon", term=term.term, expansion=expansion, plain=term.plain)


def _title(language: Language) -> str:
    return say(language, "chat.file_title")


def _about(language: Language, today: date) -> str:
    return say(language, "chat.file_about", date=spoken(today.isoformat(), language))


def _sources(exchange: Exchange, language: Language) -> str:
    return say(language, "web.nearest" if exchange.outcome == "abstention" else "web.sources")


def _warning(text: str, language: Language) -> str:
    return say(language, "answer.warning", text=text)


def _weak(one: Written, language: Language) -> str:
    return f" {say(language, 'answer.weak')}" if one.weak else ""


def _marks(numbers: Sequence[int]) -> str:
    """Return the numbers of what is cited, held to the words before them."""
    return WIDE * bool(numbers) + "".join(f"\\[{n}\\]" for n in numbers)
