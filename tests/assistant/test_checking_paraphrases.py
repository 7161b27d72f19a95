"""How a summary puts what its source says: other words, sums, seasons, denials; and what none of it excuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checking.likeness import covered, keys, sayings
from assistant.checking.matching import held, missing_facts, written
from assistant.checking.moments import Moment, same_moment
from assistant.checking.polarity import turned_around
from assistant.checking.support import Part, support_of
from assistant.checking.units import units_of
from assistant.model import Quote
from corpus.reading import read_file
from evals.checker import quote_of

SOURCE = """# Qui dirigeait la RVT

La Régie des vergers de Tournebroche (RVT) avait une équipe.

Le comité de taille comptait 1 agronome, 8 pomiculteurs et 3 apiculteurs.

Ce comité se voyait 6 ou 7 fois par an. Quatre groupes de cueillette l'aidaient. Le cidre a reçu 30 000 $ en 2011.

L'Atelier du cidre (ADC) tenait les livres. Le marché payait le loyer du pressoir. Les deux pressoirs dataient de 1990.

Le vinaigre a reçu 52 000 $ en 2014. Une entente a été signée le 9 mai 2012, et dissoute le 2 octobre 2013.

La Société du houblon (SHT) visitait les vergers de la CBZ.

L'ADC prêtait ses caves au marché, au couvent et à la Confrérie du miel (CDM).

