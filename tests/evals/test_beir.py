"""A folder in BEIR layout is read as its files are found in the wild."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import UsageError
from evals.beir import Entry, is_beir, load_entries, load_queries, reading_of
from evals.model import Gold


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a corpus of three entries, one empty, and three queries, one without a judgement."""
    entries = [
        {"_id": "d/1", "title": "Fonds régional", "text": "Le fonds est doté.\nIl est partagé.", "metadata": {}},
        {"_id": "d/2", "title": "", "text": "Le comité se réunit."},
        {"_id": "d/3", "title": None, "text": " "},
    ]
    queries = [{"_id": "q1", "text": "Quel fonds?"}, {"_id": "q2", "text": "Who meets?"}, {"_id": "q3", "text": "?"}]
    for name, lines in (("corpus.jsonl", entries), ("queries.jsonl", queries)):
        (tmp_path / name).write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    write_judgements(tmp_path, "query-id\tcorpus-id\tscore", "q1\td/1\t2", "q1\td/2\t0", "q2\td/2\t1", "q9\td/1\t1")
    return tmp_path


def write_judgements(folder: Path, *lines: str) -> None:
    (folder / "qrels.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_queries_carry_their_judgements(folder: Path) -> None:
    cases = load_queries(folder)
    assert [(case.case_id, case.language) for case in cases] == [("q1", "fr"), ("q2", "en"), ("q3", "fr")]
    assert [case.gold for case in cases] == [(Gold(file="d/1", grade=2),), (Gold(file="d/2"),), ()]


def test_the_header_of_the_judgements_may_be_missing(folder: Path) -> None:
    write_judgements(folder, "q1\td/1\t1")
    assert load_queries(folder)[0].gold == (Gold(file="d/1"),)


def test_an_entry_becomes_a_document(folder: Path) -> None:
    entries = list(load_entries(folder))
    assert [entry.entry_id for entry in entries] == ["d/1", "d/2", "d/3"]
    made = reading_of(entries[0])
    assert made is not None
    file, reading = made
    assert (file.path, file.name, file.document_id) == ("d/1", "d/1", reading.document.document_id)
    assert reading.document.title == "Fonds régional"
    assert reading.document.text == "Fonds régional\n\nLe fonds est doté.\n\nIl est partagé."
    assert [passage.text for passage in reading.passages] == [reading.document.text]


def test_an_entry_without_a_word_has_no_reading() -> None:
    assert reading_of(Entry(entry_id="d", title="", text=" \n")) is None


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_folder_without_its_three_files_is_another(folder: Path, name: str) -> None:
    assert is_beir(folder)
    (folder / name).unlink()
    assert not is_beir(folder)


@pytest.mark.parametrize(
    ("name", "line", "wrong"),
    [
        ("corpus.jsonl", 2, '{"_id": "d", "text": 3}'),
        ("corpus.jsonl", 2, '{"_id": "d", "text": "", "title": 3}'),
        ("corpus.jsonl", 2, '{"text": "sans nom"}'),
        ("queries.jsonl", 2, '{"_id": "q"}'),
        ("qrels.tsv", 2, "q1\td/1"),
        ("qrels.tsv", 2, "q1\td/1\toui"),
    ],
)
def test_a_wrong_line_is_named(folder: Path, name: str, line: int, wrong: str) -> None:
    path = folder / name
    first = path.read_text(encoding="utf-8").split("\n")[0]
    path.write_text(f"{first}\n{wrong}\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        _ = [*load_entries(folder), *load_queries(folder)]
    assert caught.value.key == "usage.questions_line"
    assert (caught.value.values["path"], caught.value.values["line"]) == (str(path), line)
