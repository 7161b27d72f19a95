"""Question → hits: the rankings are fused, what the question names is boosted, and each hit says why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue, Traits, Where
from corpus.dates import year_span
from index import lexical
from index.cores import usable_cores
from index.fuse import ENGLISH, FRENCH, Fusion, fuse
from index.model import Filters, Hit, Question, Results, Why
from index.outlines import is_outline, names_outline
from index.question import Understood, asks_across_regions, asks_list, understand
from index.storage import Nearest
from index.terms import terms
from index.typos import corrections_for

DEPTH = 200
"""Passages taken from each ranking before fusion."""
ROUNDING = 1e-9
"""More than what adding a few boosts in another order changes."""
_NUMBERED = re.compile(r"\W*([^\W\d_]+)\s*:?\s*\d+\b")
WORTH = 0.4
"""Part of the best score that a passage must have to take its region's turn."""
OF_NO_REGION = 3
"""Turns that a passage waits that is of no region asked for: it may be what answers all the same."""
INSIDE = 5000
"""A filter that leaves at most so many passages is searched exactly, over their vectors in the catalogue."""
DEEPER = (2, 10)
"""Where it leaves more, how many times `DEPTH` of the nearest passages are looked at, for those that it leaves."""


class QueryEncoder(Protocol):
    """What retrieval needs of an encoder."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a question, (dimension,) float32."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What an evaluation may change of a search.

    The two fusions, the fields' weights, other words for a question's (all of them, or the thesaurus's), spelling.
    """

    french: Fusion = FRENCH
    english: Fusion = ENGLISH
    fields: lexical.Fields = lexical.WEIGHTS
    expansions: bool = True
    thesaurus: bool = True
    spelling: bool = True


USUAL = Tuning()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rankings:
    """The scores of every passage that a search looked at, by id: BM25, cosine similarity, and the two fused."""

    lexical: Mapping[str, lexical.Scored]
    semantic: Mapping[str, float]
    fused: Mapping[str, float]


class Retriever:
    """Searches one collection; it holds nothing but the parts it is given."""

    def __init__(self, catalogue: Catalogue, encoder: QueryEncoder, vectors: Nearest, tuning: Tuning = USUAL) -> None:
        self.catalogue = catalogue
        self.encoder = encoder
        self.vectors = vectors
        self.tuning = tuning

    def understand(self, text: str) -> Understood:
        """Return what a question means, misspelt words put beside those of the collection."""
        corrections = corrections_for(text, self.catalogue) if self.tuning.spelling else ()
        return understand(text, corrections, expanded=self.tuning.expansions, thesaurus=self.tuning.thesaurus)

    def search(self, text: str, k: int = 10, filters: Filters = Filters()) -> Results:
        """Return the best `k` passages for a question, within the filters."""
        return self.find(self.understand(text), k, filters)

    def find(self, understood: Understood, k: int, filters: Filters) -> Results:
        """Return the best `k` passages for a question that is understood already, within the filters."""
        traits, rankings = self._rank(understood, filters, k)
        fused = rankings.fused
        ordered = sorted(traits, key=lambda key: (-fused[key], key))
        best = spread(ordered, fused, traits, understood.question)[:k]
        passages = self.catalogue.passages(best)
        documents = self.catalogue.documents({one.document_id for one in passages.values()})
        there = [key for key in best if key in passages and passages[key].document_id in documents]
        hits = tuple(
            Hit(
                passage=passages[key],
                document=documents[passages[key].document_id],
                rank=rank,
                score=round(fused[key], 6),
                why=_why(key, rankings, understood),
            )
            for rank, key in enumerate(there, start=1)  # what is removed meanwhile is left out
        )
        return Results(question=understood.question, hits=hits)

    def rankings(self, understood: Understood, filters: Filters = Filters()) -> Rankings:
        """Return the scores behind `find`, for whoever asks why a passage ranks where it does."""
        return self._rank(understood, filters)[1]

    def _rank(
        self, understood: Understood, filters: Filters, k: int | None = None
    ) -> tuple[dict[str, Traits], Rankings]:
        """Return the passages looked at, or those that may be among the best `k`, and the scores of all."""
        where = Where(**asdict(filters)) if filters else None
        text = understood.question.text
        nearest = _meanwhile().submit(self._nearest, text, where) if self.vectors.is_apart else None
        ranked = lexical.rank(self.catalogue, understood, where, self.tuning.fields, DEPTH)
        scored = {one.passage_id: one for one in ranked}
        vector, semantic = nearest.result() if nearest else self._nearest(text, where)
        semantic |= self._cosines(vector, [key for key in scored if key not in semantic])
        fusion = self.tuning.english if understood.question.language == "en" else self.tuning.french
        fused = fuse(fusion, {key: one.share for key, one in scored.items()}, semantic)
        looked_at = self._looked_at(fusion, understood.question, fused, k)
        out = set(understood.question.excepted)
        traits = {key: own for key, own in looked_at.items() if not own.regions or not out.issuperset(own.regions)}
        for key, own in traits.items():
            fused[key] += boost(fusion, understood.question, own)
        return traits, Rankings(lexical=scored, semantic=semantic, fused=fused)

    def _looked_at(
        self, fusion: Fusion, question: Question, fused: Mapping[str, float], k: int | None
    ) -> dict[str, Traits]:
        """Return what is known of the passages that may be among the best `k`; of more, where one may go down."""
        if k is None:
            return self.catalogue.traits(fused)
        found = self.catalogue.traits(contenders(fusion, question, fused, k))
        if any(is_outline(one.heading_path) for one in found.values()):
            return self.catalogue.traits(contenders(fusion, question, fused, k, lowered=fusion.outline))
        return found

    def _nearest(self, text: str, where: Where | None) -> tuple[NDArray[np.float32], dict[str, float]]:
        """Return the vector of a question, and the cosine similarity of the nearest passages."""
        vector = self.encoder.encode_query(text)
        if where is None:
            return vector, dict(self.vectors.search(vector, DEPTH))
        inside = self.catalogue.few_passage_ids(where, INSIDE)
        if inside is None:
            return vector, self._nearest_within(vector, where)
        cosines = self._cosines(vector, inside)
        return vector, dict(sorted(cosines.items(), key=lambda item: (-item[1], item[0]))[:DEPTH])

    def _nearest_within(self, vector: NDArray[np.float32], where: Where) -> dict[str, float]:
        """Return the cosine similarity of the nearest passages that meet some conditions, as many passages do."""
        found: list[tuple[str, float]] = []
        for deep in DEEPER:
            nearest = self.vectors.search(vector, DEPTH * deep)
            allowed = self.catalogue.those_within(where, [key for key, _ in nearest])
            found = [pair for pair in nearest if pair[0] in allowed][:DEPTH]
            if len(found) == DEPTH:
                break
        return dict(found)

    def _cosines(self, vector: NDArray[np.float32], passage_ids: list[str]) -> dict[str, float]:
        if not passage_ids:
            return {}
        there, vectors = self.catalogue.vectors_there(passage_ids)  # without those that were removed meanwhile
        return dict(zip(there, (vectors @ vector).tolist(), strict=True)) if there else {}


