"""A name of the passage in another's place: told of by other sentences, or outdone there by another name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checking.sentence import Checker
from assistant.model import DraftSentence, Quote
from corpus.reading import read_file
from evals.checker import quote_of
from index.encode import EMBEDDED, load_encoder

SOURCE = """# Qui menait la fanfare

La fanfare de Valmont se nommait FVM, et la table de concertation (TCV) la logeait. Elle répétait deux fois par mois.

Deux personnes assuraient la présidence, et un trésorier tenait les comptes. La ville prêtait une salle.

Les répétitions réunissaient dix écoles, six villages et les élèves des cinq CLP. Un autocar suivait la tournée.

Le prix des musiciens venait de la société Harmonia, et le chœur des aînés chantait avec eux.
"""
HONEST = [
    "La TCV logeait la fanfare de Valmont, la FVM.",
    "La FVM avait deux personnes à la présidence, et un trésorier tenait les comptes.",
    "Dix écoles, six villages et les élèves de cinq CLP se réunissaient aux répétitions.",
    "Harmonia remettait le prix des musiciens.",
]
MISPLACED = [
    "La CLP avait deux personnes à la présidence, et un trésorier tenait les comptes.",
    "Deux personnes assuraient la présidence du CLP.",
    "La CLP logeait la fanfare de Valmont.",
    "L'autocar suivait la tournée du CLP.",
]


def _quotes(source: str) -> list[Quote]:
    reading = read_file(Path("source.md"), source.encode())
    return [quote_of(reading.document, one) for one in reading.passages]


@pytest.fixture(scope="module")
def quotes() -> list[Quote]:
    return _quotes(SOURCE)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(load_encoder(EMBEDDED))


@pytest.mark.parametrize("text", HONEST)
def test_a_name_with_its_own_part_is_held(text: str, quotes: list[Quote], checker: Checker) -> None:
    assert checker.check(DraftSentence(text=text, quotes=tuple(quotes))).why is None


@pytest.mark.parametrize("text", MISPLACED)
def test_a_name_with_the_part_of_another_is_refused(text: str, quotes: list[Quote], checker: Checker) -> None:
    assert checker.check(DraftSentence(text=text, quotes=tuple(quotes))).why == "swapped"


def test_an_invented_person_is_refused(checker: Checker) -> None:
    quotes = tuple(_quotes("# Le comité\n\nManon Filion préside le comité de la fanfare.\n"))
    assert checker.check(DraftSentence(text="Martinez préside le comité.", quotes=quotes)).why == "facts"


def test_one_of_several_is_no_known_body(checker: Checker) -> None:
    quotes = tuple(_quotes("# Les OBNL\n\nLe projet touche six OBNL. Ces OBNL logent des aînés.\n"))
    one, known = "Un OBNL est touché par le projet.", "L'OBNL est touché par le projet."
    assert checker.check(DraftSentence(text=one, quotes=quotes)).why != "swapped"
    assert checker.check(DraftSentence(text=known, quotes=quotes)).why == "swapped"
