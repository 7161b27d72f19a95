"""The gate itself: the shipped questions, held against the committed baseline."""

from __future__ import annotations

import copy
import json

import pytest

from evals.baseline import HIGHER, compared, got_worse, load_baseline
from evals.gate import BASELINE, SETS, run_gate
from evals.questions import load_questions
from evals.run import SHIPPED
from index.collection import Collection


def test_the_baseline_is_that_of_the_shipped_sets_and_watches_what_matters() -> None:
    sets = {one["name"]: one for one in json.loads(BASELINE.read_text(encoding="utf-8"))["sets"]}
    assert set(sets) == set(SETS)
    for name, one in sets.items():
        cases = load_questions(SHIPPED[name])
        assert one["n"] == len(cases)
        found = {"recall@5", "mrr", "ndcg@10"} if any(case.answerable for case in cases) else set()
        assert {"outcome", *found} <= set(one["intervals"]) & set(HIGHER)


def test_a_fall_beyond_its_interval_does_not_pass() -> None:
    told = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert not got_worse(compared(told, load_baseline(BASELINE)))
    fallen = copy.deepcopy(told)
    fallen["sets"][0]["metrics"]["recall@5"] = fallen["sets"][0]["intervals"]["recall@5"][0] - 0.01
    assert got_worse(compared(fallen, load_baseline(BASELINE)))


@pytest.mark.slow
def test_nothing_got_worse(starter: Collection) -> None:
    """When a metric changes on purpose, `make baseline` records it, and the change of the file is reviewed."""
    against = compared(run_gate(starter), load_baseline(BASELINE))
    assert {one["name"]: one["against"]["worse"] for one in against["sets"]} == {name: [] for name in SETS}
