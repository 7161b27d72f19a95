"""The shipped questions: well formed, of every kind that people ask, and true of the starter collection."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.reading import read_file
from evals.model import Case
from evals.questions import load_questions
from evals.retrieval import plain

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "corpus" / "starter"
DATA = ROOT / "evals" / "data"
CASES = load_questions(DATA / "starter.jsonl")
ANSWERABLE = [case for case in CASES if case.answerable]
UNANSWERABLE = [case for case in CASES if not case.answerable]

FEWEST = {
    "definition": 10,
    "fact": 10,
    "amount": 15,
    "list": 10,
    "how-to": 10,
    "temporal": 10,
    "comparison": 12,
    "yes-no": 10,
    "name": 10,
}
REASONS = {
    "absent": "absent",
    "near-miss": "absent",
    "wrong-territory": "absent",
    "false-premise": "absent",
    "outdated": "outdated",
    "future": "outdated",
    "off-topic": "off_topic",
    "private": None,
    "ambiguous": "ambiguous",
}
"""The kinds of questions without an answer, and why to abstain; a private matter may be absent or off the subject."""
SHARED_WORDS = 6


@cache
def text_of(file: str) -> str:
    """Return a starter document's text as Repère reads it, ready to be compared."""
    path = STARTER / file
    return plain(read_file(path, path.read_bytes()).document.text)


def raw() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "starter.jsonl").read_text(encoding="utf-8").splitlines()]


def ids(case: Case) -> str:
    return case.case_id


def test_the_set_is_large_and_of_every_kind() -> None:
    kinds = Counter(case.kind for case in ANSWERABLE)
    empty = Counter(case.kind for case in UNANSWERABLE)
    users = Counter(case.user for case in CASES)
    assert len(CASES) >= 150
    assert len(UNANSWERABLE) >= 40
    assert set(kinds) == set(FEWEST)
    assert not {kind: kinds[kind] for kind, fewest in FEWEST.items() if kinds[kind] < fewest}
    assert set(empty) == set(REASONS)
    assert min(empty.values()) >= 3
    assert set(users) == {"elu", "coordination", "municipal", "maintenance"}
    assert min(users.values()) >= 20
    assert sum(case.language == "en" for case in CASES) >= 12
    assert sum(bool(case.history) for case in CASES) >= 12


def test_ids_follow_each_other_and_no_question_comes_twice() -> None:
    assert [case.case_id for case in CASES] == [f"D{number:03}" for number in range(1, len(CASES) + 1)]
    assert len({(plain(case.question), case.history) for case in CASES}) == len(CASES)


def test_the_readme_counts_them() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    french, english = readme.split("## In English")
    for part in (french, english):
        assert {str(len(CASES)), str(len(ANSWERABLE)), str(len(UNANSWERABLE))} <= set(re.findall(r"\d+", part))


def test_every_document_answers_something() -> None:
    files = {path.name for path in STARTER.iterdir()} - {"LICENCE"}
    assert {gold.file for case in CASES for gold in case.gold} == files


@pytest.mark.parametrize("case", ANSWERABLE, ids=ids)
def test_an_answerable_question_rests_on_its_documents(case: Case) -> None:
    assert case.outcome == "answer"
    assert case.reason is None
    assert case.gold
    assert case.facts
    assert [gold for gold in case.gold if plain(gold.phrase) not in text_of(gold.file)] == []
    together = " ".join(text_of(gold.file) for gold in case.gold)
    assert [fact for fact in case.facts if not any(plain(way) in together for way in fact.split("|"))] == []


@pytest.mark.parametrize("case", UNANSWERABLE, ids=ids)
def test_a_question_without_an_answer_says_why(case: Case) -> None:
    assert case.outcome == "abstention"
    assert (case.gold, case.facts) == ((), ())
    if expected := REASONS[case.kind]:
        assert case.reason == expected
    else:
        assert case.reason in {"absent", "off_topic"}


def test_a_conversation_goes_from_a_question_to_an_answer() -> None:
    for case in CASES:
        roles = [turn.role for turn in case.history]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        assert all(turn.content.strip() for turn in case.history)
        assert case.question not in {turn.content for turn in case.history}


def test_traps_and_notes_are_said_in_words() -> None:
    for item in raw():
        ways = [way for each in (*item["facts"], *item.get("traps", [])) for way in each.split("|")]
        assert all(way.strip() == way and way for way in ways)
        trapped = [plain(way) for trap in item.get("traps", []) for way in trap.split("|")]
        good = " ".join(plain(gold["phrase"]) for gold in item["gold"])
        assert [way for way in trapped if way in good] == []
        assert item["answerable"] or item["facts_prose"]


def test_no_question_is_a_maintainers_one(shared: Path) -> None:
    """The questions of ../shared stay apart: they tell whether what was learnt here holds elsewhere."""
    lines = (shared / "questions" / "seed_questions.jsonl").read_text(encoding="utf-8").splitlines()
    theirs = {run for line in lines for run in _runs(json.loads(line)["question"])}
    assert [case.question for case in CASES if theirs & _runs(case.question)] == []


def _runs(question: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", plain(question).replace("’", "'"))
    length = min(SHARED_WORDS, max(len(words), 1))
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


SECOND = load_questions(DATA / "starter-2.jsonl")


@pytest.mark.parametrize("case", [case for case in SECOND if case.answerable], ids=ids)
def test_the_second_set_is_true_of_the_documents(case: Case) -> None:
    assert case.gold
    assert all(plain(gold.phrase) in text_of(gold.file) for gold in case.gold if gold.phrase)


def test_the_second_set_repeats_no_question_of_the_first() -> None:
    assert len(SECOND) >= 90
    assert not {case.question for case in SECOND} & {case.question for case in CASES}
    assert sum(not case.answerable for case in SECOND) >= 20
