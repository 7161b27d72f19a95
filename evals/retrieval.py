"""Cases → results: each question is searched as anywhere else, and its golds are looked for among what was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from textwrap import shorten

from corpus.catalogue import Catalogue
from evals.model import Case, CaseResult, Component, FirstHit, Gold, Held, Place
from index.model import Hit, Results
from index.neighbours import joined
from index.retrieve import Rankings

Search = Callable[[str, int], Results]
"""A question and a number of passages → the passages found, such as `Retriever.search`."""

DEPTH = 10
"""Ranks that are looked at."""
FIRST = 5
"""A gold that ranks lower than this, or not at all, makes its case a failure."""
DEPTH_OF_ENTRIES = 50
"""Passages searched where whole entries are ranked: several may be of one entry."""
BEGINNING = 160
"""Characters shown of the passage that stood first."""
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
"""A word, or a number with its decimals."""


class Holdings:
    """What a collection holds of the golds of a set, by the name of their files."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._named: dict[str, dict[str, None]] = {}
        for file in catalogue.source_files().values():
            if file.document_id:
                self._named.setdefault(unicodedata.normalize("NFC", file.name), {})[file.document_id] = None
        self._texts = cache(self._read)

    def documents(self, name: str) -> tuple[str, ...]:
        """Return the ids of the documents that a file of this name gave."""
        return tuple(self._named.get(unicodedata.normalize("NFC", name), ()))

    def passages(self, gold: Gold) -> Held:
        """Return the passages that hold a gold's phrase whole, whatever its case, spaces, ligatures and punctuation."""
        phrase = plain(gold.phrase)
        readings = [self._texts(document_id) for document_id in self.documents(gold.file)]
        units = tuple(passage_id for _, parts in readings for passage_id, text in parts if phrase in text)
        if units:
            return Held(gold=gold, units=units)
        whole = any(phrase in text for text, _ in readings)
        return Held(gold=gold, units=(), lost_by="cutting" if whole else "reading", has_file=bool(readings))

    def entries(self, gold: Gold) -> Held:
        """Return the entry of a corpus, one document, that a gold without a phrase names."""
        units = self.documents(gold.file)
        return Held(gold=gold, units=units, lost_by=None if units else "reading", has_file=bool(units))

    def _read(self, document_id: str) -> tuple[str, list[tuple[str, str]]]:
        """Return a document's text and those of its passages, by id, ready to be compared."""
        document = self._catalogue.documents([document_id])[document_id]
        passages = self._catalogue.passages_of(document_id)
        return plain(document.text), [(passage.passage_id, plain(passage.text)) for passage in passages]


def plain(text: str) -> str:
    """Return a text as phrases and facts are compared: its words, NFKC, without case or punctuation.

    A line end within « Bas- Saint-Laurent » or the stars of `**cadre**`, which reading mends, lose no gold.
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def run_entries(cases: Iterable[Case], search: Search, holdings: Holdings) -> list[CaseResult]:
    """Run the cases that have golds over whole entries: an entry ranks where the best of its passages does."""
    return [_run_entry(case, search, holdings) for case in cases if case.gold]


def _run_entry(case: Case, search: Search, holdings: Holdings) -> CaseResult:
    hits = search(case.question, DEPTH_OF_ENTRIES).hits
    ranking = list(dict.fromkeys(hit.document.document_id for hit in hits))[:DEPTH]
    return _result(case, [holdings.entries(gold) for gold in case.gold], ranking, hits)


def rank_passages(case: Case, golds: Sequence[Held], hits: Sequence[Hit]) -> CaseResult:
    """Return where each gold of a case stands among the results that a search makes of the passages found for it.

    Where one result holds several passages with golds, they count as results that follow each other.
    """
    wanted = {unit for held in golds for unit in held.units}
    results = joined(hits)
    ranking = [unit for result in results for unit in _units(result, hits, wanted)]
    return _result(case, golds, ranking[:DEPTH], hits)


def _units(result: Hit, hits: Sequence[Hit], wanted: Collection[str]) -> list[str]:
    """Return the passages with golds that a result was made of, or else the result's own name."""
    whole = result.passage
    inside = [
        one.passage.passage_id
        for one in hits
        if one.passage.document_id == whole.document_id and whole.start <= one.passage.start < whole.end
    ]
    return [unit for unit in inside if unit in wanted] or [whole.passage_id]


def component_ranks(units: Sequence[str], rankings: Rankings) -> dict[Component, int | None]:
    """Return the best rank of some passages in each component of a search, None beyond its depth."""
    lexical = {key: one.score for key, one in rankings.lexical.items()}
    return {
        "lexical": _best_rank(units, lexical),
        "semantic": _best_rank(units, rankings.semantic),
        "fused": _best_rank(units, rankings.fused),
    }


def _best_rank(units: Sequence[str], scores: Mapping[str, float]) -> int | None:
    found = [scores[unit] for unit in units if unit in scores]
    return 1 + sum(score > max(found) for score in scores.values()) if found else None


def _result(case: Case, golds: Sequence[Held], ranking: Sequence[str], hits: Sequence[Hit]) -> CaseResult:
    ranks = {unit: rank for rank, unit in enumerate(ranking, start=1)}
    first = _first_hit(hits[0]) if hits else None
    return CaseResult(
        case=case, places=tuple(_place(held, ranks) for held in golds), ranking=tuple(ranking), first=first
    )


def _first_hit(hit: Hit) -> FirstHit:
    return FirstHit(title=hit.document.title, text=shorten(hit.passage.text, BEGINNING, placeholder="…"))


def _place(held: Held, ranks: dict[str, int]) -> Place:
    """Return what became of a gold; of several passages that hold it, the best ranked counts for it."""
    if not held.units:  # it counts as relevant, under a name that no search can find
        unit = f"{held.gold.file}\0{held.gold.phrase}"
        return Place(gold=held.gold, unit=unit, rank=None, lost_by=held.lost_by, has_file=held.has_file)
    unit = min(held.units, key=lambda one: ranks.get(one, DEPTH + 1))
    rank = ranks.get(unit)
    return Place(gold=held.gold, unit=unit, rank=rank, lost_by=None if rank and rank <= FIRST else "retrieval")
