"""Units → passages: whole sentences and list items under their headings, packed to about 1,000 characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from corpus.model import GUESSED, Block, Document, Locator, Passage, Section
from corpus.sections import FEW_REGIONS, Composition, Unit
from corpus.sentences import sentence_spans

VERSION = "4"
"""Changes with every change of what follows, or of the index terms: an index made with another version is refused."""

MOST = 1000
"""Characters that a passage aims not to exceed."""
MOST_LIST = 1500
"""Characters that no passage exceeds; a list may come to that to stay whole."""
LEAST = 250
"""Characters below which a passage takes in the next section too, when it fits."""
SHORT_LINE = 80
"""Characters of a line without a full stop, at most, that may announce the list below it."""
_TOLD = frozenset({"page", "slide", "sheet", "time"})
_TURNED = frozenset({"page", "slide", "sheet"})
"""Places that a person turns to: a passage stands on one of them."""


def make_passages(document: Document, composition: Composition) -> tuple[Passage, ...]:
    """Return the passages of a document, in order; together they cover every character that is not blank, once.

    A passage starts and ends between two sentences, list items or rows. Only a list item or a row longer than
    `MOST_LIST` is cut between its sentences, and only a sentence longer than that inside, between two words.
    """
    units = [part for unit in composition.units for part in _cut_long(unit)]
    return tuple(_passage(document, group) for group in _pack(units))


def places_of(composition: Composition) -> tuple[tuple[int, Locator], ...]:
    """Return the offsets in a canonical text from which a page, a slide, a row or a time holds."""
    places: list[tuple[int, Locator]] = []
    for unit in composition.units:
        locator = unit.block.locator
        if locator and locator.kind in _TOLD and (not places or places[-1][1] != locator):
            places.append((unit.start, locator))
    return tuple(places)


def _cut_long(unit: Unit) -> list[Unit]:
    """Cut a block that is longer than a passage into parts of about `MOST` characters."""
    text = unit.block.text
    if len(text) <= (MOST if unit.block.kind == "paragraph" else MOST_LIST):
        return [unit]
    groups: list[tuple[int, int]] = []
    for start, end in (piece for span in sentence_spans(text) for piece in _cut_sentence(text, *span)):
        if groups and end - groups[-1][0] <= MOST:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return [replace(unit, start=unit.start + start, end=unit.start + end) for start, end in groups]


def _cut_sentence(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the spans of the parts of a sentence, cut between words where it is longer than `MOST_LIST`."""
    while end - start > MOST_LIST:
        most = start + MOST_LIST
        stop = next((place for place in range(most, start, -1) if text[place].isspace()), most)
        yield start, start + len(text[start:stop].rstrip())
        start = next(place for place in range(stop, end) if not text[place].isspace())
    yield start, end


