"""A folder of labelled questions, each with a pool of passages → whether each is rightly answered or left.

`labels.jsonl` has an id, a text, whether a person judged it answerable, and the ids of its pool; `corpus.jsonl` the
entries. Source of the two rates: Thakur et al., NoMIRACL: Knowing When You Don't Know, 2024.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.ask import consider, reply_to
from assistant.judge import evidence_in
from assistant.model import Answer
from assistant.render import reply_text
from evals.beir import CORPUS
from evals.model import Answered, Case, CaseResult
from evals.questions import parse_line, read_lines, string
from evals.retrieval import Holdings
from index.collection import Collection
from index.model import Filters
from index.question import question_language

LABELS = "labels.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A question with the entries that may answer it."""

    case: Case
    pool: tuple[str, ...]


def is_labelled(folder: Path) -> bool:
    """Tell whether a folder holds the two files of the layout."""
    return (folder / LABELS).is_file() and (folder / CORPUS).is_file()


def load_labels(folder: Path) -> tuple[Labelled, ...]:
    """Return the labelled questions, in order.

    Raises:
        UsageError: the file cannot be read, or a line is not a labelled question.
    """
    path = folder / LABELS
    return tuple(parse_line(path, number, item, _labelled) for number, item in read_lines(path))


def run_labels(labels: Iterable[Labelled], collection: Collection, today: date) -> tuple[list[CaseResult], float]:
    """Run labelled questions, each over its own pool; return the results, and the area under the ROC curve.

    The curve is that of the evidence found: 1 when every answerable question has more of it than any other.
    """
    from sklearn.metrics import roc_auc_score

    holdings = Holdings(collection.catalogue)
    results: list[CaseResult] = []
    evidence: list[float] = []
    for one in labels:
        documents = tuple(document_id for entry in one.pool for document_id in holdings.documents(entry))
        considered = consider(collection, one.case.question, (), Filters(documents=documents or ("",)))
        reply = reply_to(considered, today=today)
        is_answered = isinstance(reply, Answer)
        evidence.append(evidence_in(considered.candidates))
        rate = "error" if one.case.answerable else "hallucination"
        right = float(is_answered == one.case.answerable)
        answered = Answered(
            outcome=reply.outcome,
            reason=reply.reason,
            texts={"simple": reply_text(reply, one.case.language)},
            missing=(),
            claimed=(),
            values={"outcome": right, rate: 1.0 - right, "answered": right},
        )
        results.append(CaseResult(case=one.case, places=(), ranking=(), first=None, answered=answered))
    answerable = [result.case.answerable for result in results]
    area = float(roc_auc_score(answerable, evidence)) if len(set(answerable)) == 2 else float("nan")
    return results, area


def _labelled(item: dict[str, Any]) -> Labelled:
    text = string(item, "text")
    pool = item.get("passages")
    if not isinstance(item.get("answerable"), bool):
        raise ValueError("answerable: true | false")
    if not isinstance(pool, list) or not all(isinstance(entry, str) for entry in pool):
        raise ValueError('passages: ["…"]')
    case = Case(
        case_id=string(item, "id" if "id" in item else "_id"),
        language=question_language(text),
        user="",
        kind="",
        question=text,
        gold=(),
        answerable=item["answerable"],
    )
    return Labelled(case=case, pool=tuple(pool))
