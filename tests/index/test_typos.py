"""Misspelt words: put right as words of the domain or of the collection, and left alone where they are none."""

from __future__ import annotations

import pytest

from index.collection import Collection
from index.phonetics import sound_of
from index.typos import corrections_for


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("politik", "politique"),
        ("anviron", "environ"),
        ("argen", "argent"),
        ("fotographie", "photographie"),
        ("beaucou", "beaucoup"),
        ("chaine", "chene"),
        ("comission", "commission"),
        ("kestion", "question"),
    ],
)
def test_words_that_sound_alike(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


@pytest.mark.parametrize(("one", "other"), [("maison", "moisson"), ("poisson", "poison"), ("cadre", "quatre")])
def test_words_that_do_not(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


@pytest.mark.parametrize(
    ("question", "written", "meant"),
    [
        ("le logment social", "logment", "logement"),
        ("combien darjan", "darjan", "argent"),
        ("le finansement", "finansement", "financement"),
        ("lhyperconcertation", "lhyperconcertation", "hyperconcertation"),
        ("en maurici", "maurici", "Mauricie"),
        ("la gouvenance", "gouvenance", "gouvernance"),
        ("the homelesness policy", "homelesness", "homelessness"),
        ("cest quoi loedc", "loedc", "OEDC"),
        ("les partenaies du plan", "partenaies", "partenaires"),
        ("le territoie visé", "territoie", "territoire"),
    ],
)
def test_a_slip_is_read_as_a_word(starter: Collection, question: str, written: str, meant: str) -> None:
    assert [(one.written, one.meant) for one in corrections_for(question, starter.catalogue)] == [(written, meant)]


@pytest.mark.parametrize(
    "question",
    [
        "Les régions mauriciennes travaillent avec leurs locataires",
        "Kierkegaard et la xylographie",
        "un bel été chez nous",
        "What is the governance model?",
        "In plain words, how many spots were there?",
        "Sous le seuil des choses",
        "Qu'est-ce qui baisse?",
        "Comment contester un avis?",
        "Étions-nous obligés?",
    ],
)
def test_words_that_are_right_or_unlike_any_are_left_alone(starter: Collection, question: str) -> None:
    assert corrections_for(question, starter.catalogue) == ()
