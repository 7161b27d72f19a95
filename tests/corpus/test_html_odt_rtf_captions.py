"""HTML, OpenDocument, RTF and captions: small files written by hand, then the real ones of ../shared/documents."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import FileError
from corpus.model import Block, Extract, Metadata
from corpus.readers import captions, html, opendocument, rtf
from corpus.readers.sheets import HIDDEN_FLAG

Read = Callable[[bytes], Extract]


def shape(extract: Extract) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in extract.blocks]


def texts(extract: Extract) -> list[str]:
    return [block.text for block in extract.blocks]


def rows(extract: Extract) -> list[tuple[str, tuple[str, ...]]]:
    return [(block.text, block.context) for block in extract.blocks if block.kind == "row"]


def places(extract: Extract) -> list[tuple[str, str]]:
    return [(block.locator.kind, block.locator.value) for block in extract.blocks if block.locator]


def code_of(read: Read, content: bytes) -> str:
    with pytest.raises(FileError) as caught:
        read(content)
    return caught.value.code


# ---------------------------------------------------------------------------------------------- HTML


def page(body: str, head: str = "") -> Extract:
    return html.read(f"<!DOCTYPE html><html lang='fr-CA'><head>{head}</head><body>{body}</body></html>".encode())


def test_a_page_gives_its_headings_paragraphs_and_lists() -> None:
    extract = page(
        "<h1>Politique d'accueil</h1><p>La ville\n  accueille <b>tous</b><br>ses élèves.</p>"
        "<ul><li>Premier<ul><li>Dedans</ul><li><p>Deuxième</p><p>Sa suite</p></ul>"
        "<ol start=3 type=a><li>Lettre<li>Autre</ol><h2>Suite</h2>Sans paragraphe"
    )
    assert shape(extract) == [
        ("heading", 1, "Politique d'accueil"),
        ("paragraph", 0, "La ville accueille tous\nses élèves."),
        ("item", 0, "• Premier"),
        ("item", 1, "• Dedans"),
        ("item", 0, "• Deuxième"),
        ("item", 0, "Sa suite"),
        ("item", 0, "c. Lettre"),
        ("item", 0, "d. Autre"),
        ("heading", 2, "Suite"),
        ("paragraph", 0, "Sans paragraphe"),
    ]
    assert (extract.metadata.title, extract.metadata.language) == ("Politique d'accueil", "fr")


def test_a_table_of_data_gives_rows_with_the_words_of_its_header() -> None:
    extract = page(
        "<table><caption>Budget</caption><tr><th>Poste<th>Année<th>Montant"
        "<tr><td rowspan=2>Parcs<td>2023<td>5 000 $<tr><td>2024<td>6<br>000 $</table>"
    )
    header = "Poste\tAnnée\tMontant"
    assert texts(extract)[0] == "Budget"
    assert rows(extract) == [
        (header, ()),
        ("Parcs\t2023\t5 000 $", (header,)),
        ("2024\t6 000 $", (header, "Parcs")),
    ]
    assert extract.flags == ("tableau",)


def test_a_table_that_lays_out_the_page_gives_what_stands_in_it() -> None:
    extract = page("<table><tr><td>À gauche<td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>")
    assert shape(extract) == [("paragraph", 0, "À gauche"), ("row", 0, "a\tb"), ("row", 0, "c\td")]


def test_only_the_main_content_is_read() -> None:
    extract = page(
        "<header>Ville de Laval</header><nav><a href=/>Accueil</a></nav>"
        "<main><nav>Fil</nav><header><h1>Séance du conseil</h1></header><p>Le conseil adopte le budget.</p></main>"
        "<footer>Tous droits réservés</footer>"
    )
    assert texts(extract) == ["Séance du conseil", "Le conseil adopte le budget."]


def test_without_a_main_part_the_furniture_of_the_page_goes() -> None:
    extract = page(
        "<header>Ville</header><div class='breadcrumb'>Accueil</div><article><header>Le maire</header>Le texte"
        "<footer>Signé</footer></article><aside>Voir aussi</aside><footer>Courriel</footer>"
    )
    assert texts(extract) == ["Le maire", "Le texte", "Signé"]
    assert texts(page("<nav>Seul texte de la page</nav>")) == ["Seul texte de la page"]


def test_what_a_reader_of_the_page_does_not_see_goes() -> None:
    extract = page(
        "<p>Vu<!-- commentaire --><span style='DISPLAY : none'>caché</span><span hidden>caché</span>"
        "<script>caché()</script><i style='font-size:0'>caché</i><b style='opacity:0.5'> pâle</b>"
        "<span class='sr-only'>caché</span><span class='hidden md:inline'> large</span>"
        "<span aria-hidden=true>caché</span> zéro\u200blargeur\u202e</p><template><p>caché</p></template>"
    )
    assert texts(extract) == ["Vu pâle large zérolargeur"]


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "rot13", "inconnu"])
@pytest.mark.parametrize("written", ["utf-8", "cp1252"])
def test_the_bytes_are_believed_before_the_declared_charset(declared: str, written: str) -> None:
    words = "L'été à l'hôtel de ville : « déjà » 5 €, l’œuvre."
    content = f"<html><head><meta charset={declared}></head><body><p>{words}</p></body></html>"
    assert texts(html.read(content.encode(written))) == [words]


def test_a_declared_charset_that_fits_the_bytes_is_used() -> None:
    words = "Příliš žluťoučký kůň úpěl ďábelské ódy."
    assert texts(html.read(f"<meta charset=windows-1250><p>{words}".encode("cp1250"))) == [words]


def test_a_page_says_its_title_author_and_date() -> None:
    metadata = page(
        "<h2>Plan d'action 2024</h2><p>Texte</p>",
        "<title>Plan d'action 2024</title><meta name=author content='Direction générale; admin'>"
        "<meta property='article:published_time' content='2024-03-05T10:00:00'>"
        "<link rel=canonical href='https://exemple.ca/plan'>",
    ).metadata
    assert metadata.title == "Plan d'action 2024"
    assert metadata.authors == ("Direction générale",)
    assert metadata.date == "2024-03-05"
    assert metadata.source_url == "https://exemple.ca/plan"
    assert page("<p>Texte", "<title>Untitled document</title>").metadata.title is None


def test_a_page_made_to_do_harm_is_refused() -> None:
    assert code_of(html.read, b"<div>" * 100_000 + b"x") == "malformed"
    assert code_of(html.read, b"<b>" * 1_000_001) == "limit"
    span = b"<table>" + (b"<tr>" + b"<td rowspan=1000 colspan=1000>x" * 100) * 50
    assert code_of(html.read, span) == "limit"


def test_an_entity_that_a_page_declares_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mot de passe", encoding="utf-8")
    extract = html.read(f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>Avant &x; fin</p>'.encode())
    assert "Avant" in " ".join(texts(extract))
    assert "mot de passe" not in " ".join(texts(extract))


# -------------------------------------------------------------------------------------- OpenDocument

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{place}:1.0"'
    for name, place in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "presentation": "presentation", "meta": "meta", "fo": "xsl-fo-compatible", "manifest": "manifest",
    }.items()
)  # fmt: skip


def odf(body: str, styles: str = "", meta: str = "", more: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body>{body}</office:body></office:document-content>",
        )
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {_NAMES} xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            f"<office:meta>{meta}</office:meta></office:document-meta>",
        )
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def odt(body: str, styles: str = "", meta: str = "") -> Extract:
    return opendocument.read(odf(f"<office:text>{body}</office:text>", styles, meta))


def test_a_text_gives_its_headings_paragraphs_and_notes() -> None:
    extract = odt(
        '<text:p text:style-name="P1">Politique d\'accueil</text:p>'
        '<text:h text:outline-level="2">Contexte</text:h>'
        "<text:p>La ville<text:s text:c='2'/>accueille<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Depuis 2003.</text:p></text:note-body></text:note> ses\n élèves"
        '<text:span text:style-name="T1">caché</text:span>.</text:p>'
        "<text:p>Avant<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame> après</text:p>"
        "<text:tracked-changes><text:p>effacé</text:p></text:tracked-changes>"
        "<text:table-of-content><text:p>Contexte 2</text:p></text:table-of-content>",
        '<style:style style:name="P1" style:parent-style-name="Title"/>'
        '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>',
        "<dc:title>Microsoft Word - essai.doc</dc:title><meta:initial-creator>Marie Tremblay</meta:initial-creator>",
    )
    assert shape(extract) == [
        ("heading", 1, "Politique d'accueil"),
        ("heading", 2, "Contexte"),
        ("paragraph", 0, "La ville accueille ses élèves."),
        ("paragraph", 0, "Depuis 2003."),
        ("paragraph", 0, "Avant après"),
        ("paragraph", 0, "Encadré"),
    ]
    assert extract.metadata.title == "Politique d'accueil"
    assert extract.metadata.authors == ("Marie Tremblay",)


def test_a_list_has_its_marks_and_its_levels() -> None:
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    extract = odt(
        '<text:list text:style-name="L1">'
        + item.format("Un", "<text:p>Sa suite</text:p>")
        + item.format("Deux", f"<text:list>{item.format('Dedans', '')}</text:list>")
        + '</text:list><text:list text:style-name="L1" text:continue-numbering="true">'
        + item.format("Trois", "")
        + f"</text:list><text:list>{item.format('Point', '')}</text:list>",
        '<text:list-style style:name="L1">'
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>',
    )
    assert shape(extract) == [
        ("item", 0, "1. Un"),
        ("item", 0, "Sa suite"),
        ("item", 0, "2. Deux"),
        ("item", 1, "a) Dedans"),
        ("item", 0, "3. Trois"),
        ("item", 0, "• Point"),
    ]


def _table(*lines: str, name: str = "T") -> str:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    held = ("".join(cell.format(word) if word else "<table:table-cell/>" for word in line.split("|")) for line in lines)
    table_rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in held)
    return f'<table:table table:name="{name}">{table_rows}</table:table>'


def test_a_table_of_a_text_gives_rows() -> None:
    extract = odt(_table("Région|Année|Montant", "Mauricie|2003|12", "|2004|15"))
    header = "Région\tAnnée\tMontant"
    assert rows(extract) == [
        (header, ()),
        ("Mauricie\t2003\t12", (header,)),
        ("2004\t15", (header, "Mauricie")),
    ]


def test_a_sheet_says_where_each_row_stands() -> None:
    repeated = '<table:table-row table:number-rows-repeated="9"><table:table-cell/></table:table-row>'
    sheet = _table("Poste|Montant", "Parcs|5", name="Budget").replace(
        "<table:table-row>", repeated + "<table:table-row>", 1
    )
    edge = '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    sheet = sheet.replace("</table:table-row>", edge)
    extract = opendocument.read(odf(f"<office:spreadsheet>{sheet}</office:spreadsheet>"))
    assert texts(extract) == ["Budget", "Poste\tMontant", "Parcs\t5"]
    assert places(extract) == [("sheet", "Budget!10"), ("sheet", "Budget!10"), ("sheet", "Budget!11")]


def test_a_presentation_says_the_slide() -> None:
    slide = (
        "<draw:page><draw:frame presentation:class='title'><draw:text-box><text:p>{}</text:p></draw:text-box>"
        "</draw:frame><draw:g><draw:custom-shape><text:p>Forme</text:p></draw:custom-shape></draw:g>"
        "<draw:frame presentation:class='page-number'><draw:text-box><text:p>9</text:p></draw:text-box></draw:frame>"
        "<presentation:notes><draw:frame><draw:text-box><text:p>À dire</text:p></draw:text-box></draw:frame>"
        "</presentation:notes></draw:page>"
    )
    extract = opendocument.read(
        odf(f"<office:presentation>{slide.format('Défis')}{slide.format('Suites')}</office:presentation>")
    )
    assert texts(extract) == ["Défis", "Forme", "À dire", "Suites", "Forme", "À dire"]
    assert places(extract) == [("slide", number) for slide in "12" for number in (slide, slide, f"{slide} (notes)")]


def test_pages_are_those_of_the_last_layout() -> None:
    extract = odt("<text:p>Un</text:p><text:p><text:soft-page-break/>Deux</text:p>")
    assert places(extract) == [("page", "≈1"), ("page", "≈2")]


def test_an_opendocument_file_that_cannot_be_read_says_why() -> None:
    secret = {"META-INF/manifest.xml": f"<manifest:manifest {_NAMES}><manifest:encryption-data/></manifest:manifest>"}
    assert code_of(opendocument.read, odf("", more=secret)) == "password"
    assert code_of(opendocument.read, b"Pas un ZIP") == "malformed"
    assert code_of(opendocument.read, odf("<office:text/>")[:-80]) == "truncated"
    assert code_of(opendocument.read, odf("<text:p>")) == "malformed"
    doctype = {"styles.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}
    assert code_of(opendocument.read, odf("<office:text/>", more=doctype)) == "malformed"
    deep = "<text:section>" * 50_000 + "</text:section>" * 50_000
    assert code_of(opendocument.read, odf(f"<office:text>{deep}</office:text>")) in {"malformed", "limit"}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("autre.txt", "texte")
    assert code_of(opendocument.read, stream.getvalue()) == "mismatch"


# ----------------------------------------------------------------------------------------------- RTF

_FONTS = rb"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset238 Arial CE;}}"
_STYLES = rb"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2\outlinelevel1 Mon titre;}{\s9 Title;}}"


def document(body: bytes) -> Extract:
    return rtf.read(rb"{\rtf1\ansi\ansicpg1252\deff0" + _FONTS + _STYLES + body + b"}")


def test_a_document_gives_its_headings_lists_and_notes() -> None:
    extract = document(
        rb"{\info{\title Essai}{\author Marie Tremblay}{\company Ville}}{\header En-t\'eate}"
        rb"\pard\s9 Politique d\rquote accueil\par\pard\s1 Contexte\par\pard\s2\outlinelevel1 Suite\par"
        rb"\pard\plain La ville {\b accueille}{\footnote \chftn Depuis 2003.} ses \'e9l\u232?ves{\v secret}.\par"
        rb"{\listtext\f1\'b7\tab}\ls1 Un point\par{\listtext 2.\tab}\ls1\ilvl1 Un deuxi\'e8me\par"
    )
    assert shape(extract) == [
        ("heading", 1, "Politique d’accueil"),
        ("heading", 1, "Contexte"),
        ("heading", 2, "Suite"),
        ("paragraph", 0, "La ville accueille ses élèves."),
        ("paragraph", 0, "Depuis 2003."),
        ("item", 0, "• Un point"),
        ("item", 1, "2. Un deuxième"),
    ]
    assert extract.metadata.title == "Politique d’accueil"
    assert extract.metadata.authors == ("Marie Tremblay",)


def test_a_table_of_a_document_gives_rows() -> None:
    extract = document(
        rb"\trowd\cellx1\cellx2\cellx3\intbl R\'e9gion\cell Ann\'e9e\cell Montant\cell\row"
        rb"\trowd\intbl Mauricie\par Laval\cell 2003\cell 12\cell\row\pard Apr\'e8s\par"
    )
    header = "Région\tAnnée\tMontant"
    assert rows(extract) == [(header, ()), ("Mauricie Laval\t2003\t12", (header,))]
    assert texts(extract)[-1] == "Après"


def test_each_font_has_its_characters_and_pictures_have_none() -> None:
    extract = document(
        rb"\f2 \'c8l\'e1nek\f0  \'e9t\'e9 \u-10179?\u-8704?{\pict\pngblip 0a{\*\blipuid 0}}{\pict\bin4 {}}}}{fin}\par"
        rb'{\field{\*\fldinst{HYPERLINK "http://exemple.ca"}}{\fldrslt Lien}}'
        rb"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt Encadr\'e9\par}}{\shprslt double}}\par"
    )
    assert texts(extract) == ["Článek été 😀fin", "Lien", "Encadré"]


def test_a_document_that_cannot_be_read_says_why() -> None:
    assert code_of(rtf.read, b"Pas du RTF") == "mismatch"
    assert code_of(rtf.read, rb"{\rtf1 Le conseil adopte") == "truncated"
    assert code_of(rtf.read, rb"{\rtf1\bin999999999 x}") == "truncated"
    assert code_of(rtf.read, rb"{\rtf1" + b"{" * 100_000) == "malformed"


# ------------------------------------------------------------------------------------------ captions


def times(extract: Extract) -> list[tuple[str, str]]:
    return [(block.locator.value, block.text) for block in extract.blocks if block.locator]


def test_cues_become_sentences_with_the_time_they_start_at() -> None:
    extract = captions.read(
        "1\r\n00:00:01,000 --> 00:00:03,000\r\nLe conseil <i>adopte</i>\r\nle budget,\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:05,500\r\n{\\an8}sans débat. On passe\r\n\r\n"
        "3\r\n01:02:05,600 --> 01:02:08,000\r\nau point deux.\r\n\r\n"
        "4\r\nSans temps &amp; sans perte.\r\n".encode("cp1252")
    )
    assert times(extract) == [
        ("00:01", "Le conseil adopte le budget, sans débat."),
        ("00:03", "On passe"),
        ("1:02:05", "au point deux."),
        ("1:02:08", "Sans temps & sans perte."),
    ]
    assert {kind for kind, _ in places(extract)} == {"time"}


def test_each_speaker_is_named_once_for_what_follows() -> None:
    extract = captions.read(
        b"\xef\xbb\xbfWEBVTT - S\xc3\xa9ance\n\nSTYLE\n::cue { color: red }\n\nNOTE rien\n\nintro\n"
        b"00:01.000 --> 00:02.000 align:start\n<v Marie Tremblay>Merci. Le point un\n\n"
        b"00:02.000 --> 00:03.000\n<v Marie Tremblay>est adopt\xc3\xa9.</v>\n<v.fort Luc>Oui.</v>\n\n"
        b"00:03.000 --> 00:04.000\n>> Bonjour \xc3\xa0 tous\n"
    )
    assert times(extract) == [
        ("00:01", "Marie Tremblay : Merci."),
        ("00:01", "Le point un est adopté."),
        ("00:02", "Luc : Oui."),
        ("00:03", "Bonjour à tous"),
    ]


def test_captions_that_roll_over_the_screen_are_read_once() -> None:
    extract = captions.read(
        "WEBVTT\n\n00:00.000 --> 00:02.000\nbonjour à tous\n\n00:02.000 --> 00:02.010\nbonjour à tous\n\n"
        "00:02.010 --> 00:04.000\nbonjour à tous\net<00:00:03.000><c> bienvenue</c>\n\n"
        "00:04.000 --> 00:06.000\net bienvenue\nau conseil. On\n\n"
        "00:06.000 --> 00:07.000\nau conseil. On commence.\n".encode()
    )
    assert times(extract) == [("00:00", "bonjour à tous et bienvenue au conseil."), ("00:04", "On commence.")]


def test_words_said_twice_stay_where_captions_do_not_roll() -> None:
    cues = ["Oui.", "Oui.", "Le vote est pris.", "Adopté."]
    content = "".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}\n\n" for n, cue in enumerate(cues))
    assert texts(captions.read(f"WEBVTT\n\n{content}".encode())) == cues


def test_captions_without_full_stops_are_cut_between_cues() -> None:
    content = "".join(f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{'mot ' * 9}numéro {n}\n\n" for n in range(30))
    extract = captions.read(f"WEBVTT\n\n{content}".encode())
    assert len(extract.blocks) == 5
    assert all(len(text) <= 2 * captions.LONGEST_SENTENCE for text in texts(extract))
    assert times(extract)[1][0] == "00:07"


def test_captions_that_are_none_say_so() -> None:
    assert code_of(captions.read, b"Une ligne sans temps") == "malformed"
    assert captions.read(b"WEBVTT\n").blocks == ()
    assert code_of(captions.read, b"0:01 --> 0:02\na\n\n" * 100_001) == "limit"


# ---------------------------------------------------------------------------------- the shared files

_READERS: dict[str, Read] = {
    ".html": html.read,
    ".odt": opendocument.read,
    ".rtf": rtf.read,
    ".srt": captions.read,
    ".vtt": captions.read,
}
_RIGHT_PHRASES = {
    # The manifest's phrases were taken from the raw bytes: read in Latin-1, or not the document's words.
    "html/testArabicMisleadingCharset.html": "في قرية من القرى كان هناك رجل حكيم يعرف كل شيء عن الحياة",
    "html/testHTMLNoisyMetaEncoding_1.html": "وأعرب الاتحاد الجزائري وقتها عن",
    "vtt-srt/styles.vtt": "Hello world.",
    "odt-rtf/testRTFUmlautSpaces.rtf": "Übersicht",
    "odt-rtf/testRTFWordPadCzechCharacters.rtf": "Část svitku s textem Knihy Izajáš",
}
_LEFT_OUT = ("function(", "linear-gradient", "Msftedit", "alert(", "<script", "-->")


def test_every_shared_file_gives_what_the_manifest_expects(shared: Path) -> None:
    folder = shared / "documents"
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    mine = [line for line in lines if line["kind"] in {"html", "odt-rtf", "vtt-srt"}]
    assert len(mine) == 19
    wrong = {line["path"]: got for line in mine if (got := _difference(folder, line))}
    assert wrong == {}


def _difference(folder: Path, line: dict[str, str]) -> str | None:
    """Return what a file gave instead of what is expected, or None."""
    path, expected = folder / line["path"], line["expected"]
    try:
        blocks: tuple[Block, ...] = _READERS[path.suffix](path.read_bytes()).blocks
    except FileError as error:
        return None if expected == f"ERROR: {error.code}" else error.code
    text = " ".join(" ".join(block.text for block in blocks).split())
    if expected == "EMPTY":
        return text or None
    phrase = " ".join(_RIGHT_PHRASES.get(line["path"], line["phrase_must_appear"]).split())
    right = expected.startswith("TEXT") and phrase in text and not any(word in text for word in _LEFT_OUT)
    return None if right else text[:200] or "empty"


# ------------------------------------------------------------------- what conversions of real files revealed


def test_the_marks_that_call_notes_are_not_words() -> None:
    extract = page(
        "<p>Vu en 2023<sup><a href='#n1'>1</a></sup>, à 5 m<sup>2</sup>"
        " du lac<a href='#n2'><sup>[12]</sup></a><sup><a href='#i'>i</a></sup>.</p>"
        "<p><a href='#a1'>1</a> Une note. <a href='#a1'>↩</a></p>"
        "<p><a href='#suite'>Suite</a> et <a href='/2'>2</a></p>"
    )
    assert texts(extract) == ["Vu en 2023, à 5 m2 du lac.", "Une note.", "Suite et 2"]


def test_the_header_and_the_footer_of_a_page_that_was_saved_from_a_document_go() -> None:
    found = page("<div title='header'><p>Ville</p></div><p>La ville accueille.</p><div title='footer'><p>1</p></div>")
    assert texts(found) == ["La ville accueille."]


def test_the_declarations_of_a_document_type_are_no_words() -> None:
    content = b'<!DOCTYPE html [<!ENTITY x SYSTEM "secret.txt">]><html><body><p>Bonjour &x;</p></body></html>'
    assert texts(html.read(content)) == ["Bonjour &x;"]


def test_bold_lines_are_headings_where_a_file_has_no_other() -> None:
    shown = [("heading", 2, "NOS AXES"), ("paragraph", 0, "Agir avec tous."), ("paragraph", 0, "Fin.")]
    assert shape(page("<p><b>NOS AXES</b></p><p>Agir avec <b>tous</b>.</p><p><strong>Fin.</strong></p>")) == shown
    bold = "<style:style style:name='G'><style:text-properties fo:font-weight='bold'/></style:style>"
    body = "<text:p text:style-name='G'>NOS <text:span>AXES</text:span></text:p><text:p>Agir avec tous.</text:p>"
    assert shape(odt(body + "<text:p><text:span text:style-name='G'>Fin.</text:span></text:p>", styles=bold)) == shown
    content = rb"{\rtf1 \pard{\b NOS AXES}\par\pard Agir avec {\b tous}.\par\pard\b Fin.\b0\par}"
    assert shape(rtf.read(content)) == shown
    assert shape(page("<h2>Axes</h2><p><b>Un</b></p><p>Agir.</p>"))[1] == ("paragraph", 0, "Un")


def test_a_number_of_ten_digits_is_no_word() -> None:
    content = rb"{\rtf1 La ville{\revised\revauth1\revdttm1741752320  accueille}.\par}"
    assert texts(rtf.read(content)) == ["La ville accueille."]


def test_a_list_without_a_name_is_not_the_one_before() -> None:
    listed = "<text:list text:style-name='N'><text:list-item><text:p>{}</text:p></text:list-item></text:list>"
    style = (
        "<text:list-style style:name='N'><text:list-level-style-number text:level='1' style:num-format='1'"
        " style:num-suffix='.'/></text:list-style>"
    )
    assert texts(odt(listed.format("Un") + listed.format("Autre"), styles=style)) == ["1. Un", "1. Autre"]


def test_a_style_may_look_like_a_heading_and_be_none() -> None:
    styles = "<style:style style:name='P1' style:parent-style-name='Heading_20_1' style:default-outline-level=''/>"
    assert shape(odt("<text:p text:style-name='P1'>Une ligne</text:p>", styles=styles)) == [
        ("paragraph", 0, "Une ligne")
    ]


def test_a_style_of_titles_that_many_lines_have_is_that_of_a_text() -> None:
    lines = "".join(f"<text:p text:style-name='Title'>Ligne {number}</text:p>" for number in range(4))
    assert {block.kind for block in odt(lines).blocks} == {"paragraph"}
    content = b"{\\rtf1{\\stylesheet{\\s1 Title;}}" + b"\\pard\\s1 Ligne\\par" * 4 + b"}"
    found = rtf.read(content)
    assert ({block.kind for block in found.blocks}, found.metadata.title) == ({"paragraph"}, None)


def test_a_hidden_sheet_is_not_read_and_said() -> None:
    styles = "<style:style style:name='ta1'><style:table-properties table:display='false'/></style:style>"
    sheet = "<table:table table:name='{}' {}><table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell>"
    shown, hidden = sheet.format("Vue", "", "a"), sheet.format("Listes", "table:style-name='ta1'", "b")
    end = "</table:table-row></table:table>"
    content = f"<office:spreadsheet>{shown}{end}{hidden}{end}</office:spreadsheet>"
    found = opendocument.read(odf(content, styles=styles))
    assert (texts(found), HIDDEN_FLAG in found.flags) == (["Vue", "a"], True)


def test_a_slide_without_a_title_opens_with_one() -> None:
    frame = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    notes = f"<presentation:notes>{frame.format('À dire')}</presentation:notes>"
    slides = f"<draw:page>{frame.format('Défis')}{notes}</draw:page><draw:page>{notes}</draw:page>"
    found = opendocument.read(odf(f"<office:presentation>{slides}</office:presentation>"))
    assert [block.kind for block in found.blocks] == ["heading", "paragraph", "paragraph"]


# ------------------------------------------------------------------------ what the captions of YouTube revealed


def test_a_cue_whose_first_line_holds_a_blank_keeps_its_time() -> None:
    content = (
        "WEBVTT\n\n00:00:05.000 --> 00:00:07.000 align:start\n \nbonjour<00:00:05.500><c> à tous</c>\n\n"
        "00:00:07.000 --> 00:00:07.010\nbonjour à tous\n \n\n"
        "00:00:07.010 --> 00:00:10.000\nbonjour à tous\nbienvenue\n\n00:01:00.000 --> 00:01:02.000\n \n12\n\n"
    )
    found = captions.read(content.encode()).blocks
    assert [(block.locator.value, block.text) for block in found if block.locator] == [
        ("00:05", "bonjour à tous bienvenue"),
        ("01:00", "12"),
    ]


def test_the_blanks_of_french_stay_in_captions() -> None:
    found = captions.read("WEBVTT\n\n0:01 --> 0:02\nPourquoi\u00a0?\n\n0:05 --> 0:06\n\u00a0\n".encode())
    assert texts(found) == ["Pourquoi\u00a0?"]


def test_the_header_of_captions_says_what_they_are() -> None:
    note = "NOTE\nTitre : Le logement\nAuteurs : M. Roy; Anne Côté\nDate: 3 mai 2024\nSource: https://x.io/a?b=1"
    content = f"WEBVTT - Autre titre\nLanguage: fr-CA\n\n{note}\n\n0:01 --> 0:02\nTitle: non\n"
    assert captions.read(content.encode()).metadata == Metadata(
        title="Le logement",
        date="2024-05-03",
        authors=("M. Roy", "Anne Côté"),
        language="fr",
        source_url="https://x.io/a?b=1",
    )
    content = "WEBVTT - Un titre\n\nNOTE Auteur : A. Roy. Licence : CC BY 4.0. Écrit par A.\n\n0:01 --> 0:02\nOui\n"
    assert captions.read(content.encode()).metadata == Metadata(
        title="Un titre", authors=("A. Roy",), licence="CC BY 4.0"
    )
    assert captions.read(b"1\n0:01 --> 0:02\nTitle: no\n").metadata == Metadata()
