"""A collection → another place: its catalogue verified passage by passage, then its vectors."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.judgement import Problem
from index.collection import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What was carried over: documents, passages that are the same on both sides, and what `check` finds amiss."""

    documents: int
    passages: int
    problems: tuple[Problem, ...]


def move(source: Collection, target: Collection) -> Moved:
    """Carry a collection over into an empty one; the first is left as it is.

    A target that holds the very same already is verified, and its vectors brought to it: a move that was cut short
    is finished by another.

    Raises:
        StoreError: the target holds something else, or cannot be written; then nothing of the source is in it.
    """
    vectors = target.vectors  # a vectors' server that is down is told of before anything is written
    passages = target.catalogue.become(source.catalogue)
    vectors.apply([], [])
    return Moved(documents=len(target.catalogue.held()), passages=passages, problems=tuple(target.check()))
