"""A section's questions → its evidence tray: exact quotes, by whose territory they are, that nobody rejected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from assistant.contradict import conflicts
from assistant.drafting.decisions import Decisions, overlap, same, span_of
from assistant.drafting.fitting import Territory, fits, may_be_shown, speaks_of, widened
from assistant.drafting.model import Asked, Decided, Evidence, Scope, TemplateSection, Tray
from assistant.evidence import Candidate, gather
from assistant.extract import extract, ranked, words_of
from assistant.judge import evidence_in
from assistant.model import Quote
from assistant.rarity import weigh_terms
from assistant.understand import shape_of
from index.collection import Collection
from index.model import Filters, Hit, Why
from index.remembering import QueriesEncoder

DEPTH = 40
"""Passages looked at for each question, before they are parted by territory."""
HITS: dict[Scope, int] = {"own": 3, "general": 2, "elsewhere": 4}
"""Passages of each scope whose sentences are weighed."""
A_REGION = 2
"""Passages of one other territory, at most: a box shows several territories."""
A_PLACE = 2
"""Quotes of one other territory that are proposed: a box shows one, and the other where they contradict each other."""
LEAST, WORTH = 0.9, 0.65
"""Least worth of a quote that a draft uses by itself, and the part of the question's best that it must have. What is
worth less is only offered."""
SAID = 0.82
"""Least worth of a quote that is offered: more than an answer asks for, since a draft has no question to be held to."""
ROOM = 90
"""Words of the quotes that answer one question."""
SPARE = 4
"""Further quotes offered beside those that are used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a search offers a section, best first, and the ids of what is strong enough to be used by itself."""

    section: TemplateSection
    found: tuple[Evidence, ...]
    strong: frozenset[str]


def offer(
    collection: Collection,
    encoder: QueriesEncoder,
    territory: Territory,
    section: TemplateSection,
    asked: Sequence[Asked],
) -> Offer:
    """Return what a search offers a section: the questions take turns, and what is strong comes first."""
    found = [list(_propose(collection, encoder, territory, one, section)) for one in asked]
    scopes: tuple[Scope, ...] = ("own", "general", "elsewhere")
    by_scope = [[_of(scope, each) for each in found] for scope in scopes]
    in_turn = [one for lists in by_scope for turn in zip_longest(*lists) for one in turn if one is not None]
    strong = frozenset(one for each, told in zip(found, asked, strict=True) for one in _strong(each, told))
    in_turn.sort(key=lambda one: one.evidence_id not in strong)
    return Offer(section=section, found=tuple(in_turn), strong=strong)


def choose(
    collection: Collection,
    territory: Territory,
    chosen: Offer,
    others: Sequence[Offer],
    decisions: Decisions,
    taken: Sequence[Evidence],
) -> Tray:
    """Return the evidence of a section: no quote stands in two, unless a person keeps it."""
    section = chosen.section
    kept, lost = _kept(collection, territory, section.title, decisions, chosen.found)
    proposed = list(kept)
    for evidence in chosen.found:
        if not decisions.rejects(evidence) and not any(same(evidence, one) for one in (*proposed, *taken)):
            proposed.append(evidence)
    worthy = [
        one for one in proposed if one.decision or (one.evidence_id in chosen.strong and not _says_more_in(others, one))
    ]
    used = [
        *_first([*_of("own", worthy), *_of("general", worthy)], section.most),
        *_first(_one_a_place(_of("elsewhere", worthy)), section.most),
    ]
    used += _contradicting(used, proposed)
    spare = [one for one in proposed if one not in used]
    restored = (_restored(collection, territory, one) for one in decisions.rejected_for(section.title))
    rejected = tuple(replace(one, decision="rejected") for one in restored if one)
    return Tray(used=tuple(used), spare=tuple(spare[:SPARE]), rejected=rejected, lost=tuple(lost))


def _contradicting(used: Sequence[Evidence], proposed: Sequence[Evidence]) -> list[Evidence]:
    """Return what is proposed and says otherwise than what is used: where sources contradict each other, both show."""
    others = [one for one in proposed if one not in used]
    quotes = [one.quote for one in (*used, *others)]
    pairs = ((one, other - len(used)) for one, other in conflicts(quotes) if one < len(used) <= other)
    return [others[place] for place in dict.fromkeys(other for _, other in pairs)]


def _says_more_in(others: Sequence[Offer], evidence: Evidence) -> bool:
    """Tell whether a quote says more of what another section looks for."""
    return any(
        one.worth > evidence.worth and one.evidence_id in other.strong
        for other in others
        for one in other.found
        if overlap(one, evidence)
    )


def _strong(found: Sequence[Evidence], asked: Asked) -> Iterator[str]:
    """Give the ids of the quotes that a draft uses by itself: about what is asked, and not far below the best."""
    about = [one for one in found if speaks_of(one.quote.text, one.quote.hit, asked.about)]
    least = max(LEAST, WORTH * max((one.worth for one in about), default=0.0))
    yield from (one.evidence_id for one in about if one.worth >= least)


def _of(scope: Scope, evidence: Sequence[Evidence]) -> list[Evidence]:
    return [one for one in evidence if one.scope == scope]


def _one_a_place(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the quotes that a person keeps, and the first of each place."""
    places: set[tuple[str, ...]] = set()
    kept: list[Evidence] = []
    for one in evidence:
        regions = one.quote.hit.passage.regions
        if one.decision or regions not in places:
            kept.append(one)
        places.add(regions)
    return kept


