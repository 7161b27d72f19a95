"""Precise matters: named by a question, and held by no document."""

from __future__ import annotations

import pytest

from index.collection import Collection
from index.matters import unheld_matters
from index.terms import worded_terms
from index.thesaurus import parts, read_table


def terms_of(ways: str) -> list[tuple[str, ...]]:
    return [tuple(term for _, term in worded_terms(way)) for way in parts(ways)]


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
    ways = {name: terms_of(ways) for of, name, ways in read_table("matters.tsv") if of == "fr"}
    held = starter.catalogue.document_frequencies(sorted({way[0] for all_ways in ways.values() for way in all_ways}))
    named = [name for name, all_ways in ways.items() if any(len(way) == 1 and way[0] in held for way in all_ways)]
    assert named
    assert unheld_matters(f"Que dit-on de ceci : {named[0]}?", "fr", starter.catalogue) == ()


def test_the_words_of_a_name_must_stand_together(starter: Collection) -> None:
    (together,) = terms_of("permis de travail")
    assert starter.catalogue.document_frequencies(together).keys() == set(together)
    assert unheld_matters("Faut-il un permis de travail?", "fr", starter.catalogue) == ("permis de travail",)


def test_an_english_question_is_answered_by_french_words(starter: Collection) -> None:
    assert unheld_matters("What about snow removal?", "en", starter.catalogue) == ("snow removal",)


def test_each_matter_has_words_of_its_own() -> None:
    names = [(of, terms_of(name)[0]) for of, name, _ in read_table("matters.tsv")]
    assert all(terms for _, terms in names)
    assert len(set(names)) == len(names)
    assert all(parts(ways) for _, _, ways in read_table("matters.tsv"))
