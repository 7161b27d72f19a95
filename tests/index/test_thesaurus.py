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
    wanted = terms("qui tenait les cordons de la bourse des vieux")
    found = {(place.start, place.stop): row.written[0] for place, row in called_up(wanted, "fr")}
    assert "fiduciaire" in found.values()
    assert found[(len(wanted) - 1, len(wanted))] == "aînés"


def test_another_language_calls_up_nothing() -> None:
    assert list(called_up(terms("housing"), "fr")) == []
    assert list(called_up(terms("housing"), "en"))


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
