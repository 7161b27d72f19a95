"""What spares a large collection work changes no ranking; and searches go on while an index is made anew."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from corpus.catalogue import Where
from evals.questions import load_questions
from evals.run import SHIPPED
from evals.synthetic import SIX_IN_TEN, fill, models_of, synthetic_readings
from index import lexical, retrieve
from index.collection import Collection
from index.model import Filters
from index.terms import terms
from index.vectors import VectorCache

QUESTIONS = [case.question for case in load_questions(SHIPPED["starter"]) if not case.history][::8]


def hits(collection: Collection, filters: Filters = Filters()) -> list[list[tuple[str, float]]]:
    found = [collection.retriever.search(question, 10, filters).hits for question in QUESTIONS]
    return [[(hit.passage.passage_id, hit.score) for hit in each] for each in found]


def test_only_what_may_come_first_is_read_and_the_ranking_is_that_of_all(starter: Collection) -> None:
    retriever = starter.retriever
    spared = 0
    for question in QUESTIONS:
        understood = retriever.understand(question)
        passages, spared_rankings = retriever._rank(understood, Filters(), 10)
        everything, rankings = retriever._rank(understood, Filters())
        spared += len(everything) - len(passages)
        best, whole = (
            sorted(scores, key=lambda key: (-scores[key], key))[:10]
            for scores in ({key: spared_rankings.fused[key] for key in passages}, rankings.fused)
        )
        assert best == whole
    assert spared > 0


def test_a_filter_that_leaves_many_finds_what_an_exact_search_finds(
    starter: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = Filters(since=2010)
    exact = hits(starter, since)
    monkeypatch.setattr(retrieve, "INSIDE", 0)
    monkeypatch.setattr(retrieve, "DEEPER", (1, 3))
    assert [[key for key, _ in each] for each in hits(starter, since)] == [[key for key, _ in each] for each in exact]


def test_a_small_collection_looks_for_every_word() -> None:
    assert lexical.looked_for({"laval": 3, "social": 900}, 1000, {"laval", "social"}) == (["laval", "social"], ())


def test_a_large_one_looks_for_rare_words_and_for_common_ones_together() -> None:
    held = {"laval": 900, "synonym": 60_000, "region": 50_000, "social": 90_000, "hameau": 40}
    assert lexical.looked_for(held, 100_000, {"laval", "region", "social", "hameau"}) == (
        ["hameau", "laval"],
        ["region", "social"],
    )
    assert lexical.looked_for({"synonym": 60_000}, 100_000, set()) == (["synonym"], ())


def test_leaving_out_what_only_common_words_find_changes_few_first_hits(
    starter: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most words of the questions are common here, taken for a large collection's: it can hardly be worse."""
    before = hits(starter)
    for name in ("SMALL", "POSTINGS"):
        monkeypatch.setattr(lexical, name, starter.catalogue.count() - 1)
    after = hits(starter)
    same = sum(one[:1] == other[:1] for one, other in zip(before, after, strict=True))
    assert same >= 0.8 * len(QUESTIONS)


def test_candidates_hold_one_word_or_the_others_together(starter: Collection) -> None:
    catalogue = starter.catalogue
    (rare,), together = terms("hypersollicitation"), terms("politique laval")
    found = catalogue.candidates([rare], 1000, None, together)
    bodies = [f" {one.title} {one.headings} {one.body} " for one in found]
    held = [(f" {rare} " in body, all(f" {term} " in body for term in together)) for body in bodies]
    assert any(has_rare for has_rare, _ in held)
    assert (False, True) in held
    assert (False, False) not in held


def test_what_is_counted_follows_the_collection(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "home") as collection:
        (tmp_path / "a.md").write_text("# Plan\n\nLe hameau ouvre une bibliothèque municipale cet automne.\n", "utf-8")
        collection.ingest([tmp_path / "a.md"])
        assert collection.catalogue.document_frequencies(["hameau", "navet"]) == {"hameau": 1}
        (tmp_path / "b.md").write_text("# Suite\n\nLe hameau ferme la bibliothèque, et plante un navet.\n", "utf-8")
        collection.ingest([tmp_path / "b.md"])
        assert collection.catalogue.document_frequencies(["hameau", "navet"]) == {"hameau": 2, "navet": 1}
        assert collection.catalogue.count() == 2


def test_a_synthetic_collection_is_the_same_each_time_and_grows_without_changing(
    starter: Collection, tmp_path: Path
) -> None:
    models = models_of(starter)
    few, many = ([*synthetic_readings(models, count, seed=3)] for count in (60, 200))
    assert [one.document for one, _ in few[:-1]] == [one.document for one, _ in many[: len(few) - 1]]
    assert all(np.array_equal(one, other) for (_, one), (_, other) in zip(few[:-1], many, strict=False))
    for reading, vectors in many:
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
        for passage in reading.passages:
            assert passage.text == reading.document.text[passage.start : passage.end]
    with Collection.open(tmp_path / "home") as collection:
        fill(collection, models, 200, seed=3)
        assert collection.catalogue.count() == 200
        inside = collection.catalogue.passage_ids(Where(since=SIX_IN_TEN.since))
        assert 60 < len(inside) < 180
        assert all(hits(collection))


def test_searches_go_on_while_the_index_is_made_anew(
    starter: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    building, searched = threading.Event(), threading.Event()
    build = VectorCache._build

    def build_once_searched(cache: VectorCache, generation: Path, ids: list[str]) -> object:
        building.set()
        assert searched.wait(60)
        return build(cache, generation, ids)

    with Collection.open(tmp_path / "home") as collection:
        fill(collection, models_of(starter), 40, seed=5)
        kept = collection.retriever
        before = kept.search(QUESTIONS[0]).hits
        monkeypatch.setattr(VectorCache, "_build", build_once_searched)
        rebuilding = threading.Thread(target=collection.rebuild)
        rebuilding.start()
        try:
            assert building.wait(120)
            meanwhile = kept.search(QUESTIONS[0]).hits
        finally:
            searched.set()
            rebuilding.join()
        assert {hit.passage.passage_id for hit in meanwhile} & {hit.passage.passage_id for hit in before}
        assert len(kept.search(QUESTIONS[0]).hits) == len(before)
