"""One sentence that a language model wrote, against what it cites: held, not near enough, or refused, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.checking.hazards import gives_orders, has_address, shown
from assistant.checking.likeness import is_english
from assistant.checking.matching import Held, held, written
from assistant.checking.polarity import turned_around
from assistant.checking.roles import has_another_role
from assistant.checking.support import Support, support_of
from assistant.checking.units import is_exact, units_of
from assistant.model import DraftSentence, Quote
from corpus.sentences import sentence_spans
from index.remembering import QueriesEncoder

Why = Literal["no_citation", "inexact", "address", "orders", "facts", "swapped", "polarity", "meaning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From where a sentence says what its source says: the share of its words, of those of each part, the cosine.

    `nearness` is what a cosine counts beside the share of words in `enough`, their weighted sum.
    """

    enough: float
    least: float
    nearness: float


FRENCH = Thresholds(enough=1.33, least=0.5, nearness=1.0)
ENGLISH = Thresholds(enough=1.525, least=0.0, nearness=1.6)
"""Calibrated by `repere eval checker` on the half of its set that is not reported."""


FAR = 0.6
"""Share of a sentence's words and facts below which its nearest sentences are looked for by meaning too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of a sentence: its text as it may be shown, the spans that support it, and why it is refused.

    `weak`: its facts are all there, its wording is not near enough. The scores tell by how much.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    why: Why | None = None
    coverage: float = 0.0
    least: float = 0.0
    nearness: float = 0.0

    @property
    def weak(self) -> bool:
        """Whether it may be shown, said to be unverified."""
        return self.why == "meaning" and bool(self.quotes)


class Checker:
    """Checks sentences with an encoder; what it has encoded is kept for the sentences that follow."""

    def __init__(self, encoder: QueriesEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def check(self, drafted: DraftSentence) -> Checked:
        """Return what comes of a drafted sentence; one that is several is held to each of them."""
        text = shown(drafted.text)
        if not drafted.quotes:
            return Checked(text=text, why="no_citation")
        if not all(is_exact(quote) for quote in drafted.quotes):
            return Checked(text=text, why="inexact")
        quotes = [quote for quote in drafted.quotes if not gives_orders(quote.text)]
        if has_address(text, [quote.text for quote in quotes]):
            return Checked(text=text, why="address")
        if not quotes or gives_orders(text):
            return Checked(text=text, why="orders")
        sources = [held(unit) for quote in quotes for unit in units_of(quote)]
        parts = [self._check(text[start:end], sources) for start, end in sentence_spans(text)]
        if not parts:
            return Checked(text=text, why="meaning")
        worst = next((part for part in parts if part.why and not part.weak), None) or next(
            (part for part in parts if part.why), parts[0]
        )
        cited = dict.fromkeys(quote for part in parts for quote in part.quotes)
        return replace(worst, text=text, quotes=tuple(cited))

    def _check(self, text: str, sources: Sequence[Held]) -> Checked:
        sentence = written(text, english=is_english(text))
        support = support_of(sentence, sources)
        if not support.missing and (sentence.english or support.coverage < FAR):
            near = self._nearness(text, [one.unit.text for one in sources])
            support = support_of(
                sentence, [replace(one, nearness=float(cosine)) for one, cosine in zip(sources, near, strict=True)]
            )
        found = Checked(text=text, quotes=tuple(_narrowed(support.units)), coverage=support.coverage)
        why = _refusal(text, support, sources)
        if why is None and has_another_role(sentence, sources, self._nearness):
            why = "swapped"
        if why is not None:
            return replace(found, why=why)
        parts = [one.least(self._best(one.text, support) if one.doubtful else 0.0) for one in support.parts]
        found = replace(found, least=min(parts, default=1.0), nearness=self._best(text, support))
        return replace(found, why=None if near_enough(found, ENGLISH if sentence.english else FRENCH) else "meaning")

    def _best(self, text: str, support: Support) -> float:
        """Return the cosine of a sentence with the nearest unit that supports it, or with all of them together."""
        units = [one.unit.text for one in support.units]
        return float(max(self._nearness(text, [*units, " ".join(units)])))

    def _nearness(self, text: str, others: Sequence[str]) -> NDArray[np.float32]:
        wanted = [one for one in dict.fromkeys([text, *others]) if one not in self._vectors]
        if wanted:
            self._vectors.update(zip(wanted, self._encoder.encode_queries(wanted), strict=True))
        vectors = np.stack([self._vectors[one] for one in others])
        nearness: NDArray[np.float32] = vectors @ self._vectors[text]
        return nearness


def _refusal(text: str, support: Support, sources: Sequence[Held]) -> Why | None:
    """Return what is wrong with a sentence's facts or sense, None where nothing is."""
    if support.missing:
        return "facts"
    if support.swapped:
        return "swapped"
    held, around = ([one.unit.text for one in units] for units in (support.units, sources))
    return "polarity" if turned_around(text, held, around) else None


def near_enough(found: Checked, thresholds: Thresholds) -> bool:
    """Tell whether a sentence whose facts are held is near enough to its source in wording and meaning."""
    return (
        found.coverage + thresholds.nearness * found.nearness >= thresholds.enough and found.least >= thresholds.least
    )


def _narrowed(units: Sequence[Held]) -> list[Quote]:
    """Return the exact spans of the units that support, in the order of the text; neighbours are one span."""
    ordered = sorted((one.unit for one in units), key=lambda one: (one.quote.hit.document.document_id, one.start))
    spans: list[tuple[Quote, int, int]] = []
    for unit in ordered:
        document = unit.quote.hit.document
        if spans:
            quote, start, end = spans[-1]
            if quote.hit.document.document_id == document.document_id and not document.text[end : unit.start].strip():
                spans[-1] = (quote, start, max(end, unit.end))
                continue
        spans.append((unit.quote, unit.start, unit.end))
    return [
        Quote(hit=quote.hit, start=start, end=end, text=quote.hit.document.text[start:end])
        for quote, start, end in spans
    ]
