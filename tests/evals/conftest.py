"""A small collection whose places are known by heart, and a search that finds what it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from corpus.catalogue import Catalogue, Indexed
from corpus.model import Metadata, Passage, SourceFile
from corpus.reading import read_file, sha256_of
from index.lexical import postings_of
from index.model import Hit, Question, Results, Why

from ..assistant.conftest import model_server

__all__ = ["model_server"]

COMMITTEE = "Le comité de pilotage compte trente et un membres et se réunit quatre fois par année."
FILES = {
    "laval.md": f"# Laval\n\n## Comité\n\n{COMMITTEE}\n\n" + "Il suit le plan d'action. " * 12,
    "mauricie.md": "# Mauricie\n\n## Fonds\n\n"
    + "Le consortium appuie les communautés de la région. " * 12
    + "\n\n## Ententes\n\n"
    + "Une entente spécifique est signée avec les partenaires. " * 30
    + "La suite de cette entente, dit le texte, sera décidée.\n\n"
    + "Un second fonds régional vient ensuite, après le premier. "
    + "Ses sommes sont réparties entre les territoires. " * 12,
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """An open catalogue, its passages by file, and a search that is told in advance what each question finds."""

    catalogue: Catalogue
    passages: Mapping[str, Sequence[Passage]]

    def id_of(self, words: str) -> str:
        """Return the id of the one passage that holds some words."""
        (found,) = [one.passage_id for held in self.passages.values() for one in held if words in one.text]
        return found

    def finding(self, answers: Mapping[str, Sequence[str]]) -> ScriptedSearch:
        """Return a search that finds these passages, by their ids, for these questions."""
        return ScriptedSearch(self.catalogue, answers)


@dataclass(frozen=True, slots=True)
class ScriptedSearch:
    """A search whose rankings are written down: it reads the passages where any search does."""

    catalogue: Catalogue
    answers: Mapping[str, Sequence[str]]

    def __call__(self, text: str, k: int) -> Results:
        passages = self.catalogue.passages(self.answers[text])
        documents = self.catalogue.documents(passage.document_id for passage in passages.values())
        hits = tuple(
            Hit(
                passage=passages[key],
                document=documents[passages[key].document_id],
                rank=rank,
                score=1 / rank,
                why=Why(lexical=None, semantic=None),
            )
            for rank, key in enumerate(self.answers[text][:k], start=1)
        )
        return Results(question=Question(text=text, language="fr"), hits=hits)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Open a catalogue that holds `FILES`; its vectors are null, for no test here compares them."""
    catalogue = Catalogue.open(tmp_path / "catalogue.sqlite3")
    passages: dict[str, Sequence[Passage]] = {}
    for name, text in FILES.items():
        content = text.encode()
        reading = read_file(Path(name), content)
        file = SourceFile(
            path=str(tmp_path / name),
            name=name,
            sha256=sha256_of(content),
            size=len(content),
            state="read",
            document_id=reading.document.document_id,
        )
        indexed = [
            Indexed(vector=np.zeros(4, dtype=np.float32), postings=postings_of(reading.document, passage))
            for passage in reading.passages
        ]
        catalogue.put(file, reading, indexed, Metadata())
        passages[name] = reading.passages
    yield Shelf(catalogue, passages)
    catalogue.close()
