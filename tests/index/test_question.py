"""What a question means: its language, regions, years, and other words for it."""

from __future__ import annotations

import pytest

from index.model import Expansion
from index.question import (
    Correction,
    asking_terms,
    asks_across_regions,
    asks_definition,
    asks_list,
    question_language,
    understand,
)
from index.terms import terms
from index.turns import asks_purpose


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Qu'est-ce que le développement social?", "fr"),
        ("combien de membre dans leur comission", "fr"),
        ("What is social development?", "en"),
        ("How many regions belonged to the RQDS in 2014-2015?", "en"),
        ("Enjeux priorisés par RESSORT GÎM?", "fr"),
        ("MADA", "fr"),
        ("Which regions worked on housing?", "en"),
        ("On fait quoi pour le logement?", "fr"),
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
    "question",
    [
        "C’est quoi, le DS?",
        "c koi une politique parapluie",
        "What is COSMOSS?",
        "qu'est-ce que la RUI",
        "Qu'est-ce qu'ils appellent une démarche?",
        "Qu'est-ce que « parapluie » veut dire, et qu'est-ce que ça fait?",
    ],
)
def test_a_question_for_a_definition(question: str) -> None:
    assert asks_definition(question)


@pytest.mark.parametrize(
    "question",
    [
        "Qu’est-ce que Laval fait pour l’itinérance?",
        "Qu'est-ce que la population va y gagner?",
        "qu'est-ce que le CISSS vient faire là-dedans",
    ],
)
def test_what_somebody_does_is_no_definition(question: str) -> None:
    assert not asks_definition(question)


def test_a_question_across_regions() -> None:
    assert asks_across_regions("Quelles régions travaillent la sécurité alimentaire?")
    assert not asks_across_regions("Que fait la région de Laval?")


def test_what_only_asks_for_places_counts_less_than_what_they_are_asked_about() -> None:
    assert asking_terms("Quelles régions ont travaillé sur le logement?") == set(terms("régions travaillé"))
    assert asking_terms("Which regions worked on housing?") == set(terms("regions worked"))
    assert not asking_terms("Le conseil régional travaille-t-il sur le logement?")
    weights = understand("Quelles régions travaillent le logement?").weights
    assert all(weights[asked] < weights["log"] for asked in terms("régions travaillent"))
    assert understand("Le plan de travail de la région").weights["travail"] == weights["log"]  # its own subject


def test_what_people_say_finds_what_texts_write() -> None:
    expansions = {(one.source, one.target) for one in understand("y a-tu du cash pour les vieux?").question.expansions}
    assert {("cash", "financement"), ("vieux", "personnes aînées")} <= expansions
    assert ("grants", "subvention") in {
        (one.source, one.target) for one in understand("Which grants did they give to seniors?").question.expansions
    }


def test_nothing_is_expanded_where_that_is_not_wanted() -> None:
    understood = understand("du cash pour les vieux de la MRC", expanded=False)
    assert understood.question.expansions == ()
    assert understood.alternatives == ()


def test_a_misspelt_word_is_read_as_it_was_meant() -> None:
    understood = understand("le logment à laval", (Correction(written="logment", meant="logement"),))
    assert understood.question.text == "le logment à laval"
    assert understood.question.expansions[0] == Expansion(source="logment", target="logement")
    assert set(terms("logement")) <= set(understood.weights)
    assert any(one.target == "habitation" for one in understood.question.expansions)


@pytest.mark.parametrize(
    ("question", "acronym", "names"),
    [
        ("CRDS, c’est quoi?", "CRDS", {"Commission régionale sur le développement social"}),
        ("qui siège au CA?", "CA", {"conseil d’administration", "Chaudière-Appalaches"}),
        ("le rôle d'AE", "AE", {"Avenir d’enfants", "assurance-emploi"}),
    ],
)
def test_an_ambiguous_acronym_shows_its_readings(question: str, acronym: str, names: set[str]) -> None:
    (readings,) = understand(question).question.readings
    assert readings.acronym == acronym
    assert names <= set(readings.names)


def test_an_acronym_of_one_meaning_has_no_readings() -> None:
    assert understand("À quoi sert une MRC? ça va").question.readings == ()


def test_an_acronym_that_is_a_stop_word_is_searched_as_written() -> None:
    assert "zzca" in understand("qui siège au CA?").weights
    assert any(one.instead_of == ("zzca",) for one in understand("qui siège au CA?").alternatives)


