"""The core types of the evals floor: Case × collection → CaseResult → SetReport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.model import Reason
from assistant.understand import Turn
from index.model import Language

Outcome = Literal["answer", "partial", "abstention"]
LostBy = Literal["reading", "cutting", "retrieval"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Where an answer stands: a file's name and words of it, never a passage, so that cutting anew leaves it valid.

    Without a phrase, the whole file answers. `grade` is how much it answers, from 1 up.
    """

    file: str
    phrase: str = ""
    grade: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question, who asks it, and what a good answer rests on; None or empty where the set does not say."""

    case_id: str
    language: Language
    user: str
    kind: str
    question: str
    gold: tuple[Gold, ...]
    facts: tuple[str, ...] = ()
    answerable: bool = True
    outcome: Outcome | None = None
    reason: Reason | None = None
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What became of one gold.

    `unit` is the passage (or the entry of a BEIR corpus) that counts for it, `rank` its rank from 1 or None.
    `lost_by` is the first step that kept it out of the first hits, None where it stands among them:
    `reading`, the file's text in the collection does not hold the phrase; `cutting`, no one passage holds
    it whole; `retrieval`, a passage holds it and ranks too low.
    """

    gold: Gold
    unit: str
    rank: int | None
    lost_by: LostBy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstHit:
    """What stood first: the document's title and the beginning of the passage."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """A case that was run: where each of its golds stands, the units found, best first, and what stood first."""

    case: Case
    places: tuple[Place, ...]
    ranking: tuple[str, ...]
    first: FirstHit | None

    @property
    def lost_by(self) -> LostBy | None:
        """The earliest step that lost one of the golds, None where all are among the first hits."""
        steps: tuple[LostBy, ...] = ("reading", "cutting", "retrieval")
        return next((step for step in steps if any(place.lost_by == step for place in self.places)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The cases of one language, user group or type: how many, and the mean of each metric."""

    n: int
    metrics: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReport:
    """A set that was run.

    `n` is the number of cases measured, `unscored` of those without a gold to find. `intervals` are 95 %
    bootstrap intervals. `by` gives the groups of each axis: `language`, `user`, `type`.
    """

    name: str
    n: int
    unscored: int
    metrics: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    by: Mapping[str, Mapping[str, Group]]
    failures: tuple[CaseResult, ...]
