"""Results → figures: the standard measures through ir_measures, their means by group, and bootstrap intervals."""

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
WITH_INTERVAL = ("recall@5", "mrr")
RESAMPLES = 2000
SEED = 20260101
AXES: Mapping[str, Callable[[Case], str]] = {
    "language": lambda case: case.language,
    "user": lambda case: case.user,
    "type": lambda case: case.kind,
}


def summarise(name: str, results: Sequence[CaseResult], *, unscored: int) -> SetReport:
    """Return the report of a set; its metrics are means over the cases, rounded to four digits."""
    values = per_case(results)
    return SetReport(
        name=name,
        n=len(results),
        unscored=unscored,
        metrics=_means(values, range(len(results))),
        intervals={metric: interval(values[metric]) for metric in WITH_INTERVAL} if results else {},
        by={axis: _groups(results, values, key) for axis, key in AXES.items()},
        failures=tuple(result for result in results if result.lost_by),
    )


def per_case(results: Sequence[CaseResult]) -> dict[str, list[float]]:
    """Return, for each metric, its value for each result, in the order of the results."""
    if not results:
        return {}
    import ir_measures
    from ir_measures import Qrel, ScoredDoc

    judged = [
        Qrel(str(number), unit, grade)
        for number, result in enumerate(results)
        for unit, grade in {place.unit: place.gold.grade for place in result.places}.items()
    ]
    found = [
        ScoredDoc(str(number), unit, -float(rank))
        for number, result in enumerate(results)
        for rank, unit in enumerate(result.ranking)
    ]
    names = {ir_measures.parse_measure(theirs): ours for ours, theirs in MEASURES.items()}
    values = {ours: [0.0] * len(results) for ours in MEASURES}
    for metric in ir_measures.iter_calc(names, judged, found):
        values[names[metric.measure]][int(metric.query_id)] = metric.value
    return values


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a mean. Source: Efron, Bootstrap Methods, 1979."""
    random = np.random.default_rng(SEED)
    sample = np.asarray(values, dtype=np.float64)
    means = [sample[random.integers(0, len(sample), len(sample))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


def _groups(
    results: Sequence[CaseResult], values: Mapping[str, Sequence[float]], key: Callable[[Case], str]
) -> dict[str, Group]:
    """Return the groups of one axis by name; a case of which the set says nothing on this axis is in none."""
    members: dict[str, list[int]] = {}
    for number, result in enumerate(results):
        if group := key(result.case):
            members.setdefault(group, []).append(number)
    return {group: Group(n=len(members[group]), metrics=_means(values, members[group])) for group in sorted(members)}


def _means(values: Mapping[str, Sequence[float]], numbers: Sequence[int]) -> dict[str, float]:
    return {metric: round(fmean(one[number] for number in numbers), 4) for metric, one in values.items()}
