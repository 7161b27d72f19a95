"""What was asked in vain is grouped by theme, most asked first."""

from __future__ import annotations

from corpus.model import Asked, Verdict
from evals.gaps import find_gaps, gaps_json


def asked(question: str, outcome: str = "abstention", verdict: Verdict | None = None) -> Asked:
    return Asked(asked_at="2026-11-22", question=question, language="fr", outcome=outcome, verdict=verdict)


def test_questions_left_or_disliked_are_grouped_and_the_answered_ones_are_not() -> None:
    gaps = find_gaps(
        [
            asked("Que fait-on pour le logement à Laval?"),
            asked("que fait-on pour le logement a laval ?"),
            asked("Combien de logements sociaux?", outcome="answer", verdict="down"),
            asked("Combien de logements sociaux?", outcome="answer", verdict="up"),
            asked("Que dit la Mauricie sur le transport?", outcome="answer"),
            asked("Qui a gagné?"),
            asked("Et en Estrie?"),
        ]
    )
    assert [(gap.theme, gap.size) for gap in gaps] == [("habitation", 3), ("Estrie", 1), (None, 1)]
    (housing, *_) = gaps_json(gaps)["gaps"]
    assert [(one["unanswered"], one["disliked"]) for one in housing["questions"]] == [(2, 0), (0, 1)]
    assert find_gaps([]) == ()
