"""Lists of what a document deals with: known by their headings, and put after what answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.collection import Collection
from index.outlines import names_outline

PLAN = "# Plan de la présentation\n\n- Les étapes du plan d'action\n- La gouvernance du plan d'action\n- Les défis\n"
STEPS = "# Le travail accompli\n\nLe plan a suivi trois étapes : le comité a sondé le milieu, trié les idées.\n"
BESIDE = "# La salle\n\nLe dîner est servi à midi dans la grande salle du centre communautaire, au sous-sol.\n"


@pytest.mark.parametrize(
    "heading", ["Plan de la présentation", "ORDRE DU JOUR :", "Table des matières", "Table of contents"]
)
def test_a_heading_of_an_outline(heading: str) -> None:
    assert names_outline(heading)


@pytest.mark.parametrize(
    "heading", ["Plan d'action", "Contenu de la politique", "Sommaire", "Agenda 21", "Le logement à l'ordre du jour"]
)
def test_a_heading_of_something_else(heading: str) -> None:
    assert not names_outline(heading)


def test_an_outline_comes_after_what_it_announces_unless_it_is_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "atelier.md"
    source.write_text(f"{PLAN}\n{STEPS}\n{BESIDE}", encoding="utf-8")
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([source])
        asked = collection.retriever.search("Quelles étapes ont été suivies pour le plan d'action?", k=5).hits
        assert "sondé" in asked[0].passage.text
        wanted = collection.retriever.search("Quel était le plan de la présentation?", k=5).hits
        assert "La gouvernance" in wanted[0].passage.text
