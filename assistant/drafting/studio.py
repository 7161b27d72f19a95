"""The studio: template and values → evidence by section → a draft whose every borrowed word has its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import cast

from assistant.drafting.compose import compose_section
from assistant.drafting.decisions import Decisions
from assistant.drafting.ended import with_endings
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
    Value,
    Values,
    Wanted,
)
from assistant.drafting.placeholders import PATTERN
from assistant.drafting.slots import ITEM, fill
from assistant.drafting.tray import Offer, choose, offer
from corpus.errors import UsageError
from corpus.glossary import find_regions, find_themes, region_named, regions
from corpus.model import Kind
from index.collection import Collection

ORGANISATION, REGION = "organisation", "region"
"""The fields that say whose draft it is, in the templates that have them."""
MOST_ASKED = 5
"""Items of a list that a section looks for, one by one."""
_LACK = re.compile(r"\b(?:[ld]['’])?in(?=sécurité\b)", re.IGNORECASE)
"""What turns « sécurité alimentaire », as documents say it, into what a milieu lacks."""


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
        template=template,
        organisation=territory.organisation,
        today=today.isoformat(),
        sections=with_endings(sections),
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

    def filled(wanted: Wanted, own: Mapping[str, str] | None = None) -> Iterator[Asked]:
        about = _either_way(*(fill(words, fields, values, own) for words in wanted.about))
        for question in _either_way(fill(wanted.question, fields, values, own)):
            yield Asked(question=question, kinds=cast("tuple[Kind, ...]", wanted.kinds), about=about)

    asked: list[Asked] = []
    for wanted in section.retrieve:
        if wanted.each:
            for item in _items(values.get(wanted.each, ()))[:MOST_ASKED]:
                asked += filled(wanted, {ITEM: item})
        else:
            asked += filled(wanted)
    return [one for one in dict.fromkeys(asked) if not PATTERN.search(one.question)]


def _items(value: Value) -> tuple[str, ...]:
    """Return the items of a list, or the themes that a long text names."""
    return cast("tuple[str, ...]", value) if isinstance(value, tuple) else find_themes(_LACK.sub("", str(value)))


def _either_way(*texts: str) -> tuple[str, ...]:
    """Return texts as documents speak of what they say is lacking, then as they are."""
    return tuple(dict.fromkeys((*(_LACK.sub("", text) for text in texts), *texts)))
