"""The page of all figures: middles of runs, the machine in words, nothing that tells whose it is."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path

import pytest

from assistant.options import sizes_of
from corpus.errors import UsageError
from evals import scale
from evals.performance import machine, markdown, middle
from evals.speed import Figure
from evals.synthetic import models_of
from index.collection import Collection


def test_the_middle_of_several_runs() -> None:
    runs = [
        [Figure(name="ingest", value=value, unit="passages/s", against="encoder", ratio=ratio)]
        for value, ratio in ((10.0, 0.9), (50.0, 0.7), (20.0, 0.8))
    ]
    assert middle(runs) == [Figure(name="ingest", value=20.0, unit="passages/s", against="encoder", ratio=0.8)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_tells_the_machine_and_not_whose_it_is(language: str) -> None:
    figures = [Figure(name="repere search", value=1.234, unit="s"), Figure(name="a", value=9, unit="ms", ratio=0.5)]
    page = markdown({"cold": figures}, language, date(2026, 11, 22))
    assert "| repere search | 1.23 | s |  |  |" in page
    assert "0.50 ×" in page
    assert "2026-11-22" in page
    assert machine() in page
    assert str(os.cpu_count()) in machine()
    assert platform.node() not in page
    assert str(Path.home()) not in page


def test_sizes_are_numbers_of_passages() -> None:
    assert sizes_of("1000,300000") == [1000, 300000]
    for wrong in ("", "0", "1000;2", "dix", "2000000", "-1"):
        with pytest.raises(UsageError):
            sizes_of(wrong)


def test_a_small_collection_is_filled_searched_and_told(starter: Collection, tmp_path: Path) -> None:
    filled = scale._fill(tmp_path / "home", models_of(starter), 40)
    questions = ["Quels sont les enjeux de Laval?", "Qui finance la démarche?", "Quelles actions pour les aînés?"]
    searched, saved = scale._search(tmp_path / "home", questions), scale._save(tmp_path / "home")
    values = {one.name: one.value for one in scale._figures(40, filled, searched, saved)}
    assert values["40 passages: search p95"] >= values["40 passages: search p50"] > 0
    assert values["40 passages: filtered search p50 (60 %)"] > 0
    assert values["40 passages: memory while searching"] > 0
    assert values["40 passages: backup file"] > 0
    assert not list(tmp_path.glob("*.zip")) + list(tmp_path.glob("*.again"))
