"""Golden files: documents of every format beside the text that their author typed (see tests/golden/README.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Block, Passage, Reading
from corpus.reading import load, read_file
from evals.reading import Loss, compare, pairs_in

GOLDEN = Path(__file__).parents[1] / "golden"
FORMATS = {
    "csv", "docx", "html", "md", "odp", "ods", "odt", "pdf", "pptx", "rtf", "srt", "txt", "vtt", "xlsx",
}  # fmt: skip
MOST_GARBLED, MOST_MOVED, MOST_LOST, MOST_ADDED = 0.005, 0.01, 2, 2
"""For a PDF, which has no words, only places of letters: the shares of its characters that may be garbled, or moved as
the words in a frame are, and the characters that may be lost and added. The other formats lose, garble, add and move
nothing."""
LARGEST = 60_000
FILES = [
    path.name
    for path in sorted(GOLDEN.iterdir())
    if path.is_file() and path.name != "README.md" and not (path.suffix == ".txt" and path.with_suffix("").is_file())
]
"""Every file but the texts of others: `suivi.txt` is one, `suivi.txt.txt` is its text."""


def reading(name: str) -> Reading:
    path = GOLDEN / name
    return read_file(path, load(path))


def blocks(name: str) -> tuple[Block, ...]:
    from corpus.readers import read

    path = GOLDEN / name
    return read(path, load(path)).blocks


def block(name: str, start: str) -> Block:
    return next(block for block in blocks(name) if block.text.startswith(start))


def passage(name: str, words: str) -> Passage:
    return next(passage for passage in reading(name).passages if words in passage.text)


def test_every_format_has_its_golden_files() -> None:
    assert {path.suffix.removeprefix(".") for path, _ in pairs_in(GOLDEN)} == FORMATS
    assert all(path.stat().st_size <= LARGEST for path in GOLDEN.rglob("*"))


def test_every_golden_file_has_its_text() -> None:
    assert set(FILES) == {path.name for path, _ in pairs_in(GOLDEN)}


@pytest.mark.parametrize("name", FILES)
def test_a_golden_file_loses_nothing(name: str) -> None:
    loss = compare((GOLDEN / f"{name}.txt").read_text("utf-8"), reading(name).document.text)
    if name.endswith(".pdf"):
        assert loss.garbled <= MOST_GARBLED * loss.expected, loss
        assert loss.lost <= MOST_LOST, loss
        assert loss.added <= MOST_ADDED, loss
        assert loss.moved <= MOST_MOVED * loss.expected, loss
    else:
        assert loss == Loss(expected=loss.expected), loss


# --------------------------------------------------------------------------------- where a quote stands


@pytest.mark.parametrize(
    ("name", "start", "place"),
    [
        ("bulletin.pdf", "À l’ordre du jour", ("page", "1")),
        ("plan-action.pdf", "Le Centre d’action bénévole", ("page", "2")),
        ("portrait.pptx", "• surtout des mères", ("slide", "2")),
        ("portrait.pptx", "Rappeler que le seuil", ("slide", "2 (notes)")),
        ("portrait.odp", "Rappeler que le seuil", ("slide", "2 (notes)")),
        ("portrait.odp", "Isolement", ("slide", "4")),
        ("budget.xlsx", "Chambre de dépannage", ("sheet", "Budget 2026!5")),
        ("budget.ods", "Repas servis", ("sheet", "Indicateurs!2")),
        ("organismes.csv", "L’Œuf en fête", ("line", "4")),
        ("diagnostic-mac.txt", "• un marché", ("line", "12")),
        ("guide.md", "Rue de la Gare", ("line", "43")),
        ("webinaire.vtt", "Le cœur du sujet", ("time", "01:10")),
        ("entrevue.vtt", "Nous étions sept", ("time", "1:02:03")),
        ("capsule.srt", "Chez nous", ("time", "00:06")),
    ],
)
def test_a_block_says_where_it_stands(name: str, start: str, place: tuple[str, str]) -> None:
    locator = block(name, start).locator
    assert locator is not None
    assert (locator.kind, locator.value) == place


def test_the_pages_of_a_pdf() -> None:
    places = [
        (block.text, block.locator.value)
        for block in blocks("proces-verbal.pdf")
        if block.locator and (block.kind == "heading" or block.text in {"ADOPTÉE", "REJETÉE", "REPORTÉE"})
    ]
    assert places == [
        ("Procès-verbal de la séance ordinaire du 12 mai 2026", "1"),
        ("1. Adoption de l’ordre du jour", "1"),
        ("ADOPTÉE", "1"),
        ("2. Achat d’un autobus", "1"),
        ("ADOPTÉE", "1"),
        ("3. Entente avec la maison des familles", "1"),
        ("ADOPTÉE", "1"),
        ("4. Vente du terrain de la rue Haute", "2"),
        ("REJETÉE", "2"),
        ("5. Bourses de la relève", "2"),
        ("ADOPTÉE", "2"),
        ("6. Règlement sur les chiens", "2"),
        ("REPORTÉE", "2"),
        ("7. Fête des récoltes", "2"),
        ("ADOPTÉE", "3"),
        ("8. Levée de la séance", "3"),
    ]


@pytest.mark.parametrize(("name", "title"), [("fiches.pdf", "Orientation"), ("chantiers.pdf", "Chantier")])
def test_sheets_and_slides_keep_their_titles(name: str, title: str) -> None:
    found = [
        (block.text, block.level, block.locator.value)
        for block in blocks(name)
        if block.locator and block.kind == "heading" and block.text.startswith(title)
    ]
    assert found == [(f"{title} {number}", 1, str(number)) for number in range(1, 6)]


@pytest.mark.parametrize("name", ["plan-action.odt", "plan-action.docx", "plan-action.rtf"])
def test_the_headings_above_a_paragraph(name: str) -> None:
    found = [section.heading_path for section in reading(name).sections]
    title = "Plan d’action en développement social 2026-2029"
    assert found == [
        (title,),
        ("1. Contexte",),
        ("1. Contexte", "1.1. Ce que nous avons entendu"),
        ("1. Contexte", "1.2. Nos priorités"),
        ("1. Contexte", "1.2. Nos priorités", "Suivi du comité"),
        ("2. Budget",),
        ("3. Partenaires",),
    ]


@pytest.mark.parametrize(
    ("name", "words", "path"),
    [
        ("politique.docx", "Un banc tous les", ("Nos engagements", "Se déplacer", "Les bancs")),
        ("guide.md", "Un plan du village", ("Guide pour accueillir une famille", "Avant l’arrivée", "La trousse")),
        ("cadre.html", "Une activité à", ("Cadre de référence en loisir inclusif", "Nos principes")),
        ("portrait.pptx", "Santé fragile", ("Le cercle de la précarité",)),
        ("budget.ods", "Repas servis", ("Indicateurs",)),
    ],
)
def test_the_headings_above_some_words(name: str, words: str, path: tuple[str, ...]) -> None:
    found = reading(name)
    place = found.document.text.index(words)
    section = next(section for section in found.sections if section.start <= place < section.end)
    assert section.heading_path[: len(path)] == path


# ------------------------------------------------------------------------------------ tables, metadata


@pytest.mark.parametrize(
    ("name", "start", "context"),
    [
        ("plan-action.odt", "Chambre de dépannage", ("Axe\tMesure\tMontant", "Logement")),
        ("plan-action.docx", "Chambre de dépannage", ("Axe\tMesure\tMontant", "Logement")),
        ("plan-action.rtf", "Chambre de dépannage", ("Axe\tMesure\tMontant", "Logement")),
        ("politique.docx", "Habiter\t", ("Engagement\t2025\t2026",)),
        ("portrait.pptx", "Rang Nord", ("Secteur\t2016\t2021",)),
        ("portrait.odp", "Rang Nord", ("Secteur\t2016\t2021",)),
        ("benevoles.csv", "Rang 4", ("Secteur\t2022\t2023",)),
        ("guide.md", "Mercredi", ("Jour\tActivité\tCoût",)),
    ],
)
def test_a_row_carries_the_names_of_its_columns(name: str, start: str, context: tuple[str, ...]) -> None:
    assert block(name, start).context == context


@pytest.mark.parametrize("name", ["budget.xlsx", "budget.ods"])
def test_a_sheet_s_row_is_searched_with_its_title_columns_and_group(name: str) -> None:
    searched = passage(name, "Chambre de dépannage").embedding_text
    assert all(word in searched for word in ("Fonds de développement social", "Échéance", "Logement"))


@pytest.mark.parametrize(
    ("name", "title", "kind", "date"),
    [
        ("plan-action.odt", "Plan d’action en développement social 2026-2029", "plan d'action", "2026-05-12"),
        ("plan-action.docx", "Plan d’action en développement social 2026-2029", "plan d'action", "2026-05-12"),
        ("plan-action.rtf", "Plan d’action en développement social 2026-2029", "plan d'action", "2026-05-12"),
        ("politique.docx", "Politique familiale et des aînés", "politique", "2025-06-03"),
        ("guide.md", "Guide pour accueillir une famille", "guide", "2024-09-17"),
        ("cadre.html", "Cadre de référence en loisir inclusif", "cadre de référence", "2023-11-06"),
        ("portrait.pptx", "Portrait de la pauvreté à Rivière-Bleue", "portrait", "2025-10-14"),
    ],
)
def test_what_a_document_is(name: str, title: str, kind: str, date: str) -> None:
    document = reading(name).document
    assert (document.title, document.kind, document.date, document.language) == (title, kind, date, "fr")
