"""What is known of a question on the way to its answer: what was found for it, and what was judged of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.evidence import Candidate
from assistant.judge import Verdict
from assistant.model import Level, LexiconEntry, Warning
from assistant.rarity import Weights
from assistant.segments import Segment
from assistant.understand import Shape
from index.model import Hit, Language
from index.question import Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A question with what the collection holds for it: the same for every level and every language of an answer.

    `question` is as it was asked, `standalone` as it was understood with what came before it.
    """

    question: str
    standalone: str
    understood: Understood
    shape: Shape
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    series: tuple[Candidate, ...]
    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside an answer, whatever it says."""

    readings: tuple[Warning, ...]
    lexicon: tuple[LexiconEntry, ...]
    nearest: tuple[Hit, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question that was considered and judged: all that either way of answering it needs.

    `segments` are what may be shown of the documents, the best first.
    """

    considered: Considered
    verdict: Verdict
    segments: tuple[Segment, ...]
    beside: Beside
    level: Level
    language: Language
    today: date
