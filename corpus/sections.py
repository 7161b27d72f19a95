"""Blocks → canonical text, sections, and the units that passages are packed from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corpus.dates import find_dates
from corpus.glossary import find_regions, find_themes
from corpus.layout import without_continuation
from corpus.metadata_kind import kind_named
from corpus.metadata_place import heading_region
from corpus.model import Block, Kind, Locator, Section

LONGEST_REGION = 60
"""Characters of a heading that names the region of all that stands below it, or mentions one."""
FEW_REGIONS = 3
"""A document about more regions than this says of its sections which region each is about."""
LONGEST_DATE = 40
"""Characters of a line below a part's title that dates it."""
RECORD_LEVEL = 3
"""A record's title stands above its labels (level 4) and below the headings of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A block with its place in the canonical text, in characters, and all that holds for it."""

    block: Block
    start: int
    end: int
    section: Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A canonical text with its sections and units, in order."""

    text: str
    sections: tuple[Section, ...]
    units: tuple[Unit, ...]


@dataclass(slots=True)
class _Heading:
    level: int
    title: str
    region: str | None = None
    mentioned: tuple[str, ...] = ()
    date: str | None = None
    kind: Kind | None = None


def compose(blocks: tuple[Block, ...], regions: tuple[str, ...] | None = None) -> Composition:
    """Return the canonical text of some blocks, with a section for each stretch under one heading path.

    `regions` are the document's; where they are not known, a region that a heading mentions is added only to that of
    a heading above it.
    """
    text, spans = _join(blocks)
    titles = _record_titles(blocks)
    stack: list[_Heading] = []
    drafts: list[tuple[Section, list[int]]] = []
    for number, block in enumerate(blocks):
        if number in titles:
            _push(stack, _Heading(RECORD_LEVEL, titles[number]))
        if block.kind == "heading":
            _push(stack, _heading(block, blocks[number + 1] if number + 1 < len(blocks) else None))
        if block.kind == "heading" or number in titles or not drafts:
            drafts.append((_section(stack, block.locator, spans[number][0], regions), []))
        drafts[-1][1].append(number)
    sections: list[Section] = []
    units: list[Unit] = []
    for draft, numbers in drafts:
        end = spans[numbers[-1]][1]
        section = replace(draft, end=end, themes=find_themes(text[draft.start : end]))
        sections.append(section)
        units.extend(Unit(block=blocks[n], start=spans[n][0], end=spans[n][1], section=section) for n in numbers)
    return Composition(text=text, sections=tuple(sections), units=tuple(units))


def _join(blocks: tuple[Block, ...]) -> tuple[str, list[tuple[int, int]]]:
    """Return the canonical text, and the span of each block in it, in characters."""
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for number, block in enumerate(blocks):
        separator = _separator(blocks[number - 1], block) if number else ""
        length += len(separator)
        spans.append((length, length + len(block.text)))
        parts += [separator, block.text]
        length += len(block.text)
    return "".join(parts), spans


def _separator(above: Block, block: Block) -> str:
    same_list = block.kind == above.kind and block.kind in {"item", "row"}
    label = above.kind == "heading" and above.level >= 4
    introduced = block.kind == "item" and above.text.endswith(":")
    return "\n" if same_list or label or introduced else "\n\n"


def _record_titles(blocks: tuple[Block, ...]) -> dict[int, str]:
    """Return, for the first block of each label/value record of a series, its title: its first two values."""
    starts: list[int] = []
    labels: dict[str, int] = {}  # where each label first stands: the second record shows where the first started
    started = False
    for number, block in enumerate(blocks):
        if block.starts_record:
            if not started and block.text in labels:
                starts.append(labels[block.text])
            starts.append(number)
            started = True
        elif block.kind == "heading" and block.level < 4:
            labels, started = {}, False
        elif block.kind == "heading" and block.level == 4:
            labels.setdefault(block.text, number)
    return {start: title for start in starts if (title := _title(blocks, start))}


def _title(blocks: tuple[Block, ...], start: int) -> str:
    values: list[str] = []
    for number in range(start, min(start + 12, len(blocks))):
        block = blocks[number]
        if number > start and (block.starts_record or (block.kind == "heading" and block.level < 4)):
            break
        if block.kind != "heading" and number and blocks[number - 1].kind == "heading":
            values.append(_short(block.text.removeprefix("• ")))
    return " — ".join(values[:2])


def _short(text: str, most: int = 110) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


def _push(stack: list[_Heading], heading: _Heading) -> None:
    while stack and stack[-1].level >= heading.level:
        stack.pop()
    stack.append(heading)


def _heading(block: Block, following: Block | None) -> _Heading:
    title = without_continuation(block.text)
    is_short = len(title) <= LONGEST_REGION
    heading = _Heading(
        block.level,
        title,
        region=heading_region(title) if is_short else None,
        mentioned=find_regions(title) if is_short else (),
    )
    kind = kind_named(title) if block.level == 1 else None
    dates = find_dates(following.text) if kind and following and len(following.text) <= LONGEST_DATE else []
    if len(dates) == 1:  # a part of the document says when it was made; any other title only names a kind
        heading.date, heading.kind = dates[0].iso, kind
    return heading


def _section(stack: list[_Heading], locator: Locator | None, start: int, regions: tuple[str, ...] | None) -> Section:
    return Section(
        heading_path=tuple(heading.title for heading in stack),
        start=start,
        end=start,
        locator=locator,
        date=next((heading.date for heading in reversed(stack) if heading.date), None),
        kind=next((heading.kind for heading in reversed(stack) if heading.kind), None),
        regions=_regions(stack, regions),
    )


def _regions(stack: list[_Heading], of_document: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the regions of a section where they differ from its document's.

    The last heading that is a region's name says which region all below it is about; what later headings mention is
    added to it, or to the document's few regions.
    """
    last = max((number for number, heading in enumerate(stack) if heading.region), default=-1)
    mentioned = [region for heading in stack[last + 1 :] for region in heading.mentioned]
    region = stack[last].region if last >= 0 else None
    if region:
        return tuple(dict.fromkeys([region, *mentioned]))
    if of_document is None or not mentioned:
        return ()
    base = of_document if len(of_document) <= FEW_REGIONS else ()
    found = tuple(dict.fromkeys([*base, *mentioned]))
    return found if found != base else ()
