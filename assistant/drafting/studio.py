"""The studio: template and values → evidence by section → a draft whose every borrowed word has its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import cast

from assistant.drafting.compose import compose_section
from assistant.drafting.decisions import Decisions
from assistant.drafting.fitting import Territory
from assistant.drafting.memory import Memory
from assistant.drafting.model import (
    Asked,
    Decided,
    DraftedSection,
    Evidence,
    PolicyDraft,
    Template,
    TemplateSection,
    Values,
    Wanted,
)
from assistant.drafting.placeholders import PATTERN
from assistant.drafting.slots import ITEM, fill
from assistant.drafting.tray import Offer, choose, offer
from corpus.errors import UsageError
from corpus.glossary import find_regions, region_named, regions
from corpus.model import Kind
from index.collection import Collection

ORGANISATION, REGION = "organisation", "region"
"""The fields that say whose draft it is, in the templates that have them."""
MOST_ASKED = 5
"""Items of a list that a section looks for, one by one."""


def make_draft(
    collection: Collection,
    template: Template,
    values: Values,
    decided: Sequence[Decided] = (),
    *,
    today: date,
    memory: Memory | None = None,
) -> PolicyDraft:
    """Return the draft of some values, with the quotes that a person kept and without those rejected.

    A `memory` of the same collection spares the searches of earlier drafts.

    Raises:
        UsageError: the region is not one of Québec's.
    """
    territory = territory_of(values)
    decisions = Decisions(decided)
    memory = memory or Memory()
    encoder = collection.sentences
    revision = collection.catalogue.revision()
    offers: list[Offer] = []
    for section in template.sections:
        asked = tuple(_asked(section, template, values))
        search = partial(offer, collection, encoder, territory, section, asked)
        offers.append(memory.offer((revision, territory, section, asked), search))
    sections: list[DraftedSection] = []
    taken: list[Evidence] = []
    for one in offers:
        others = [other for other in offers if other is not one]
        tray = choose(collection, territory, one, others, decisions, taken)
        sections.append(compose_section(one.section, template, values, tray, len(taken) + 1, today))
        taken += tray.used
    return PolicyDraft(
        template=template, organisation=territory.organisation, today=today.isoformat(), sections=tuple(sections)
    )


def territory_of(values: Values) -> Territory:
    """Return whose draft it is: the region that is named, else the one that the organisation's name means."""
    organisation, named = str(values.get(ORGANISATION, "")), str(values.get(REGION, ""))
    region = region_named(named) if named else None
    if named and region is None:
        raise UsageError("usage.region_unknown", value=named, known=", ".join(one.name for one in regions()))
    meant = find_regions(organisation)
    return Territory(region=region or (meant[0] if len(meant) == 1 else ""), organisation=organisation)


def _asked(section: TemplateSection, template: Template, values: Values) -> list[Asked]:
    """Return what a section looks for, a question for each item of a list where it says so."""
    fields = {field.name: field for field in template.fields}

    def filled(wanted: Wanted, own: Mapping[str, str] | None = None) -> Asked:
        return Asked(
            question=fill(wanted.question, fields, values, own),
            kinds=cast("tuple[Kind, ...]", wanted.kinds),
            about=tuple(fill(words, fields, values, own) for words in wanted.about),
        )

    asked: list[Asked] = []
    for wanted in section.retrieve:
        if wanted.each:
            items = cast("tuple[str, ...]", values.get(wanted.each, ()))[:MOST_ASKED]
            asked += [filled(wanted, {ITEM: item}) for item in items]
        else:
            asked.append(filled(wanted))
    return [one for one in asked if not PATTERN.search(one.question)]
