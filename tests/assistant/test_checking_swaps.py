"""A number, a date or an acronym of a passage stands where the passage has it, and not in another one's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checking.matching import held, written
from assistant.checking.sentence import FRENCH
from assistant.checking.support import Support, support_of
from assistant.checking.units import units_of
from assistant.model import Quote
from corpus.reading import read_file
from index.model import Hit, Why

SOURCE = """# La table de Valmont

En 2012, la table de Valmont comptait trois comités. Le comité des aînés existe depuis 2009.

Le comité de gestion de la table comptait 31 membres :

- 9 personnes de la communauté, choisies par un vote;
- 3 membres de la Ville;
- 1 du pôle agricole.

Le comité réunissait dix organismes régionaux et cinq écoles. Il se rencontrait 4 ou 5 fois par an.

Le logement a reçu 40 000 $ de la Ville de 2010 à 2014. Le transport a reçu 75 000 $ de 2011 à 2013.

Le portrait de la table a été mis à jour en 2014. Le CLD gardait les archives. La MRC payait le loyer.

Les ententes :

- Égalité : une entente 2013-2015 a soutenu 7 projets. Un appel de l'été 2014 en a ajouté 2.
- Saines habitudes de vie : 15 projets ont reçu un appui, avec Québec en Forme.
- Cours d'école (A.V.E.C.) : 3 740 000 $ sur 9 ans (2005-2014), en 3 ententes.

En 2016, Valmont comptait trois démarches. COSMOS aidait les jeunes depuis 2006. « Vieillir » se mettait en place.
"""
HONEST = [
    "En 2012, la table de Valmont avait trois comités.",
    "Le comité de gestion réunissait 31 membres, dont neuf personnes de la communauté.",
    "The management committee had 31 members, including nine people from the community.",
    "Le comité se réunissait quatre ou cinq fois par année.",
    "De 2010 à 2014, une somme de 40 000 $ est allée au logement.",
    "Le CLD gardait les archives de la table.",
    "En égalité, une entente 2013-2015 a soutenu sept projets, et 2 autres s'y sont ajoutés à l'été 2014.",
    "Trois démarches existaient à Valmont en 2016, dont COSMOS et « Vieillir ».",
]
MISPLACED = [
    "The management committee had 31 members, including 1 people from the community.",
    "Le comité se réunissait dix ou cinq fois par année.",
    "De 2010 à 2014, une somme de 75 000 $ est allée au logement.",
    "La table de Valmont avait trois comités en 2009.",
    "Le portrait de la table n'a pas été mis à jour en 2009.",
    "La MRC gardait les archives de la table.",
    "En égalité, une entente 2013-2015 a soutenu sept projets, et 15 autres s'y sont ajoutés à l'été 2014.",
    "Trois démarches existaient à Valmont en 2006, dont COSMOS et « Vieillir ».",
]


@pytest.fixture(scope="module")
def quotes() -> list[Quote]:
    reading = read_file(Path("valmont.md"), SOURCE.encode())
    return [
        Quote(
            hit=Hit(passage=one, document=reading.document, rank=1, score=1.0, why=Why(lexical=None, semantic=None)),
            start=one.start,
            end=one.end,
            text=one.text,
        )
        for one in reading.passages
    ]


STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"


def test_a_sentence_that_opens_with_a_pronoun_goes_on_with_the_one_before() -> None:
    file = "portrait-17-centre-du-quebec.md"
    reading = read_file(Path(file), (STARTER / file).read_bytes())
    passage = next(one for one in reading.passages if "4 ou 5 fois par an" in one.text)
    hit = Hit(passage=passage, document=reading.document, rank=1, score=1.0, why=Why(lexical=None, semantic=None))
    quote = Quote(hit=hit, start=passage.start, end=passage.end, text=passage.text)
    assert not supported("Le comité se réunissait quatre ou cinq fois par année.", [quote]).swapped


def supported(text: str, quotes: list[Quote]) -> Support:
    sources = [held(unit) for quote in quotes for unit in units_of(quote)]
    support = support_of(written(text, english=text.startswith("The ")), sources)
    assert not support.missing
    return support


@pytest.mark.parametrize("text", HONEST)
def test_a_fact_at_its_place_is_held(text: str, quotes: list[Quote]) -> None:
    assert not supported(text, quotes).swapped


@pytest.mark.parametrize("text", MISPLACED)
def test_a_fact_in_the_place_of_another_is_seen(text: str, quotes: list[Quote]) -> None:
    assert supported(text, quotes).swapped


def test_the_facts_of_a_part_are_among_what_its_source_says(quotes: list[Quote]) -> None:
    text = "Le programme A.V.E.C. représentait 3,74 M$ sur neuf ans, répartis en trois ententes."
    assert supported(text, quotes).least >= FRENCH.least
