"""Real footnotes: the part of a .docx that python-docx does not write, its relation, and the marks in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from assistant.drafting.typography import printable, typeset
from assistant.drafting.word_styles import element

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

PART: Final = "/word/footnotes.xml"
SEPARATORS: Final = ((-1, "separator"), (0, "continuationSeparator"))
"""Ids and kinds of the two notes that every part of footnotes begins with. Source: ECMA-376, part 1, 17.11.23."""


class Footnotes:
    """The notes of a document, numbered in the order in which their marks are added."""

    def __init__(self) -> None:
        self._notes: list[BaseOxmlElement] = []

    def add(self, paragraph: Paragraph, reference: str, quote: str) -> None:
        """Add a mark at the end of a paragraph, and its note: what is cited, then its exact words."""
        number = str(len(self._notes) + 1)
        paragraph._p.append(_run(element("footnoteReference", id=number), style="FootnoteReference"))
        note = element("footnote", id=number)
        body = element("p")
        properties = element("pPr")
        properties.append(element("pStyle", val="FootnoteText"))
        body.append(properties)
        body.append(_run(element("footnoteRef"), style="FootnoteReference"))
        body.append(_run(_text(f" {printable(reference)} {typeset('« ')}")))
        body.append(_run(_text(" ".join(printable(quote).split("\n")))))
        body.append(_run(_text(typeset(" »"))))
        note.append(body)
        self._notes.append(note)

    def finish(self, document: Document) -> None:
        """Add the part to the document's package, with its relation and its settings."""
        if not self._notes:
            return
        root = etree.fromstring(f"<w:footnotes {nsdecls('w')}/>")
        settings = element("footnotePr")
        for number, kind in SEPARATORS:
            note = element("footnote", type=kind, id=str(number))
            body = element("p")
            body.append(_run(element(kind)))
            note.append(body)
            root.append(note)
            settings.append(element("footnote", id=str(number)))
        for note in self._notes:
            root.append(note)
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI(PART), CONTENT_TYPE.WML_FOOTNOTES, content, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        document.settings.element.find(qn("w:compat")).addprevious(settings)


def _run(content: BaseOxmlElement, style: str = "") -> BaseOxmlElement:
    run = element("r")
    if style:
        properties = element("rPr")
        properties.append(element("rStyle", val=style))
        run.append(properties)
    run.append(content)
    return run


def _text(text: str) -> BaseOxmlElement:
    said = element("t")
    said.set(qn("xml:space"), "preserve")
    said.text = text
    return said
