"""The core types of the evals floor: Case × collection → CaseResult → SetReport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.model import Level, Reason
from assistant.understand import Turn
from index.model import Language

STARTER = Path(__file__).resolve().parent.parent / "corpus" / "starter"
"""The starter collection's documents."""
Outcome = Literal["answer", "partial", "abstention"]
LostBy = Literal["reading", "cutting", "retrieval", "answering"]
Component = Literal["lexical", "semantic", "fused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Where an answer stands: a file's name and words of it, never a passage, so that cutting anew leaves it valid.

    Without a phrase, the whole file answers. `grade` is how much it answers, from 1 up.
    """

    file: str
    phrase: str = ""
    grade: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Where the collection holds a gold: its units, or the step that lost it before any search.

    `has_file` is false where no file of that name is in the collection at all: the set may name it wrongly.
    """

    gold: Gold
    units: tuple[str, ...]
    lost_by: LostBy | None = None
    has_file: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question, who asks it, and what a good answer rests on; None or empty where the set does not say.

    A fact is what an answer must hold, a trap what it must not claim: alternatives between `|`.
    """

    case_id: str
    language: Language
    user: str
    kind: str
    question: str
    gold: tuple[Gold, ...]
    facts: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
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
    it whole; `retrieval`, a passage holds it and ranks too low. `has_file` is as in `Held`.
    """

    gold: Gold
    unit: str
    rank: int | None
    lost_by: LostBy | None
    has_file: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstHit:
    """What stood first: the document's title and the beginning of the passage."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered to a case.

    `texts` is all that is shown at each level. `missing` are the facts that the longest text does not hold,
    `claimed` the traps that some text does. `values` are the case's own figures, by metric.
    """

    outcome: Outcome
    reason: Reason | None
    texts: Mapping[Level, str]
    missing: tuple[str, ...]
    claimed: tuple[str, ...]
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """A case that was run: where each of its golds stands, the units found, best first, and what was answered.

    `ranks` gives, for each gold that was missed, its rank in each component of the search.
    """

    case: Case
    places: tuple[Place, ...]
    ranking: tuple[str, ...]
    first: FirstHit | None
    answered: Answered | None = None
    ranks: tuple[Mapping[Component, int | None], ...] = ()

    @property
    def lost_by(self) -> LostBy | None:
        """The earliest step that lost one of the golds or the answer, None where nothing is lost."""
        steps: tuple[LostBy, ...] = ("reading", "cutting", "retrieval")
        earliest = next((step for step in steps if any(place.lost_by == step for place in self.places)), None)
        if earliest is None and self.answered and self.answered.values.get("answered", 1.0) < 1.0:
            return "answering"
        return earliest


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The cases of one language, user group or type: how many, and the mean of each metric."""

    n: int
    metrics: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReport:
    """A set that was run.

    `n` is the number of cases measured, `unscored` of those without anything to measure. `values` are the figures
    of each case, None where a metric does not concern it. `intervals` are 95 % bootstrap intervals. `by` gives the
    groups of each axis: `language`, `user`, `type`.
    """

    name: str
    n: int
    unscored: int
    metrics: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    by: Mapping[str, Mapping[str, Group]]
    results: tuple[CaseResult, ...]
    values: Mapping[str, tuple[float | None, ...]]
    seconds: float = 0.0

    @property
    def failures(self) -> tuple[CaseResult, ...]:
        """The cases that lost a gold or an answer."""
        return tuple(result for result in self.results if result.lost_by)
