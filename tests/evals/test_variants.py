"""Each setting of a variant changes what it names in a search, and nothing else; what follows it is as before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from evals.variants import KNOWN, Variant, parse_variant, varied
from index.collection import Collection
from index.fuse import Fusion
from index.retrieve import USUAL, Rankings, Tuning

BEEKEEPING = (
    "# Laval : l'apiculture\n\n## Les ruches du quartier\n\n"
    "Douze familles les entretiennent au printemps. Elles en partagent le miel avec leurs voisins.\n"
)
SUPPORT = (
    "# Mauricie : le transport\n\n## Les navettes\n\n"
    "Des bénévoles conduisent les aînés à leurs rendez-vous. Les ruches ont leur place dans une phrase.\n"
)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "laval.md").write_text(BEEKEEPING, encoding="utf-8")
    (folder / "mauricie.md").write_text(SUPPORT, encoding="utf-8")
    with Collection.open(tmp_path_factory.mktemp("home")) as opened:
        assert len(opened.ingest([folder]).added) == 2
        yield opened


def bare(fusion: Fusion) -> Fusion:
    return replace(fusion, region=0.0, elsewhere=0.0, year=0.0, kind=0.0, series=0.0)


@pytest.mark.parametrize(
    ("setting", "variant"),
    [
        ("thesaurus=off", Variant(name="thesaurus=off", tuning=Tuning(thesaurus=False))),
        ("spelling=off", Variant(name="spelling=off", tuning=Tuning(spelling=False))),
        ("expansions=off", Variant(name="expansions=off", tuning=Tuning(expansions=False))),
        ("fields=off", Variant(name="fields=off", tuning=Tuning(fields=(1.0, 1.0, 1.0)))),
        ("headings=off", Variant(name="headings=off", headings=False)),
        (
            "boosts=off",
            Variant(name="boosts=off", tuning=Tuning(french=bare(USUAL.french), english=bare(USUAL.english))),
        ),
    ],
)
def test_a_switch_changes_what_it_names_only(setting: str, variant: Variant) -> None:
    assert parse_variant(setting) == variant
    on = setting.replace("off", "on")
    assert parse_variant(on) == Variant(name=on)
    assert f"{setting.partition('=')[0]}=on|off" in KNOWN


def test_settings_add_up_whatever_their_order() -> None:
    one, two = "boosts=off,fusion=rrf,fields=off", "fields=off,fusion=rrf,boosts=off"
    assert parse_variant(one).tuning == parse_variant(two).tuning
    french = parse_variant(one).tuning.french
    assert (french.by_rank, french.region, french.lexical) == (True, 0.0, 0.5)


def rankings(collection: Collection, setting: str, question: str) -> Rankings:
    with varied(collection, parse_variant(setting)) as other:
        retriever = other.retriever
        return retriever.rankings(retriever.understand(question))


def passage_with(collection: Collection, words: str) -> str:
    catalogue = collection.catalogue
    held = [part for one in catalogue.held() for part in catalogue.passages_of(one.document.document_id)]
    (found,) = [part.passage_id for part in held if words in part.text]
    return found


def test_without_boosts_a_region_that_is_named_adds_nothing(collection: Collection) -> None:
    question, laval = "Que font les familles de Laval?", passage_with(collection, "Douze familles")
    usual = rankings(collection, "boosts=on", question).fused[laval]
    assert usual - rankings(collection, "boosts=off", question).fused[laval] == pytest.approx(USUAL.french.region)


def test_without_fields_a_heading_weighs_no_more_than_a_sentence(collection: Collection) -> None:
    heading, sentence = passage_with(collection, "Douze familles"), passage_with(collection, "bénévoles")
    usual = rankings(collection, "fields=on", "ruches").lexical
    flat = rankings(collection, "fields=off", "ruches").lexical
    assert usual[heading].score / usual[sentence].score > flat[heading].score / flat[sentence].score


def test_without_the_thesaurus_acronyms_are_still_read(collection: Collection) -> None:
    def searched_as(setting: str, question: str) -> set[str]:
        with varied(collection, parse_variant(setting)) as other:
            return {one.target for one in other.retriever.understand(question).question.expansions}

    question = "La CRÉ aide-t-elle les personnes âgées?"
    usual, less, none = (searched_as(f"{one}", question) for one in ("thesaurus=on", "thesaurus=off", "expansions=off"))
    assert none == set()
    assert none < less < usual


def test_without_headings_a_vector_is_that_of_the_passage_s_own_text(collection: Collection) -> None:
    key = passage_with(collection, "Douze familles")
    passage = collection.catalogue.passages([key])[key]
    with varied(collection, parse_variant("headings=off")) as other:
        bare_vector = other.catalogue.vectors([key])[0]
        assert other.catalogue.passages([key])[key].text == passage.text
    usual = collection.catalogue.vectors([key])[0]
    expected = collection.encoder.encode_passages([passage.text, passage.embedding_text])
    assert np.allclose(bare_vector, expected[0], atol=1e-3)
    assert np.allclose(usual, expected[1], atol=1e-3)
    assert float(bare_vector @ usual) < 0.999


def test_a_collection_is_left_as_it_was_even_where_a_variant_fails(collection: Collection) -> None:
    def fail() -> None:
        with varied(collection, parse_variant("fields=off,boosts=off")):
            assert collection.tuning != USUAL
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert collection.tuning == USUAL
