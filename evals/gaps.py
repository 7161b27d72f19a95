"""What people asked and did not get, by theme: what the collection lacks, or what Repère fails to find in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.glossary import find_regions, find_themes, fold
from corpus.model import Asked

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A question that was left, or whose answer displeased, and how many times."""

    question: str
    reason: str | None
    unanswered: int
    disliked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A theme or a region, None for what is neither, with its questions, those most asked first."""

    theme: str | None
    questions: tuple[Missed, ...]

    @property
    def size(self) -> int:
        """How many times its questions were left or displeased."""
        return sum(one.unanswered + one.disliked for one in self.questions)


def find_gaps(asked: Iterable[Asked]) -> tuple[Gap, ...]:
    """Return the gaps that a journal shows, the largest first; a question of two themes stands in both."""
    same: dict[str, list[Asked]] = {}
    for one in asked:
        if one.outcome == "abstention" or one.verdict == "down":
            same.setdefault(fold(one.question).rstrip(" ?!."), []).append(one)
    groups: dict[str | None, list[Missed]] = {}
    for found in same.values():
        missed = _missed(found)
        for theme in _themes(missed.question):
            groups.setdefault(theme, []).append(missed)
    gaps = [Gap(theme=theme, questions=tuple(sorted(each, key=_order))) for theme, each in groups.items()]
    return tuple(sorted(gaps, key=lambda gap: (-gap.size, gap.theme is None, gap.theme or "")))


def gaps_json(gaps: Sequence[Gap]) -> Json:
    """Return gaps as JSON."""
    return {
        "gaps": [
            {
                "theme": gap.theme,
                "size": gap.size,
                "questions": [
                    {
                        "question": one.question,
                        "reason": one.reason,
                        "unanswered": one.unanswered,
                        "disliked": one.disliked,
                    }
                    for one in gap.questions
                ],
            }
            for gap in gaps
        ]
    }


def _missed(found: Sequence[Asked]) -> Missed:
    last = found[-1]
    return Missed(
        question=last.question,
        reason=last.reason,
        unanswered=sum(one.outcome == "abstention" and one.verdict is None for one in found),
        disliked=sum(one.verdict == "down" for one in found),
    )


def _themes(question: str) -> Sequence[str | None]:
    return find_themes(question) or find_regions(question) or (None,)


def _order(missed: Missed) -> tuple[int, str]:
    return -(missed.unanswered + missed.disliked), missed.question
