"""The figures against values worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log2

import pytest

from evals.measure import interval, per_case, randomisation, summarise
from evals.model import Answered, Case, CaseResult, Gold, Place

RANKING = ("a", "b", "c", "d", "e", "f", "g", "h")


def result(number: int, relevant: dict[str, int], ranking: Sequence[str], user: str = "elu") -> CaseResult:
    """Return the result of a case whose relevant units have these grades."""
    places = []
    for unit, grade in relevant.items():
        rank = ranking.index(unit) + 1 if unit in ranking else None
        lost_by = None if rank and rank <= 5 else "retrieval"
        places.append(Place(gold=Gold(file=unit, grade=grade), unit=unit, rank=rank, lost_by=lost_by))
    case = Case(
        case_id=f"Q{number}",
        language="fr" if number % 2 else "en",
        user=user,
        kind="",
        question="?",
        gold=tuple(place.gold for place in places),
    )
    return CaseResult(case=case, places=tuple(places), ranking=tuple(ranking), first=None)


def test_the_metrics_of_each_case() -> None:
    results = [
        result(1, {"b": 1}, RANKING),  # ranks second
        result(2, {"a": 1, "g": 1, "x": 1}, RANKING),  # first, seventh, nowhere
        result(3, {"c": 2, "d": 1}, RANKING),  # graded: third and fourth
        result(4, {"a": 1}, ()),  # nothing was found
    ]
    values = per_case(results)
    assert values["recall@1"] == pytest.approx([0, 1 / 3, 0, 0])
    assert values["recall@3"] == pytest.approx([1, 1 / 3, 1 / 2, 0])
    assert values["recall@5"] == pytest.approx([1, 1 / 3, 1, 0])
    assert values["recall@10"] == pytest.approx([1, 2 / 3, 1, 0])
    assert values["mrr"] == pytest.approx([1 / 2, 1, 1 / 3, 0])
    assert values["hit@5"] == pytest.approx([1, 1, 1, 0])
    second = (1 + 1 / log2(8)) / (1 + 1 / log2(3) + 1 / log2(4))
    third = (2 / log2(4) + 1 / log2(5)) / (2 + 1 / log2(3))
    assert values["ndcg@10"] == pytest.approx([1 / log2(3), second, third, 0])


def test_the_report_of_a_set() -> None:
    results = [
        result(1, {"b": 1}, RANKING),
        result(2, {"a": 1}, RANKING, user="municipal"),
        result(3, {"g": 1}, RANKING),
    ]
    report = summarise("essai", results, unscored=2)
    assert (report.name, report.n, report.unscored) == ("essai", 3, 2)
    assert report.metrics["recall@5"] == pytest.approx(2 / 3, abs=1e-4)
    assert report.metrics["mrr"] == pytest.approx((1 / 2 + 1 + 1 / 7) / 3, abs=1e-4)
    assert {name: group.n for name, group in report.by["user"].items()} == {"elu": 2, "municipal": 1}
    assert report.by["language"]["en"].metrics["mrr"] == 1
    assert report.by["type"] == {}
    assert [failure.case.case_id for failure in report.failures] == ["Q3"]
    assert summarise("essai", results, unscored=2) == report


def test_a_metric_concerns_the_cases_that_have_it() -> None:
    abstained = replace(result(2, {}, ()), answered=answered(hallucination=0.0, outcome=1.0))
    invented = replace(result(4, {}, ()), answered=answered(hallucination=1.0, outcome=0.0, answered=0.0))
    report = summarise("essai", [result(1, {"a": 1}, RANKING), abstained, invented], unscored=0)
    assert (report.metrics["mrr"], report.metrics["hallucination"], report.metrics["outcome"]) == (1, 0.5, 0.5)
    assert report.values["mrr"] == (1, None, None)
    assert set(report.intervals) == set(report.metrics)
    assert [(failure.case.case_id, failure.lost_by) for failure in report.failures] == [("Q4", "answering")]


def answered(**values: float) -> Answered:
    return Answered(outcome="abstention", reason="absent", texts={}, missing=(), claimed=(), values=values)


def test_the_randomisation_test_tells_a_difference_from_chance() -> None:
    first = [0.0, 1.0] * 20
    assert randomisation(first, first) == 1.0
    assert randomisation(first, [1.0] * 40) < 0.001  # twenty questions better, none worse: chance is 2 in a million
    assert randomisation([0.0, 1.0], [1.0, 0.0]) == 1.0
    assert randomisation([0.0, None, 0.5], [1.0, 1.0, None]) == pytest.approx(1.0)  # one pair: either sign is as likely


def test_a_set_without_a_gold_has_no_figures() -> None:
    report = summarise("vide", [], unscored=3)
    assert (report.n, report.unscored, report.metrics, report.intervals) == (0, 3, {}, {})


def test_the_bootstrap_interval() -> None:
    assert interval([0.5] * 20) == (0.5, 0.5)
    low, high = interval([0.0, 1.0] * 50)  # the mean of 100 tosses: 0.5 ± 1.96 × 0.05
    assert low == pytest.approx(0.402, abs=0.015)
    assert high == pytest.approx(0.598, abs=0.015)
