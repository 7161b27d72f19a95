"""A number, a date or an acronym of a passage stands where the passage has it, and not in another one's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checking.alignment import counts_its_item, stands_in_its_part
from assistant.checking.matching import held, written
from assistant.checking.sentence import FRENCH
from assistant.checking.support import Support, support_of
from assistant.checking.units import units_of
from assistant.model import Quote
from corpus.reading import read_file
from evals.checker import quote_of

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

Des villages y travaillaient : Sainte-Rose a tenu une foire en 1987, et Beauval, en 1988.

La fanfare :

- 12 personnes des concertations locales;
- 14 du collège;
- 1 poste d'archiviste, alors à combler.

Les moyens :

- Moyen 8.1, jouer : des concerts au parc, en plein air. Amiante et Granby figuraient parmi les villages invités.
- Moyen 8.2, inviter des villages : un dépliant.

Au jury siégeaient le RPM, l'hôpital, Centraide et vingt élèves. S'y ajoutaient ZAP et GRAP, deux sigles obscurs.

La fanfare a prolongé 16 ententes : une avec Granby, quinze avec les écoles.

Pour les pauvres : 16 500 $ avec une entente locale, et 82 300 $ avec celle du RPM et du KLM (1993).

La KOR louait la salle. Même si le chef avait démissionné en 1991, il y figure encore.
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
    "Beauval a tenu sa foire en 1988, alors que celle de Sainte-Rose remontait à 1987.",
    "La fanfare comptait douze personnes des concertations, 14 du collège et un poste d'archiviste à combler.",
    "Amiante et Granby figuraient parmi les villages invités au moyen 8.1.",
    "ZAP et GRAP, des sigles obscurs, siégeaient au jury avec Centraide et vingt élèves.",
    "ZAP siégeait au jury avec l'hôpital et Centraide et vingt élèves.",
    "La fanfare a prolongé 16 ententes, dont 1 avec Granby.",
    "Pour les pauvres, l'entente du RPM et du KLM valait 82 300 $ en 1993, et l'entente locale, 16 500 $.",
    "La KOR louait la salle.",
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
    "La fanfare comptait quatorze personnes des concertations locales, et un poste d'archiviste restait à combler.",
    "Le KOR louait la salle.",
    "L'administration de la salle revenait à l'KOR.",
]


@pytest.fixture(scope="module")
def quotes() -> list[Quote]:
    reading = read_file(Path("valmont.md"), SOURCE.encode())
    return [quote_of(reading.document, one) for one in reading.passages]


STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"


def test_a_sentence_that_opens_with_a_pronoun_goes_on_with_the_one_before() -> None:
    file = "portrait-17-centre-du-quebec.md"
    reading = read_file(Path(file), (STARTER / file).read_bytes())
    passage = next(one for one in reading.passages if "4 ou 5 fois par an" in one.text)
    quote = quote_of(reading.document, passage)
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
    assert all(part.share >= FRENCH.least for part in supported(text, quotes).parts)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("La foire et le jury : après ces deux moments, il y eut 3 concerts.", ["3"]),
        ("Des 6 objectifs, les deux derniers étant 4.1 et 4.2.", ["6", "4.1", "4.2"]),
        ("Les deux villes : Granby, Laval et Longueuil.", ["2"]),
    ],
)
def test_a_number_that_counts_what_its_sentence_lists_needs_no_source(text: str, values: list[str]) -> None:
    found = written(text, english=False).facts.amounts
    assert [str(next(iter(one.readings))) for one in found] == values


def test_a_fact_stands_in_its_part_of_a_sentence_with_its_own_name(quotes: list[Quote]) -> None:
    (one,) = [held(unit) for quote in quotes for unit in units_of(quote) if "Sainte-Rose" in unit.text]
    right = written("Beauval a tenu sa foire en 1988, alors que celle de Sainte-Rose remontait à 1987.", english=False)
    wrong = written("Beauval a tenu sa foire en 1987, alors que celle de Sainte-Rose remontait à 1988.", english=False)
    assert all(stands_in_its_part(year, right, one) for year in right.facts.moments)
    assert not any(stands_in_its_part(year, wrong, one) for year in wrong.facts.moments)


def test_a_number_counts_what_its_item_says(quotes: list[Quote]) -> None:
    (item,) = [held(unit) for quote in quotes for unit in units_of(quote) if "14 du collège" in unit.text]
    for text, counts in (("La fanfare a 14 élèves du collège.", True), ("La fanfare a 14 élèves de la Ville.", False)):
        sentence = written(text, english=False)
        assert counts_its_item(sentence.facts.amounts[0], sentence, item) is counts


def test_an_auxiliary_is_no_word_of_sense(quotes: list[Quote]) -> None:
    text = "Bien qu'il ait démissionné en 1991, le chef y figure toujours."
    assert all(part.share >= FRENCH.least for part in supported(text, quotes).parts)
