from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import glossary
from corpus.glossary import Region, entries, find_regions, find_themes, fold, place_names, region_named, regions, themes

AMBIGUOUS = {"AT", "A-T", "CA", "C-A", "Granit", "les Îles", "Outaouais (gentilé)", "Québécois (de Québec)"}
DASHES = "-‐‑‒–— "


def bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def test_there_are_17_regions() -> None:
    assert [region.number for region in regions()] == [f"{number:02d}" for number in range(1, 18)]


@pytest.mark.parametrize("region", regions(), ids=lambda region: region.name)
def test_each_variant_names_its_region_however_it_is_written(region: Region) -> None:
    for variant in {*region.variants} - AMBIGUOUS:
        dashed = [variant.replace("-", dash).replace("–", dash) for dash in DASHES]
        for form in {*dashed, variant.upper(), variant.lower(), bare(variant), variant.replace("Saint", "St")}:
            assert find_regions(f"Les gens ({form}), entre autres") == (region.name,), form


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("la région de la Gaspésie-Îles-de-la-Madeleine", ("Gaspésie–Îles-de-la-Madeleine",)),
        ("c koi ds saguenay lac st-jean", ("Saguenay–Lac-Saint-Jean",)),
        ("les milieux mauriciens et lavalloises", ("Mauricie", "Laval")),
        ("de l'Outaouais, de l’Estrie et de Laval, et encore l'Estrie", ("Outaouais", "Estrie", "Laval")),
        ("la Ville de Québec", ("Capitale-Nationale",)),
        ("région 04", ("Mauricie",)),
    ],
)
def test_finds_each_region_once_in_order(text: str, names: tuple[str, ...]) -> None:
    assert find_regions(text) == names


NO_REGION = """
le CA de la MRC; CA; le Québec; Québec; Emploi-Québec; un AT; le granit; les îles; les Québécois; l'Université Laval
la rue Sherbrooke; le chapitre 04; 04; région 18; mauricette; lavaliser; une estrade
"""


@pytest.mark.parametrize("text", [text.strip() for line in NO_REGION.split("\n") for text in line.split(";") if text])
def test_no_false_friends(text: str) -> None:
    assert find_regions(text) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("04 | MAURICIE", "Mauricie"),
        ("16 | MONTÉGÉRIE EST", "Montérégie"),
        ("16 | VALLÉE-DU-HAUT-SAINT-LAURENT", "Montérégie"),
        ("11|GASPÉSIE–ÎLES-DE-LA-MADELEINE", "Gaspésie–Îles-de-la-Madeleine"),
        ("mauricie", "Mauricie"),
        ("04", "Mauricie"),
        (" 13 ", "Laval"),
        ("04 | CONTEXTE", None),
        ("03 | LES GRANDS ENJEUX", None),
        ("Laval et Montréal", None),
        ("Introduction", None),
        ("18", None),
        ("", None),
    ],
)
def test_names_the_one_region_of_a_heading(text: str, name: str | None) -> None:
    assert region_named(text) == name


LATIN = st.characters(min_codepoint=0x20, max_codepoint=0x24F) | st.sampled_from("‘’–—−«»…œŒ½²™ﬁ\u0301\u0327")


@given(st.text(alphabet=LATIN, max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert folded == folded.lower()
    assert fold(folded) == folded


@given(st.text(alphabet=glossary._USUAL, max_size=30) | st.text(alphabet=LATIN, max_size=9))
def test_usual_letters_fold_as_all_others_do(text: str) -> None:
    """They are looked up: beside each other or beside anything else, they give what is worked out."""
    assert fold(text) == glossary._folded(text)


def test_folds_what_is_written_differently() -> None:
    assert fold("L’ŒUVRE d‘Été – Île‑Perrot, ÆÇŸ ½") == fold("l'oeuvre d'ete - ile-perrot, aecy 1⁄2")
    assert fold("`quote`") == "'quote'"


def test_finds_themes_in_the_order_of_the_list() -> None:
    assert find_themes("Du logement, des HLM et des sans-abri; de l’aide alimentaire.") == (
        "itinérance",
        "habitation",
        "sécurité alimentaire",
    )
    assert find_themes("rien de tout cela") == ()


def test_each_theme_is_found_by_its_own_name() -> None:
    assert [theme.term for theme in themes() if theme.term not in find_themes(theme.term)] == []


def test_place_names_are_hyphenated() -> None:
    assert all("-" in name for name in place_names())
    assert "Bas-Saint-Laurent" in place_names()


def test_an_entry_warns_only_of_an_end_that_is_sourced() -> None:
    by_id = {entry.entry_id: entry for entry in entries()}
    assert by_id["G005"].may_warn  # the CRÉ, abolished on 2015-04-21
    assert not by_id["G008"].may_warn  # « Institution disparue », from a seed only
    assert not by_id["G004"].may_warn


def test_two_bodies_of_one_acronym_have_the_same_name() -> None:
    names = [entry.name for entry in entries()]
    assert not any(name.endswith(")") for name in names)
    assert "CRDS" in names
