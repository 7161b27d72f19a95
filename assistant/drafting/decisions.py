"""What a person decided about quotes, applied: a rejected one is known again by its place and by its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.drafting.model import Decided, Evidence
from corpus.glossary import fold


class Decisions:
    """What a person decided: a rejected quote is known again by its place and by its words."""

    def __init__(self, decided: Sequence[Decided]) -> None:
        self._decided = decided
        self._rejected = [span_of(one.evidence_id) for one in decided if one.decision == "rejected"]
        self._rejected_words = {_words(one.quote) for one in decided if one.decision == "rejected" and one.quote}

    def rejects(self, evidence: Evidence) -> bool:
        """Tell whether a quote was rejected, or holds one that was, or lies in one, or says the same."""
        key, start, end = span_of(evidence.evidence_id)
        overlaps = any(key == other and start < last and first < end for other, first, last in self._rejected)
        return overlaps or _words(evidence.quote.text) in self._rejected_words

    def kept_for(self, section: str) -> list[Decided]:
        """Return what was accepted or pinned for a section."""
        return [one for one in self._decided if one.section == section and one.decision != "rejected"]

    def rejected_for(self, section: str) -> list[Decided]:
        """Return what was rejected for a section."""
        return [one for one in self._decided if one.section == section and one.decision == "rejected"]


def span_of(evidence_id: str) -> tuple[str, int, int]:
    """Return the document, start and end that an evidence's id says."""
    document, _, span = evidence_id.rpartition(":")
    start, _, end = span.partition("-")
    return document, int(start), int(end)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def same(one: Evidence, other: Evidence) -> bool:
    """Tell whether two quotes overlap, or say the same in other places."""
    return overlap(one, other) or _words(one.quote.text) == _words(other.quote.text)


def overlap(one: Evidence, other: Evidence) -> bool:
    """Tell whether two quotes share words of one document."""
    a, b = one.quote, other.quote
    return a.hit.document.document_id == b.hit.document.document_id and a.start < b.end and b.start < a.end
