"""Lexical ranking: the catalogue supplies the passages that hold a term, and a BM25 of ours ranks them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Candidate, Catalogue, Postings, Where
from corpus.model import Document, Passage
from index.question import Alternative, Understood, asks_across_regions
from index.terms import is_exact, terms

K1 = 1.2
B = 0.75
"""Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009."""
Fields = tuple[float, float, float]
WEIGHTS: Fields = (0.3, 2.0, 1.0)
"""How much a term counts in the document's title, in the headings, in the passage's own text (BM25F)."""
PHRASE = 0.2
"""Part of the mean rarity of two words that a passage gains where they follow each other as in the question."""
PHRASE_ACROSS = 1.2
"""The same where a question asks which regions deal with a matter: the others hold one of its words, which says little.
From 1.0 to 1.5 the development questions find as much; below .8 and from 2.0 on, less."""
CANDIDATES = 400
"""Passages that the engine hands over to be ranked."""
SMALL = 5_000
"""Passages of a collection up to which the engine looks at all that hold a term, to find those."""
POSTINGS = 1_000
"""Passages that it looks at in a larger one. Among 100,000, the first ten have as much in common (.54) with those of a
search that looks at everything as with 5,000 (.52), and the search for words takes two thirds of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A passage with its BM25 score and the terms that it holds, the question's and the other words for them.

    `share` is the score over the rarity of all the words asked for: about 1 where a passage holds each of them once.
    """

    passage_id: str
    score: float
    share: float
    terms: tuple[str, ...]


def postings_of(document: Document, passage: Passage) -> Postings:
    """Return the terms of a passage's fields, as the catalogue keeps them."""
    context = passage.embedding_text.split("\n", 1)[1].removesuffix(passage.text)
    headings = " ".join(terms("\n".join([*passage.heading_path, context])))
    return Postings(title=" ".join(terms(document.title)), headings=headings, body=" ".join(terms(passage.text)))


def rank(
    catalogue: Catalogue,
    understood: Understood,
    where: Where | None = None,
    weights: Fields = WEIGHTS,
    most: int = CANDIDATES,
) -> list[Scored]:
    """Return the `most` passages that best hold a question's terms, or other words for them, ties by id."""
    wanted = list(
        dict.fromkeys([*understood.weights, *(term for other in understood.alternatives for term in other.terms)])
    )
    statistics = catalogue.statistics(wanted)
    frequencies, count = statistics.frequencies, statistics.count
    some, together = looked_for(frequencies, count, understood.weights)
    candidates = catalogue.candidates(some, CANDIDATES, where, together)
    if not candidates:
        return []
    average = _length_of(statistics.lengths, weights) / max(1, count)
    idf = {term: inverse_document_frequency(frequencies.get(term, 0), count) for term in wanted}
    asked = sum(weight * idf[term] for term, weight in understood.weights.items()) or 1.0
    worth = _worth(candidates, idf, average, weights)
    scores = (_scores(worth, understood, idf) + _phrases(candidates, understood, idf)).tolist()
    held = (worth > 0).tolist()
    ranked = sorted(
        (-score, candidate.passage_id, row)
        for row, (score, candidate) in enumerate(zip(scores, candidates, strict=True))
    )
    return [
        Scored(passage_id=key, score=scores[row], share=scores[row] / asked, terms=tuple(compress(wanted, held[row])))
        for _, key, row in ranked[:most]
    ]