def test_words_that_frame_a_question_count_less() -> None:
    weights = understand("Quelle différence entre les ententes?").weights
    assert weights[terms("différence")[0]] < weights[terms("ententes")[0]]


@pytest.mark.parametrize("question", ["Quels sont les enjeux?", "les quatre objectifs", "Which priorities came first?"])
def test_a_question_for_a_list(question: str) -> None:
    assert asks_list(question)
    assert not asks_list("Qui dirigeait le comité?")


def test_what_is_left_out_is_neither_asked_for_nor_searched() -> None:
    understood = understand("Hormis Laval, quelles régions ont une entente en immigration?")
    assert (understood.question.regions, understood.question.excepted) == ((), ("Laval",))
    assert not {"laval", "hormi"} & set(understood.weights)


@pytest.mark.parametrize(
    "question",
    [
        "Qui parle de transport collectif? Compare les régions stp.",
        "Dans quels coins s'occupe-t-on des aînés?",
        "Y a-t-il des régions qui ont un observatoire?",
        "Où avait-on des ententes sur l'immigration, dans les régions?",
    ],
)
def test_regions_are_asked_for_in_many_words(question: str) -> None:
    assert asks_across_regions(question)
    assert terms("transport aînés observatoire ententes")[0] not in asking_terms(question)


@pytest.mark.parametrize(
    "question",
    [
        "Quelles régions ne sont pas décrites dans le portrait?",
        "Quelles régions administratives n'ont pas de démarche?",
        "Which regions did not sign?",
    ],
)
def test_what_regions_do_not_do_is_not_asked_of_their_own_passages(question: str) -> None:
    assert not asks_across_regions(question)


def test_something_of_a_thing_is_no_definition() -> None:
    assert asks_definition("Le FRDS, kossé ça?")
    assert asks_definition("What exactly is the observatory?")
    assert not asks_definition("Espace MUNI et la FQM, c'est quoi la différence de mandat?")
    assert not asks_definition("C'est quoi le salaire de la coordonnatrice?")


@pytest.mark.parametrize(
    ("said", "written"),
    [("l'habitation", "person"), ("un fonds régional", "depuis"), ("la CRÉ", "elabor"), ("des montants", "elabor")],
)
def test_a_word_calls_up_nothing_of_another_of_the_same_root(said: str, written: str) -> None:
    assert all(written not in other.terms for other in understand(f"Parlez-moi de {said}").alternatives)


@pytest.mark.parametrize(
    "question",
    [
        "À quoi sert le comité?",
        "La table, ça sert à quoi?",
        "Que fait la corporation?",
        "Le réseau, il fait quoi au juste?",
        "What is the roundtable for?",
        "What does the council do for its members?",
        "à koi sa sert, le comité",
        "What's the purpose of the fund?",
    ],
)
def test_what_something_is_for_is_looked_for_as_its_role(question: str) -> None:
    assert asks_purpose(question)
    assert {"mandat", "mission"} <= {term for one in understand(question).alternatives for term in one.terms}


@pytest.mark.parametrize(
    "question",
    [
        "La Ville a fait quoi?",
        "Que fait-on pour les aînés?",
        "Que font les municipalités pour les aînés?",
        "What did it do about hunger?",
        "What does the council do for families?",
        "What are citizens asking for?",
        "On fait comment?",
    ],
)
def test_what_was_done_is_no_purpose(question: str) -> None:
    assert not asks_purpose(question)


def test_relatives_and_figures_count_without_being_told() -> None:
    understood = understand("Comment le territoire a-t-il trouvé quatre ans?")
    alike = {one.instead_of: one.terms for one in understood.alternatives}
    assert alike[("territoir",)] == ("territorial",)
    assert alike[("quatr",)] == ("4", "ans")
    assert not any(one.source in {"territoire", "quatre"} for one in understood.question.expansions)


def test_the_definition_of_a_body_is_looked_for_as_its_role() -> None:
    assert any("mandat" in one.terms for one in understand("C'est quoi, le RQDS?").alternatives)
    assert not any("mandat" in one.terms for one in understand("C'est quoi, le développement social?").alternatives)


@pytest.mark.parametrize(
    ("question", "speaks"),
    [
        ("Comment parler de logement aux élus?", True),
        ("Comment leur expliquer le plan?", True),
        ("Comment expliquer la hausse de la pauvreté?", False),
        ("Comment présenter une demande au fonds?", False),
    ],
)
def test_how_to_put_a_matter_to_people_is_looked_for_as_communication(question: str, speaks: bool) -> None:
    assert any("commun" in one.terms for one in understand(question).alternatives) is speaks
