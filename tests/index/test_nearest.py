"""The nearest passages, with the cache and without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import StoreError
from index import nearest
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
        collection.retriever.search(QUESTION)
        new = tmp_path / "neuve.md"
        new.write_text("# Patinoire\n\nUne patinoire réfrigérée ouvre en hiver.\n", encoding="utf-8")
        collection.ingest([new])
        first = collection.retriever.search("Où patiner sur une glace réfrigérée?").hits[0]
        assert first.document.source == "neuve.md"


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