Le pressoir neuf : un poste de gardien, alors à combler. Les durées diffèrent d'un verger à l'autre.
"""


@pytest.fixture(scope="module")
def quotes() -> list[Quote]:
    reading = read_file(Path("vergers.md"), SOURCE.encode())
    return [quote_of(reading.document, one) for one in reading.passages]


def has_its_facts(text: str, quotes: list[Quote]) -> bool:
    """Tell whether what is cited holds every fact of a sentence, each at its place."""
    sources = [held(unit) for quote in quotes for unit in units_of(quote)]
    support = support_of(written(text, english=text.startswith("The ")), sources)
    return not support.missing and not support.swapped


@pytest.mark.parametrize(
    "text",
    [
        "Le comité comprenait douze personnes, soit un agronome, huit pomiculteurs et trois apiculteurs.",
        "Le comité se réunissait six ou sept fois par année et pouvait compter sur quatre groupes de cueillette.",
        "L'aide est passée de 30 000 $ à 52 000 $ entre le cidre et le vinaigre.",
        "L'entente a été signée au printemps 2012, puis dissoute à l'automne 2013.",
        "The agreement was signed in spring 2012 and dissolved in fall 2013.",
        "L'atelier (ADC) tenait les livres.",
        "L'Atelier du cidre et le marché ont tous deux aidé le pressoir.",
        "L'ADC prêtait ses caves au marché et à la CDM.",
    ],
)
def test_what_a_summary_counts_dates_and_names_is_held(text: str, quotes: list[Quote]) -> None:
    assert has_its_facts(text, quotes)


@pytest.mark.parametrize(
    "text",
    [
        "Le comité comprenait quatorze personnes, soit un agronome, huit pomiculteurs et trois apiculteurs.",
        "L'entente a été signée à l'hiver 2012.",
        "L'entente a été dissoute au printemps 2013.",
        "La SHT visitait les vergers de la CDM.",
        "L'ADC prêtait ses caves au marché, au couvent et à la CBZ.",
        "Le cidre a reçu 52 000 $ en 2011.",
        "La tenue des livres revenait au Atelier du cidre.",
        "L'Confrérie du miel recevait des caves.",
    ],
)
def test_what_is_not_its_source_s_count_date_or_name_is_seen(text: str, quotes: list[Quote]) -> None:
    assert not has_its_facts(text, quotes)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("Le pont n'était pas encore terminé.", "Le village construisait encore son pont."),
        ("Le total ne concorde pas avec la liste.", "La liste dépasse le total annoncé."),
        ("Les barèmes ne sont pas les mêmes d'une rue à l'autre.", "Les barèmes diffèrent d'une rue à l'autre."),
        ("Le poste de gardien n'était pas comblé.", "Un poste de gardien restait à combler."),
        ("Le pont tient, sans que la note précise sa taille.", "Le pont tient; la note ne précise pas sa taille."),
        ("Aucune affiche n'indique l'heure du bac.", "Les affiches ne donnent pas l'heure du bac."),
        ("Le quai a moins de passeurs que de bacs.", "Le quai a moins de passeurs qu'il n'y a de bacs."),
    ],
)  # fmt: skip
def test_a_denial_that_says_what_its_source_affirms_is_kept(said: str, source: str) -> None:
    assert not turned_around(said, [source])


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("Le pont n'était pas terminé.", ["Le pont a été terminé en mai.", "La note ne dit rien du bac."]),
        ("Le quai n'a pas reçu douze bacs.", ["Le quai a accueilli douze bacs.", "La note ne dit rien du quai."]),
        ("Le poste de gardien était comblé.", ["Un poste de gardien, alors à combler."]),
    ],
)  # fmt: skip
def test_a_denial_of_what_its_source_affirms_is_seen_beside_another_denial(said: str, source: list[str]) -> None:
    assert turned_around(said, source)


def test_a_denial_may_stand_anywhere_in_what_is_cited() -> None:
    held_in = ["Le tarif du bac est mal écrit : « 12 0 »."]
    assert turned_around("Le tarif du bac est écrit « 12 0 » : il n'est pas fiable.", held_in)
    around = [*held_in, "On ne peut s'y fier."]
    assert not turned_around("Le tarif du bac est écrit « 12 0 » : il n'est pas fiable.", held_in, around)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("L'abolition du péage.", "Le péage a été aboli."),
        ("La signature du bail.", "Le bail a été signé."),
        ("Le bail a été reconduit.", "Le bail a été prolongé."),
        ("La création du club.", "Le club naissait."),
        ("Le club voulait une salle.", "Le club souhaitait une salle."),
        ("The ferry was extended.", "Le bac a été prolongé."),
    ],
)
def test_other_words_for_one_thing_are_said(said: str, source: str) -> None:
    english = said.startswith("The ")
    words = [word for word in sayings(said, english=english) if word.key not in keys("bac ferry")]
    assert covered(words, keys(source)) == 1.0


@pytest.mark.parametrize("text", ["celle-ci tenait encore", "puis désormais, rien", "they had also been there before"])
def test_words_that_only_carry_a_sentence_weigh_nothing(text: str) -> None:
    assert not sayings(text, english=text.startswith("they"))


@pytest.mark.parametrize(
    ("share", "lacks", "nearness", "least"),
    [
        (0.33, 2, 0.6, 0.6),  # a short part that means the same
        (0.33, 2, 0.2, 0.33),
        (0.6, 4, 0.3, 0.3),  # a long one that says much of its own, and something else
        (0.6, 4, 0.8, 0.6),
        (0.7, 3, 0.1, 0.7),  # no doubt: what it means is not asked
    ],
)
def test_what_a_doubtful_part_means_decides(share: float, lacks: int, nearness: float, least: float) -> None:
    assert Part(text="", share=share, lacks=lacks).least(nearness) == least


@pytest.mark.parametrize(
    ("season", "month", "same"), [(21, 5, True), (21, 10, False), (24, 1, True), (24, 12, True), (23, 3, False)]
)
def test_a_season_has_its_months(season: int, month: int, same: bool) -> None:
    said, there = (Moment(start=0, end=1, year=2011, month=one) for one in (season, month))
    assert same_moment(said, there, frozenset()) is same
    assert not same_moment(there, said, frozenset())


def test_a_number_that_is_badly_written_is_none_of_its_source() -> None:
    (quote,) = _one("Le bac a coûté 410 000 $ et le quai, 3 200 000 $.")
    units = [held(unit) for unit in units_of(quote)]
    assert list(missing_facts(written("Le bac a coûté $410 000,000.", english=False), units))
    assert not list(missing_facts(written("Le bac a coûté 410 000,00 $.", english=False), units))


def _one(text: str) -> list[Quote]:
    reading = read_file(Path("bac.md"), text.encode())
    (one,) = reading.passages
    return [quote_of(reading.document, one)]
