"""Fusion of the lexical and the semantic rankings: a weighted sum of their min-max scores, and boosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fusion:
    """How two rankings become one.

    `lexical` and `semantic` weigh the min-max scores, and sum to 1; the boosts are added for a passage of a
    region, a kind or a year that the question names (`elsewhere`, taken off, for one about other regions only), or
    of a numbered `series` that it asks for; `outline` is taken off one that only lists what a document deals with.
    `by_rank` takes reciprocal ranks for scores (Cormack, Clarke and Büttcher, Reciprocal Rank Fusion, 2009).
    Measured in docs/ablation.md.
    """

    lexical: float
    semantic: float
    by_rank: bool = False
    region: float = 0.2
    elsewhere: float = 0.1
    year: float = 0.05
    kind: float = 0.1
    series: float = 0.1
    outline: float = 0.3


RANK_CONSTANT = 60
FRENCH = Fusion(lexical=0.6, semantic=0.4)
ENGLISH = Fusion(lexical=0.5, semantic=0.5)
ENOUGH = 0.5
"""Share of a question's words, by rarity, from which its best passage counts in full in the lexical ranking."""


def min_max(
    scores: Mapping[str, float], *, floor: float | None = None, ceiling: float | None = None
) -> dict[str, float]:
    """Return scores brought to [0, 1]: the best, or `ceiling` where it is more, is 1; the least, or `floor`, is 0."""
    if not scores:
        return {}
    lowest = min(scores.values()) if floor is None else floor
    highest = max(scores.values()) if ceiling is None else max(ceiling, *scores.values())
    spread = highest - lowest
    return {key: (score - lowest) / spread if spread > 0 else 0.0 for key, score in scores.items()}


def reciprocal_ranks(scores: Mapping[str, float]) -> dict[str, float]:
    """Return, for each score, what its rank is worth: 1 for the best, less and less slowly for the next."""
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    return {key: (RANK_CONSTANT + 1) / (RANK_CONSTANT + rank) for rank, key in enumerate(ordered, start=1)}


def fuse(fusion: Fusion, lexical: Mapping[str, float], semantic: Mapping[str, float]) -> dict[str, float]:
    """Return the fused score of every passage that either ranking holds; absent from a ranking counts as 0 there.

    `lexical` are shares of the question's words (`lexical.Scored.share`): where even the best passage holds few of
    them, that ranking counts less. `semantic` are cosine similarities.
    """
    if fusion.by_rank:
        first, second = reciprocal_ranks(lexical), reciprocal_ranks(semantic)
    else:
        first, second = min_max(lexical, floor=0.0, ceiling=ENOUGH), min_max(semantic)
    return {
        key: fusion.lexical * first.get(key, 0.0) + fusion.semantic * second.get(key, 0.0)
        for key in dict.fromkeys((*lexical, *semantic))
    }
