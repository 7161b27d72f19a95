"""A collection as large as one likes, made from the starter texts: the same seed always gives the same passages.

It shows how a search and its stores grow, never how well they answer. A document keeps the headings and most sentences
of a starter document, moved to another territory and another year; its figures are drawn anew, some sentences come from
elsewhere, and each passage names an invented place. Vectors do not come from the encoder, which would take hours: each
is that of its model passage, with noise. Words are fewer than in as many real documents, and each is held by more
passages: the harder case for a search by words.

`write_texts` gives their words only, as files, to be read and encoded like any other.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Indexed
from corpus.glossary import regions
from corpus.model import Document, Metadata, Passage, Reading, Section, SourceFile, document_id_of
from corpus.reading import sha256_of
from corpus.sentences import sentence_spans
from evals.model import STARTER
from index.collection import Collection
from index.lexical import postings_of
from index.model import Filters

YEARS = range(2005, 2025)
"""A document's year is one of these, each as often as the others."""
SIX_IN_TEN = Filters(since=2013)
"""What 12 of the 20 years meet."""
FROM_ELSEWHERE = 0.25
"""Share of sentences that come from another passage."""
NOISE = 0.5
"""Length of what is added to a vector of length 1: a passage and its model then have a cosine of about .9."""
SEPARATOR = "\n\n"
_FIGURE = re.compile(r"\d+")
_STARTS = ("Saint-", "Sainte-", "Notre-Dame-de-", "Val-", "Rivière-", "Mont-", "Lac-", "")
_SYLLABLES = "ba cor dé fou gai hé lan mau nor pé qui ran sau tré val vin zo ber chi mon rou".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A starter document to make others from: its passages, their sentences and vectors, (n, dimension) float32."""

    document: Document
    passages: Sequence[Passage]
    sentences: Sequence[Sequence[str]]
    vectors: NDArray[np.float32]


def starter_models(home: Path) -> list[Model]:
    """Return the starter documents as models, taken in by a home folder of their own."""
    with Collection.open(home) as collection:
        collection.ingest([STARTER])
        return models_of(collection)


def models_of(collection: Collection) -> list[Model]:
    """Return the documents of a collection as models."""
    found: list[Model] = []
    catalogue = collection.catalogue
    for held in catalogue.held():
        passages = catalogue.passages_of(held.document.document_id)
        found.append(
            Model(
                document=held.document,
                passages=passages,
                sentences=[[one.text[a:b] for a, b in sentence_spans(one.text)] for one in passages],
                vectors=catalogue.vectors([one.passage_id for one in passages]),
            )
        )
    return found


def synthetic_readings(models: Sequence[Model], count: int, seed: int) -> Iterator[tuple[Reading, NDArray[np.float32]]]:
    """Give readings of `count` passages in all, each with its vectors; fewer passages are the first of more."""
    made = number = 0
    while made < count:
        reading, vectors = _reading(models, number, count - made, seed)
        yield reading, vectors
        made, number = made + len(reading.passages), number + 1


def fill(collection: Collection, models: Sequence[Model], count: int, seed: int) -> None:
    """Put `count` synthetic passages into a collection's catalogue, as an ingestion does; its vectors then follow."""
    collection.card()
    for number, (reading, vectors) in enumerate(synthetic_readings(models, count, seed)):
        content = reading.document.text.encode()
        file = SourceFile(
            path=f"/synthetic/{number}.md",
            name=reading.document.source,
            sha256=sha256_of(content),
            size=len(content),
            state="read",
            document_id=reading.document.document_id,
        )
        indexed = [
            Indexed(vector=vector, postings=postings_of(reading.document, passage))
            for vector, passage in zip(vectors, reading.passages, strict=True)
        ]
        collection.catalogue.put(file, reading, indexed, Metadata())


def write_texts(folder: Path, models: Sequence[Model], count: int, seed: int) -> None:
    """Write synthetic documents of about `count` passages in all as Markdown files, with their titles and headings.

    A heading stands once, above the first passage under it; they are cut anew when they are read.
    """
    for reading, _ in synthetic_readings(models, count, seed):
        parts = [f"# {reading.document.title}"]
        for passage in reading.passages:
            headings = [f"## {heading}" for heading in passage.heading_path[-1:]]
            parts += [*(one for one in headings if one not in parts), passage.text]
        (folder / reading.document.source).write_text(SEPARATOR.join(parts), encoding="utf-8")


def _reading(models: Sequence[Model], number: int, most: int, seed: int) -> tuple[Reading, NDArray[np.float32]]:
    """Return the reading of one document of at most so many passages."""
    chance = random.Random(f"{seed} {number}")
    model = chance.choice(models)
    region = chance.choice(regions()).name
    date = str(chance.choice(YEARS))
    kept = range(min(most, len(model.passages)))
    texts = [_text(models, model, place, region, chance) for place in kept]
    text = SEPARATOR.join(texts)
    document = replace(
        model.document,
        document_id=document_id_of(text),
        source=f"document-{number}.md",
        text=text,
        regions=(region,),
        date=date,
        flags=(),
    )
    passages: list[Passage] = []
    start = 0
    for place, own in zip(kept, texts, strict=True):
        before = model.passages[place]
        passages.append(
            replace(
                before,
                document_id=document.document_id,
                start=start,
                end=start + len(own),
                text=own,
                embedding_text=before.embedding_text.removesuffix(before.text) + own,
                regions=(region,),
                date=date,
            )
        )
        start += len(own) + len(SEPARATOR)
    section = Section(heading_path=(document.title,), start=0, end=len(text))
    noise = np.random.default_rng([seed, number]).normal(size=model.vectors[kept].shape)
    noisy = model.vectors[kept] + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    vectors = (noisy / np.linalg.norm(noisy, axis=1, keepdims=True)).astype(np.float32)
    return Reading(document=document, sections=(section,), passages=tuple(passages)), vectors


def _text(models: Sequence[Model], model: Model, place: int, region: str, chance: random.Random) -> str:
    """Return the text of a passage made after one of a model's."""

    def drawn(sentence: str) -> str:
        if chance.random() < FROM_ELSEWHERE:
            sentence = chance.choice(chance.choice(chance.choice(models).sentences) or [sentence])
        return _FIGURE.sub(lambda figure: str(chance.randrange(1, 10 ** len(figure[0]))), sentence)

    sentences = [drawn(sentence) for sentence in model.sentences[place]]
    sentences.append(f"La municipalité de {_place(chance)} ({region}) y participe.")
    return " ".join(sentences)


def _place(chance: random.Random) -> str:
    """Return an invented name, such as « Saint-Dérangai »: some come back often, most hardly ever."""
    length = min(5, 2 + int(chance.expovariate(1)))
    return chance.choice(_STARTS) + "".join(chance.choices(_SYLLABLES, k=length)).capitalize()
