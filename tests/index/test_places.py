"""Regions by the municipalities and MRC that a question names."""

from __future__ import annotations

import pytest

from corpus.glossary import find_regions, regions
from index.places import asked_regions, excepted, names_by_stem, place_names
from index.thesaurus import parts, read_table


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Que fait Matane pour les aînés?", ("Bas-Saint-Laurent",)),
        ("à st-hyacinthe", ("Montérégie",)),
        ("la MRC des Pays-d’en-Haut et celle de Mont-Laurier", ("Laurentides",)),
        ("les parents à Québec", ("Capitale-Nationale",)),
        ("Granby", ("Estrie", "Montérégie")),
        ("Matane, en Gaspésie", ("Gaspésie–Îles-de-la-Madeleine",)),
        ("au Québec", ()),
        ("la rue et le parc", ()),
    ],
)
def test_a_municipality_is_in_its_region(text: str, names: tuple[str, ...]) -> None:
    assert asked_regions(text) == names


def test_every_municipality_has_official_regions_and_is_no_region_s_name() -> None:
    official = {region.name for region in regions()}
    for named, towns in read_table("municipalities.tsv"):
        assert set(parts(named)) <= official
        for town in parts(towns):
            assert set(find_regions(town)) <= set(parts(named)), town


def test_documents_take_no_region_from_a_municipality() -> None:
    assert find_regions("une rencontre à Matane") == ()


def test_names_are_found_by_their_stems() -> None:
    assert names_by_stem()["mauric"] == "Mauricie"
    assert place_names()["mont-laurier"] == "Mont-Laurier"


@pytest.mark.parametrize(
    ("question", "words", "names"),
    [
        ("Hormis Laval, quelles régions ont une entente?", "Hormis Laval", ("Laval",)),
        (
            "Qui a un observatoire, à part la Mauricie et l'Estrie?",
            "à part la Mauricie et l'Estrie",
            ("Mauricie", "Estrie"),
        ),
        ("Other than Laval, which regions have a policy?", "Other than Laval", ("Laval",)),
        ("En Mauricie, à part les signataires, qui siège?", "", ()),
        (
            "Hormis l'Estrie, l'Outaouais et Laval, qui?",
            "Hormis l'Estrie, l'Outaouais et Laval",
            ("Estrie", "Outaouais", "Laval"),
        ),
        ("Quelles régions autres que Laval ont mis en œuvre un plan?", "autres que Laval", ("Laval",)),
        ("En dehors de Laval, qui?", "En dehors de Laval", ("Laval",)),
        ("Hormis Laval, quelles régions ont mis en œuvre un plan?", "Hormis Laval", ("Laval",)),
        ("sauf Laval… qui?", "sauf Laval", ("Laval",)),
        ("À part le logement, que vise la politique de Laval?", "", ()),
        ("Besides housing what does Laval fund?", "", ()),
        ("Is Chomedey a part of Laval?", "", ()),
        ("Quelles régions ont une politique?", "", ()),
    ],
)
def test_regions_are_left_out(question: str, words: str, names: tuple[str, ...]) -> None:
    assert excepted(question) == (words, names)
