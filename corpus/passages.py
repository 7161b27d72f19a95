"""Units → passages: whole sentences and list items under their headings, packed to about a paragraph of 1,000 characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.model import Block, Document, Locator, Passage
from corpus.sections import Composition, Unit
from corpus.sentences import sentence_spans

VERSION = "1"
"""Changes with every change of what follows: an index made with another version is rebuilt."""

MOST = 1000
"""Characters that a passage aims not to exceed; a list may go to `MOST_LIST` to stay whole."""
MOST_LIST = 1500
LEAST = 250
"""Characters below which a passage takes in the next section too, when it fits."""

FEW_REGIONS = 3
"""A document about more regions than this says of its sections which region each is about."""


def make_passages(document: Document, composition: Composition) -> tuple[Passage, ...]:
    """Return the passages of a document, in order; together they cover every character that is not blank, once."""
    units = [part for unit in composition.units for part in _cut_long(unit)]
    return tuple(_passage(document, group) for group in _pack(units))


def _cut_long(unit: Unit) -> list[Unit]:
    """Cut a paragraph that is longer than a passage between two sentences, never inside one."""
    if unit.end - unit.start <= MOST or unit.block.kind == "heading":
        return [unit]
    groups: list[tuple[int, int]] = []
    for start, end in sentence_spans(unit.block.text):
        if groups and end - groups[-1][0] <= MOST:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return [_part(unit, start, end) for start, end in groups] or [unit]


def _part(unit: Unit, start: int, end: int) -> Unit:
    return Unit(block=unit.block, start=unit.start + start, end=unit.start + end, section=unit.section)


def _pack(units: Sequence[Unit]) -> Iterable[list[Unit]]:
    current: list[Unit] = []
    for position, unit in enumerate(units):
        if current and _breaks(current, units, position):
            moved = _trailing(current)
            yield current[: len(current) - len(moved)]
            current = moved
        current.append(unit)
    if current:
        yield current


def _breaks(current: list[Unit], units: Sequence[Unit], position: int) -> bool:
    """Tell whether a new passage starts at a unit, given what the current passage holds."""
    body = current[: len(current) - len(_trailing(current))]
    if not body:
        return False
    unit = units[position]
    size = unit.end - current[0].start
    held = body[-1].end - current[0].start
    heading = unit.block.kind == "heading"
    if unit.block.starts_record or (heading and unit.block.level == 1 and held >= LEAST // 4):
        return True
    if current[0].section.regions != unit.section.regions:
        return True
    if heading:
        whole = _section_end(units, position) - current[0].start
        if whole > MOST:
            return held >= LEAST // 4
        return held >= (MOST if unit.block.level >= 4 else LEAST if unit.block.level == 3 else LEAST // 2)
    if unit.block.kind == "item":
        starts = units[position - 1].block.kind != "item"
        if (
            starts
            and not _is_lead_in(units[position - 1].block)
            and _list_end(units, position) - current[0].start > MOST_LIST
        ):
            return held >= LEAST
        return size > MOST_LIST
    if unit.block.kind == "row":
        return size > MOST or (not unit.block.context and held >= LEAST)
    if _is_lead_in(unit.block) and position + 1 < len(units) and units[position + 1].block.kind == "item":
        return held >= LEAST and _list_end(units, position + 1) - current[0].start > MOST
    return size > MOST


def _trailing(current: list[Unit]) -> list[Unit]:
    """Return the headings and lead-ins at the end of a passage: they belong to what follows them."""
    count = 0
    for unit in reversed(current):
        if unit.block.kind == "heading" or _is_lead_in(unit.block) or _is_table_head(unit.block):
            count += 1
        else:
            break
    return current[len(current) - count :]


def _is_lead_in(block: Block) -> bool:
    return block.kind in {"paragraph", "item"} and len(block.text) <= 300 and block.text.rstrip().endswith(":")


def _is_table_head(block: Block) -> bool:
    return block.kind == "row" and block.text.isupper()


def _section_end(units: Sequence[Unit], position: int) -> int:
    level = units[position].block.level
    end = units[position].end
    for unit in units[position + 1 :]:
        if unit.block.kind == "heading" and unit.block.level <= level:
            break
        end = unit.end
    return end


def _list_end(units: Sequence[Unit], position: int) -> int:
    end = units[position].end
    for unit in units[position:]:
        if unit.block.kind != "item":
            break
        end = unit.end
    return end


def _passage(document: Document, group: list[Unit]) -> Passage:
    start, end = group[0].start, group[-1].end
    text = document.text[start:end]
    body = [unit for unit in group if unit.block.kind != "heading"] or group
    path = _common_path(unit.section.heading_path for unit in body)
    context = tuple(dict.fromkeys(word for unit in group for word in unit.block.context))
    section = body[0].section
    return Passage(
        document_id=document.document_id,
        start=start,
        end=end,
        text=text,
        heading_path=path,
        locator=_locator(group[0], path),
        embedding_text="\n".join([" > ".join([document.title, *path]), *context, text]),
        kind=section.kind or document.kind,
        regions=section.regions or (document.regions if len(document.regions) <= FEW_REGIONS else ()),
        date=section.date or document.date,
    )


def _common_path(paths: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    common: tuple[str, ...] | None = None
    for path in paths:
        if common is None:
            common = path
            continue
        length = next(
            (i for i, (a, b) in enumerate(zip(common, path, strict=False)) if a != b), min(len(common), len(path))
        )
        common = common[:length]
    return common or ()


def _locator(unit: Unit, path: tuple[str, ...]) -> Locator:
    locator = unit.block.locator
    if locator is not None and locator.kind != "line":
        return locator
    if path:
        return Locator(kind="section", value=path[-1])
    return locator or Locator(kind="line", value="1")
