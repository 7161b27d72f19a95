"""What a question means: its language, regions, years, and other words for it."""

from __future__ import annotations

import pytest

from index.question import asks_across_regions, asks_definition, question_language, understand


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Qu'est-ce que le développement social?", "fr"),
        ("combien de membre dans leur comission", "fr"),
        ("What is social development?", "en"),
        ("How many regions belonged to the RQDS in 2014-2015?", "en"),
        ("Enjeux priorisés par RESSORT GÎM?", "fr"),
        ("MADA", "fr"),
        ("What does Montréal’s social development policy say about homelessness?", "en"),
    ],
)
def test_language(question: str, language: str) -> None:
    assert question_language(question) == language


def test_regions_and_years_are_understood() -> None:
    question = understand("Compare la Mauricie et l’Abitibi-Témiscamingue en 2014-2015").question
    assert set(question.regions) == {"Mauricie", "Abitibi-Témiscamingue"}
    assert question.years == (2014, 2015)


def test_an_acronym_is_expanded_both_ways() -> None:
    to_name = understand("À quoi sert une MRC?").question.expansions
    to_acronym = understand("la municipalité régionale de comté").question.expansions
    assert any(one.source == "mrc" and "municipalité régionale de comté" in one.target for one in to_name)
    assert any(one.target == "MRC" for one in to_acronym)


def test_an_english_term_finds_its_french_one() -> None:
    targets = {one.target for one in understand("What do they say about homelessness?").question.expansions}
    assert "itinérance" in targets


def test_an_ambiguous_acronym_gives_both_readings() -> None:
    targets = {one.target for one in understand("CRDS, c’est quelle instance?").question.expansions}
    assert {"Commission régionale sur le développement social", "Comité régional en développement social"} <= targets


def test_an_accent_tells_two_acronyms_apart() -> None:
    targets = {one.target for one in understand("La CRÉ existe-t-elle?").question.expansions}
    assert "conférence régionale des élus" in targets
    assert "conseil régional de l’environnement" not in targets


def test_a_word_is_not_taken_for_an_acronym() -> None:
    assert not any("conseil d" in one.target.lower() for one in understand("ça va bien au conseil").question.expansions)


@pytest.mark.parametrize(
    "question", ["C’est quoi, le DS?", "c koi une politique parapluie", "What is COSMOSS?", "qu'est-ce que la RUI"]
)
def test_a_question_for_a_definition(question: str) -> None:
    assert asks_definition(question)


def test_a_question_across_regions() -> None:
    assert asks_across_regions("Quelles régions travaillent la sécurité alimentaire?")
    assert not asks_across_regions("Que fait la région de Laval?")
