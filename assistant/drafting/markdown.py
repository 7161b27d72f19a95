"""Draft → Markdown, with notes at its end; what a person wrote is text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.drafting.model import Advice, Block, Box, Items, Paragraph, PolicyDraft, Subheading, Table
from assistant.drafting.notes import reference_of
from assistant.drafting.typography import capitalised, typeset
from assistant.wording import say
from corpus.dates import spoken

_INSIDE = re.compile(r"[\\`*<|~]|(?<!\w)_|_(?!\w)")
_AT_START = re.compile(r"^(\s*)(?=#|>|[-+]\s)", re.MULTILINE)


def render_markdown(draft: PolicyDraft) -> str:
    """Return a draft as Markdown."""
    return "\n\n".join(_parts(draft)) + "\n"


def _parts(draft: PolicyDraft) -> Iterator[str]:
    yield f"*{say('fr', 'draft.header')}, {spoken(draft.today)}*"
    yield f"# {_own(draft.template.title)}"
    if draft.organisation:
        yield f"**{_own(capitalised(draft.organisation))}**"
    for section in draft.sections:
        yield f"## {_own(section.title)}"
        for block in section.blocks:
            yield _block(block)
    yield f"## {say('fr', 'draft.todo')}"
    if draft.todo:
        yield say("fr", "draft.todo_intro")
        rows = [(_own(gap.section), _own(gap.text)) for gap in draft.todo]
        yield _table((say("fr", "draft.todo_section"), say("fr", "draft.todo_what")), rows)
    else:
        yield say("fr", "draft.todo_none")
    yield typeset(say("fr", "draft.about"))
    notes = [
        f"[^{one.n}]: {_own(reference_of(one))} {_quoted(one.quote.text, ' ')}"
        for section in draft.sections
        for one in section.citations
    ]
    if notes:
        yield f"## {say('fr', 'draft.notes')}\n\n" + "\n".join(notes)


def _block(block: Block) -> str:
    match block:
        case Advice(text=text):
            return f"*{_own(say('fr', 'draft.advice', text=text))}*"
        case Paragraph(text=text):
            return _own(text)
        case Subheading(text=text):
            return f"### {_own(text)}"
        case Items(texts=texts):
            return "\n".join(f"- {_own(text)}" for text in texts)
        case Table(caption=caption, header=header, rows=rows):
            return f"**{_own(caption)}**\n\n" + _table(header, [tuple(_own(cell) for cell in row) for row in rows])
        case Box(title=title, extracts=extracts, check=check, warning=warning):
            lines = [f"**{title}**"]
            for one in extracts:
                quote = _quoted(one.citation.quote.text, "  \n")
                lines += ["", f"{_own(one.lead)} {quote}[^{one.citation.n}]"]
            lines += ["", _own(check)] if check else []
            lines += ["", _own(say("fr", "answer.warning", text=warning))] if warning else []
            return "\n".join(f"> {line}" if line else ">" for line in "\n".join(lines).split("\n"))


def _own(text: str) -> str:
    return escaped(typeset(text))


def _quoted(text: str, line_end: str) -> str:
    """Return a quote between its marks; its words stay as they are."""
    return typeset("« ") + line_end.join(escaped(line) for line in text.split("\n") if line.strip()) + typeset(" »")


def escaped(text: str) -> str:
    """Return a text that Markdown takes as it is."""
    return _AT_START.sub(r"\1\\", _INSIDE.sub(r"\\\g<0>", text))


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace(chr(10), ' ') for cell in line)} |" for line in lines)
