"""Draft → a Word document that a council can work on: real headings, notes, repeated table headers, visible gaps."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.drafting import word_styles as styles
from assistant.drafting.footnotes import Footnotes
from assistant.drafting.model import (
    Advice,
    Block,
    Box,
    DraftedSection,
    Items,
    Paragraph,
    PolicyDraft,
    Subheading,
    Table,
)
from assistant.drafting.notes import reference_of
from assistant.drafting.placeholders import PATTERN
from assistant.drafting.typography import capitalised, printable, typeset
from assistant.wording import say
from corpus.dates import spoken

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

MOST_KEPT = 10
"""Lines of a quote up to which it stays on one page."""
WIDE = 5
"""Columns from which a table needs a page on its side."""


def render_word(draft: PolicyDraft) -> bytes:
    """Return a draft as the bytes of a .docx."""
    import docx

    document = docx.Document()
    styles.prepare(document)
    _describe(document, draft)
    styles.head_and_foot(document, f"{say('fr', 'draft.header')} – {spoken(draft.today)}")
    writer = _Writer(document)
    writer.add(draft.template.title, "Title")
    if draft.organisation:
        writer.add(capitalised(draft.organisation), "Subtitle")
    for section in draft.sections:
        writer.section(section)
    writer.close(draft)
    writer.notes.finish(document)
    content = io.BytesIO()
    document.save(content)
    return _without_clock(content.getvalue())


def _describe(document: Document, draft: PolicyDraft) -> None:
    """Say what the document is, and nothing of the machine or of the program's own template."""
    said = document.core_properties
    said.title = printable(draft.template.title)
    said.subject = printable(draft.template.purpose)[:255]
    said.author = printable(capitalised(draft.organisation))[:255]
    said.last_modified_by, said.comments, said.keywords, said.revision = "", "", "", 1
    said.language = styles.LANGUAGE
    said.created = said.modified = datetime.fromisoformat(draft.today)


def _without_clock(content: bytes) -> bytes:
    """Return an archive whose entries tell no time: the same draft gives the same bytes."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return copy.getvalue()


class _Writer:
    """Writes blocks at the end of a document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._on_its_side = False
        self.notes = Footnotes()

    def add(self, text: str, style: str) -> WordParagraph:
        """Add a paragraph of our own words."""
        paragraph = self._document.add_paragraph(style=style)
        own_words(paragraph, text)
        return paragraph

    def section(self, section: DraftedSection) -> None:
        """Add a section, on its side where one of its tables is wide."""
        wide = any(isinstance(block, Table) and len(block.header) > WIDE for block in section.blocks)
        if wide != self._on_its_side:
            styles.turn_page(self._document, on_its_side=wide)
            self._on_its_side = wide
        self.add(section.title, "Heading 1")
        for block in section.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """Add a block."""
        match block:
            case Advice(text=text):
                self.add(say("fr", "draft.advice", text=text), styles.ADVICE)
            case Paragraph(text=text):
                for line in text.split("\n"):
                    self.add(line, "Normal")
            case Subheading(text=text):
                self.add(text, "Heading 2")
            case Items(texts=texts):
                for text in texts:
                    self.add(text, "List Bullet")
            case Box():
                self._box(block)
            case Table(caption=caption):
                self.add(caption, "Heading 2")
                self._table(block)

    def _box(self, box: Box) -> None:
        body, head = styles.BOXES[box.scope]
        self.add(box.title, head)
        for place, extract in enumerate(box.extracts):
            checked = bool(box.check or box.warning) and place == len(box.extracts) - 1
            paragraph = self.add(extract.lead, body)
            paragraph.paragraph_format.keep_with_next = True
            paragraph.runs[0].bold = True
            lines = [line for line in extract.citation.quote.text.split("\n") if line.strip()]
            for number, line in enumerate(lines):
                paragraph = self._document.add_paragraph(style=body)
                opening = typeset("« ") if number == 0 else ""
                closing = typeset(" »") if number == len(lines) - 1 else ""
                paragraph.add_run(f"{opening}{printable(line)}{closing}")
                # a quote parts from neither its lead nor its check, and a short one is never cut
                paragraph.paragraph_format.keep_together = True
                paragraph.paragraph_format.keep_with_next = checked or (number < len(lines) - 1 <= MOST_KEPT)
            self.notes.add(paragraph, typeset(reference_of(extract.citation)), extract.citation.quote.text)
        if box.check:
            self.add(box.check, body).paragraph_format.keep_with_next = bool(box.warning)
        if box.warning:
            self.add(say("fr", "answer.warning", text=box.warning), body)

    def _table(self, table: Table) -> None:
        made = self._document.add_table(rows=1, cols=len(table.header), style="Table Grid")
        styles.describe_table(made, printable(table.caption))
        for row, texts in enumerate((table.header, *table.rows)):
            cells = made.rows[0].cells if row == 0 else made.add_row().cells
            for cell, text in zip(cells, texts, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.style = styles.HEADER_CELL if row == 0 else styles.CELL
                own_words(paragraph, text)
            styles.finish_row(made.rows[row], is_header=row == 0)
        self._document.add_paragraph(style=styles.CELL)

    def close(self, draft: PolicyDraft) -> None:
        """Add the closing page: what remains to be done."""
        if self._on_its_side:
            styles.turn_page(self._document, on_its_side=False)
            self.add(say("fr", "draft.todo"), "Heading 1")
        else:
            self.add(say("fr", "draft.todo"), "Heading 1").paragraph_format.page_break_before = True
        if draft.todo:
            self.add(say("fr", "draft.todo_intro"), "Normal")
            header = (say("fr", "draft.todo_section"), say("fr", "draft.todo_what"))
            rows = tuple((gap.section, gap.text) for gap in draft.todo)
            self._table(Table(caption=say("fr", "draft.todo"), header=header, rows=rows))
        else:
            self.add(say("fr", "draft.todo_none"), "Normal")
        self.add(say("fr", "draft.about"), styles.ADVICE)


def own_words(paragraph: WordParagraph, text: str) -> None:
    """Add our own words to a paragraph, typeset, their gaps highlighted."""
    text = printable(typeset(text))
    position = 0
    for match in PATTERN.finditer(text):
        if match.start() > position:
            paragraph.add_run(text[position : match.start()])
        styles.highlight(paragraph.add_run(match[0]))
        position = match.end()
    if position < len(text) or not text:
        paragraph.add_run(text[position:])
