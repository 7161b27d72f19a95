"""Whole runs, with the real reader, encoder, index and fusion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.ask import consider
from assistant.wording import explain, say
from corpus.errors import UsageError
from evals.explained import explained
from evals.html import report_html
from evals.report import table
from evals.run import run_sets
from evals.variants import parse_variant
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
    assert (one["name"], one["n"], one["unscored"]) == ("essai", 4, 0)
    assert one["metrics"]["recall@5"] == pytest.approx(2 / 3, abs=1e-4)
    assert set(one["metrics"]) >= {"recall@1", "recall@3", "recall@10", "mrr", "ndcg@10", "hit@5"}
    assert set(one["metrics"]) >= {"outcome", "error", "hallucination", "citation recall", "quotes exact", "language"}
    assert one["metrics"]["quotes exact"] == 1
    assert set(one["intervals"]) == set(one["metrics"])
    assert {name: group["n"] for name, group in one["by"]["language"].items()} == {"en": 1, "fr": 3}
    failure = next(each for each in one["failures"] if each["id"] == "Q3")
    assert (failure["lost_by"], failure["ranks"]) == ("reading", [None])
    assert failure["first"]["title"].startswith("Laval")


def test_the_table_says_the_figures_and_the_failures(collection: Collection, questions: Path) -> None:
    shown = table(run_sets([questions], collection), "fr")
    assert say("fr", "eval.title", name="essai", n=4) in shown
    assert "0.667" in shown
    assert "Quelles sont les 6 orientations" in shown
    assert "reading" in shown
    assert say("fr", "quality.lost_by_reading") in shown
    assert "perdue" not in table(run_sets([questions], collection), "en")
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
    told = run_sets([tmp_path], collection, progress=lambda step: steps.append((step.done, step.total)))
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
    assert one["n"] == 60
    assert one["metrics"]["recall@5"] > 0.80
    assert one["metrics"]["mrr"] > 0.70
    assert one["metrics"]["outcome"] > 0.90
    assert one["metrics"]["quotes exact"] == 1
    assert {failure["lost_by"] for failure in one["failures"]} <= {"retrieval", "answering"}


def test_a_question_is_searched_with_what_it_follows(collection: Collection, tmp_path: Path) -> None:
    history = [{"role": "user", "content": "Les consultations de Laval"}, {"role": "assistant", "content": "Oui."}]
    line = question(1, "Et combien de personnes?", DOCUMENTS[0], "900 personnes", history=history)
    path = tmp_path / "suite.jsonl"
    path.write_text(line, encoding="utf-8")
    (one,) = run_sets([path], collection)["sets"]
    assert one["metrics"]["recall@5"] == 1


def test_the_first_document_s_words_are_found_by_each_component(starter: Collection, tmp_path: Path) -> None:
    path = tmp_path / "perdu.jsonl"
    phrase = "Des quartiers à échelle humaine"
    path.write_text(question(1, "Quelle est la recette du pâté chinois?", DOCUMENTS[0], phrase), encoding="utf-8")
    (one,) = run_sets([path], starter)["sets"]
    (failure,) = one["failures"]
    assert failure["lost_by"] == "retrieval"
    assert set(failure["gold"][0]["components"]) == {"lexical", "semantic", "fused"}
    assert failure["gold"][0]["components"]["semantic"] > 5


def test_variants_run_beside_today_s_search(collection: Collection, questions: Path) -> None:
    variants = [parse_variant("fusion=semantic,expansions=off"), parse_variant("passages=sentence-splitter")]
    before = collection.tuning
    (one,) = run_sets([questions], collection, variants=variants)["sets"]
    assert collection.tuning == before
    assert [variant["name"] for variant in one["variants"]] == [variant.name for variant in variants]
    for variant in one["variants"]:
        change = variant["changes"]["recall@5"]
        assert change["difference"] == pytest.approx(variant["metrics"]["recall@5"] - one["metrics"]["recall@5"])
        assert 0 < change["p"] <= 1
        sizes = [abs(each["change"]) for each in variant["changed"]]
        assert sizes == sorted(sizes, reverse=True)
    assert "fusion=semantic" in table({"sets": [one]}, "fr")


@pytest.mark.parametrize("setting", ["fusion=2", "fusion=", "encoder=", "passages=x", "expansions=yes", "rang=1", ""])
def test_an_unknown_setting_is_refused_with_those_that_are_known(setting: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_variant(setting)
    assert "fusion=rrf" in explain("fr", caught.value)


def test_a_folder_of_labelled_questions_is_scored_for_abstention(collection: Collection, tmp_path: Path) -> None:
    texts = {"0": "Le fonds régional de Laval finance les quartiers depuis 2012.", "1": "Le homard se pêche en mai."}
    entries = [{"_id": key, "title": "", "text": text} for key, text in texts.items()]
    labels = [
        {"_id": "a", "text": "Depuis quand le fonds de Laval existe-t-il?", "answerable": True, "passages": ["0"]},
        {"_id": "b", "text": "Qui a gagné la coupe Stanley?", "answerable": False, "passages": ["0", "1"]},
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    (tmp_path / "labels.jsonl").write_text("\n".join(map(json.dumps, labels)), encoding="utf-8")
    (one,) = run_sets([tmp_path], collection)["sets"]
    assert (one["n"], one["metrics"]["auroc"]) == (2, 1.0)
    assert one["metrics"]["hallucination"] == 0.0
    assert set(one["metrics"]) == {"outcome", "error", "hallucination", "answered", "auroc"}


def test_a_folder_of_files_with_their_texts_is_scored_for_reading(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Un titre\n\nUne phrase.\n", encoding="utf-8")
    (tmp_path / "a.md.txt").write_text("Un titre Une phrase. Une autre.", encoding="utf-8")
    (one,) = run_sets([tmp_path], collection)["sets"]
    assert (one["n"], one["metrics"]["lost"]) == (1, len(" Une autre."))
    assert one["by"]["format"]["md"]["n"] == 1
    assert "a.md" in table({"sets": [one]}, "fr")


def test_each_step_that_loses_a_question_is_named_and_explained(starter: Collection, tmp_path: Path) -> None:
    held = starter.catalogue.held()[0].document
    first, second = starter.catalogue.passages_of(held.document_id)[:2]
    across = first.text.split()[-3:] + second.text.split()[:3]
    found = "Combien de personnes les consultations ont-elles rejointes?"
    lines = [
        question(1, found, "un-autre-nom.md", "900 personnes"),
        question(2, found, DOCUMENTS[0], "une phrase que personne n'a écrite"),
        question(3, found, held.source, " ".join(across)),
        question(4, "Quelle est la recette du pâté chinois?", DOCUMENTS[0], "Des quartiers à échelle humaine"),
        question(5, found, DOCUMENTS[0], "900 personnes", facts=["901 personnes"]),
        question(6, found, "x", "x", gold=[], answerable=False),
    ]
    path = tmp_path / "perdues.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    told = run_sets([path], starter)
    failures = {failure["id"]: failure for failure in told["sets"][0]["failures"]}
    assert [failures[f"Q{number}"]["lost_by"] for number in range(1, 7)] == [
        *("reading", "reading", "cutting", "retrieval", "answering", "answering")
    ]
    assert [failures[f"Q{number}"]["gold"][0]["has_file"] for number in range(1, 6)] == [False, True, True, True, True]
    keys = [
        *("eval.no_file", "quality.lost_by_reading", "quality.lost_by_cutting"),
        *("quality.lost_by_retrieval", "quality.lost_by_answering", "eval.badly"),
    ]
    for language in ("fr", "en"):
        shown, page = table(told, language), report_html(told, language, date(2026, 11, 22))
        for number, key in enumerate(keys, start=1):
            lines = list(explained(failures[f"Q{number}"], language))
            assert lines[1].strip() == say(language, key)
            assert say(language, key) in page.replace("&#39;", "'")
            assert failures[f"Q{number}"]["id"] in shown
    assert say("fr", "quality.missing", names="901 personnes") in "\n".join(explained(failures["Q5"], "fr"))


def test_component_ranks_are_those_of_the_search_that_was_made(collection: Collection) -> None:
    asked = "Quelle est la recette du pâté chinois?"
    considered = consider(collection, asked)
    fused = collection.retriever.rankings(considered.understood).fused
    for hit in considered.hits:
        assert hit.score == pytest.approx(fused[hit.passage.passage_id], abs=1e-6)
