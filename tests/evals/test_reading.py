"""Characters lost, garbled, added and moved by reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.reading import Loss, by_format, compare, measure_reading, pairs_in

TEXT = st.lists(st.sampled_from(["été", "cœur", "été,", "a", "1 086", "logement"]), max_size=30).map(" ".join)


@pytest.mark.parametrize(
    ("expected", "found", "loss"),
    [
        ("Été à Laval", "E\u0301te\u0301\n\u00a0à  Laval\n", Loss(expected=11)),
        ("un deux trois", "un trois", Loss(expected=13, lost=5)),
        ("un trois", "un deux trois", Loss(expected=8, added=5)),
        ("le cœur", "le cuur", Loss(expected=7, garbled=1)),
        ("le logement", "le loge ment", Loss(expected=11, added=1)),
        ("la ville centre", "la villecentre", Loss(expected=15, lost=1)),
        ("un deux trois quatre", "quatre un deux trois", Loss(expected=20, moved=7)),
        ("", "", Loss()),
        ("perdu", "", Loss(expected=5, lost=6)),
    ],
)
def test_compares_two_texts(expected: str, found: str, loss: Loss) -> None:
    assert compare(expected, found) == loss


@given(TEXT)
def test_a_text_loses_nothing_to_itself(text: str) -> None:
    assert compare(text, text) == Loss(expected=len(text))


@given(TEXT, TEXT)
def test_what_one_loses_the_other_adds(first: str, second: str) -> None:
    there = compare(first, second)
    assert 0 <= there.share <= 1
    assert there.expected + 1 >= there.lost + there.garbled + there.moved
    assert bool(there.lost + there.garbled + there.added + there.moved) == (first.split() != second.split())


def test_a_long_stretch_is_lost_whole() -> None:
    loss = compare("é" * 30_000, "e" * 30_000)
    assert (loss.lost, loss.added, loss.share) == (30_000, 30_000, 1)


def test_a_paragraph_that_stands_elsewhere_is_moved() -> None:
    first, second, third = (f"Le {word} du conseil est prévu pour le mois de {word}." for word in ("un", "deux", "six"))
    loss = compare(f"{first}\n{second}\n{third}", f"{third}\n{first}\n{second}")
    assert (loss.lost, loss.garbled, loss.added, loss.moved > 0) == (0, 0, 0, True)


def test_measures_the_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, text in {
        "a.md": "# Un *titre*",
        "a.md.txt": "Un titre",
        "b/c.txt": "Bonjour",
        "b/c.txt.txt": "Bonsoir",
        "d.pdf": "pas un PDF",
        "d.pdf.txt": "Douze mots",
        "seul.md": "Sans texte attendu",
        "seul.odt.txt": "Sans fichier",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    scores = measure_reading(tmp_path)
    assert [(score.file, score.format, score.error) for score in scores] == [
        ("a.md", "md", None),
        ("b/c.txt", "txt", None),
        ("d.pdf", "pdf", "mismatch"),
    ]
    assert scores[0].loss == Loss(expected=8)
    assert scores[1].loss.garbled + scores[1].loss.lost > 0
    assert scores[2].loss.share == 1
    assert list(by_format([*scores, scores[0]])) == ["md", "pdf", "txt"]
    assert by_format([scores[0], scores[0]])["md"] == Loss(expected=16)


def test_an_expected_text_is_no_file_to_read(tmp_path: Path) -> None:
    for name in ("a.txt", "a.txt.txt", "a.txt.txt.txt"):
        (tmp_path / name).write_text("a", encoding="utf-8")
    assert [path.name for path, _ in pairs_in(tmp_path)] == ["a.txt"]