def looked_for(frequencies: Mapping[str, int], count: int, own: Collection[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the terms of which a candidate holds one, and those that it may hold together instead.

    In a `SMALL` collection these are all the terms, and none. In a larger one they are the rarest, as long as
    `POSTINGS` passages hold them, and as many of the question's `own` common words as leave about so few: a common
    word that stands alone says little, and thousands of passages hold it.
    """
    rarest = sorted(frequencies, key=lambda term: (frequencies[term], term))
    if count <= SMALL:
        return rarest, ()
    held = list(accumulate(frequencies[term] for term in rarest))
    rare = rarest[: bisect_right(held, POSTINGS)]
    together: list[str] = []
    left = float(count)
    for term in rarest[len(rare) :]:
        if term in own and left > POSTINGS:
            together.append(term)
            left *= frequencies[term] / count
    return (rare, together) if rare or together else (rarest[:1], ())


def inverse_document_frequency(frequency: int, count: int) -> float:
    """Return the weight of a term that `frequency` of `count` passages hold; never negative."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _worth(
    candidates: Sequence[Candidate], idf: Mapping[str, float], average: float, weights: Fields
) -> NDArray[np.float64]:
    """Return what each term brings to each passage, (passages, terms), the terms in the order of `idf`."""
    columns, asked = {term: column for column, term in enumerate(idf)}, frozenset(idf)
    counted: list[list[float]] = []  # Python's own numbers: adding to an array's, one by one, takes longer
    sizes: list[float] = []
    for _, _, *fields in candidates:
        often, size = [0.0] * len(columns), 0.0
        for weight, field in zip(weights, fields, strict=True):
            held = field.split()
            size += weight * len(held)
            for term in asked.intersection(held):
                often[columns[term]] += weight * held.count(term)
        counted.append(often)
        sizes.append(size)
    found, lengths = np.array(counted), np.array(sizes)
    norms = K1 * (1 - B + B * lengths / average) if average else np.full(len(candidates), K1)
    worth: NDArray[np.float64] = np.array(list(idf.values())) * found * (K1 + 1) / (found + norms[:, np.newaxis])
    return worth


def _scores(worth: NDArray[np.float64], understood: Understood, idf: Mapping[str, float]) -> NDArray[np.float64]:
    """Return what a question's own terms bring, and what other words for them, each with its share, bring beyond."""
    columns = {term: column for column, term in enumerate(idf)}
    own = worth * np.array([understood.weights.get(term, 0.0) for term in idf])
    gains: dict[tuple[str, ...], NDArray[np.float64]] = {}
    for other in understood.alternatives:
        if not other.terms:
            continue
        brought = worth[:, [columns[term] for term in other.terms]]
        instead = own[:, [columns[term] for term in other.instead_of if term in columns]].sum(axis=1)
        gain = np.where(brought.all(axis=1), _share(other, idf) * brought.sum(axis=1) - instead, 0.0)
        gains[other.instead_of] = np.maximum(gains.get(other.instead_of, 0.0), gain)
    scores: NDArray[np.float64] = own.sum(axis=1) + sum(gains.values())
    return scores


def _phrases(candidates: Sequence[Candidate], understood: Understood, idf: Mapping[str, float]) -> NDArray[np.float64]:
    """Return what two words bring that follow each other in headings or a text as they do in the question."""
    own = [term for term in terms(understood.question.text) if not is_exact(term)]
    texts = [f" {one.headings}  {one.body} " for one in candidates]
    gains = np.zeros(len(candidates))
    part = PHRASE_ACROSS if asks_across_regions(understood.question.text) else PHRASE
    for first, second in dict.fromkeys(pairwise(own)):
        weight = min(understood.weights.get(first, 0.0), understood.weights.get(second, 0.0))
        if gain := part * weight * (idf.get(first, 0.0) + idf.get(second, 0.0)) / 2:
            gains += gain * np.array([f" {first} {second} " in text for text in texts])
    return gains


def _share(other: Alternative, idf: Mapping[str, float]) -> float:
    """Return what part of its terms' worth an alternative brings: never more than the word it stands for, if rarer."""
    instead = sum(idf[term] for term in other.instead_of if term in idf)
    return other.weight * min(1.0, instead / sum(idf[term] for term in other.terms))


def _length_of(lengths: Sequence[int], weights: Fields) -> float:
    return sum(weight * length for weight, length in zip(weights, lengths, strict=True))
