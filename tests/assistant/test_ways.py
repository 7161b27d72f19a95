"""The kinds of things that questions ask for are known, and so are the sentences that say them."""

from __future__ import annotations

import pytest

from assistant.ways import gained, ways_asked

SAID = [
    ("C'est qui qui s'occupe du transport?", "Communiquez avec Alice Bertrand, au bureau de la Ville.", True),
    ("Qui est en charge du transport?", "Le transport relève d'un comité.", False),
    ("Pourquoi l'entente a-t-elle été réduite?", "En raison du changement de ministre, elle ne dure qu'un an.", True),
    ("Pourquoi l'entente a-t-elle été réduite?", "L'entente compte vingt-six signataires.", False),
    ("Quels problèmes ont-ils rencontrés?", "Le travail en silos et le manque de vision ralentissent tout.", True),
    ("Quels problèmes ont-ils rencontrés?", "La table réunit douze organismes.", False),
    ("Par quelles étapes sont-ils passés?", "• Priorisation des objectifs;", True),
    ("Par quelles étapes sont-ils passés?", "• Professionnels de la Ville", False),
    ("Qu'est-ce qui était prévu ensuite, après l'entente?", "La prochaine entente sera administrative.", True),
    ("La conférence, ça existe-tu encore?", "Les réformes ont mené à l'abolition de la conférence.", True),
    ("Depuis quand la table existe-t-elle?", "La table a été implantée en 2005.", True),
    ("Depuis quand la table existe-t-elle?", "La table a reçu un appui en 2005.", False),
    ("How do we talk to our council?", "Vision : montrer aux élus ce que chaque geste change pour les gens.", True),
]


@pytest.mark.parametrize(("question", "sentence", "says"), SAID)
def test_a_sentence_gains_by_saying_what_is_asked(question: str, sentence: str, says: bool) -> None:
    ways = ways_asked(question)
    assert ways
    assert (gained(ways, sentence, sentence, is_item=sentence.startswith("•")) > 0) is says


def test_a_few_words_say_no_role_and_an_item_no_place() -> None:
    assert gained(ways_asked("C'est quoi le rôle du comité?"), "Le comité", "Le comité", is_item=False) < 0
    assert gained(ways_asked("Où est-ce que ça se passe?"), "• Une salle", "• Une salle", is_item=True) < 0


def test_a_question_of_no_kind_changes_nothing() -> None:
    assert not ways_asked("Quelles sont les six orientations de la politique?")
    assert gained((), "N'importe quoi.", "N'importe quoi.", is_item=False) == 0.0
