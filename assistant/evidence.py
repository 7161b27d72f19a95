"""Hits → sentences that may answer: what each holds of the question, how near it is in meaning, where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.glossary import fold
from corpus.sentences import sentence_spans
from index.lexical import inverse_document_frequency
from index.model import Hit
from index.question import Understood, region_terms
from index.terms import is_exact, terms

LOOK_AT = 8
"""Hits whose sentences are weighed."""
MOST_SENTENCES = 80
GOES_ON, ANSWERS = 0.85, 0.95
"""Part of its score that a sentence hands to the next of its paragraph, and a question to the sentence below it."""
UNKNOWN = 0.6
"""What a term counts that no passage holds: less than its rarity, for it may be a turn of phrase or a slip."""


_ITEM = re.compile(r"(?:•|\d{1,2}[.)]|\d+(?:\.\d+)+|(?:Enjeu|Axe|Volet|Orientation|Objectif) \d+ ?:)\s")
ASKING = "argent montant somme coût prix nombre combien temps"
"""Words that ask for a number and are seldom beside it."""


class QueriesEncoder(Protocol):
    """What weighing sentences needs of an encoder."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of short texts, (n, dimension) float32."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence, list item or heading of a hit: its span in the document, and what speaks for it.

    `coverage`, `context` and `around` are shares in [0, 1] of the question's terms, weighted by their rarity: in
    the sentence, in the sentence with its headings, and in its whole passage. `nearness` is a cosine similarity.
    """

    hit: Hit
    start: int
    end: int
    text: str
    coverage: float
    context: float
    around: float
    nearness: float
    is_heading: bool
    is_item: bool
    inherited: float = 0.0

    @property
    def own_score(self) -> float:
        """How well it answers by itself: its own words, those of its headings, its meaning, and its passage's rank."""
        rank = 1.0 / (1.0 + 0.5 * (self.hit.rank - 1))
        return 0.35 * self.coverage + 0.15 * self.context + 0.30 * self.nearness + 0.20 * rank

    @property
    def score(self) -> float:
        """How well it answers: by itself, or as what follows a sentence or a question that does."""
        return max(self.own_score, self.inherited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The rarity of each of a question's terms in the collection, and the other words that count for it."""

    rarity: Mapping[str, float]
    others: Mapping[str, tuple[tuple[str, ...], ...]]
    unknown: frozenset[str]

    def share(self, held: set[str]) -> float:
        """Return the share, weighted by rarity, of the question's terms that some terms hold or say otherwise."""
        total = sum(self.rarity.values())
        if not total:
            return 0.0
        return sum(rarity for term, rarity in self.rarity.items() if self.said(term, held)) / total

    @property
    def unknown_share(self) -> float:
        """The share, by number, of the question's terms that the collection holds in no form."""
        return len(self.unknown) / len(self.rarity) if self.rarity else 0.0

    def said(self, term: str, held: set[str]) -> bool:
        """Tell whether some terms hold a term of the question, or other words for it."""
        return term in held or any(held.issuperset(other) for other in self.others.get(term, ()))


def weigh_terms(understood: Understood, catalogue: Catalogue) -> Weights:
    """Return what each of a question's own terms weighs."""
    aside = set(terms(ASKING)) | {term for region in understood.question.regions for term in region_terms(region)}
    own = [
        term
        for term in dict.fromkeys(terms(understood.question.text))
        if not is_exact(term) and not term.isdigit() and term not in aside
    ]
    frequencies = catalogue.document_frequencies(own)
    count = max(1, catalogue.count())
    others: dict[str, list[tuple[str, ...]]] = {}
    for other in understood.alternatives:
        for term in other.instead_of:
            others.setdefault(term, []).append(other.terms)
    unknown = frozenset(term for term in own if term not in frequencies and term not in others)
    rarity = {term: inverse_document_frequency(frequencies.get(term, 0), count) for term in own}
    return Weights(
        rarity={term: weight * (UNKNOWN if term in unknown else 1.0) for term, weight in rarity.items()},
        others={term: tuple(found) for term, found in others.items()},
        unknown=unknown,
    )


def gather(
    question: str, asked_regions: Sequence[str], hits: Sequence[Hit], weights: Weights, encoder: QueriesEncoder
) -> list[Candidate]:
    """Return the sentences of the best hits, in the hits' order, with what speaks for each.

    Passages about other regions than those asked about are left out.
    """
    spans: list[tuple[Hit, int, int]] = []
    asked = set(asked_regions)
    for hit in [hit for hit in hits if not asked or not hit.passage.regions or asked & set(hit.passage.regions)][
        :LOOK_AT
    ]:
        passage = hit.passage
        spans.extend((hit, start, end) for start, end in sentence_spans(hit.document.text, passage.start, passage.end))
    spans = spans[:MOST_SENTENCES]
    if not spans:
        return []
    texts = [hit.document.text[start:end] for hit, start, end in spans]
    vectors = encoder.encode_queries([question, *texts])
    nearness = vectors[1:] @ vectors[0]
    return _with_heirs([_candidate(*span, weights, float(near)) for span, near in zip(spans, nearness, strict=True)])


def _with_heirs(candidates: list[Candidate]) -> list[Candidate]:
    """Return the sentences, each with a part of the score of the one it goes on from, or of the question it answers."""
    kept: list[Candidate] = []
    for candidate in candidates:
        before = kept[-1] if kept and kept[-1].hit is candidate.hit else None
        if before is not None and not candidate.is_heading:
            between = candidate.hit.document.text[before.end : candidate.start]
            share = (
                ANSWERS
                if before.text.endswith("?")
                else GOES_ON
                if "\n" not in between and "\t" not in between
                else 0.0
            )
            candidate = replace(candidate, inherited=share * before.score)
        kept.append(candidate)
    return kept


def _candidate(hit: Hit, start: int, end: int, weights: Weights, nearness: float) -> Candidate:
    text = hit.document.text[start:end]
    held = set(terms(text))
    headed = held | set(terms("\n".join([hit.document.title, *hit.passage.heading_path])))
    return Candidate(
        hit=hit,
        start=start,
        end=end,
        text=text,
        coverage=weights.share(held),
        context=weights.share(headed),
        around=weights.share(headed | set(terms(hit.passage.text))),
        nearness=nearness,
        is_heading=_is_heading(hit, text),
        is_item=bool(_ITEM.match(text)) and hit.document.text[max(0, start - 1) : start] in {"", "\n"},
    )


def _is_heading(hit: Hit, text: str) -> bool:
    if len(text) > 200 or text[-1] in ".;!":
        return False
    folded = fold(text)
    return any(fold(title) == folded for title in (hit.document.title, *hit.passage.heading_path)) or text.isupper()
