"""The thesaurus: its data, and what a question calls up."""

from __future__ import annotations

from corpus.glossary import entries
from index.terms import is_stop_word, terms, words
from index.thesaurus import called_up, parts, read_table, relatives, rows


def test_every_phrase_says_something_and_stands_once_in_its_row() -> None:
    for row in rows():
        for phrase in (*row.said, *row.written):
            assert terms(phrase), phrase
            assert phrase == phrase.strip()
        for phrases in (row.said, row.written):
            assert len(set(phrases)) == len(phrases), phrases


def test_no_phrase_is_a_stop_word_with_one_common_letter() -> None:
    for row in rows():
        for phrase in row.said:
            assert any(len(word) > 1 and not is_stop_word(word) for word in words(phrase)), phrase


def test_both_languages_have_their_rows() -> None:
    assert {row.language for row in rows()} == {"fr", "en"}


def test_a_phrase_is_found_by_its_stems_where_it_stands() -> None:
    asked = "qui tenait les cordons de la bourse des vieux"
    found = {(place.start, place.stop): row.written[0] for place, row in called_up(asked, "fr")}
    assert "fiduciaire" in found.values()
    last = len(terms(asked))
    assert found[(last - 1, last)] == "aînés"


def test_a_phrase_of_one_term_is_told_by_the_words_around_it() -> None:
    def written(asked: str) -> set[str]:
        return {phrase for _, row in called_up(asked, "fr") for phrase in row.written}

    assert "unicité" in written("En quoi Laval est-il un cas à part?")
    assert "unicité" not in written("De quelle part s'agit-il?")
    assert "aînés" in written("les gens de l'âge d'or")
    assert "aînés" not in written("leur âge")


def test_another_language_calls_up_nothing() -> None:
    assert list(called_up("housing", "fr")) == []
    assert list(called_up("housing", "en"))


def test_a_family_brings_together_what_no_stem_does() -> None:
    for (family,) in read_table("families.tsv"):
        members = [tuple(terms(word)) for word in parts(family)]
        assert all(len(member) == 1 for member in members), family
        assert len(set(members)) > 1, family
    assert "territorial" in relatives()[terms("territoires")[0]]


def test_no_family_holds_an_acronym() -> None:
    names = [terms(entry.name) for entry in entries() if entry.kind == "acronyme"]
    acronyms = {name[0] for name in names if len(name) == 1}
    assert not acronyms & relatives().keys()
