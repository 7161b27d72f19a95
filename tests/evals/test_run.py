"""Whole runs, with the real reader, encoder, index and fusion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.wording import explain, say
from corpus.errors import UsageError
from evals.report import table
from evals.run import run_sets
from index.collection import Collection

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"
DOCUMENTS = ("laval-comment-la-politique-a-ete-faite.md", "portrait-13-laval.md")


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Open a collection of two documents of the starter collection."""
    with Collection.open(tmp_path_factory.mktemp("home")) as opened:
        report = opened.ingest([STARTER / name for name in DOCUMENTS])
        assert len(report.added) == 2
        yield opened


def question(number: int, text: str, file: str, phrase: str, **more: object) -> str:
    """Return a line of a questions file."""
    gold = [{"file": file, "phrase": phrase}]
    line = {"id": f"Q{number}", "lang": "fr", "user": "elu", "type": "fact", "question": text, "gold": gold}
    return json.dumps(line | {"facts": [], "answerable": True} | more, ensure_ascii=False)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Write four questions: two that are found, one whose gold is in no document, one without an answer."""
    path = tmp_path / "essai.jsonl"
    lines = [
        question(1, "Combien de personnes les consultations ont-elles rejointes?", DOCUMENTS[0], "900 personnes"),
        question(2, "How much was the immigration agreement in Laval?", DOCUMENTS[1], "3 125 000 $", lang="en"),
        question(3, "Quelles sont les 6 orientations de Laval?", DOCUMENTS[0], "Une septième orientation"),
        question(4, "Qui gagnera?", "x", "x", gold=[], answerable=False),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_questions_file_over_a_collection(collection: Collection, questions: Path) -> None:
    told = run_sets([str(questions)], collection)
    json.dumps(told)
    (one,) = told["sets"]
    assert (one["name"], one["n"], one["unscored"]) == ("essai", 3, 1)
    assert one["metrics"]["recall@5"] == pytest.approx(2 / 3, abs=1e-4)
    assert set(one["metrics"]) >= {"recall@1", "recall@3", "recall@10", "mrr", "ndcg@10", "hit@5"}
    assert set(one["intervals"]) == {"recall@5", "mrr"}
    assert {name: group["n"] for name, group in one["by"]["language"].items()} == {"en": 1, "fr": 2}
    (failure,) = one["failures"]
    assert (failure["id"], failure["lost_by"], failure["ranks"]) == ("Q3", "reading", [None])
    assert failure["first"]["title"].startswith("Laval")


def test_the_table_says_the_figures_and_the_failures(collection: Collection, questions: Path) -> None:
    shown = table(run_sets([questions], collection), "fr")
    assert say("fr", "eval.title", name="essai", n=3) in shown
    assert "0.667" in shown
    assert "Quelles sont les 6 orientations" in shown
    assert "reading" in shown
    assert max(len(line) for line in shown.splitlines()) <= 120


def test_a_limit_keeps_the_first_questions(collection: Collection, questions: Path) -> None:
    (one,) = run_sets([questions], collection, limit=1)["sets"]
    assert (one["n"], one["metrics"]["recall@5"], one["failures"]) == (1, 1, [])


def test_a_beir_folder_is_indexed_for_the_occasion(collection: Collection, tmp_path: Path) -> None:
    texts = {
        "0": "Le fonds régional de Laval finance les quartiers.",
        "1": "La pêche au homard commence en mai.",
        "2": "Le consortium de la Mauricie réunit les organismes.",
        "long": "Le transport collectif relie les villages. " * 60 + "La navette de Saint-Élie part à sept heures.",
    }
    entries = [{"_id": key, "title": "", "text": text} for key, text in texts.items()]
    queries = {"a": "Quand commence la pêche au homard?", "b": "À quelle heure part la navette de Saint-Élie?"}
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    lines = [json.dumps({"_id": key, "text": text}) for key, text in queries.items()]
    (tmp_path / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("a\t1\t1\nb\tlong\t1\nb\tabsent\t1\n", encoding="utf-8")
    before = collection.catalogue.passage_ids()
    steps: list[tuple[int, int]] = []
    told = run_sets([tmp_path], collection, progress=lambda done, total, _: steps.append((done, total)))
    (one,) = told["sets"]
    assert (one["name"], one["n"]) == (tmp_path.name, 2)
    assert one["metrics"]["mrr"] == 1
    assert one["metrics"]["recall@5"] == 0.75
    assert [failure["lost_by"] for failure in one["failures"]] == ["reading"]
    assert steps[-1][0] == steps[-1][1] > len(entries)
    assert collection.catalogue.passage_ids() == before


@pytest.mark.parametrize("name", ["mteb", "absent/", "."])
def test_an_unknown_set_is_refused(collection: Collection, name: str, tmp_path: Path) -> None:
    unknown = str(tmp_path / name)
    with pytest.raises(UsageError) as caught:
        run_sets([unknown], collection)
    assert caught.value.key == "usage.set_unknown"
    assert unknown in explain("fr", caught.value)


@pytest.mark.slow
def test_the_seeds_are_found(shared: Path, tmp_path: Path) -> None:
    with Collection.open(tmp_path / "home") as opened:
        opened.ingest([shared / "seeds"])
        (one,) = run_sets([shared / "questions" / "seed_questions.jsonl"], opened)["sets"]
    assert one["n"] == 50
    assert one["metrics"]["recall@5"] > 0.80
    assert one["metrics"]["mrr"] > 0.70
    assert {failure["lost_by"] for failure in one["failures"]} <= {"retrieval"}
