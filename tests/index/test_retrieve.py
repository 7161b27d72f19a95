"""Retrieval over the starter collection: filters, reasons, misspelt words, regions in turn, LlamaIndex."""

from __future__ import annotations

import pytest

from corpus.catalogue import Traits
from index.collection import Collection
from index.model import Filters
from index.question import understand
from index.retrieve import spread


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Quelles sont les six orientations de la politique de Laval?", "laval"),
        ("What challenges did Laval face?", "laval"),
        ("hyperconcertation en Abitibi", "portrait-08"),
        ("plan daction de la mauricie 2003", "mauricie-plan"),
        ("enjeux RESSORT Gaspesie", "portrait-11"),
    ],
)
def test_the_right_document_comes_first(starter: Collection, question: str, source: str) -> None:
    hits = starter.retriever.search(question, k=3).hits
    assert any(source in hit.document.source for hit in hits)


def test_hits_are_ranked_and_say_why(starter: Collection) -> None:
    hits = starter.retriever.search("sécurité alimentaire dans les Laurentides", k=5).hits
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert {"secur", "alimentair"} <= set(hits[0].why.terms)
    assert hits[0].why.semantic is not None


def test_a_passage_is_the_text_of_its_document(starter: Collection) -> None:
    for hit in starter.retriever.search("politique de développement social", k=20).hits:
        assert hit.passage.text == hit.document.text[hit.passage.start : hit.passage.end]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(regions=("Laval",)),
        Filters(kinds=("guide",)),
        Filters(until=2005),
        Filters(since=2010, kinds=("portrait",)),
    ],
)
def test_filters_hold_for_every_hit(starter: Collection, filters: Filters) -> None:
    hits = starter.retriever.search("développement social et concertation", k=30, filters=filters).hits
    assert hits
    for hit in hits:
        assert not filters.regions or set(filters.regions) & set(hit.passage.regions)
        assert not filters.kinds or hit.passage.kind in filters.kinds
        assert filters.until is None or int(str(hit.passage.date)[:4]) <= filters.until
        assert filters.since is None or int(str(hit.passage.date)[:4]) >= filters.since


def test_a_filter_that_nothing_meets_gives_no_hit(starter: Collection) -> None:
    assert starter.retriever.search("politique", filters=Filters(regions=("Montréal",))).hits == ()


def test_a_misspelt_word_is_put_right_and_shown(starter: Collection) -> None:
    results = starter.retriever.search("la gouvenance de la demarche", k=3)
    assert any(one.source == "gouvenance" and one.target == "gouvernance" for one in results.question.expansions)
    assert "gouvern" in results.hits[0].why.terms


def test_a_misspelt_region_is_the_region(starter: Collection) -> None:
    question = starter.retriever.search("le conseil des laurantides", k=1).question
    assert question.regions == ("Laurentides",)


def test_a_passage_of_a_series_that_is_asked_for_comes_before(starter: Collection) -> None:
    hits = starter.retriever.search("Quels étaient les quatre objectifs du plan 2003-2004 en Mauricie?", k=8).hits
    assert sum(hit.passage.heading_path[-1].startswith("Objectif") for hit in hits) >= 3


def test_a_passage_about_another_region_is_put_back(starter: Collection) -> None:
    results = starter.retriever.search("la gouvernance de la démarche à Matane", k=3)
    assert all(hit.passage.regions in {("Bas-Saint-Laurent",), ()} for hit in results.hits)
    assert any(one.source == "matane" and one.target == "Bas-Saint-Laurent" for one in results.question.expansions)


def test_regions_take_turns_when_a_question_asks_which(starter: Collection) -> None:
    hits = starter.retriever.search("Quelles régions travaillent la sécurité alimentaire?", k=5).hits
    assert len({hit.passage.regions for hit in hits}) >= 4


def test_a_region_that_had_its_turn_comes_back_where_it_says_much_more() -> None:
    regions = {"a": "Laval", "b": "Laval", "c": "Mauricie", "d": "", "e": "Laval", "f": "Estrie"}
    traits = {
        key: Traits(kind="", regions=(region,) if region else (), date=None, heading_path=())
        for key, region in regions.items()
    }
    scores = {"a": 1.0, "b": 0.96, "c": 0.46, "d": 0.9, "e": 0.7, "f": 0.3}
    ordered = sorted(scores, key=lambda key: -scores[key])
    question = understand("Quelles régions travaillent la sécurité alimentaire?").question
    assert spread(ordered, scores, traits, question) == ["a", "b", "c", "e", "d", "f"]
    assert spread(ordered, scores, traits, understand("La sécurité alimentaire à Laval").question) == ordered


def test_the_same_question_gives_the_same_ranking(starter: Collection) -> None:
    first, second = (starter.retriever.search("logement abordable", k=10).hits for _ in range(2))
    assert [hit.passage.passage_id for hit in first] == [hit.passage.passage_id for hit in second]


def test_a_llamaindex_query_engine_works_over_our_retriever(starter: Collection) -> None:
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    from index.llama import RepereRetriever

    engine = RetrieverQueryEngine.from_args(RepereRetriever(starter.retriever, k=4), llm=MockLLM(max_tokens=8))
    response = engine.query("Quelles sont les orientations de la politique de Laval?")
    ours = starter.retriever.search("Quelles sont les orientations de la politique de Laval?", k=4).hits
    assert [node.node_id for node in response.source_nodes] == [hit.passage.passage_id for hit in ours]
    assert [node.get_content() for node in response.source_nodes] == [hit.passage.text for hit in ours]
