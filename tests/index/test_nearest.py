"""The nearest passages, with the cache and without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.errors import StoreError
from index import lexical, nearest
from index.collection import Collection
from index.nearest import NearestPassages
from index.storage import Vectors

QUESTION = "Comment la MRC soutient-elle l'entraide entre voisins?"


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """A collection of forty passages, opened anew, and closed with the test's folder."""
    documents = tmp_path / "documents"
    documents.mkdir()
    for number in range(40):
        text = f"# Fiche {number}\n\nLa MRC soutient {number + 2} projets d'entraide dans le quartier {number}.\n"
        (documents / f"fiche-{number}.md").write_text(text, encoding="utf-8")
    with Collection.open(tmp_path / "home") as made:
        made.ingest([documents])
    return Collection.open(tmp_path / "home")


def test_few_passages_are_compared_and_nothing_is_opened_for_it(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with collection:
        compared = [(hit.passage.passage_id, hit.score) for hit in collection.retriever.search(QUESTION).hits]
        assert collection._vectors is None
    monkeypatch.setattr(nearest, "FEW", 0)
    with Collection.open(collection.home) as again:
        searched = [(hit.passage.passage_id, hit.score) for hit in again.retriever.search(QUESTION).hits]
        assert again._vectors is not None
    assert [key for key, _ in compared] == [key for key, _ in searched]
    assert [score for _, score in compared] == pytest.approx([score for _, score in searched], abs=1e-5)


def test_what_is_taken_in_meanwhile_is_compared_too(collection: Collection, tmp_path: Path) -> None:
    with collection:
        near = NearestPassages(lambda: collection.vectors, collection.catalogue)
        vector = collection.encoder.encode_query("Où patiner sur une glace réfrigérée?")
        before = near.search(vector, 50)
        new = tmp_path / "neuve.md"
        new.write_text("# Patinoire\n\nUne patinoire réfrigérée ouvre en hiver.\n", encoding="utf-8")
        collection.ingest([new])
        (first, _), *others = near.search(vector, 50)
        made = collection.catalogue.find("neuve.md")
        assert first.startswith(made.document_id)
        assert [key for key, _ in others] == [key for key, _ in before]
        collection.remove([made])
        assert [key for key, _ in near.search(vector, 50)] == [key for key, _ in before]


def test_what_is_removed_between_two_readings_is_left_out(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words were searched before a document went, its vector is asked for after."""
    with collection:
        gone = collection.retriever.search(QUESTION).hits[0].document
        ranked = lexical.rank

        def and_then_remove(*arguments: Any) -> Any:
            found = ranked(*arguments)
            if any(one.passage_id.startswith(gone.document_id) for one in found):
                collection.remove([gone])
            return found

        monkeypatch.setattr(lexical, "rank", and_then_remove)
        hits = collection.retriever.search(QUESTION).hits
        assert len(hits) == 10
        assert gone.document_id not in {hit.document.document_id for hit in hits}


def test_many_passages_are_compared_where_the_cache_cannot_be_searched(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Vectors:
        raise StoreError("vectors.read", path="vectors", reason="")

    with collection:
        vector = collection.encoder.encode_query(QUESTION)
        few = NearestPassages(broken, collection.catalogue).search(vector, 7)
        monkeypatch.setattr(nearest, "FEW", 0)
        assert NearestPassages(broken, collection.catalogue).search(vector, 7) == few
        assert len(few) == 7
