"""The shape of answer a question calls for, and questions that lean on what was said before."""

from __future__ import annotations

import pytest

from assistant.understand import Turn, parse_history, shape_of, standalone, with_a_subject
from corpus.errors import UsageError


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("C'est quoi, le développement social?", "definition"),
        ("What is social development?", "definition"),
        ("Combien de personnes ont été rejointes?", "amount"),
        ("Quel est le budget du plan?", "amount"),
        ("Nombre d'objectifs du plan de Laval", "amount"),
        ("Quand la politique a-t-elle été lancée?", "date"),
        ("Quelles sont les six orientations?", "list"),
        ("Enjeux priorisés par RESSORT?", "list"),
        ("C'était quoi leurs enjeux?", "list"),
        ("Les dix comités de concertation, c'était lesquels?", "list"),
        ("Which regional housing committees were there?", "list"),
        ("Which partner was there?", "other"),
        ("Est-ce qu'il y a un budget?", "other"),
        ("Qui fait partie de la table?", "other"),
        ("Quelles régions travaillent le logement?", "regions"),
        ("Comment garde-t-on un plan vivant?", "other"),
        ("Comment garder un plan évolutif?", "other"),
        ("Comment la table a-t-elle évolué?", "timeline"),
        ("Qu'est-ce que la Ville fait pour l'itinérance?", "other"),
        ("Le plan a été adopté quand au juste", "date"),
        ("Ça existe depuis quand?", "date"),
        ("When and where was the meeting held?", "date"),
        ("BERSO, ça mange quoi en hiver?", "definition"),
        ("Retrace les débuts de la table", "timeline"),
        ("Dans l'ordre, comment le comité est-il né?", "timeline"),
        ("Comment joindre les plus vulnérables quand on consulte?", "other"),
        ("What do they do when they consult residents?", "other"),
    ],
)
def test_shape(question: str, shape: str) -> None:
    assert shape_of(question) == shape


def test_a_whole_question_stands_alone() -> None:
    before = (Turn(role="user", content="Compare la Mauricie et Laval"),)
    question = "Quelles régions travaillent en habitation?"
    assert standalone(question, before) == question
    assert standalone("Combien il y en a?", before) != "Combien il y en a?"


BEFORE = (Turn(role="user", content="Quelles sont les orientations de Laval?"), Turn(role="assistant", content="Six."))


@pytest.mark.parametrize(
    "question", ["Et combien de temps ça a pris?", "Pis le plan d'action, est-il adopté?", "C'est qui?"]
)
def test_a_follow_up_takes_up_the_question_before_it(question: str) -> None:
    assert standalone(question, BEFORE) == f"Quelles sont les orientations de Laval? {question}"


@pytest.mark.parametrize(
    "question", ["Quels sont les défis du transport collectif en région?", "Que dit le portrait de l'Estrie?"]
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, BEFORE) == question
    assert standalone("Et en Mauricie?", ()) == "Et en Mauricie?"


@pytest.mark.parametrize(
    "turns", [{}, ["bonjour"], [{"role": "system", "content": "x"}], [{"role": "user", "content": 3}]]
)
def test_a_history_that_is_something_else_is_refused(turns: object) -> None:
    with pytest.raises(UsageError):
        parse_history(turns)


@pytest.mark.parametrize(
    ("before", "question", "asked"),
    [
        ("Quelles sont les orientations de Laval?", "Et en Mauricie?", "Quelles sont les orientations en Mauricie?"),
        ("Que fait Laval pour les aînés?", "et en Estrie?", "Que fait Estrie pour les aînés?"),
        ("Quels axes dans les Laurentides?", "Et au Saguenay?", "Quels axes au Saguenay?"),
    ],
)
def test_the_new_place_replaces_the_old_one(before: str, question: str, asked: str) -> None:
    assert standalone(question, (Turn(role="user", content=before),)) == asked


def test_the_new_place_stands_for_the_old_one_beside_other_words() -> None:
    before = (Turn(role="user", content="À Laval, quelle entente y avait-il pour les aînés?"),)
    asked = standalone("Et en Estrie, c'était quel montant?", before)
    assert "Laval" not in asked
    assert "entente" in asked
    assert "en Estrie" in asked


def test_a_question_about_now_keeps_the_bodies_of_the_last_answer() -> None:
    history = (
        Turn(role="user", content="Qui était fiduciaire de l'entente?"),
        Turn(role="assistant", content="La conférence régionale des élus."),
    )
    assert standalone("Et aujourd'hui, c'est qui?", history).endswith("(CRÉ)")


def test_a_comparison_of_nothing_is_of_social_development() -> None:
    assert with_a_subject("Compare la Mauricie et Laval").startswith("Compare la Mauricie et Laval : démarche de")
    assert "social development" in with_a_subject("Compare Outaouais and Laval")
    assert "démarche" in with_a_subject("Compare l'Outaouais")  # « et l'Outaouais? », after a comparison
    for question in ("Compare le logement en Mauricie et à Laval", "Laval?", "C'est quoi la Mauricie?"):
        assert with_a_subject(question) == question


@pytest.mark.parametrize(
    ("before", "question", "asked"),
    [
        ("Que fait la MRC en logement?", "et en transport?", "Que fait la MRC en transport?"),
        ("Qu'a fait Laval pour les aînés?", "Pis pour les jeunes?", "Qu'a fait Laval pour les jeunes?"),
        (
            "Compare Laval et l'Estrie sur la gouvernance.",
            "et sur le financement?",
            "Compare Laval et l'Estrie sur le financement.",
        ),
        ("Que prévoit la MRC en transport en 2003?", "Et en logement?", "Que prévoit la MRC en logement en 2003?"),
        ("What did it do on housing in 2014?", "and on transit?", "What did it do on transit in 2014?"),
    ],
)
def test_another_matter_replaces_the_one_before(before: str, question: str, asked: str) -> None:
    assert standalone(question, (Turn(role="user", content=before),)) == asked


@pytest.mark.parametrize("question", ["et en 2014?", "et pour Laval?", "pour combien de temps?"])
def test_a_year_a_place_or_a_number_is_no_matter(question: str) -> None:
    before = "Que fait la MRC en logement?"
    assert "logement" in standalone(question, (Turn(role="user", content=before),))


@pytest.mark.parametrize(
    "question", ["Combien de projets?", "Qui l'a parti?", "Lesquelles?", "Depuis quand?", "How many?"]
)
def test_a_bare_question_leans_on_the_one_before(question: str) -> None:
    assert standalone(question, BEFORE) != question


@pytest.mark.parametrize(
    "question", ["C'est quoi le développement social?", "Combien de MADA?", "Qui finance les banques alimentaires?"]
)
def test_a_bare_question_that_names_its_subject_does_not(question: str) -> None:
    assert standalone(question, BEFORE) == question


def test_a_question_that_has_no_other_matter_keeps_its_own() -> None:
    before = (Turn(role="user", content="Comment on mobilise les citoyens?"),)
    assert standalone("Et pour les élus?", before) == "Comment on mobilise les citoyens? Et pour les élus?"
    assert standalone("Où trouver du financement?", before) == "Où trouver du financement?"
    before = (Turn(role="user", content="Quelles sont les orientations de Laval?"),)
    assert "Laval" in standalone("Combien d'objectifs a-t-elle?", before)
