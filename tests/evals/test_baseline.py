"""A run is held against an earlier one, and told as a page that stands alone."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.wording import say
from corpus.errors import UsageError
from evals.baseline import baseline_json, compared, got_worse, load_baseline
from evals.html import report_html
from evals.report import table

Json = dict[str, Any]


def run(**metrics: float) -> Json:
    return {
        "sets": [
            {
                "name": "essai",
                "n": 4,
                "metrics": metrics,
                "intervals": {name: [value - 0.1, value + 0.1] for name, value in metrics.items()},
                "by": {"language": {"fr": {"n": 4, "metrics": metrics}}},
                "failures": [
                    {
                        "id": "Q1",
                        "question": "<script>alert(1)</script>?",
                        "lost_by": "answering",
                        "gold": [],
                        "first": None,
                        "expected": "answer",
                        "outcome": "abstention",
                        "missing": ["31"],
                        "claimed": [],
                        "text": "<img src=https://exemple.ca/x> & la suite",
                    }
                ],
                "variants": [],
            }
        ]
    }


def baseline(folder: Path, told: Json) -> Json:
    path = folder / "baseline.json"
    path.write_text(json.dumps(baseline_json(told)), encoding="utf-8")
    return load_baseline(path)


def test_what_falls_out_of_the_interval_is_worse_and_the_rest_is_chance(tmp_path: Path) -> None:
    before = baseline(tmp_path, run(mrr=0.8, hallucination=0.2, readability=40))
    same = compared(run(mrr=0.75, hallucination=0.25, readability=10), before)
    assert same["sets"][0]["against"] == {"worse": [], "better": []}
    assert not got_worse(same)
    assert say("fr", "eval.same") in table(same, "fr")
    assert say("en", "eval.same") in report_html(same, "en", date(2026, 11, 22))
    assert say("fr", "eval.same") not in table(run(mrr=0.8), "fr")
    worse = compared(run(mrr=0.69, hallucination=0.05), before)
    against = worse["sets"][0]["against"]
    assert [item["metric"] for item in against["worse"]] == ["mrr"]
    assert [item["metric"] for item in against["better"]] == ["hallucination"]
    assert got_worse(worse)
    assert say("fr", "eval.same") not in table(worse, "fr")
    assert "mrr 0.800 [0.700–0.900] → 0.690" in table(worse, "fr")


@pytest.mark.parametrize("content", ["", "[]", '{"sets": [{"name": "essai"}]}'])
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError):
        load_baseline(path)
    with pytest.raises(UsageError):
        load_baseline(tmp_path / "absent.json")


def test_a_run_of_a_set_without_intervals_can_be_a_baseline(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps({"sets": [{"name": "golden", "metrics": {"lost": 3}}]}), encoding="utf-8")
    told = {"sets": [{"name": "golden", "n": 1, "metrics": {"lost": 4}, "failures": []}]}
    assert compared(told, load_baseline(path))["sets"][0]["against"] == {"worse": [], "better": []}


def test_a_baseline_of_other_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        compared(run(mrr=0.5), {"autre": {}})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_stands_alone_and_nothing_in_it_is_live(tmp_path: Path, language: str) -> None:
    told = compared(run(mrr=0.5, words=90.0), baseline(tmp_path, run(mrr=0.8)))
    page = report_html(told, language, date(2026, 11, 22))
    assert f'lang="{language}-CA"' in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"<script|<img|<link|url\(|@import|(?:src|href)=", page.replace("&lt;img src=", ""))
    assert "0.800" in page
    assert "Q1" in page
