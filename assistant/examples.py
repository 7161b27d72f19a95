"""What others did: for each region, the exact sentences that say most of a subject, with the place where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.everyday import with_documents_words
from assistant.model import Quote
from assistant.rarity import Weights, weigh_terms
from corpus.glossary import fold
from corpus.sentences import sentence_spans
from index.collection import Collection
from index.english import translated
from index.expand import WEIGHT_WRITTEN_FOR_ENGLISH
from index.model import Filters, Hit
from index.question import Alternative, Understood, question_language, understand
from index.terms import terms

LOOK_AT = 100
"""Passages looked at, for all regions or for each one that is named."""
WORTH = 0.35
"""Part of the best score that a passage must have to be worth showing."""
NEAR = 0.45
"""Cosine similarity from which a passage that shares no word with a subject is about it all the same."""
SAYS = 0.5
"""Part of a subject's terms that a passage or a sentence must hold, with the heading it stands under."""
SHORT, LONG = 4, 25
"""Words below which a sentence is a label that says nothing by itself, and from which it gains nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is looked for, with what each of its terms weighs and the other words that count for it."""

    understood: Understood
    weights: Weights

    def words_in(self, held: set[str]) -> set[str]:
        """Return those of some terms that say the subject: its own, and the other words for one that are all there."""
        found = held & set(self.weights.rarity)
        for term in self.weights.rarity:
            found.update(*(other for other in self.weights.others.get(term, ()) if held.issuperset(other)))
        return found


def subject_of(collection: Collection, text: str) -> Subject:
    """Return a text as something to look for; a subject told in English is looked for by its French name.

    Everyday words, and what the texts write for them, are looked for too; they count as the subject itself only where
    nothing else does, for they would widen it. Other French names for the English one count as the subject.
    """
    named, others = _in_french(text)
    understood = with_documents_words(collection.retriever.understand(named))
    own = understand(named, understood.corrections, thesaurus=False)
    if weigh_terms(own, named, collection.catalogue).unknown_share == 1.0:
        own = understood
    own = replace(own, alternatives=(*own.alternatives, *others))
    return Subject(understood=understood, weights=weigh_terms(own, named, collection.catalogue))


def _in_french(text: str) -> tuple[str, tuple[Alternative, ...]]:
    """Return what a text names in English by its French names, with other French for the same; else the text itself."""
    if question_language(text) != "en":
        return text, ()
    found = tuple(translated(text))
    others = tuple(
        Alternative(instead_of=tuple(terms(first)), terms=tuple(terms(other)), weight=WEIGHT_WRITTEN_FOR_ENGLISH)
        for first, *rest in (one.french for one in found if one.french)
        for other in rest
    )
    return " ".join(one.french[0] if one.french else one.source for one in found) or text, others


def about(collection: Collection, subject: Subject, filters: Filters = Filters()) -> tuple[Hit, ...]:
    """Return the passages that are about a subject, best first, rather than merely the nearest there are."""
    hits = collection.retriever.find(subject.understood, LOOK_AT, filters).hits
    return tuple(hit for hit in hits if hit.score >= WORTH * hits[0].score and _is_about(hit, subject.weights))


def _is_about(hit: Hit, weights: Weights) -> bool:
    held = _over(hit) | set(terms(hit.passage.text))
    return weights.share(held) >= SAYS or (hit.why.semantic or 0.0) >= NEAR


def examples_of(
    collection: Collection, text: str, filters: Filters = Filters(), regions: Sequence[str] = (), each: int = 2
) -> Mapping[str, tuple[Quote, ...]]:
    """Return at most `each` quotes on a subject for each region, or for those that are named, in the ranking's order.

    A region that is named and says nothing of it has none.
    """
    subject = subject_of(collection, text)
    found: dict[str, tuple[Quote, ...]] = {}
    for region, hits in _by_region(collection, subject, filters, regions).items():
        quotes = tuple(_best(hits, subject.weights, each))
        if quotes or region in regions:
            found[region] = quotes
    return found


def _by_region(
    collection: Collection, subject: Subject, filters: Filters, regions: Sequence[str]
) -> dict[str, Sequence[Hit]]:
    """Return the passages that are about one region, by region."""
    if regions:
        return {region: about(collection, subject, replace(filters, regions=(region,))) for region in regions}
    found: dict[str, list[Hit]] = {}
    for hit in about(collection, subject, filters):
        if len(hit.passage.regions) == 1:
            found.setdefault(hit.passage.regions[0], []).append(hit)
    return dict(found)


def _best(hits: Sequence[Hit], weights: Weights, most: int) -> Iterator[Quote]:
    """Give the sentences that say most of a subject, no two of one passage, the best first."""
    scored = [pair for hit in hits for pair in _sentences(hit, weights)]
    told: set[str] = set()
    for _, quote in sorted(scored, key=lambda pair: (-pair[0], pair[1].hit.rank, pair[1].start)):
        passage = quote.hit.passage.passage_id
        if passage not in told and len(told) < most:
            told.add(passage)
            yield quote


def _sentences(hit: Hit, weights: Weights) -> Iterator[tuple[float, Quote]]:
    """Give the sentences of a passage that say enough of a subject, each with what speaks for it."""
    over = _over(hit)
    headings = {fold(title) for title in (hit.document.title, *hit.passage.heading_path)}
    for start, end in sentence_spans(hit.document.text, hit.passage.start, hit.passage.end):
        text = hit.document.text[start:end]
        words = len(text.removeprefix("• ").split())
        if fold(text) in headings or words < SHORT or text.endswith(":"):
            continue
        held = set(terms(text))
        headed = weights.share(over | held)
        if headed >= SAYS:
            score = 2 * weights.share(held) + headed + hit.score + 0.5 * min(1.0, words / LONG)
            yield score, Quote(hit=hit, start=start, end=end, text=text)


def _over(hit: Hit) -> set[str]:
    """Return the terms of the heading that a passage stands under."""
    return set(terms("\n".join(hit.passage.heading_path[-1:])))