@cache
def _meanwhile() -> Executor:
    """Return the threads in which the nearest passages are searched while words are."""
    return ThreadPoolExecutor(usable_cores(), thread_name_prefix="nearest")


def spread(
    ordered: list[str], scores: Mapping[str, float], traits: Mapping[str, Traits], question: Question
) -> list[str]:
    """Return a ranking in which the regions that a question compares, or asks for, take turns.

    A passage counts for half for each turn that its region has had; one of no such region, as if three were had.
    A passage is brought forward only where its score is at least `WORTH` of the best.
    """
    if not _takes_turns(question):
        return ordered
    turns: dict[str, int] = {}
    worth = [key for key in ordered if scores[key] >= WORTH * scores[ordered[0]]]
    wanted = set(question.regions)

    def turn(key: str) -> int:
        region = next((region for region in traits[key].regions if not wanted or region in wanted), "")
        if not region:
            return OF_NO_REGION
        turns[region] = turns.get(region, -1) + 1
        return turns[region]

    halved = {key: scores[key] / 2 ** turn(key) for key in worth}
    return sorted(worth, key=lambda key: (-halved[key], -scores[key], key)) + ordered[len(worth) :]


def contenders(
    fusion: Fusion, question: Question, scores: Mapping[str, float], k: int, lowered: float = 0.0
) -> list[str]:
    """Return the passages that may be among the best `k` once boosts are added, or all where regions take turns.

    `lowered` is what those ahead may still lose besides.
    """
    if k >= len(scores) or _takes_turns(question):
        return list(scores)
    most = fusion.region * bool(question.regions) + fusion.kind * bool(question.kinds)
    most += fusion.year * bool(question.years) + fusion.series * bool(asked_series(question.text))
    least = fusion.elsewhere * bool(question.regions) + lowered
    enough = sorted(scores.values(), reverse=True)[k - 1] - least - most - ROUNDING
    return [key for key, score in scores.items() if score >= enough]


def _takes_turns(question: Question) -> bool:
    return len(question.regions) > 1 or bool(question.excepted) or asks_across_regions(question.text)


def boost(fusion: Fusion, question: Question, passage: Traits) -> float:
    """Return what is added to a passage's score for the region, kind, year or series that the question names.

    One that only lists what its document deals with loses some, unless that is what is asked for.
    """
    added = 0.0
    if question.regions and passage.regions:
        added += fusion.region if set(question.regions) & set(passage.regions) else -fusion.elsewhere
    if passage.kind in question.kinds:
        added += fusion.kind
    years = year_span(passage.date)
    if question.years and years and any(years[0] <= year <= years[1] for year in question.years):
        added += fusion.year
    if asked_series(question.text) & {term for title in passage.heading_path for term in series_of(title)}:
        added += fusion.series
    if is_outline(passage.heading_path) and not names_outline(question.text):
        added -= fusion.outline
    return added


@lru_cache(maxsize=64)
def asked_series(text: str) -> frozenset[str]:
    """Return the terms of a question that asks for several things: « les quatre objectifs », else none."""
    return frozenset(terms(text)) if asks_list(text) else frozenset()


@lru_cache(maxsize=4096)
def series_of(heading: str) -> frozenset[str]:
    """Return the term of the series that a heading is a part of: « objectif » for « Objectif : 2. Informer »."""
    found = _NUMBERED.match(heading)
    return frozenset(terms(found[1])) if found else frozenset()


def _why(key: str, rankings: Rankings, understood: Understood) -> Why:
    one = rankings.lexical.get(key)
    semantic = rankings.semantic
    held = one.terms if one else ()
    own = understood.weights
    return Why(
        lexical=round(one.score, 4) if one else None,
        semantic=round(semantic[key], 4) if key in semantic else None,
        terms=tuple(term for term in held if term in own),
        expanded=tuple(term for term in held if term not in own),
    )
