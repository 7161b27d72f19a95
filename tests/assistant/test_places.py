"""Places: which a question names, and that one place's material never answers for another."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.ask import ask
from assistant.model import Abstention, Answer
from assistant.place_names import joins_places, parts_named, place_spans, scope_of
from assistant.places import speaks_of
from assistant.render import reply_text
from index.collection import Collection

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Que fait Gatineau?", ("Gatineau",)),
        ("que fait-on a trois rivieres", ("Trois-Rivières",)),
        ("Que fait l'Outaouais?", ()),
        ("Que font les Mauriciens?", ()),
        ("Qui aide les gens autour de Lévis?", ()),
    ],
)
def test_a_town_is_a_part_of_its_region(question: str, parts: tuple[str, ...]) -> None:
    assert parts_named(question) == parts


def test_a_body_has_the_region_of_its_scope() -> None:
    assert scope_of("Que fait COSMOSS?") == ("Bas-Saint-Laurent",)
    assert scope_of("Que fait le comité?") == ()


@pytest.mark.parametrize(
    ("question", "joined"),
    [
        ("Compare Laval et la Mauricie.", True),
        ("Qui dirige en Mauricie et au Centre-du-Québec?", True),
        ("Quand a eu lieu la rencontre à Montréal dont parle la Mauricie?", False),
    ],
)
def test_places_are_asked_about_together_or_not(question: str, joined: bool) -> None:
    assert joins_places(question) is joined


def test_a_place_is_found_with_the_word_that_leads_to_it() -> None:
    text = "Quels axes dans les Laurentides?"
    assert [text[start:end] for start, end in place_spans(text)] == ["dans les Laurentides"]


@pytest.mark.parametrize(
    "question",
    [
        "Gatineau s'est donné combien d'orientations dans sa politique sociale?",
        "Quelles ententes la ville de Longueuil avait-elle signées contre la pauvreté?",
        "Que fait Saguenay pour les aînés?",
        "Quel est le montant du fonds régional de développement social de Lanaudière?",
        "Qu'est-ce que le conseil de Zorkville a décidé sur le logement à Zorkville?",
    ],
)
def test_a_place_without_material_is_not_answered_with_anothers(starter: Collection, question: str) -> None:
    reply = ask(starter, question, today=TODAY)
    assert isinstance(reply, Abstention)
    assert reply.reason == "absent"


def test_every_citation_is_of_the_place_asked_about(starter: Collection) -> None:
    reply = ask(starter, "Que fait l'Estrie contre la pauvreté?", today=TODAY, level="detaille")
    assert isinstance(reply, Answer)
    assert all(citation.quote.hit.passage.regions == ("Estrie",) for citation in reply.citations)


def test_the_part_that_is_not_found_is_said(starter: Collection) -> None:
    reply = ask(starter, "Compare la gouvernance en Mauricie et au Saguenay.", today=TODAY)
    assert isinstance(reply, Answer)
    assert reply.outcome == "partial"
    assert reply.missing == ("Saguenay–Lac-Saint-Jean",)
    assert "rien sur Saguenay–Lac-Saint-Jean" in reply_text(reply, "fr")
    assert reply.table is not None
    assert [row[0].text for row in reply.table.rows] == ["Mauricie", "Saguenay–Lac-Saint-Jean"]
    assert reply.table.rows[1][1].text == "rien trouvé"


def test_what_a_table_says_of_a_place_is_not_said_of_another(starter: Collection) -> None:
    hits = starter.retriever.search("900 personnes rejointes Consulter exemples à regarder", k=20).hits
    (hit,) = (hit for hit in hits if "900 personnes rejointes" in hit.passage.text and "\t" in hit.passage.text)
    assert speaks_of(hit, "900 personnes rejointes", ["Laval"])
    assert not speaks_of(hit, "900 personnes rejointes", ["Mauricie"])
    reply = ask(starter, "Compare la Mauricie et Laval en habitation", today=TODAY)
    assert isinstance(reply, Answer)
    assert reply.table
    (row,) = (row for row in reply.table.rows if row[0].text == "Mauricie")
    assert "900" not in row[1].text
    assert "et non datées)" in reply_text(reply, "fr")  # one of its sources says no date


def test_a_question_for_regions_gets_a_table_whose_cells_are_quotes(starter: Collection) -> None:
    reply = ask(starter, "Quelles régions travaillent la sécurité alimentaire?", today=TODAY)
    assert isinstance(reply, Answer)
    assert reply.table is not None
    by_number = {citation.n: citation.quote for citation in reply.citations}
    for region, cell in reply.table.rows:
        assert cell.citations
        assert all(region.text in by_number[n].hit.passage.regions for n in cell.citations)
    said = [sentence.text for sentence in reply.sentences if not sentence.leads]
    assert all(any(text in row[1].text for row in reply.table.rows) for text in said)
