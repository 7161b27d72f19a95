"""Precise matters: named by a question, and held by no document."""

from __future__ import annotations

import pytest

from index.collection import Collection
from index.matters import unheld_matters
from index.terms import worded_terms
from index.thesaurus import parts, read_table


@pytest.mark.parametrize(
    ("question", "unheld"),
    [
        ("Comment changer le zonage d'un quartier?", ("zonage",)),
        ("Que faire contre les incendies de forêt et le zonage?", ("incendie de forêt", "zonage")),
        ("Comment se loger à Laval?", ()),
        ("", ()),
    ],
)
def test_a_matter_that_no_document_names_is_told(starter: Collection, question: str, unheld: tuple[str, ...]) -> None:
    assert unheld_matters(question, "fr", starter.catalogue) == unheld


def test_a_matter_that_a_document_names_is_not(starter: Collection) -> None:
    assert starter.catalogue.document_frequencies(["zonag"]) == {}
    held = next(
        name
        for of, name, ways in read_table("matters.tsv")
        if of == "fr"
        for terms in [[term for way in parts(ways) for _, term in worded_terms(way)]]
        if starter.catalogue.document_frequencies(terms).keys() >= set(terms)
    )
    assert unheld_matters(f"Que dit-on de ceci : {held}?", "fr", starter.catalogue) == ()


def test_an_english_question_is_answered_by_french_words(starter: Collection) -> None:
    assert unheld_matters("What about snow removal?", "en", starter.catalogue) == ("snow removal",)


def test_each_matter_has_words_of_its_own() -> None:
    names = [(of, tuple(term for _, term in worded_terms(name))) for of, name, _ in read_table("matters.tsv")]
    assert all(terms for _, terms in names)
    assert len(set(names)) == len(names)
    assert all(parts(ways) for _, _, ways in read_table("matters.tsv"))
