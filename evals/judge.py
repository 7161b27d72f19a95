"""A language model as the judge of answers: only where it is asked for, and apart from the figures that need none.

Its prompt is data (`data/judge.toml`) with a version. What it answers is one strict JSON object, or the answer is
counted as not judged: a judge that rambles gives no figure, rather than a wrong one.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

from assistant.generate import LanguageModel, Message
from assistant.prompts import CHARACTERS_A_TOKEN, harmless
from assistant.wording import explain
from corpus.errors import ModelError
from evals.measure import interval
from evals.model import Answered, Case, CaseResult

Json = dict[str, Any]
Criterion = Literal["relevant", "complete"]
Grades = Mapping[Criterion, float]
"""Each criterion's grade, from 0 to 1."""
Fate = Literal["judged", "unparsable", "failed"]

PROMPT = Path(__file__).resolve().parent / "data" / "judge.toml"
CRITERIA: tuple[Criterion, ...] = ("relevant", "complete")
BEST = 2
"""The best grade that the prompt knows."""
TOKENS = 1024
"""Tokens for a judgement, at most a quarter of the window: some models think before they write thirty of them."""
IN_A_ROW = 2
"""Answers in a row that the server fails to judge, after which it is not asked any more."""
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of an answer before the judge; `grades` is empty where it was not judged."""

    case_id: str
    fate: Fate
    grades: Grades


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The answers of a set, how many there were and what became of those that the judge saw.

    With a `problem`, the judge was given up, and no figure stands.
    """

    model: str
    prompt: int
    answers: int
    judgements: tuple[Judgement, ...]
    problem: ModelError | None = None


class Judge:
    """A language model that judges answers; what it was shown once, it is not asked again (a variant's same answer)."""

    def __init__(self, model: LanguageModel, language: str) -> None:
        self.name = model.name
        self._model = model
        self._language = language
        self._known: dict[tuple[Message, ...], Grades] = {}

    def told_of(self, results: Sequence[CaseResult], told: Callable[[int, int], None]) -> Json | None:
        """Return what the judge says of a set as the interface's JSON has it, None where the set has no answers."""
        if not any(result.answered for result in results):
            return None
        return judged_json(self.over(results, told), self._language)

    def over(self, results: Sequence[CaseResult], told: Callable[[int, int], None]) -> Judged:
        """Return the judgement of each answer that was given; `told` hears how many are done, of how many.

        An abstention is no answer: whether it was right is measured elsewhere.
        """
        given = [(one.case, one.answered) for one in results if one.answered and one.answered.outcome != "abstention"]
        judgements: list[Judgement] = []
        problem: ModelError | None = None
        failed = 0
        for number, (case, answered) in enumerate(given, start=1):
            try:
                judgements.append(self._judgement(case, answered))
                failed = 0
            except ModelError as error:
                failed += 1
                problem = error
                judgements.append(Judgement(case_id=case.case_id, fate="failed", grades={}))
                if failed == IN_A_ROW:
                    break
            told(number, len(given))
        given_up = failed == IN_A_ROW or not any(one.fate != "failed" for one in judgements)
        return Judged(
            model=self.name,
            prompt=_told()["version"],
            answers=len(given),
            judgements=tuple(judgements),
            problem=problem if given_up else None,
        )

    def _judgement(self, case: Case, answered: Answered) -> Judgement:
        """Return what the model says of an answer.

        Raises:
            ModelError: it says nothing, or the answer is too long for it.
        """
        asked: tuple[Criterion, ...] = CRITERIA if case.answerable and case.facts else ("relevant",)
        context = self._model.settings.context
        most_tokens = min(TOKENS, context // 4)
        messages = judge_messages(case, list(answered.texts.values())[-1], asked)
        if sum(len(one.text) for one in messages) > (context - most_tokens) * CHARACTERS_A_TOKEN:
            raise ModelError("llm.context", model=self.name, context=context)
        if messages not in self._known:
            self._known[messages] = parse_grades("".join(self._model.stream(messages, most_tokens)), asked)
        grades = self._known[messages]
        return Judgement(case_id=case.case_id, fate="judged" if grades else "unparsable", grades=grades)


def judge_messages(case: Case, answer: str, asked: Sequence[Criterion]) -> tuple[Message, ...]:
    """Return what a judge is shown of a case and its answer, marked as material; the facts where they are judged."""
    told = _told()
    shape = json.dumps(dict.fromkeys(asked, BEST))
    system = told["system"].format(criteria="\n".join(told[name] for name in asked), shape=shape)
    parts = [told["question"].format(question=harmless(case.question), answer=harmless(answer))]
    if case.history:
        turns = "\n".join(f"- {harmless(turn.content)}" for turn in case.history)
        parts.insert(0, told["before"].format(turns=turns))
    if "complete" in asked:
        facts = "\n".join(f"- {harmless(' / '.join(fact.split('|')))}" for fact in case.facts)
        parts.append(told["facts"].format(facts=facts))
    text = "\n\n".join(part.strip() for part in parts)
    return (Message(role="system", text=system.strip()), Message(role="user", text=text))


def parse_grades(text: str, asked: Sequence[Criterion]) -> Grades:
    """Return the grades that a judge wrote as one JSON object of just these criteria; empty where it wrote else.

    What a model thinks aloud first, and the fence that many put around JSON, do not count.
    """
    said = _THOUGHT.sub("", text).strip()
    fenced = _FENCED.fullmatch(said)
    try:
        found = json.loads(fenced[1] if fenced else said)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or set(found) != set(asked):
        return {}
    if not all(type(grade) is int and 0 <= grade <= BEST for grade in found.values()):
        return {}
    return {name: found[name] / BEST for name in asked}


def judged_json(judged: Judged, language: str) -> Json:
    """Return judgements as the interface's JSON has them: who judged, how many answers, and the means if any stand."""
    fates = [one.fate for one in judged.judgements]
    values = {name: [one.grades[name] for one in judged.judgements if name in one.grades] for name in CRITERIA}
    figures = {} if judged.problem else {name: found for name, found in values.items() if found}
    return {
        "model": judged.model,
        "prompt": judged.prompt,
        "answers": judged.answers,
        **{fate: fates.count(fate) for fate in ("judged", "unparsable", "failed")},
        "metrics": {name: round(fmean(found), 4) for name, found in figures.items()},
        "intervals": {name: list(interval(found)) for name, found in figures.items()},
        "problem": None
        if judged.problem is None
        else {"code": f"llm_{judged.problem.code}", "text": explain(language, judged.problem)},
        "judgements": [{"id": one.case_id, "fate": one.fate, **one.grades} for one in judged.judgements],
    }


@cache
def _told() -> Json:
    with PROMPT.open("rb") as file:
        return tomllib.load(file)
