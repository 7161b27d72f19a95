"""The optional cross-encoder, with a tiny one made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import StoreError
from index.collection import Collection
from index.model import Hit
from index.rerank import Reranker


def make_model(folder: Path, labels: int) -> Path:
    """Write a BERT of two layers and random weights, with one token for each letter."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    letters = [*"abcdefghijklmnopqrstuvwxyz0123456789"]
    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    vocabulary.write_text("\n".join(tokens), encoding="utf-8")
    BertTokenizerFast(vocab=str(vocabulary), model_max_length=64).save_pretrained(folder)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(tokens),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        num_labels=labels,
        initializer_range=0.5,
    )
    BertForSequenceClassification(config).save_pretrained(folder, safe_serialization=True)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "petit", labels=1)


@pytest.fixture(scope="module")
def hits(starter: Collection) -> tuple[Hit, ...]:
    return starter.retriever.search("sécurité alimentaire", k=10).hits


def test_the_first_hits_are_put_in_the_model_s_order(model: Path, hits: tuple[Hit, ...]) -> None:
    from sentence_transformers import CrossEncoder

    reference = CrossEncoder(str(model), device="cpu", local_files_only=True)
    scores = reference.predict([("sécurité alimentaire", hit.passage.embedding_text) for hit in hits[:6]])
    expected = [hits[number].passage.passage_id for number in sorted(range(6), key=lambda one: -float(scores[one]))]
    found = Reranker(str(model)).rerank("sécurité alimentaire", hits, depth=6)
    assert [hit.passage.passage_id for hit in found[:6]] == expected
    assert expected != [hit.passage.passage_id for hit in hits[:6]]
    assert [hit.passage.passage_id for hit in found[6:]] == [hit.passage.passage_id for hit in hits[6:]]
    assert [hit.rank for hit in found] == list(range(1, 11))
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_nothing_to_rerank(model: Path) -> None:
    assert Reranker(str(model)).rerank("rien", ()) == ()


@pytest.mark.parametrize("name", ["./absent", "personne/nul-modele-de-ce-nom"])
def test_an_absent_model_is_said(name: str) -> None:
    with pytest.raises(StoreError, match=r"encoder\.absent"):
        Reranker(name)


def test_a_model_of_several_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="3 labels"):
        Reranker(str(make_model(tmp_path / "trois", labels=3)))


def test_a_model_that_cannot_be_read_is_refused(model: Path, tmp_path: Path) -> None:
    import os
    import shutil

    folder = shutil.copytree(model, tmp_path / "casse")
    os.truncate(folder / "model.safetensors", 100)
    with pytest.raises(StoreError, match=r"encoder\.unusable"):
        Reranker(str(folder))
