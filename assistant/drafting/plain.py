"""Blocks → plain text: what the JSON shows of a section, and where its gaps are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.drafting.model import Advice, Block, Box, Items, Paragraph, Subheading, Table
from assistant.wording import say


def section_text(blocks: Iterable[Block]) -> str:
    """Return a section as text, a blank line between its blocks."""
    return "\n\n".join("\n".join(lines_of(block)) for block in blocks)


def lines_of(block: Block) -> Iterator[str]:
    """Give the lines of a block."""
    match block:
        case Advice(text=text):
            yield say("fr", "draft.advice", text=text)
        case Paragraph(text=text) | Subheading(text=text):
            yield text
        case Items(texts=texts):
            yield from (f"- {text}" for text in texts)
        case Box(title=title, extracts=extracts, check=check, warning=warning):
            yield title
            for extract in extracts:
                quote = say("fr", "draft.quote", text=extract.citation.quote.text)
                yield f"{extract.lead} {quote} [{extract.citation.n}]"
            if check:
                yield check
            if warning:
                yield say("fr", "answer.warning", text=warning)
        case Table(caption=caption, header=header, rows=rows):
            yield caption
            yield " | ".join(header)
            yield from (" | ".join(row) for row in rows)
