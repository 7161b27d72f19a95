"""A questions file is checked at the door: what is wrong, and on which line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.understand import Turn
from assistant.wording import explain
from corpus.errors import UsageError
from evals.model import Case, Gold
from evals.questions import load_questions

QUESTION: dict[str, Any] = {
    "id": "Q1",
    "lang": "fr",
    "user": "elu",
    "type": "amount",
    "question": "Combien de membres?",
    "gold": [{"file": "laval.md", "phrase": "31 membres"}],
    "facts": ["31|trente et un"],
    "answerable": True,
}


def written(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "questions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_question_becomes_a_case(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "Qui siège au comité?"}]
    more = {
        "outcome": "partial",
        "reason": "outdated",
        "history": history,
        "facts_prose": ["31 membres"],
        "traps": ["33"],
    }
    assert load_questions(written(tmp_path, QUESTION, "", QUESTION | more | {"id": "Q2"})) == (
        Case(
            case_id="Q1",
            language="fr",
            user="elu",
            kind="amount",
            question="Combien de membres?",
            gold=(Gold(file="laval.md", phrase="31 membres"),),
            facts=("31|trente et un",),
        ),
        Case(
            case_id="Q2",
            language="fr",
            user="elu",
            kind="amount",
            question="Combien de membres?",
            gold=(Gold(file="laval.md", phrase="31 membres"),),
            facts=("31|trente et un",),
            traps=("33",),
            outcome="partial",
            reason="outdated",
            history=(Turn(role="user", content="Qui siège au comité?"),),
        ),
    )


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ("{", "JSON"),
        ('["Q1"]', "JSON: {…}"),
        (QUESTION | {"id": " "}, 'id: "…"'),
        ({name: value for name, value in QUESTION.items() if name != "question"}, 'question: "…"'),
        (QUESTION | {"lang": "de"}, "lang: fr | en"),
        (QUESTION | {"answerable": "yes"}, "answerable: true | false"),
        (QUESTION | {"gold": {"file": "laval.md"}}, 'gold: [{"file", "phrase"}]'),
        (QUESTION | {"gold": [{"file": "laval.md"}]}, 'gold[0]: {"file", "phrase"}'),
        (QUESTION | {"gold": [*QUESTION["gold"], {"file": "laval.md", "phrase": ""}]}, 'gold[1].phrase: "…"'),
        (QUESTION | {"facts": "31"}, 'facts: ["…"]'),
        (QUESTION | {"traps": [31]}, 'traps: ["…"]'),
        (QUESTION | {"outcome": "maybe"}, "outcome: answer | partial | abstention"),
        (QUESTION | {"reason": "late"}, "reason: absent | outdated | off_topic | ambiguous"),
        (QUESTION | {"history": [{"role": "system", "content": ""}]}, "history: "),
        (QUESTION, "id: Q1 × 2"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, wrong: object, detail: str) -> None:
    path = written(tmp_path, QUESTION, "", wrong)
    with pytest.raises(UsageError) as caught:
        load_questions(path)
    assert caught.value.key == "usage.questions_line"
    assert caught.value.values["path"] == str(path)
    assert caught.value.values["line"] == 3
    told = explain("fr", caught.value)
    assert "ligne 3" in told
    assert detail in told


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes("é".encode("latin-1"))
    for path in (tmp_path / "absent.jsonl", tmp_path, latin, written(tmp_path, "")):
        with pytest.raises(UsageError) as caught:
            load_questions(path)
        assert caught.value.key == "usage.questions_file"
        assert str(path) in explain("fr", caught.value)


def test_the_maintainers_questions_are_read(shared: Path) -> None:
    cases = load_questions(shared / "questions" / "seed_questions.jsonl")
    assert len(cases) == 60
    assert (cases[0].case_id, cases[-1].case_id) == ("Q01", "Q60")
    assert sum(len(case.gold) for case in cases if case.answerable) == 88
    assert [case.case_id for case in cases if case.history] == ["Q06", "Q29", "Q36"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_unknown_field_is_named_with_those_that_are_known(tmp_path: Path, language: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_questions(written(tmp_path, QUESTION, QUESTION | {"id": "Q2", "colour": "blue"}))
    told = explain(language, caught.value)
    assert caught.value.values["line"] == 2
    assert "colour" in told
    assert "facts_prose" in told
