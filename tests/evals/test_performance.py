"""The page of all figures: middles of runs, words and numbers of its language, goals, and nobody's machine."""

from __future__ import annotations

import ast
import os
import platform
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from assistant.options import sizes_of
from assistant.wording import sentences
from corpus.errors import UsageError
from corpus.reading import read_file
from evals import cold, load, scale, speed
from evals.figures import cells, of_goals
from evals.goals import GOALS
from evals.performance import machine, markdown, middle
from evals.report import bench_table
from evals.speed import Figure
from evals.synthetic import models_of, write_texts
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
    assert "2026-11-22" in page
    assert machine(language) in page
    assert str(os.cpu_count()) in machine(language)
    assert platform.node() not in page
    assert str(Path.home()) not in page


FIGURES = [
    Figure(name="100,000 passages: search p50", value=30.04, unit="ms"),
    Figure(name="1,000 passages: vectors indexed", value=1122.44, unit="passages/s"),
    Figure(name="ingest", value=46.3, unit="passages/s", against="LlamaIndex", ratio=2.3),
    Figure(name="failed: HTTP 503", value=2, unit="times"),
    Figure(name="repere search", value=1.234, unit="s"),
]


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "fr",
            [
                "| 100 000 passages : recherche, médiane | 30,0 | ms |  |  | **≤ 30,0 ms, manquée** |",
                "| 1 000 passages : indexation des vecteurs | 1 122,4 | passages/s |  |  |  |",
                "| ingestion | 46,3 | passages/s | LlamaIndex | 2,30 × | ≥ 2,30 ×, atteinte |",
                "| échecs : HTTP 503 | 2 | fois |  |  |  |",
                "| repere search | 1,23 | s |  |  | ≤ 2,00 s, atteinte |",
                "Cibles manquées : 1 sur 3.",
                "- 100 000 passages : recherche, médiane : 30,0 ms (cible : ≤ 30,0 ms)",
            ],
        ),
        (
            "en",
            [
                "| 100,000 passages: search, median | 30.0 | ms |  |  | **≤ 30.0 ms, missed** |",
                "| 1,000 passages: vectors indexed | 1,122.4 | passages/s |  |  |  |",
                "| ingestion | 46.3 | passages/s | LlamaIndex | 2.30 × | ≥ 2.30 ×, met |",
                "| failures: HTTP 503 | 2 | times |  |  |  |",
                "| repere search | 1.23 | s |  |  | ≤ 2.00 s, met |",
                "Goals missed: 1 of 3.",
                "- 100,000 passages: search, median: 30.0 ms (goal: ≤ 30.0 ms)",
            ],
        ),
    ],
)
def test_a_page_has_the_words_and_numbers_of_its_language(language: str, rows: list[str]) -> None:
    page = markdown({"cold": FIGURES}, language, date(2026, 11, 22))
    assert {row.replace(" ", "\u00a0") for row in rows} <= {line.replace(" ", "\u00a0") for line in page.splitlines()}
    if language == "fr":
        assert "| 1\u00a0000 passages\u00a0: indexation des vecteurs | 1\u00a0122,4 | passages/s |" in page


def test_a_terminal_says_the_same() -> None:
    shown = bench_table({"figures": [asdict(figure) for figure in FIGURES]}, "fr")
    assert "≥\u00a02,30\u00a0×, atteinte" in shown
    assert shown.splitlines()[-2:] == [*of_goals(FIGURES, "fr")]


def test_goals_that_are_met_are_said_in_one_line_and_figures_without_one_in_none() -> None:
    (line,) = of_goals(FIGURES[1:], "en")
    assert line == "The goals that have a figure here are met: 2 of 2."
    assert list(of_goals([FIGURES[1]], "en")) == []
    unknown = Figure(name="100,000 passages: memory while searching", value=float("nan"), unit="MiB")
    assert list(of_goals([unknown], "en")) == []


def names() -> set[str]:
    """Return the names that the parts of a bench write down, without the size that stands before some."""
    found = set()
    for module in (cold, load, scale, speed):
        for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            given = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "name")]
            texts = [one.value for one in given if isinstance(one, ast.Constant)]
            if node.func.id in {"Figure", "_figure", "figure", "_ratio"}:
                found.update(texts)
            elif node.func.id == "_times":
                found.update(f"{text} {end}" for text in texts for end in ("p50", "p95"))
    return {*found, scale.PLAIN, "LlamaIndex", "LlamaIndex, MiniLM"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_name_has_its_words(language: str) -> None:
    words = {key.removeprefix("measure.") for key in sentences(language) if key.startswith("measure.")}
    assert words == names()


def test_every_goal_is_that_of_a_figure() -> None:
    aimed = {name for first, _, other in GOALS for name in (first, other) if name}
    assert {name.partition(" passages: ")[2] or name for name in aimed} <= names()


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
    assert not [one.name for one in scale._figures(40, filled, searched, saved) if cells(one, "fr")[0] == one.name]
    assert not list(tmp_path.glob("*.zip")) + list(tmp_path.glob("*.again"))


def test_growth_is_told_for_each_larger_size() -> None:
    grown = {one.name: (one.against, one.ratio) for one in scale._growth({1000: 20.0, 100_000: 30.0, 10_000: 25.0})}
    assert grown == {
        "10,000 passages: search p50": ("1,000 passages: search p50", 1.25),
        "100,000 passages: search p50": ("1,000 passages: search p50", 1.5),
    }
    assert list(scale._growth({1000: 20.0})) == []


def test_the_texts_made_to_be_read_are_always_the_same_and_so_many(starter: Collection, tmp_path: Path) -> None:
    models = models_of(starter)
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        write_texts(folder, models, 120, seed=11)
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two
    readings = [read_file(Path(name), content) for name, content in one.items()]
    assert sum(len(reading.passages) for reading in readings) == pytest.approx(120, rel=0.15)
    assert {reading.document.title for reading in readings} <= {model.document.title for model in models}
