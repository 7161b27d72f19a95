"""Blocks → canonical text, sections, and the units that passages are packed from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corpus.dates import find_dates
from corpus.glossary import find_themes, region_named
from corpus.layout import without_continuation
from corpus.metadata import kind_named
from corpus.model import Block, Kind, Locator, Section

LONGEST_REGION = 60
"""Characters of a heading that names the region of all that stands below it."""
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
    date: str | None = None
    kind: Kind | None = None


def compose(blocks: tuple[Block, ...]) -> Composition:
    """Return the canonical text of some blocks, with a section for each stretch under one heading path."""
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
            drafts.append((_section(stack, block.locator, spans[number][0]), []))
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
    region = region_named(title) if len(title) <= LONGEST_REGION else None
    kind = kind_named(title) if block.level == 1 else None
    dates = find_dates(following.text) if kind and following and len(following.text) <= LONGEST_DATE else []
    if len(dates) != 1:  # a part of the document says when it was made; any other title only names a kind
        return _Heading(block.level, title, region)
    return _Heading(block.level, title, region, dates[0].iso, kind)


def _section(stack: list[_Heading], locator: Locator | None, start: int) -> Section:
    region = next((heading.region for heading in reversed(stack) if heading.region), None)
    return Section(
        heading_path=tuple(heading.title for heading in stack),
        start=start,
        end=start,
        locator=locator,
        date=next((heading.date for heading in reversed(stack) if heading.date), None),
        kind=next((heading.kind for heading in reversed(stack) if heading.kind), None),
        regions=(region,) if region else (),
    )
