"""Template + values + evidence → blocks: our own words, the user's values, exact quotes in boxes, and visible gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from assistant.contradict import conflicts
from assistant.drafting.model import (
    Advice,
    Block,
    Box,
    DraftedSection,
    Evidence,
    Extract,
    Field,
    Items,
    Paragraph,
    Row,
    Scope,
    Subheading,
    Table,
    Template,
    TemplateSection,
    Tray,
    Values,
)
from assistant.drafting.placeholders import NO_SOURCE, found_in, gap
from assistant.drafting.plain import section_text
from assistant.drafting.slots import ITEM, NUMBER, fill
from assistant.model import Citation
from assistant.warn import OLD
from assistant.wording import say
from corpus.dates import spoken, year_span

SPOKEN = "fr"
"""A draft is in French, whatever the language of the commands."""


def compose_section(
    section: TemplateSection, template: Template, values: Values, tray: Tray, first: int, today: date
) -> DraftedSection:
    """Return a section whose citations are numbered from `first`."""
    fields = {field.name: field for field in template.fields}
    blocks: list[Block] = [Advice(text=fill(section.guidance, fields, values))]
    blocks += _own_words(section.text, fields, values)
    blocks += _repeated(section, fields, values)
    blocks += _tables(section, fields, values)
    blocks += _boxes(tray, first, today)
    if section.retrieve and not tray.used:
        blocks.append(Paragraph(text=NO_SOURCE))
    blocks += [Paragraph(text=gap("validate", say(SPOKEN, "draft.lost", id=one))) for one in tray.lost]
    text = section_text(blocks)
    return DraftedSection(
        title=section.title, blocks=tuple(blocks), tray=tray, placeholders=found_in(text, section.title)
    )


def _own_words(
    text: str, fields: Mapping[str, Field], values: Values, own: Mapping[str, str] | None = None
) -> Iterator[Block]:
    """Give the paragraphs of a text, and its lists: lines that begin with a hyphen."""
    for part in text.strip().split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            yield Items(texts=tuple(fill(line[2:], fields, values, own) for line in lines))
        elif lines and lines[0].startswith("# "):
            yield Subheading(text=fill(lines[0][2:], fields, values, own))
            yield from _own_words("\n".join(lines[1:]), fields, values, own)
        elif lines:
            yield from (Paragraph(text=one) for one in fill(" ".join(lines), fields, values, own).split("\n") if one)


def _repeated(section: TemplateSection, fields: Mapping[str, Field], values: Values) -> Iterator[Block]:
    if not section.each:
        return
    items = cast("tuple[str, ...]", values.get(section.each, ())) or (gap("complete", fields[section.each].label),)
    for number, item in enumerate(items, start=1):
        yield from _own_words(section.each_text, fields, values, {ITEM: item, NUMBER: str(number)})


def _tables(section: TemplateSection, fields: Mapping[str, Field], values: Values) -> Iterator[Block]:
    if not section.table:
        return
    field = fields[section.table]
    rows = cast("tuple[Row, ...]", values.get(section.table, ())) or ({},)
    groups: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows, start=1):
        groups.setdefault(row.get(section.group, "") if section.group else "", []).append((number, row))
    columns = [column for column in field.columns if column.name != section.group]
    for group, members in groups.items():
        yield Table(
            caption=group or field.label,
            header=tuple(column.label for column in columns),
            rows=tuple(
                tuple(
                    row.get(column.name) or gap("complete", say(SPOKEN, "draft.cell", what=column.label.lower(), n=n))
                    for column in columns
                )
                for n, row in members
            ),
        )


def _boxes(tray: Tray, first: int, today: date) -> Iterator[Box]:
    number = first
    for scope in cast("tuple[Scope, ...]", ("own", "general", "elsewhere")):
        members = [evidence for evidence in tray.used if evidence.scope == scope]
        extracts = tuple(
            Extract(lead=lead_of(evidence), citation=Citation(n=n, quote=evidence.quote))
            for n, evidence in enumerate(members, start=number)
        )
        number += len(extracts)
        if extracts:
            old = "" if scope == "elsewhere" else _to_check(members, today)
            check = " ".join(filter(None, (old, _not_agreeing(extracts))))
            yield Box(scope=scope, title=say(SPOKEN, f"draft.box_{scope}"), extracts=extracts, check=check)


def _not_agreeing(extracts: Sequence[Extract]) -> str:
    """Return what is to be checked of quotes that do not agree: their notes, and no figure, which may be another's."""
    notes = [extract.citation.n for extract in extracts]
    gaps: list[str] = []
    for one, other in conflicts([extract.citation.quote for extract in extracts]):
        key = "draft.disagrees" if one == other else "draft.disagree"
        gaps.append(gap("validate", say(SPOKEN, key, one=notes[one], other=notes[other])))
    return " ".join(gaps)


def lead_of(evidence: Evidence) -> str:
    """Return what is said before a quote: whose it is, and when."""
    hit = evidence.quote.hit
    when = spoken(hit.passage.date, SPOKEN) or say(SPOKEN, "documents.undated")
    who = ", ".join(hit.passage.regions) if evidence.scope == "elsewhere" else hit.document.title
    return say(SPOKEN, "draft.lead", who=who, when=when)


def _to_check(members: Sequence[Evidence], today: date) -> str:
    """Return what is to be checked of some quotes: those that are old, those that have no date."""
    spans = [year_span(evidence.quote.hit.passage.date) for evidence in members]
    old = sorted({span[1] for span in spans if span and span[1] <= today.year - OLD})
    gaps = [gap("validate", say(SPOKEN, "draft.old", year=year)) for year in old]
    if any(span is None for span in spans):
        gaps.append(gap("validate", say(SPOKEN, "draft.undated")))
    return " ".join(gaps)
