"""The readers of plain text and of Markdown, and the choice between them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from textwrap import dedent

import pytest

from corpus.errors import FileError
from corpus.layout import TABLE_FLAG
from corpus.limits import LIMITS, MEGABYTE
from corpus.model import Block, Metadata
from corpus.readers import NAME_FLAG, file_name, format_of, read


def extract(text: str, name: str = "a.md") -> tuple[list[tuple[str, int, str]], Metadata]:
    result = read(Path(name), dedent(text).encode())
    return [(block.kind, block.level, block.text) for block in result.blocks], result.metadata


def blocks(text: str, name: str = "a.md") -> list[tuple[str, int, str]]:
    return extract(text, name)[0]


def code_of(content: bytes, name: str = "a.txt") -> str:
    with pytest.raises(FileError) as caught:
        read(Path(name), content)
    return caught.value.code


# ------------------------------------------------------------------------------------------- which reader


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"-\n\n*\n", "empty"),
        (b"%PDF-1.7 x", "truncated"),
        (b"PK\x03\x04 x", "truncated"),
        (b"\xd0\xcf\x11\xe0 x", "password"),
        (b"\x89PNG x", "unsupported"),
        (b"\xff\xd8\xff x", "unsupported"),
        (b"\x00\x01\x02\x03\x04", "not_text"),
    ],
)
def test_refuses_what_it_cannot_read(content: bytes, code: str) -> None:
    assert code_of(content) == code
    assert code_of(content, "a.md") == code


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.txt", b"%PDF-1.7", "pdf"),
        ("a", b"{\\rtf1 x}", "rtf"),
        ("a.txt", b"\xef\xbb\xbf\n<!DOCTYPE html><p>x", "html"),
        ("a.md", b" <HTML><p>x", "html"),
        ("a.txt", b"WEBVTT\n\n", "captions"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nBonjour", "captions"),
        ("a.CSV", b"a;b", "csv"),
        ("a.inconnu", b"du texte", "text"),
    ],
)
def test_knows_a_format_by_what_the_file_holds(name: str, content: bytes, found: str) -> None:
    assert format_of(Path(name), content) == found


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"<html><p>x", "mismatch"),
        ("a.pdf", b"du texte", "mismatch"),
        ("a.docx", b"%PDF-1.7", "mismatch"),
        ("a.docx", b"du texte", "malformed"),
    ],
)
def test_refuses_a_file_that_is_not_what_its_name_says(name: str, content: bytes, code: str) -> None:
    assert code_of(content, name) == code


def test_refuses_a_file_that_is_too_large() -> None:
    assert code_of(b"a" * (LIMITS.megabytes * MEGABYTE + 1)) == "limit"


def test_chooses_by_name_between_two_kinds_of_text() -> None:
    for name in ("a.md", "A.MARKDOWN"):
        assert blocks("# Titre", name) == [("heading", 1, "Titre")]
    for name in ("a.txt", "a", "a.json", "a.md.txt"):
        assert blocks("# Titre", name) == [("paragraph", 0, "# Titre")]


def test_a_name_is_its_last_part_composed() -> None:
    assert file_name(Path("/tmp/x/de\u0301libe\u0301ration.txt")) == "délibération.txt"


# ------------------------------------------------------------------------------------------- plain text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_plain_text_whatever_its_line_ends(end: str) -> None:
    text = end.join(["LES ENJEUX", "", "Le logement,", "la faim.", "- un", "- sÃ©ance [image: x]", ""])
    assert blocks(text, "a.txt") == [
        ("heading", 2, "LES ENJEUX"),
        ("paragraph", 0, "Le logement, la faim."),
        ("item", 0, "• un"),
        ("item", 0, "• séance"),
    ]


def test_the_foot_of_a_platform_page_is_metadata() -> None:
    text = "Le texte.\n\ndiversity_3Organisations\n\nPublication\n\n1 octobre 2014\n\nlock_open public\n\nshareCopier\n"
    found, metadata = extract(text, "a.txt")
    assert found == [("paragraph", 0, "Le texte.")]
    assert metadata.date == "2014-10-01"


# ------------------------------------------------------------------------------------------- Markdown


def test_markdown() -> None:
    text = """\
        # Le *titre*

        Un **paragraphe** sur
        deux lignes, `code` et [un lien](https://x.ca "t"); ![logo](a.png) une note, 3 \\* 4 &amp; 5.

        Sous-titre
        ----------

        > Une citation

        - un
          - deux
            suite

            autre paragraphe
        - trois

        3) quatre
        4) cinq

        | Nom | Rôle |
        |-----|------|
        | Roy | Élue |
        |     | Mairesse |

        ```
        du code
        ```
    """
    assert blocks(text) == [
        ("heading", 1, "Le titre"),
        ("paragraph", 0, "Un paragraphe sur deux lignes, code et un lien;  une note, 3 * 4 & 5."),
        ("heading", 2, "Sous-titre"),
        ("paragraph", 0, "Une citation"),
        ("item", 0, "• un"),
        ("item", 1, "• deux suite"),
        ("item", 1, "autre paragraphe"),
        ("item", 0, "• trois"),
        ("item", 0, "3) quatre"),
        ("item", 0, "4) cinq"),
        ("row", 0, "Nom\tRôle"),
        ("row", 0, "Roy\tÉlue"),
        ("row", 0, "Mairesse"),
        ("paragraph", 0, "du code"),
    ]


def test_markdown_without_its_html() -> None:
    text = """\
        # <a id="x"></a>Titre <!-- à revoir -->

        <div class="note">Une <b>note</b>, si a < b.<br>Fin.</div>

        <!--
        # caché

        -->
        <script>
        alert("non")
        </script>

        Écrire à <info@ville.qc.ca> ou voir <https://x.ca>.
    """
    assert blocks(text) == [
        ("heading", 1, "Titre"),
        ("paragraph", 0, "Une note, si a < b. Fin."),
        ("paragraph", 0, "Écrire à info@ville.qc.ca ou voir https://x.ca."),
    ]


def test_markdown_keeps_what_is_no_markup() -> None:
    assert blocks("2 * 3 * 4, a_b_c, \\*x\\*, `**y**`, 5 < 6") == [
        ("paragraph", 0, "2 * 3 * 4, a_b_c, *x*, **y**, 5 < 6")
    ]
    assert blocks("#\n\n##  \n\nRien\n\n- \n") == [("paragraph", 0, "Rien")]


def test_markdown_says_its_lines() -> None:
    found = read(Path("a.md"), b"---\ntitle: T\n---\n\n# Un\r\n\ndeux\nsuite\n\n- trois\n").blocks
    assert [(block.text, block.locator and (block.locator.kind, block.locator.value)) for block in found] == [
        ("Un", ("line", "5")),
        ("deux suite", ("line", "7")),
        ("• trois", ("line", "10")),
    ]


def test_the_first_heading_is_the_title_where_none_is_given() -> None:
    assert extract("texte\n\n## Deux\n\n# Un\n\n# Trois")[1].title == "Un"
    assert extract("---\ntitle: Zéro\n---\n# Un")[1].title == "Zéro"
    assert extract("texte")[1].title is None


# ------------------------------------------------------------------------------------------- front matter


def test_front_matter() -> None:
    text = """\
        ---
        title: "Plan d'action : 2003"
        kind: Plan d’action
        organisation: Ville de Laval
        regions: [Laval, mauricie, "Gaspésie-Îles-de-la-Madeleine", Ailleurs]
        date: 2003-10-09
        authors:
          - A. Roy
          - B. Côté
        language: fr-CA
        licence: CC BY 4.0
        source_url: https://x.ca
        layout: post
        ---
        Le texte.
    """
    assert extract(text) == (
        [("paragraph", 0, "Le texte.")],
        Metadata(
            title="Plan d'action : 2003",
            kind="plan d'action",
            organisation="Ville de Laval",
            regions=("Laval", "Mauricie", "Gaspésie–Îles-de-la-Madeleine"),
            date="2003-10-09",
            authors=("A. Roy", "B. Côté"),
            language="fr",
            licence="CC BY 4.0",
            source_url="https://x.ca",
        ),
    )


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2003", "2003"),
        ("2014-10", "2014-10"),
        ("2003-10-09T10:30:00Z", "2003-10-09"),
        ("2003-10-09 10:30", "2003-10-09"),
        ("2003/2004", "2003/2004"),
        ("9 octobre 2003", "2003-10-09"),
        ("2003-13-45", None),
        ("2015-02-29", None),
        ("bientôt", None),
        ("null", None),
        ("", None),
        ("[2003]", None),
    ],
)
def test_date_of_a_front_matter(value: str, date: str | None) -> None:
    assert extract(f"---\ndate: {value}\n---\ntexte")[1].date == date


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("PORTRAIT", "portrait"),
        ("présentation", "présentation"),
        ("Guide pratique", "guide"),
        ("rapport", None),
        ("3", None),
        ("", None),
    ],
)
def test_kind_of_a_front_matter(value: str, kind: str | None) -> None:
    assert extract(f"---\nkind: {value}\n---\ntexte")[1].kind == kind


def test_one_author_needs_no_list() -> None:
    assert extract("---\nauthors: A. Roy\nregions: Laval\n---\ntexte")[1] == Metadata(
        authors=("A. Roy",), regions=("Laval",)
    )


@pytest.mark.parametrize(
    "front", ["title: [a", "title: Une politique : la nôtre", "title: a\n\tkind: b", "title: *a", "a: " + "[" * 5000]
)
def test_a_front_matter_that_is_not_yaml_is_refused(front: str) -> None:
    with pytest.raises(FileError) as caught:
        read(Path("a.md"), f"---\n{front}\n---\ntexte".encode())
    assert caught.value.key == "file.front_matter"
    assert caught.value.values["detail"]


def test_a_bomb_in_a_front_matter_is_harmless() -> None:
    levels = "\n".join(f"k{n + 1}: &k{n + 1} [{', '.join([f'*k{n}'] * 9)}]" for n in range(9))
    assert extract(f"---\nk0: &k0 lol\n{levels}\ntitle: *k9\nauthors: *k9\n---\ntexte")[1] == Metadata()


@pytest.mark.parametrize(
    "text", ["---\nNote : voir plus bas.\n\n---\nFin.", "---\n\nkind: guide\n\n---\n\nFin.", "---\nkind: guide\nFin."]
)
def test_a_text_between_two_rules_is_no_front_matter(text: str) -> None:
    found, metadata = extract(text)
    assert metadata.kind is None
    assert "Fin." in found[-1][2]
    assert len(" ".join(words for _, _, words in found)) > len("Fin.")


@pytest.mark.parametrize("front", ["", "# rien", "- a"])
def test_a_front_matter_may_say_nothing(front: str) -> None:
    found, metadata = extract(f"---\n{front}\n---\ntexte" if front else "---\n---\ntexte")
    assert found[-1] == ("paragraph", 0, "texte")
    assert metadata.kind is None


def test_blocks_are_plain_data() -> None:
    assert all(isinstance(block, Block) for block in read(Path("a.md"), b"# a\n\nb").blocks)


def test_notes_of_markdown_stay_without_their_marks() -> None:
    text = """
        La ville agit[^1] et accueille[^n-2].

        [^1]: Depuis 2003.

        [^n-2]: https://exemple.org
        """
    assert blocks(text) == [
        ("paragraph", 0, "La ville agit et accueille."),
        ("paragraph", 0, "Depuis 2003."),
        ("paragraph", 0, "https://exemple.org"),
    ]


def test_a_row_of_markdown_carries_the_names_of_its_columns() -> None:
    table = b"| Axe | Action | 2024 |\n|---|---|---|\n| Parcs | Planter | 5 |\n| | Arroser | 6 |\n"
    found = read(Path("a.md"), table)
    assert found.flags == (TABLE_FLAG,)
    names = "Axe\tAction\t2024"
    assert [(block.text, block.context) for block in found.blocks] == [
        (names, ()),
        ("Parcs\tPlanter\t5", (names,)),
        ("Arroser\t6", (names, "Parcs")),
    ]


def test_the_ligatures_of_fonts_are_letters_again() -> None:
    assert blocks("L’a\ufb03che di\ufb00\u00e8re, le cœur non, la \ufb01n", "a.txt") == [
        ("paragraph", 0, "L’affiche diffère, le cœur non, la fin")
    ]


# ------------------------------------------------------------------------------- hostile or misnamed files

GOLDEN = Path(__file__).parents[1] / "golden"


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def with_part(name: str, part: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(golden(name))) as file:
        return zipped(**{one: file.read(one) for one in file.namelist()} | {part: content})


def ole(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0" + bytes(600) + name.encode("utf-16-le") + bytes(64)


ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "secret.txt">]><a>&x;</a>'
WORD = b'<w:document xmlns:w="x"><w:body>%s</w:body></w:document>'


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.pdf", golden("politique.docx"), "file.mismatch"),
        ("a.docx", golden("cadre.html"), "file.mismatch"),
        ("a.docx", golden("bulletin.pdf"), "file.mismatch"),
        ("a.docx", golden("budget.xlsx"), "file.mismatch"),
        ("a.odt", golden("politique.docx"), "file.mismatch"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), "file.unsupported"),
        ("a.xlsx", b"a;b\n1;2", "file.not_office"),
        ("a.vtt", b"\x00\x00\x00\x18ftypmp42" + bytes(60), "file.not_text"),
        ("a.zip", zipped(**{"b.docx": golden("politique.docx")}), "file.unsupported"),
        ("a.docx", zipped(**{"../../x": b"x", "word/document.xml": b"<a/>"}), "file.zip_name"),
        ("a.docx", zipped(**{"/etc/x": b"x", "word/document.xml": b"<a/>"}), "file.zip_name"),
        ("a.docx", zipped(**{"C:\\x": b"x", "word/document.xml": b"<a/>"}), "file.zip_name"),
        ("a.docx", zipped(**{"word/document.xml": bytes(30_000_000)}), "file.limit_unpacked"),
        ("a.docx", with_part("politique.docx", "word/document.xml", ENTITY), "file.doctype"),
        ("a.odt", with_part("plan-action.odt", "content.xml", ENTITY), "file.doctype"),
        ("a.xlsx", with_part("budget.xlsx", "xl/worksheets/sheet1.xml", ENTITY), "file.doctype"),
        ("a.pptx", with_part("portrait.pptx", "_rels/.rels", ENTITY), "file.doctype"),
        ("a.docx", with_part("politique.docx", "word/document.xml", WORD % (b"<w:ins>" * 9**5)), "file.zip_part"),
        (
            "a.docx",
            with_part("politique.docx", "word/document.xml", WORD % (b"<w:ins>" * 9_999 + b"</w:ins>" * 9_999)),
            "file.nested",
        ),
        ("a.html", b"<html>" + b"<div>" * 100_000 + b"x", "file.nested"),
        ("a.rtf", b"{\\rtf1 " + b"{" * 2_000 + b"}" * 2_000 + b"}", "file.nested"),
        ("a.docx", ole("EncryptedPackage"), "file.password"),
        ("a.xlsx", ole("EncryptedPackage"), "file.password"),
        ("a.doc", ole("WordDocument"), "file.unsupported"),
        ("a.docx", ole("WordDocument"), "file.unsupported"),
        ("a.odt", golden("plan-action.odt")[:9_000], "file.truncated"),
    ],
)
def test_a_hostile_or_misnamed_file_has_a_clear_cause(name: str, content: bytes, error: str) -> None:
    with pytest.raises(FileError) as caught:
        read(Path(name), content)
    assert caught.value.key == error


def test_an_old_name_on_a_new_file_is_read() -> None:
    assert read(Path("a.doc"), golden("plan-action.rtf")).blocks
    assert read(Path("a.xls"), golden("cadre.html")).blocks


@pytest.mark.parametrize("name", ["liste\u202efdp.exe.txt", "a\nb.txt", "a\x1b[31m.txt", "\u2066a.txt"])
def test_a_name_that_misleads_is_flagged(name: str) -> None:
    assert read(Path(name), b"Bonjour").flags == (NAME_FLAG,)


@pytest.mark.parametrize("name", ["délibération (2).txt", "🏠 été.txt", "l’œuvre\u00a0: à lire.txt"])
def test_an_ordinary_name_is_not(name: str) -> None:
    assert read(Path(name), b"Bonjour").flags == ()


@pytest.mark.parametrize("name", ["vide.docx", "vide.pptx", "vide.odt", "vide.html"])
def test_a_file_without_words_is_told_so(name: str, tmp_path: Path) -> None:
    contents = {
        "vide.docx": zipped(
            **{
                "[Content_Types].xml": b"<Types/>",
                "word/document.xml": b"<document><body><p/><tbl><tr><tc><p/></tc></tr></tbl></body></document>",
            }
        ),
        "vide.pptx": zipped(
            **{"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<presentation><sldIdLst/></presentation>"}
        ),
        "vide.odt": zipped(**{"content.xml": b"<content><body><text/></body></content>"}),
        "vide.html": b"<html><body><img src='a.png'></body></html>",
    }
    with pytest.raises(FileError) as caught:
        read(Path(name), contents[name])
    assert (caught.value.code, caught.value.key) == ("empty", "file.no_text")
