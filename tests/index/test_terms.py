"""Index terms: folding, elisions, stems, numbers and acronyms."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.terms import exact_acronyms, is_exact, stem, terms, worded_terms, words

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("développement", "DEVELOPPEMENT"),
        ("l’accès", "accès"),
        ("l'accès", "acces"),
        ("qu’il habite à Laval", "habite Laval"),
        ("main-d’œuvre", "main-d'oeuvre"),
        ("municipalités", "municipalite"),
        ("Bas-St-Laurent", "Bas-Saint-Laurent"),
        ("1 086 570 $", "1086570"),
        ("567\u00a0000", "567000"),
        ("orientations", "orientation"),
        ("adoptée", "adopté"),
        ("aînées", "aînés"),
        ("travaillent", "travail"),
        ("vulnérabilité", "vulnérables"),
    ],
)
def test_forms_of_one_word_are_one_term(one: str, other: str) -> None:
    plain = [[term for term in terms(text) if not is_exact(term)] for text in (one, other)]
    assert plain[0] == plain[1] != []


def test_words_that_say_nothing_are_dropped() -> None:
    assert terms("Qu'est-ce que c'est que la, et pour qui?") == []
    assert terms("What is the of and how many") == []


def test_an_acronym_is_kept_as_written_beside_its_folded_form() -> None:
    assert terms("La CRÉ et le CRE") == ["cre", "cre", "zzcré", "zzcre"]
    assert exact_acronyms("l'ADS+ et la MRC, pas Laval") == ["zzads", "zzmrc"]


def test_a_plus_sign_is_part_of_a_word_found_without_it() -> None:
    assert {"ads", "adsplus"} <= set(terms("l’ADS+"))


@pytest.mark.parametrize(("one", "other"), [("parent", "part"), ("agent", "agir"), ("moment", "mort")])
def test_short_nouns_keep_their_ending(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_words_come_with_their_terms() -> None:
    assert worded_terms("les aînées de L’Abitibi") == [("ainees", "ain"), ("abitibi", "abitib")]


def test_threads_do_not_get_each_other_s_letters() -> None:
    """The stemmer of the library keeps the word that it works on."""
    stems = stem.__wrapped__
    chosen = sorted({word for path in STARTER.glob("*.md") for word in words(path.read_text("utf-8")) if len(word) > 6})
    assert len(chosen) > 500
    wanted = [stems(word) for word in chosen]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # threads take turns within a word
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: [stems(word) for word in chosen], range(4)))
    finally:
        sys.setswitchinterval(before)
    assert all(one == wanted for one in found)