def _first(evidence: Sequence[Evidence], most: int) -> list[Evidence]:
    """Return what a person keeps, however much it is, then the first others up to `most`."""
    kept = [one for one in evidence if one.decision]
    return [*kept, *[one for one in evidence if not one.decision][: max(0, most - len(kept))]]


def _kept(
    collection: Collection, territory: Territory, section: str, decisions: Decisions, found: Sequence[Evidence]
) -> tuple[list[Evidence], list[str]]:
    """Return what a person keeps for a section, and the ids of what the collection no longer holds."""
    by_id = {evidence.evidence_id: evidence for evidence in found}
    kept: list[Evidence] = []
    lost: list[str] = []
    for one in decisions.kept_for(section):
        evidence = by_id.get(one.evidence_id)
        if evidence is None and one.decision == "pinned":
            evidence = _restored(collection, territory, one)
            lost += [one.evidence_id] if evidence is None else []
        if evidence is not None:
            kept.append(replace(evidence, decision=one.decision))
    return kept, lost


def _restored(collection: Collection, territory: Territory, one: Decided) -> Evidence | None:
    """Return a quote by its place alone, whatever a search finds today."""
    key, start, end = span_of(one.evidence_id)
    document = collection.catalogue.documents([key]).get(key)
    passages = collection.catalogue.passages_of(key) if document else []
    passage = next((passage for passage in passages if passage.start <= start < passage.end), None)
    if document is None or passage is None or not start < end <= len(document.text):
        return None
    hit = Hit(passage=passage, document=document, rank=1, score=0.0, why=Why(lexical=None, semantic=None))
    quote = Quote(hit=hit, start=start, end=end, text=document.text[start:end])
    if one.quote and one.quote != quote.text:
        return None
    return Evidence(quote=quote, scope=territory.scope_of(hit))


def _propose(
    collection: Collection,
    encoder: QueriesEncoder,
    territory: Territory,
    asked: Asked,
    section: TemplateSection,
) -> Iterator[Evidence]:
    """Give the quotes that answer a question: our own territory's, then those of none, then one of each other's."""
    retriever, question, kinds = collection.retriever, asked.question, asked.kinds
    understood = retriever.understand(question)
    hits = list(retriever.find(understood, DEPTH, Filters(kinds=kinds)).hits)
    if territory.region:
        own = retriever.find(understood, HITS["own"], Filters(kinds=kinds, regions=(territory.region,))).hits
        known = {hit.passage.passage_id for hit in hits}
        hits += [hit for hit in own if hit.passage.passage_id not in known]
    hits.sort(key=lambda hit: not speaks_of(hit.passage.text, hit, asked.about))
    weights = weigh_terms(understood, question, collection.catalogue)
    scopes: tuple[Scope, ...] = ("own", "general", "elsewhere") if section.elsewhere else ("own", "general")
    for scope in scopes:
        of_scope = _spread([hit for hit in hits if territory.scope_of(hit) == scope], scope)
        gathered = gather(question, shape_of(question), (), of_scope, weights, encoder)
        candidates = [one for one in gathered if may_be_shown(one.text, scope, territory)]
        groups: dict[str, list[Candidate]] = {}
        for candidate in candidates:
            place = ", ".join(candidate.hit.passage.regions) if scope == "elsewhere" else scope
            groups.setdefault(place, []).append(candidate)
        ranked: list[Evidence] = []
        for group in groups.values():
            fitting = [
                one
                for one in _quoted(question, scope, group, section.most_words)
                if one.worth >= SAID and fits(one, territory, section)
            ]
            fitting.sort(key=lambda one: (not speaks_of(one.quote.text, one.quote.hit, asked.about), -one.worth))
            ranked += fitting[:A_PLACE] if scope == "elsewhere" else fitting
        yield from sorted(ranked, key=lambda one: (-one.worth, one.evidence_id))


def _quoted(question: str, scope: Scope, candidates: Sequence[Candidate], most: int) -> list[Evidence]:
    """Return the quotes of some sentences that answer a question, each wide enough to stand alone, and not too long."""
    shape = shape_of(question)
    segments = ranked(question, shape, candidates)
    said = extract(shape, "simple", segments, lambda draft: words_of(draft.sentences) <= ROOM).sentences
    quotes = dict.fromkeys(quote for sentence in said for quote in sentence.quotes)
    wide = [(quote, widened(quote, most)) for quote in quotes]
    return [Evidence(quote=one, scope=scope, worth=_worth(quote, candidates)) for quote, one in wide if one]


def _spread(hits: Sequence[Hit], scope: Scope) -> list[Hit]:
    """Return the first hits of a scope, few of any one territory."""
    kept: list[Hit] = []
    for hit in hits:
        of_region = [one for one in kept if one.passage.regions == hit.passage.regions]
        if scope != "elsewhere" or len(of_region) < A_REGION:
            kept.append(hit)
    return kept[: HITS[scope] * (A_REGION if scope == "elsewhere" else 1)]


def _worth(quote: Quote, candidates: Sequence[Candidate]) -> float:
    inside = [one for one in candidates if one.hit == quote.hit and quote.start <= one.start and one.end <= quote.end]
    return evidence_in(inside)
