"""Results → figures: standard measures, their means by group, bootstrap intervals, and a test between two runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

import numpy as np

from evals.model import Case, CaseResult, Group, SetReport

MEASURES = {
    "recall@1": "R@1",
    "recall@3": "R@3",
    "recall@5": "R@5",
    "recall@10": "R@10",
    "mrr": "RR@10",
    "ndcg@10": "nDCG@10",
    "hit@5": "Success@5",
}
"""Our names, and those of ir_measures. Source: https://ir-measur.es/en/latest/measures.html"""
RESAMPLES = 2000
PERMUTATIONS = 10_000
SEED = 20260101
AXES: Mapping[str, Callable[[Case], str]] = {
    "language": lambda case: case.language,
    "user": lambda case: case.user,
    "type": lambda case: case.kind,
}
Values = dict[str, tuple[float | None, ...]]
"""For each metric, its value for each case, None where it does not concern it."""


def summarise(name: str, results: Sequence[CaseResult], *, unscored: int, seconds: float = 0.0) -> SetReport:
    """Return the report of a set; each metric is a mean over the cases that it concerns, rounded to four digits."""
    values = per_case(results)
    return SetReport(
        name=name,
        n=len(results),
        unscored=unscored,
        metrics=_means(values, range(len(results))),
        intervals={metric: interval(_present(found)) for metric, found in values.items()},
        by={axis: _groups(results, values, key) for axis, key in AXES.items()},
        results=tuple(results),
        values=values,
        seconds=seconds,
    )


def per_case(results: Sequence[CaseResult]) -> Values:
    """Return the figures of each result, those of its ranking and those of its answer, in the order of the results."""
    values = _rankings(results)
    names = dict.fromkeys(metric for result in results if result.answered for metric in result.answered.values)
    for metric in names:
        values[metric] = tuple(result.answered.values.get(metric) if result.answered else None for result in results)
    return values


def _rankings(results: Sequence[CaseResult]) -> Values:
    ranked = [number for number, result in enumerate(results) if result.places]
    if not ranked:
        return {}
    import ir_measures
    from ir_measures import Qrel, ScoredDoc

    judged = [
        Qrel(str(number), unit, grade)
        for number in ranked
        for unit, grade in {place.unit: place.gold.grade for place in results[number].places}.items()
    ]
    found = [
        ScoredDoc(str(number), unit, -float(rank))
        for number in ranked
        for rank, unit in enumerate(results[number].ranking)
    ]
    names = {ir_measures.parse_measure(theirs): ours for ours, theirs in MEASURES.items()}
    values: dict[str, list[float | None]] = {
        ours: [0.0 if result.places else None for result in results] for ours in MEASURES
    }
    for metric in ir_measures.iter_calc(names, judged, found):
        values[names[metric.measure]][int(metric.query_id)] = metric.value
    return {metric: tuple(each) for metric, each in values.items()}


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a mean. Source: Efron, Bootstrap Methods, 1979."""
    random = np.random.default_rng(SEED)
    sample = np.asarray(values, dtype=np.float64)
    means = sample[random.integers(0, len(sample), (RESAMPLES, len(sample)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


def randomisation(first: Sequence[float | None], second: Sequence[float | None]) -> float:
    """Return how often chance alone would part two runs of the same cases as much (two-sided p).

    Source: the paired randomisation test of Smucker, Allan and Carterette, A Comparison of Statistical
    Significance Tests for Information Retrieval Evaluation, 2007.
    """
    pairs = [(one, two) for one, two in zip(first, second, strict=True) if one is not None and two is not None]
    differences = np.asarray([two - one for one, two in pairs], dtype=np.float64)
    if not differences.any():
        return 1.0
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), size=(PERMUTATIONS, len(differences)))
    by_chance = np.abs(signs @ differences)
    at_least = int((by_chance >= abs(differences.sum()) - 1e-12).sum())
    return round((at_least + 1) / (PERMUTATIONS + 1), 4)


def _present(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _groups(results: Sequence[CaseResult], values: Values, key: Callable[[Case], str]) -> dict[str, Group]:
    """Return the groups of one axis by name; a case of which the set says nothing on this axis is in none."""
    members: dict[str, list[int]] = {}
    for number, result in enumerate(results):
        if group := key(result.case):
            members.setdefault(group, []).append(number)
    return {group: Group(n=len(members[group]), metrics=_means(values, members[group])) for group in sorted(members)}


def _means(values: Values, numbers: Sequence[int]) -> dict[str, float]:
    found = {metric: _present([one[number] for number in numbers]) for metric, one in values.items()}
    return {metric: round(fmean(each), 4) for metric, each in found.items() if each}
