"""Word, PowerPoint, Excel and CSV files. Parts are written by hand, each as small as its rule allows."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import FileError
from corpus.layout import DIAGRAM_FLAG, TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.model import Block, Extract
from corpus.readers import docx, pptx, sheets
from corpus.readers.archives import open_archive
from corpus.readers.grid import Row, row_blocks
from corpus.readers.number_formats import shown_number
from corpus.readers.numbers import written
from corpus.readers.opc import MISSING_FLAG

Reader = Callable[[bytes], Extract]
LimitedReader = Callable[[bytes, Limits], Extract]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    f'xmlns:r="{OFFICE}"'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def relations(**targets: str) -> str:
    """Return a part of relations: `rId1_slide="slides/slide1.xml"` is rId1 of the type `slide`."""
    lines = (
        f'<Relationship Id="{name.partition("_")[0]}" Type="{OFFICE}/{name.partition("_")[2]}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f"<Relationships>{''.join(lines)}</Relationships>"


def word(body: str, **parts: str) -> bytes:
    """Return a Word file with this body, and parts such as `styles` by the type of their relation."""
    return zipped(
        {
            "_rels/.rels": relations(rId1_officeDocument="word/document.xml", **{"rId2_core-properties": "core.xml"}),
            "core.xml": f"<c {NAMES}>{parts.pop('core', '')}</c>",
            "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(**{f"{kind}_{kind}": f"{kind}.xml" for kind in parts}),
            **{f"word/{kind}.xml": f"<w:{kind} {NAMES}>{content}</w:{kind}>" for kind, content in parts.items()},
        }
    )


def para(text: str, look: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell if '<w:' in cell else para(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def words_of(content: bytes, read: Reader = docx.read) -> list[str]:
    return [block.text for block in read(content).blocks]


def shape_of(content: bytes, read: Reader = docx.read) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read(content).blocks]


def places(content: bytes, read: Reader = docx.read) -> list[str]:
    return [f"{block.locator.kind} {block.locator.value}" for block in read(content).blocks if block.locator]


def code_of(content: bytes, read: LimitedReader = docx.read, limits: Limits = LIMITS) -> str:
    with pytest.raises(FileError) as failure:
        read(content, limits)
    return failure.value.code


# ------------------------------------------------------------------------------------------- Word: order


def test_a_paragraph_is_its_runs_joined() -> None:
    body = (
        "<w:p><w:r><w:t>La so</w:t></w:r>"
        "<w:hyperlink><w:r><w:t>ciété</w:t><w:tab/><w:t>civile</w:t></w:r></w:hyperlink>"
        "<w:r><w:noBreakHyphen/><w:t>là</w:t><w:br/><w:t>demain</w:t></w:r></w:p>"
    )
    assert words_of(word(body)) == ["La société civile-là\ndemain"]


def test_text_boxes_follow_their_paragraph_and_stand_once() -> None:
    inside = f"<w:txbxContent>{para('Dans la boîte')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Ancre</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing>{inside}</w:drawing></mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r></w:p>{para('Après')}"
    )
    assert words_of(word(body)) == ["Ancre", "Dans la boîte", "Après"]


def test_a_text_box_of_an_old_file_is_read() -> None:
    box = f"<v:textbox><w:txbxContent>{para('Ancienne boîte')}</w:txbxContent></v:textbox>"
    assert words_of(word(f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>")) == ["Ancienne boîte"]


def test_content_controls_and_insertions_are_read_and_deletions_are_not() -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{para('Champ')}</w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>Ajouté</w:t></w:r></w:ins><w:del><w:r><w:delText>Retiré</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Déplacé</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>Caché</w:t></w:r></w:p>"
    )
    assert words_of(word(body)) == ["Champ", "Ajouté"]


def test_a_note_stands_after_the_paragraph_that_calls_it() -> None:
    body = f'<w:p><w:r><w:t>Texte</w:t><w:footnoteReference w:id="2"/></w:r></w:p>{para("Suite")}'
    notes = (
        f'<w:footnote w:id="2">{para("Une précision.")}</w:footnote><w:footnote w:id="3">{para("Perdue")}</w:footnote>'
    )
    assert words_of(word(body, footnotes=notes)) == ["Texte", "Une précision.", "Suite"]


def test_a_note_that_calls_itself_is_read_once() -> None:
    again = '<w:p><w:r><w:t>Note</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    assert words_of(word(again, footnotes=f'<w:footnote w:id="2">{again}</w:footnote>')) == ["Note", "Note"]


def test_pages_are_those_that_word_last_laid_out() -> None:
    broken = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Deux</w:t></w:r></w:p>"
    ends = "<w:p><w:r><w:t>Trois</w:t><w:lastRenderedPageBreak/><w:t> et quatre</w:t></w:r></w:p>"
    body = para("Un") + broken + ends + para("Quatre")
    assert places(word(body)) == ["page ≈1", "page ≈2", "page ≈2", "page ≈3"]
    assert places(word(para("Un") + para("Deux"))) == ["line 1", "line 2"]


# ------------------------------------------------------------------------------------------- Word: headings, lists

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Enjeu"><w:name w:val="Enjeu"/><w:basedOn w:val="Titre1"/></w:style>'
    '<w:style w:styleId="Axe"><w:name w:val="Axe"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>'
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Article %1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="6"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
)


def styled(text: str, style: str) -> str:
    return para(text, f'<w:pStyle w:val="{style}"/>')


def listed(text: str, number: int, level: int = 0) -> str:
    return para(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_headings_have_the_level_of_their_style_or_of_the_one_it_is_based_on() -> None:
    body = (
        styled("Politique familiale", "Titre") + styled("Enjeux", "Titre1") + styled("Le logement", "Enjeu")
        + styled("Un toit", "Axe") + para("Direct", '<w:outlineLvl w:val="1"/>') + styled("Sans fin", "A")
    )  # fmt: skip
    assert shape_of(word(body, styles=STYLES)) == [
        ("heading", 1, "Politique familiale"),
        ("heading", 1, "Enjeux"),
        ("heading", 1, "Le logement"),
        ("heading", 3, "Un toit"),
        ("heading", 2, "Direct"),
        ("paragraph", 0, "Sans fin"),
    ]


@pytest.mark.parametrize("style", ["Titre2", "Titre 2", "Heading2", "heading 2"])
def test_a_heading_style_is_known_by_its_name_alone(style: str) -> None:
    assert shape_of(word(styled("Enjeux", style))) == [("heading", 2, "Enjeux")]


def test_a_paragraph_set_as_a_heading_is_none() -> None:
    long = (
        "Le conseil municipal rappelle que les indemnités sont fixées par la loi, et propose d’en délibérer comme suit."
    )
    assert shape_of(word(styled(long, "Titre1"), styles=STYLES))[0][0] == "paragraph"
    many = "".join(styled(f"Ligne {number}", "Titre") for number in range(5))
    assert {kind for kind, *_ in shape_of(word(many, styles=STYLES))} == {"paragraph"}


def test_without_heading_styles_a_short_line_in_bold_above_plain_text_is_a_heading() -> None:
    bold = "<w:b/>"
    body = (
        para("Ville", run=bold) + para("ÉLECTION DU MAIRE", run=bold) + para("Texte.") + para("Le bureau", run=bold)
        + para("Texte.") + para("Une phrase grasse.", run=bold) + para("Texte.") + para("___", run=bold) + para("Fin.")
    )  # fmt: skip
    found = [each[1:] for each in shape_of(word(body)) if each[0] == "heading"]
    assert found == [(2, "ÉLECTION DU MAIRE"), (3, "Le bureau")]


def test_the_table_of_contents_is_left_out() -> None:
    assert words_of(word(styled("Enjeux 3", "TM1") + styled("Enjeux", "Titre1"), styles=STYLES)) == ["Enjeux"]


def test_list_items_have_the_numbers_that_word_shows() -> None:
    body = (
        listed("Objet", 5) + listed("Portée", 5, 1) + listed("Limites", 5, 1) + listed("Définitions", 5)
        + listed("Autres", 5, 1) + listed("De nouveau", 6) + listed("Encore", 6) + listed("Un point", 7)
        + listed("Hors liste", 0)
    )  # fmt: skip
    assert shape_of(word(body, numbering=NUMBERING)) == [
        ("item", 0, "Article I. Objet"),
        ("item", 1, "I.a) Portée"),
        ("item", 1, "I.b) Limites"),
        ("item", 0, "Article II. Définitions"),
        ("item", 1, "II.a) Autres"),
        ("item", 0, "Article I. De nouveau"),
        ("item", 0, "Article II. Encore"),
        ("item", 0, "• Un point"),
        ("paragraph", 0, "Hors liste"),
    ]


def test_typed_bullets_are_items() -> None:
    assert shape_of(word(para("- Les aînés") + para("\uf0b7 Les jeunes"))) == [
        ("item", 0, "• Les aînés"),
        ("item", 0, "• Les jeunes"),
    ]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (4, "decimal", "4"), (4, "decimalZero", "04"), (28, "lowerLetter", "bb"), (3, "upperLetter", "C"),
        (1994, "upperRoman", "MCMXCIV"), (9, "lowerRoman", "ix"), (0, "lowerRoman", "0"), (2, "none", ""),
    ],
)  # fmt: skip
def test_numbers_are_written_in_their_form(number: int, form: str, text: str) -> None:
    assert written(number, form) == text


# ------------------------------------------------------------------------------------------- Word: tables, metadata


def test_a_row_is_its_cells_with_the_names_of_the_columns_and_the_cell_above_as_context() -> None:
    content = word(
        table(
            ["Objectif", "Action", "Échéance"],
            ["Loger", para("Bâtir") + para("Rénover"), "2025"],
            ["", "Louer", "2026"],
            ["Bouger", "", "2027"],
        )
    )
    found = docx.read(content)
    names = "Objectif\tAction\tÉchéance"
    assert [(block.text, block.context) for block in found.blocks] == [
        (names, ()),
        ("Loger\tBâtir Rénover\t2025", (names,)),
        ("Louer\t2026", (names, "Loger")),
        ("Bouger\t\t2027", (names,)),
    ]
    assert found.flags == (TABLE_FLAG,)


def test_a_table_that_lays_out_a_page_gives_its_paragraphs() -> None:
    body = table([para("Premier") + listed("Un point", 7)], ["Second"])
    assert [kind for kind, *_ in shape_of(word(body, numbering=NUMBERING))] == ["paragraph", "item", "paragraph"]


def test_nested_tables_are_read_where_they_stand() -> None:
    inner = table(["a", "b"], ["c", "d"])
    assert words_of(word(table(["Avant", para("Dans") + inner], ["Après", "Fin"]))) == [
        "Avant", "Dans", "a\tb", "c\td", "Après\tFin",
    ]  # fmt: skip


def test_the_title_of_the_properties_is_taken_where_the_text_begins_with_it() -> None:
    core = "<dc:title>Politique familiale</dc:title><dc:creator>Ève Roy; Utilisateur Windows</dc:creator>"
    found = docx.read(word(para("POLITIQUE FAMILIALE 2024"), core=core)).metadata
    assert (found.title, found.authors, found.date) == ("Politique familiale", ("Ève Roy",), None)
    assert docx.read(word(para("Plan de déneigement"), core=core)).metadata.title is None
    machine = "<dc:title>Microsoft Word - Plan</dc:title><dc:creator>python-docx</dc:creator>"
    found = docx.read(word(para("Microsoft Word - Plan"), core=machine)).metadata
    assert (found.title, found.authors) == (None, ())


def test_a_part_that_cannot_be_read_is_said() -> None:
    assert docx.read(word(para("Texte"), numbering="<w:num>")).flags == (MISSING_FLAG,)


def test_strict_files_are_read() -> None:
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts = open_archive(word(para("Rigueur")))
    content = zipped(
        {
            name: parts.read(name).replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict)
            for name in parts.names
        }
    )
    assert words_of(content) == ["Rigueur"]


# ------------------------------------------------------------------------------------------- PowerPoint


def text_body(*paragraphs: str) -> str:
    return f"<p:txBody>{''.join(each if each[:1] == '<' else drawn(each) for each in paragraphs)}</p:txBody>"


def drawn(text: str, look: str = "") -> str:
    return f"<a:p>{look}<a:r><a:t>{text}</a:t></a:r></a:p>"


def shape(body: str, place: str = "", hidden: str = "") -> str:
    return f"<p:sp><p:nvSpPr><p:cNvPr {hidden}/><p:nvPr>{place}</p:nvPr></p:nvSpPr>{body}</p:sp>"


def frame(content: str) -> str:
    return f"<p:graphicFrame><a:graphic><a:graphicData>{content}</a:graphicData></a:graphic></p:graphicFrame>"


TITLE, BODY = '<p:ph type="title"/>', '<p:ph idx="1"/>'


def slide(shapes: str) -> str:
    return f"<p:sld {NAMES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def deck(*slides: str, **parts: str) -> bytes:
    """Return a presentation; `notes1` are the notes of slide 1, `diagram` the SmartArt that rDm stands for in it."""
    listed_ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in range(1, len(slides) + 1))
    files: dict[str, str | bytes] = {
        "_rels/.rels": relations(rId1_officeDocument="ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {NAMES}><p:sldIdLst>{listed_ids}</p:sldIdLst></p:presentation>",
        # the files are numbered backwards: only the list of slides tells their order
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"rId{n}_slide": f"slides/slide{90 - n}.xml" for n in range(1, len(slides) + 1)}
        ),
    }
    related = {
        "rId1_notesSlide": ("../notesSlides/notes1.xml", "notes1"),
        "rDm_diagramData": ("../diagrams/data1.xml", "diagram"),
    }
    files["ppt/slides/_rels/slide89.xml.rels"] = relations(
        **{kind: target for kind, (target, part) in related.items() if part in parts}
    )
    files |= {f"ppt/slides/slide{90 - n}.xml": slide(shapes) for n, shapes in enumerate(slides, start=1)}
    if "notes1" in parts:
        files["ppt/notesSlides/notes1.xml"] = slide(parts["notes1"])
    if "diagram" in parts:
        files["ppt/diagrams/data1.xml"] = f"<dgm:dataModel {NAMES}>{parts['diagram']}</dgm:dataModel>"
    return zipped(files)


def test_a_slide_is_its_title_then_its_other_shapes_and_its_notes() -> None:
    first = (
        shape(text_body("Les jeunes", drawn("Le logement", '<a:pPr lvl="1"/>')), BODY)
        + shape(text_body("Défis", "du milieu"), TITLE)
        + shape(text_body('<a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld></a:p>'), '<p:ph type="sldNum"/>')
        + shape(text_body("Caché"), hidden='hidden="1"')
    )
    notes = shape(text_body("À dire aux élus"), '<p:ph type="body" idx="1"/>')
    content = deck(first, shape(text_body("Merci"), TITLE), notes1=notes)
    assert shape_of(content, pptx.read) == [
        ("heading", 1, "Défis du milieu"),
        ("item", 0, "• Les jeunes"),
        ("item", 1, "• Le logement"),
        ("paragraph", 0, "À dire aux élus"),
        ("heading", 1, "Merci"),
    ]
    assert places(content, pptx.read) == ["slide 1", "slide 1", "slide 1", "slide 1 (notes)", "slide 2"]


def test_groups_within_groups_are_read_in_order() -> None:
    a, b, c = (shape(text_body(name)) for name in ("Un.", "Deux.", "Trois."))
    assert words_of(deck(f"{a}<p:grpSp><p:grpSp>{b}</p:grpSp>{c}</p:grpSp>"), pptx.read) == ["Un.", "Deux.", "Trois."]


def test_marks_are_those_that_the_slide_asks_for() -> None:
    numbered = '<a:pPr><a:buAutoNum type="alphaLcParenR"/></a:pPr>'
    body = text_body(
        drawn("premier", numbered), drawn("second", numbered), drawn("point", '<a:pPr><a:buChar char="-"/></a:pPr>'),
        drawn("texte", "<a:pPr><a:buNone/></a:pPr>"),
    )  # fmt: skip
    assert words_of(deck(shape(body, BODY)), pptx.read) == ["a) premier", "b) second", "• point", "texte"]


def test_tables_are_rows() -> None:
    rows = (
        f"<a:tr>{''.join(f'<a:tc>{text_body(cell)}</a:tc>' for cell in row)}</a:tr>".replace("p:txBody", "a:txBody")
        for row in (["Région", "Projets", "Année"], ["Estrie", "Été", "2024"])
    )
    found = pptx.read(deck(frame(f"<a:tbl>{''.join(rows)}</a:tbl>")))
    assert [(block.text, block.context) for block in found.blocks] == [
        ("Région\tProjets\tAnnée", ()),
        ("Estrie\tÉté\t2024", ("Région\tProjets\tAnnée",)),
    ]
    assert found.flags == (TABLE_FLAG,)


def test_smart_art_is_a_list_in_the_order_of_its_links() -> None:
    points = "".join(
        f'<dgm:pt modelId="{name}" {kind}><dgm:t>{drawn(text)}</dgm:t></dgm:pt>'
        for name, kind, text in [
            ("3", "", "Comité"), ("0", 'type="doc"', ""), ("2", "", "Bureau"), ("1", "", "Conseil"),
            ("9", 'type="pres"', "invisible"),
        ]
    )  # fmt: skip
    links = "".join(
        f'<dgm:cxn srcId="{above}" destId="{below}" srcOrd="{order}"/>'
        for above, below, order in [("1", "3", 1), ("1", "2", 0), ("0", "1", 0), ("3", "1", 0)]
    )
    model = f"<dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst>"
    content = deck(frame('<dgm:relIds r:dm="rDm"/>'), diagram=model)
    assert shape_of(content, pptx.read) == [("item", 0, "• Conseil"), ("item", 1, "• Bureau"), ("item", 1, "• Comité")]
    assert pptx.read(content).flags == (DIAGRAM_FLAG,)


def test_a_slide_without_a_title_takes_its_first_short_line() -> None:
    content = deck(shape(text_body("Nos partenaires")) + shape(text_body("Une phrase entière.")))
    assert [kind for kind, *_ in shape_of(content, pptx.read)] == ["heading", "paragraph"]


def test_a_footer_is_kept_once() -> None:
    footer = shape(text_body("Ville de Québec."), '<p:ph type="ftr"/>')
    assert words_of(deck(footer, footer), pptx.read) == ["Ville de Québec."]


def test_a_missing_slide_is_said_and_the_others_are_read() -> None:
    content = deck(shape(text_body("Un")), shape(text_body("Deux")))
    parts = open_archive(content)
    cut = zipped({name: parts.read(name) for name in parts.names if name != "ppt/slides/slide89.xml"})
    assert (words_of(cut, pptx.read), pptx.read(cut).flags) == (["Deux"], (MISSING_FLAG,))


# ------------------------------------------------------------------------------------------- Excel and CSV


def workbook(**named: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_is_its_rows_with_their_numbers() -> None:
    content = workbook(
        Budget=[
            ["Budget 2024"],
            [],
            ["Poste", "Montant", "Adopté le"],
            ["Été", 1250.5, datetime(2024, 3, 5)],  # noqa: DTZ001 (spreadsheets have no time zone)
            [None, 12.0, None],
            ["Total", None, True],
        ]
    )
    found = sheets.read_xlsx(content)
    names = ("Budget 2024", "Poste\tMontant\tAdopté le")
    assert [(block.kind, block.text, block.context) for block in found.blocks] == [
        ("heading", "Budget", ()),
        ("row", "Budget 2024", ()),
        ("row", names[1], ()),
        ("row", "Été\t1250,5\t2024-03-05", names),
        ("row", "12", (*names, "Été")),
        ("row", "Total\t\tVRAI", names),
    ]
    assert places(content, sheets.read_xlsx)[1:] == [f"sheet Budget!{row}" for row in (1, 3, 4, 5, 6)]


def test_the_usual_name_of_a_lone_sheet_is_no_heading() -> None:
    assert words_of(workbook(Feuil1=[["Été"]]), sheets.read_xlsx) == ["Été"]
    assert words_of(workbook(Feuil1=[["Été"]], Feuil2=[["Hiver"]]), sheets.read_xlsx) == [
        "Feuil1", "Été", "Feuil2", "Hiver",
    ]  # fmt: skip


def test_percentages_are_shown_as_such_and_errors_are_not() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook(Taux=[["Taux", 0.255, "#REF!"]])))
    book["Taux"]["B1"].number_format = "0.0%"
    buffer = io.BytesIO()
    book.save(buffer)
    assert words_of(buffer.getvalue(), sheets.read_xlsx)[1] == "Taux\t25,5\u00a0%"


def test_hidden_sheets_and_formulas_without_a_value_are_said() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook(Vue=[["Somme", "=1+1"]], Listes=[["Secret"]])))
    book["Listes"].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    found = sheets.read_xlsx(buffer.getvalue())
    assert [block.text for block in found.blocks] == ["Vue", "Somme"]
    assert set(found.flags) == {TABLE_FLAG, sheets.HIDDEN_FLAG, sheets.FORMULA_FLAG}


def test_a_short_file_that_shows_one_long_text_many_times_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(Feuil1=[["é" * 1_000] * 10 for _ in range(20)])
    assert code_of(content, sheets.read_xlsx, Limits(characters=100_000)) == "limit"
    monkeypatch.setattr(sheets, "MOST_CELLS", 100)
    assert code_of(content, sheets.read_xlsx) == "limit"


def test_a_row_with_an_impossible_number_is_refused() -> None:
    archive = open_archive(workbook(Feuil1=[["Été"]]))
    parts: dict[str, str | bytes] = {
        name: archive.read(name).replace(b'<row r="1"', b'<row r="99999999999"') for name in archive.names
    }
    assert code_of(zipped(parts), sheets.read_xlsx) == "limit"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Nom;Ville\nÈve;Gaspé, Percé\n", ["Nom\tVille", "Ève\tGaspé, Percé"]),
        ('Nom,Note\nÈve,"a, b\nc"\nLéo,d\n', ["Nom\tNote", "Ève\ta, b c", "Léo\td"]),
        ("sep=|\nNom|Ville\n", ["Nom\tVille"]),
        ("Nom\tVille\n", ["Nom\tVille"]),
        ("Une ligne.\nUne autre.\n", ["Une ligne.", "Une autre."]),
        ("a;;c\r\n;;\r\nd;e;f\r\n", ["a\t\tc", "d\te\tf"]),
    ],
)
def test_csv_rows_are_cut_at_their_delimiter(text: str, rows: list[str]) -> None:
    assert words_of(text.encode(), sheets.read_csv) == rows


def test_csv_rows_have_their_lines_and_the_names_of_the_columns() -> None:
    content = 'Nom,Note\nÈve,"a\nb"\n,c\n'.encode("cp1252")
    assert places(content, sheets.read_csv) == ["line 1", "line 2", "line 4"]
    assert [block.context for block in sheets.read_csv(content).blocks] == [(), ("Nom\tNote",), ("Nom\tNote",)]


# ------------------------------------------------------------------------------------------- rows


def laid(*rows: list[str], headed: bool = True) -> list[tuple[str, tuple[str, ...]]]:
    blocks: Iterator[Block] = row_blocks([Row(cells=tuple(row)) for row in rows], headed=headed)
    return [(block.text, block.context) for block in blocks]


def test_a_row_alone_on_its_line_opens_a_group() -> None:
    assert laid(["Action", "Année"], ["AXE 1", ""], ["Bâtir", "x"], ["AXE 2", ""], ["Louer", "y"])[1:] == [
        ("AXE 1", ("Action\tAnnée",)),
        ("Bâtir\tx", ("AXE 1", "Action\tAnnée")),
        ("AXE 2", ("Action\tAnnée",)),
        ("Louer\ty", ("AXE 2", "Action\tAnnée")),
    ]


def test_a_row_of_numbers_names_no_columns() -> None:
    assert laid(["Maire", "2024"], ["Adjoint", "2023"]) == [("Maire\t2024", ()), ("Adjoint\t2023", ())]


def test_blank_columns_and_rows_are_left_out() -> None:
    assert laid(["", "", ""], ["a", "", "b"], [], ["c", "", "d"], headed=False) == [("a\tb", ()), ("c\td", ())]


@given(st.lists(st.lists(st.sampled_from(["", "a", "1"]), max_size=4), max_size=6))
def test_every_cell_stands_in_its_row_once(rows: list[list[str]]) -> None:
    found = [[cell for cell in text.split("\t") if cell] for text, _ in laid(*rows)]
    assert found == [kept for row in rows if (kept := [cell for cell in row if cell])]


# ------------------------------------------------------------------------------------------- hostile and damaged files


NOISE = " ".join(f"{number * 7919:x}" for number in range(3_000))
"""Words that do not pack well: a file without them is refused for its ratio."""


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\b", "C:/b"])
def test_names_that_leave_the_archive_are_refused(name: str) -> None:
    assert code_of(zipped({name: "x"})) == "malformed"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_part(encoding: str) -> None:
    content = '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode(encoding)
    assert code_of(zipped({"word/document.xml": "<a/>", "custom/x.xml": content})) == "malformed"


def test_a_document_type_is_refused_whatever_the_name_of_the_part() -> None:
    hidden = {"_rels/.rels": relations(rId1_officeDocument="word/body.bin"), "word/body.bin": "<!DOCTYPE a><document/>"}
    assert code_of(zipped(hidden)) == "malformed"


def test_an_archive_is_limited_in_entries_size_and_ratio() -> None:
    assert code_of(zipped({"a.bin": bytes(5_000_000)})) == "limit"  # about 1,000 to 1
    assert code_of(zipped({f"{number}.bin": b"" for number in range(4)}), limits=Limits(entries=3)) == "limit"
    assert code_of(zipped({"a.bin": bytes(2**20 + 1)}), limits=Limits(unpacked_megabytes=1, ratio=10_000)) == "limit"


def test_a_part_that_unpacks_to_more_than_it_announces_stays_within() -> None:
    content = bytearray(zipped({"a.bin": bytes(100_000)}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 10)  # the size announced in the directory
    archive = open_archive(bytes(content))
    with pytest.raises(FileError) as failure:
        archive.read("a.bin")
    assert failure.value.code == "malformed"


def test_an_encrypted_part_asks_for_a_password() -> None:
    content = bytearray(zipped({"a.xml": "<a/>"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(bytes(content)) == "password"


def test_a_long_stretch_of_blanks_takes_no_longer_than_another() -> None:
    blanks = "".join("\u00a0 " for _ in range(100_000)) + "fin"
    assert words_of(word(para("é") + para(blanks) + para(NOISE))) == ["é", "fin", NOISE]


@pytest.mark.parametrize(
    ("name", "code"), [("EncryptedPackage", "password"), ("WordDocument", "unsupported"), ("Autre", "password")]
)
def test_an_old_container_says_what_it_holds(name: str, code: str) -> None:
    assert code_of(b"\xd0\xcf\x11\xe0" + bytes(600) + name.encode("utf-16-le") + bytes(64)) == code


def test_each_failure_has_its_code() -> None:
    content = word(para("Texte"))
    assert code_of(b"<html></html>") == "malformed"
    assert code_of(content[: len(content) // 2]) == "truncated"
    assert code_of(content, pptx.read) == "mismatch"
    assert code_of(content, sheets.read_xlsx) == "mismatch"
    assert code_of(zipped({"a.txt": "x"})) == "mismatch"
    assert code_of(zipped({"word/document.xml": "<w:document>"})) == "malformed"


def test_a_document_too_deep_to_walk_is_malformed() -> None:
    assert code_of(word("<w:ins>" * 20_000 + "</w:ins>" * 20_000 + para(NOISE))) == "malformed"


SMALL: tuple[tuple[Reader, bytes], ...] = (
    (docx.read, word(table(["Été", "Hiver"]) + listed("Un", 5), numbering=NUMBERING, styles=STYLES)),
    (pptx.read, deck(shape(text_body("Titre"), TITLE))),
    (sheets.read_xlsx, workbook(Feuil1=[["Été", 1]])),
)


@pytest.mark.parametrize(("read", "content"), SMALL, ids=["docx", "pptx", "xlsx"])
@given(data=st.data())
def test_a_damaged_part_is_read_or_refused(read: Reader, content: bytes, data: st.DataObject) -> None:
    archive = open_archive(content)
    parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.names}
    name = data.draw(st.sampled_from(archive.names))
    part = bytearray(archive.read(name))
    for _ in range(data.draw(st.integers(1, 4))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(32, 126))
    parts[name] = bytes(part)
    with suppress(FileError):  # anything else is an error
        read(zipped(parts))


@given(data=st.data())
def test_a_damaged_archive_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(SMALL[0][1])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileError):
        docx.read(bytes(content))


# ------------------------------------------------------------------------------------------- real files

READERS: dict[str, Reader] = {
    ".docx": docx.read, ".doc": docx.read, ".pptx": pptx.read, ".ppt": pptx.read, ".xlsx": sheets.read_xlsx,
    ".csv": sheets.read_csv, ".zip": docx.read,
}  # fmt: skip
REFUSED = {
    "docx/testWORD_protected_passtika.docx": "password",
    "doc/REGISTRE-DELIBERATIONS.doc": "unsupported",
    "doc/testPPT.ppt": "unsupported",
    "hostile-office/ExternalEntityInText.docx": "malformed",
    "hostile-office/poc-xmlbomb.xlsx": "malformed",
    "hostile-office/poc-xmlbomb-empty.xlsx": "malformed",
    "hostile-office/clusterfuzz-testcase-minimized-POIXSLFFuzzer-6254434927378432.pptx": "truncated",
    "hostile-office/clusterfuzz-testcase-minimized-POIXWPFFuzzer-5166796835258368.docx": "malformed",
    "hostile-office/clusterfuzz-testcase-minimized-POIXWPFFuzzer-6442791109263360.docx": "malformed",
    "hostile-office/crash-517626e815e0afa9decd0ebb6d1dee63fb9907dd.docx": "truncated",
    "hostile-office/zip-slip.zip": "malformed",
}
OFFICE_KINDS = {"docx", "doc", "pptx", "xlsx-csv", "hostile-office"}


def test_the_real_files_are_read_or_refused_as_expected(shared: Path) -> None:
    documents = shared / "documents"
    with (documents / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        lines = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = [line for line in lines if line["kind"] in OFFICE_KINDS and Path(line["path"]).suffix in READERS]
    assert len(lines) >= 30
    wrong: dict[str, str] = {}
    for line in lines:
        path = documents / line["path"]
        expected = REFUSED.get(line["path"])
        try:
            text = " ".join(block.text for block in READERS[path.suffix](path.read_bytes()).blocks)
        except FileError as failure:
            if failure.code != expected:
                wrong[line["path"]] = str(failure)
            continue
        phrase = " ".join((line["phrase_must_appear"] or "").split())
        if expected or phrase not in " ".join(text.split()):
            wrong[line["path"]] = text[:200]
    assert not wrong


def test_a_word_file_under_another_name_is_still_one(shared: Path) -> None:
    assert docx.read((shared / "documents" / "hostile-made" / "minutes.pdf").read_bytes()).blocks


def test_every_letter_in_nested_groups_is_found(shared: Path) -> None:
    content = (shared / "documents" / "pptx" / "group-shapes-nested.pptx").read_bytes()
    assert sorted(words_of(content, pptx.read)) == list("ABCDEFGHIJ")


def test_a_footer_is_no_title_of_its_slide() -> None:
    footer = shape(text_body("Ville de Laval"), '<p:ph type="ftr"/>')
    found = pptx.read(deck(footer + shape(text_body("Défis")) + shape(text_body("Agir avec tous."))))
    assert [(block.kind, block.text) for block in found.blocks] == [
        ("heading", "Défis"),
        ("paragraph", "Agir avec tous."),
        ("paragraph", "Ville de Laval"),
    ]


# ------------------------------------------------------------------------------------------- numbers as shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1_086_570, "#,##0\\ [$$-C0C]", "1\u00a0086\u00a0570 $"),
        (1_086_570, '_-* #,##0\\ "$"_-;', "1\u00a0086\u00a0570 $"),
        (1_086_570, "# ##0 $", "1\u00a0086\u00a0570 $"),
        (1_086_570, "#,##0,", "1\u00a0087"),
        (0.967, "0.0\\ %", "96,7 %"),
        (0.25, "0%", "25\u00a0%"),
        (1045.5, "#,##0.00", "1\u00a0045,50"),
        (1234.5, "0.##", "1234,5"),
        (1.005, "0.00", "1,01"),
        (1045.5, "General", "1045,5"),
        (2023, "General", "2023"),
        (7, "00", "07"),
        (3, '"Année "0', "Année 3"),
        (-12.5, "#,##0.00_);(#,##0.00)", "(12,50)"),
        (-5, "0", "-5"),
        (-0.001, "0.0", "0,0"),
        (0, '#,##0;-#,##0;"s. o."', "s. o."),
        (5, ";;;", ""),
        (1.5e6, "0.00E+00", "1500000"),
        (0.5, "# ?/?", "0,5"),
        (12, "@", "12"),
        (12, "", "12"),
        (float("nan"), "0", ""),
        (12, "0" * 500, "12"),
        (12345678901234.5, "0." + "0" * 15, "12345678901234,5"),
        (5, "0" + "%" * 150, "5"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, number_format: str, shown: str) -> None:
    assert shown_number(value, number_format) == shown


@given(st.floats(), st.text(alphabet='#0,.;%$ ?*_\\"[]-Ee/@', max_size=30))
def test_any_format_shows_something(value: float, number_format: str) -> None:
    assert isinstance(shown_number(value, number_format), str)


def test_years_name_the_columns_of_a_table() -> None:
    header = "Poste\t2024\t2025-2026"
    assert laid(["Poste", "2024", "2025-2026"], ["Parcs", "5", "6"])[1] == ("Parcs\t5\t6", (header,))
    assert laid(["Parcs", "5 000", "2024"], ["Rues", "6", "7"])[1] == ("Rues\t6\t7", ())


def test_a_length_of_time_is_shown_in_hours() -> None:
    assert words_of(workbook(Feuil1=[["Durée", timedelta(days=1, hours=2, minutes=5)]]), sheets.read_xlsx) == [
        "Durée\t26:05"
    ]
