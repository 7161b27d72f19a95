"""A draft as its page shows it: each section with its body, its gaps and the cards of its evidence tray."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from assistant.drafting.model import DraftedSection, Evidence, PolicyDraft
from assistant.drafting.page import own_words, section_html
from assistant.model import Citation
from assistant.web.described import document_address, facts
from assistant.wording import say
from index.model import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCard:
    """A quote of a tray. `state` is that of the draft (used, spare, rejected), `decision` what a person decided."""

    evidence_id: str
    anchor: str
    state: str
    decision: str
    scope: str
    number: int | None
    title: str
    facts: tuple[str, ...]
    quote: str
    written: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """A section of a draft; `number` counts from 1."""

    number: int
    title: str
    body: Markup
    gaps: int
    cards: tuple[EvidenceCard, ...]
    rejected: tuple[EvidenceCard, ...]
    used: int
    looks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What remains to be done in a section."""

    number: int
    title: str
    gaps: tuple[Markup, ...]


def shown_sections(draft: PolicyDraft, language: Language, root: str) -> tuple[ShownSection, ...]:
    """Return the sections of a draft, as its page shows them."""
    wanted = {section.title for section in draft.template.sections if section.retrieve}
    return tuple(
        _section(number, section, language, root, looks=section.title in wanted)
        for number, section in enumerate(draft.sections, start=1)
    )


def _section(number: int, section: DraftedSection, language: Language, root: str, *, looks: bool) -> ShownSection:
    def address(citation: Citation) -> str:
        quote = citation.quote
        return document_address(root, quote.hit.document.document_id, language, quote.start, quote.end)

    cards = tuple(_cards(number, section, language, root))
    return ShownSection(
        number=number,
        title=section.title,
        body=section_html(section, address),
        gaps=len(section.placeholders),
        cards=tuple(card for card in cards if card.state != "rejected"),
        rejected=tuple(card for card in cards if card.state == "rejected"),
        used=len(section.tray.used),
        looks=looks,
    )


def _cards(number: int, section: DraftedSection, language: Language, root: str) -> Iterator[EvidenceCard]:
    tray = section.tray
    notes = {(one.quote.hit.document.document_id, one.quote.start, one.quote.end): one.n for one in section.citations}
    for state, members in (("used", tray.used), ("spare", tray.spare), ("rejected", tray.rejected)):
        for evidence in members:
            yield _card(number, state, evidence, notes, language, root)


def _card(
    number: int,
    state: str,
    evidence: Evidence,
    notes: dict[tuple[str, int, int], int],
    language: Language,
    root: str,
) -> EvidenceCard:
    quote = evidence.quote
    document, passage = quote.hit.document, quote.hit.passage
    organisation = document.organisation
    return EvidenceCard(
        evidence_id=evidence.evidence_id,
        anchor=f"x{number}-{evidence.evidence_id.replace(':', '-')}",
        state=state,
        decision=evidence.decision or "",
        scope=say(language, f"studio.scope_{evidence.scope}"),
        number=notes.get((document.document_id, quote.start, quote.end)) if state == "used" else None,
        title=document.title,
        facts=facts(organisation, passage.date, passage.kind, passage.regions, quote.locator, language),
        quote=quote.text,
        written=document.language,
        address=document_address(root, document.document_id, language, quote.start, quote.end),
    )


def remaining(draft: PolicyDraft) -> tuple[Remaining, ...]:
    """Return what remains to be done, by section."""
    return tuple(
        Remaining(number=number, title=section.title, gaps=tuple(own_words(gap.text) for gap in section.placeholders))
        for number, section in enumerate(draft.sections, start=1)
        if section.placeholders
    )
