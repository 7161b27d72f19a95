"""English names of things, and the French that texts write for them."""

from __future__ import annotations

import pytest

from corpus.glossary import entries
from index.english import names_in_english, translated
from index.question import question_language
from index.thesaurus import rows


def french_of(text: str) -> list[str]:
    return [one.french[0] if one.french else one.source for one in translated(text)]


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("food", ["alimentaire"]),
        ("Food Security", ["sécurité alimentaire"]),
        ("kids", ["enfants"]),
        ("community gardens", ["jardin communautaire"]),
        ("housing for seniors", ["habitation", "aînés"]),
        ("spaceship", ["spaceship"]),
        ("", []),
    ],
)
def test_the_longest_name_is_taken_and_what_names_nothing_stays(text: str, french: list[str]) -> None:
    assert french_of(text) == french


def test_every_english_name_has_its_french() -> None:
    names = [name for entry in entries() if entry.kind != "region" for name in (entry.term_en, *entry.synonyms_en)]
    names += [phrase for row in rows() if row.language == "en" for phrase in row.said]
    assert len(names) > 300
    assert [name for name in names if name and not any(one.french for one in translated(name))] == []


@pytest.mark.parametrize("text", ["transport", "culture", "hommes", "plan", "Laval", "logement", "jardin", "spaceship"])
def test_a_word_of_both_languages_or_of_none_is_not_english(text: str) -> None:
    assert not names_in_english(text)
    assert question_language(text) == "fr"


@pytest.mark.parametrize("text", ["food", "kids", "steering committee", "community garden", "food Laval"])
def test_a_subject_without_function_words_is_english_by_its_names(text: str) -> None:
    assert question_language(text) == "en"


def test_no_french_name_of_ours_is_taken_for_english() -> None:
    names = [name for entry in entries() for name in (entry.name, entry.term, *entry.synonyms) if name]
    names += [phrase for row in rows() for phrase in row.written]
    assert [name for name in names if names_in_english(name)] == []
