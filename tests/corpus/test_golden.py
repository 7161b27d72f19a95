"""Golden files: documents of every format beside the text that their author typed (see tests/golden/README.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Block, Passage, Reading
from corpus.reading import load, read_file
from evals.reading import compare, pairs_in

GOLDEN = Path(__file__).parents[1] / "golden"
FORMATS = {
    "csv", "docx", "html", "md", "odp", "ods", "odt", "pdf", "pptx", "rtf", "srt", "txt", "vtt", "xlsx",
}  # fmt: skip
MOST_LOST = 0.005
"""Share of the characters of a file that may be lost or garbled."""
"""A PDF has no words, only places of letters."""
LARGEST = 60_000


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


@pytest.mark.parametrize("name", [path.name for path, _ in pairs_in(GOLDEN)])
def test_a_golden_file_loses_nothing(name: str) -> None:
    loss = compare((GOLDEN / f"{name}.txt").read_text("utf-8"), reading(name).document.text)
    assert loss.share <= MOST_LOST, loss
    if not name.endswith(".pdf"):
        assert (loss.added, loss.moved) == (0, 0), loss


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