def _pack(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    current: list[Unit] = []
    for position, unit in enumerate(units):
        if current and _breaks(current, units, position):
            moved = _trailing(current, unit)
            yield current[: len(current) - len(moved)]
            current = moved
        if current and not _may_join(current, unit):
            yield current
            current = []
        current.append(unit)
    if current:
        yield current


def _may_join(current: list[Unit], unit: Unit) -> bool:
    """Tell whether a unit may stand in a passage that holds nothing yet, or only headings and lead-ins."""
    fits = unit.end - current[0].start <= MOST_LIST
    return fits and all(
        held.block.kind == "heading" or _holding(held.section) == _holding(unit.section) for held in current
    )


def _breaks(current: list[Unit], units: Sequence[Unit], position: int) -> bool:
    """Tell whether a new passage starts at a unit, given what the current passage holds."""
    unit, above = units[position], units[position - 1]
    body = current[: len(current) - len(_trailing(current, unit))]
    if not body:
        return False
    start, held = current[0].start, body[-1].end - current[0].start
    if _turns_page(above.block, unit.block) and not (_is_guessed(above.block) and held < LEAST // 2):
        return True
    if unit.block.starts_record or _holding(current[0].section) != _holding(unit.section):
        return True
    if unit.block.kind == "heading":
        return _breaks_at_heading(units, position, start, held)
    if unit.block.kind == "item":
        opens = above.block.kind != "item" and not _is_lead_in(above.block)
        if opens and not _list_fits(units, position, start, MOST_LIST):
            return held >= LEAST
        return unit.end - start > MOST_LIST
    if unit.block.kind == "row":
        return unit.end - start > MOST or (not unit.block.context and held >= LEAST)
    if _is_lead_in(unit.block) and position + 1 < len(units) and units[position + 1].block.kind == "item":
        return held >= LEAST and not _list_fits(units, position + 1, start, MOST)
    return unit.end - start > MOST


def _turns_page(above: Block, block: Block) -> bool:
    """Tell whether a block stands on another page, slide or sheet than the one above; a list may run over one."""
    if above.locator is None or block.locator is None or above.kind == block.kind == "item":
        return False
    one, other = above.locator, block.locator
    return one.kind in _TURNED and (one.kind, _sheet(one)) != (other.kind, _sheet(other))


def _is_guessed(block: Block) -> bool:
    """Tell whether a block's place was guessed from blank lines, which drawings leave too."""
    return block.locator is not None and block.locator.value.startswith(GUESSED)


def _sheet(locator: Locator) -> str:
    """Return a place without its row: rows of one sheet stand together."""
    return locator.value.rpartition("!")[0] if locator.kind == "sheet" else locator.value


def _breaks_at_heading(units: Sequence[Unit], position: int, start: int, held: int) -> bool:
    level = units[position].block.level
    if (level == 1 or not _section_fits(units, position, start, MOST)) and held >= LEAST // 4:
        return True
    return held >= (MOST if level >= 4 else LEAST if level == 3 else LEAST // 2)


def _holding(section: Section) -> tuple[object, ...]:
    """Return what a section says of its passages that another may not share."""
    return section.regions, section.date, section.kind


def _trailing(current: list[Unit], following: Unit) -> list[Unit]:
    """Return the headings and lead-ins at the end of a passage: they belong to what follows them."""
    count = int(following.block.kind == "item" and bool(current) and _is_bare(current[-1].block))
    for unit in reversed(current[: len(current) - count]):
        if not (unit.block.kind == "heading" or _is_lead_in(unit.block) or _is_table_head(unit.block)):
            break
        count += 1
    return current[len(current) - count :]


def _is_bare(block: Block) -> bool:
    """Tell whether a line announces the list that follows it: short, and no sentence."""
    return block.kind == "paragraph" and len(block.text) <= SHORT_LINE and block.text[-1:].isalnum()


def _is_lead_in(block: Block) -> bool:
    return block.kind in {"paragraph", "item"} and len(block.text) <= 300 and block.text.rstrip().endswith(":")


def _is_table_head(block: Block) -> bool:
    return block.kind == "row" and block.text.isupper()


def _section_fits(units: Sequence[Unit], position: int, start: int, most: int) -> bool:
    """Tell whether the section that a heading opens ends within some characters of a start."""
    level = units[position].block.level
    for following in range(position, len(units)):
        unit = units[following]
        if following > position and unit.block.kind == "heading" and unit.block.level <= level:
            break
        if unit.end - start > most:
            return False
    return True


def _list_fits(units: Sequence[Unit], position: int, start: int, most: int) -> bool:
    """Tell whether the list that an item opens ends within some characters of a start."""
    for following in range(position, len(units)):
        if units[following].block.kind != "item":
            break
        if units[following].end - start > most:
            return False
    return True


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
        locator=_locator(body, path),
        embedding_text="\n".join([" > ".join([document.title, *path]), *context, text]),
        kind=section.kind or document.kind,
        regions=section.regions or (document.regions if len(document.regions) <= FEW_REGIONS else ()),
        date=section.date or document.date,
    )


def _common_path(paths: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the headings that all the paths start with."""
    levels = zip(*paths, strict=False)
    return tuple(titles[0] for titles in takewhile(lambda titles: len(set(titles)) == 1, levels))


def _locator(body: Sequence[Unit], path: tuple[str, ...]) -> Locator:
    """Return where a passage stands: where its text begins; for rows, the first and the last one."""
    locator, last = body[0].block.locator, body[-1].block.locator
    if locator is not None and last is not None and locator.kind == "sheet" == last.kind and locator != last:
        return replace(locator, value=f"{locator.value}-{last.value.rpartition('!')[2]}")
    if locator is not None and locator.kind != "line":
        return locator
    if path:
        return Locator(kind="section", value=path[-1])
    return locator or Locator(kind="line", value="1")
