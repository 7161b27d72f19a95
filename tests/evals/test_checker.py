"""The corrupted set: sound data, wrong sentences that are wrong, and figures that hold the goals."""

from __future__ import annotations

import json
from random import Random

import pytest

from evals.checker import SENTENCES, Example, checker_payload, examples, run_examples, wilson
from evals.corrupt import spoil
from evals.model import STARTER
from index.encode import EMBEDDED, load_encoder

LEAST = {"numbers": 0.85, "dates": 0.9, "names": 0.85, "markers": 0.95, "negations": 0.85, "additions": 0.9}
MOST_FALSE = 0.1
"""Where something broke: a sample of thirty sentences of a kind moves by several points. The record has the figures."""
EVERY = 6
"""One sentence in so many is checked here; `repere eval checker` checks them all."""


@pytest.fixture(scope="module")
def everything() -> list[Example]:
    return examples()


def test_each_line_names_passages_of_the_starter_collection(everything: list[Example]) -> None:
    rows = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) >= 300
    assert all((STARTER / gold["file"]).is_file() for row in rows for gold in row["gold"])
    written = [one for one in everything if one.fault is None and not one.copied]
    assert [one.text for one in written] == [row["text"] for row in rows]
    assert sum(one.language == "en" for one in written) >= 40


def test_there_are_enough_wrong_sentences_of_each_kind(everything: list[Example]) -> None:
    reported = [one for one in everything if one.part == "reported" and one.fault]
    assert len(reported) >= 500
    for fault in ("number", "date", "name", "marker", "negation"):
        assert sum(one.fault == fault for one in reported) >= 80


def test_the_same_seed_gives_the_same_set(everything: list[Example]) -> None:
    again = examples()
    assert [(one.text, one.fault) for one in again] == [(one.text, one.fault) for one in everything]


def test_a_wrong_sentence_is_not_the_honest_one(everything: list[Example]) -> None:
    honest = {(one.text, one.quotes) for one in everything if one.fault is None}
    assert not [one for one in everything if one.fault and (one.text, one.quotes) in honest]


def test_each_kind_of_fault_is_made() -> None:
    source = "Laval a lancé sa politique en juin 2017, après 18 mois. La Mauricie compte 6 MRC depuis 2003."
    made = list(
        spoil("Laval a lancé sa politique en juin 2017, après 18 mois.", source, "La suite est ailleurs.", Random(1))
    )
    assert {one.fault for one in made} == {"number", "date", "name", "negation", "direction", "addition"}
    assert {one.near for one in made if one.fault == "number"} == {True, False}


def test_the_interval_of_a_share() -> None:
    low, high = wilson(95, 100)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)  # statsmodels' proportion_confint, method="wilson"
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)


@pytest.mark.slow
def test_the_checker_holds_what_it_held(everything: list[Example]) -> None:
    told = checker_payload(run_examples(everything[::EVERY], load_encoder(EMBEDDED)), 0.0)
    json.dumps(told)
    metrics = told["metrics"]
    assert {kind: metrics[f"{kind} caught"] for kind, least in LEAST.items() if metrics[f"{kind} caught"] < least} == {}
    assert metrics["false alarms"] <= MOST_FALSE
    assert metrics["false alarms on copies"] <= 0.02
    assert all(low <= metrics[name] <= high for name, (low, high) in told["intervals"].items())
    assert set(told["failures"][0]) >= {"id", "lost_by", "question"} if told["failures"] else True
