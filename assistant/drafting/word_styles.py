"""What a Word document looks like: language, styles, page, header and footer; the XML that python-docx lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from assistant.drafting.model import Scope
from assistant.drafting.typography import printable
from assistant.wording import say

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Row
    from docx.text.run import Run

LANGUAGE: Final = "fr-CA"
FONT: Final = "Arial"
ADVICE, CELL, HEADER_CELL = "Conseil", "Cellule", "En-tête de cellule"
NOTE_TEXT, NOTE_MARK = "footnote text", "footnote reference"
BOXES: Final[dict[Scope, tuple[str, str]]] = {
    "own": ("Encadré", "Titre d'encadré"),
    "general": ("Encadré", "Titre d'encadré"),
    "elsewhere": ("Encadré d'ailleurs", "Titre d'encadré d'ailleurs"),
}
_DARK, _GREY = RGBColor(0x14, 0x36, 0x5D), RGBColor(0x4A, 0x55, 0x60)
_SHADES: Final = {"Encadré": ("F2F5F9", "5B7EA6"), "Encadré d'ailleurs": ("FAF5EA", "A8772A")}


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """Return an XML element of Word's own names."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def prepare(document: Document) -> None:
    """Give a new document our language, page and styles."""
    _speak_french(document)
    for relation, one in list(document.part.package.rels.items()):
        if one.reltype.endswith("/thumbnail"):
            del document.part.package.rels[relation]
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin = section.bottom_margin = Inches(0.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for name, size in (("Title", 24), ("Subtitle", 14), ("Heading 1", 15), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.size, style.font.color.rgb, style.font.italic = Pt(size), _DARK, False
        _one_font(style)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(12)
    _new(document, ADVICE, size=10, italic=True, color=_GREY).paragraph_format.keep_with_next = True
    _new(document, CELL, size=9.5, after=2)
    _new(document, HEADER_CELL, size=9.5, after=2, bold=True)
    for name, (fill, edge) in _SHADES.items():
        for style in (_new(document, name, size=10, after=3), _title_of(document, name)):
            _boxed(style, fill, edge)
    note = _new(document, NOTE_TEXT, size=9, after=2)
    note.element.set(qn("w:styleId"), "FootnoteText")
    mark = document.styles.add_style(NOTE_MARK, WD_STYLE_TYPE.CHARACTER)
    mark.element.set(qn("w:styleId"), "FootnoteReference")
    mark.font.superscript = True


def _speak_french(document: Document) -> None:
    root = document.styles.element
    for language in root.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)


def _one_font(style: ParagraphStyle) -> None:
    """Use our font instead of the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    style.font.name = FONT


def _new(
    document: Document,
    name: str,
    *,
    size: float,
    after: float = 6,
    bold: bool | None = None,
    italic: bool | None = None,
    color: RGBColor | None = None,
) -> ParagraphStyle:
    style: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
    if color is not None:
        style.font.color.rgb = color
    style.paragraph_format.space_after = Pt(after)
    if name in {CELL, HEADER_CELL}:
        style.paragraph_format.space_before = Pt(after)
    return style


def _title_of(document: Document, name: str) -> ParagraphStyle:
    style = _new(document, f"Titre d'{name[0].lower()}{name[1:]}", size=10.5, after=3, bold=True, color=_DARK)
    style.paragraph_format.space_before = Pt(8)
    style.paragraph_format.keep_with_next = True
    return style


def _boxed(style: ParagraphStyle, fill: str, edge: str) -> None:
    """Give a style a shade and a bar on its left; the paragraphs of one box join."""
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Pt(12)
    properties = style.element.get_or_add_pPr()
    borders = element("pBdr")
    borders.append(element("left", val="single", sz="24", space="8", color=edge))
    shade = element("shd", val="clear", color="auto", fill=fill)
    place = next(one for one in properties if one.tag in {qn("w:spacing"), qn("w:ind")})
    place.addprevious(borders)
    place.addprevious(shade)


def head_and_foot(document: Document, text: str) -> None:
    """Write the header, and the page numbers of the footer."""
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head.add_run(printable(text)).bold = True
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in say("fr", "draft.page", page="\0PAGE\0", pages="\0NUMPAGES\0").split("\0"):
        if part in {"PAGE", "NUMPAGES"}:
            field = element("fldSimple", instr=part)
            run = element("r")
            said = element("t")
            said.text = "1"
            run.append(said)
            field.append(run)
            foot._p.append(field)
        else:
            foot.add_run(part)


def turn_page(document: Document, *, on_its_side: bool) -> None:
    """Begin a new page, on its side or upright."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if on_its_side else WD_ORIENT.PORTRAIT
    long, short = Inches(11), Inches(8.5)
    section.page_width, section.page_height = (long, short) if on_its_side else (short, long)


def describe_table(table: Table, caption: str) -> None:
    """Give a table the title that a screen reader says, and no wider columns than its page."""
    table.autofit = True
    table._tbl.tblPr.append(element("tblCaption", val=caption))


def finish_row(row: _Row, *, is_header: bool) -> None:
    """Keep a row on one page; a header is repeated on each, and shaded."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if is_header:
        properties.append(element("tblHeader"))
        for cell in row.cells:
            cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill="E4EAF1"))


def highlight(run: Run) -> None:
    """Mark a gap so that nobody overlooks it."""
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    run.bold = True
