"""An optional second look at the best hits: a cross-encoder reads the question and each passage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import StoreError
from index.encode import first_line, prepare_library
from index.model import Hit

DEPTH = 20
"""Hits that are read again; what follows keeps its place."""


class Reranker:
    """Any sentence-transformers cross-encoder of one score, by its folder or its name; it is loaded at once.

    Its score takes the place of the fused one, which `why` still tells. Nothing is fetched from the network unless
    `allow_download`; code that comes with a model is never run. Source: Nogueira and Cho, Passage Re-ranking with
    BERT, 2019.

    Raises:
        StoreError: the model is not on this machine (`encoder.absent`) or cannot be used (`encoder.unusable`).
    """

    def __init__(self, name_or_path: str, *, allow_download: bool = False) -> None:
        self.name = name_or_path
        self._model = _load(name_or_path, allow_download)

    def rerank(self, question: str, hits: Sequence[Hit], depth: int = DEPTH) -> tuple[Hit, ...]:
        """Return the hits with the first `depth` in the model's order, ties in their own; ranks start from 1.

        Where some are left as they were, their scores go on below those of the model, so that scores never rise.
        """
        read, rest = hits[:depth], hits[depth:]
        if not read:
            return ()
        found = self._model.predict([(question, hit.passage.embedding_text) for hit in read], show_progress_bar=False)
        scores = [float(score) for score in found]
        order = sorted(range(len(read)), key=lambda number: (-scores[number], number))
        ordered = [replace(read[number], score=round(scores[number], 6)) for number in order]
        drop = max(0.0, rest[0].score - ordered[-1].score) if rest else 0.0
        ordered += [replace(hit, score=round(hit.score - drop, 6)) for hit in rest]
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1))


def _load(name_or_path: str, allow_download: bool) -> Any:
    folder = Path(name_or_path).expanduser()
    if not folder.is_dir() and (folder.is_absolute() or name_or_path.startswith((".", "~"))):
        raise StoreError("encoder.absent", name=name_or_path)
    prepare_library(allow_download)
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(
            str(folder) if folder.is_dir() else name_or_path,
            device="cpu",
            local_files_only=not allow_download,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except OSError as error:
        raise StoreError("encoder.absent", name=name_or_path) from error
    except Exception as error:  # the library and the hub's client raise whatever they met
        raise StoreError("encoder.unusable", name=name_or_path, reason=first_line(error)) from error
    if model.num_labels != 1:
        raise StoreError("encoder.unusable", name=name_or_path, reason=f"{model.num_labels} labels ≠ 1")
    return model
