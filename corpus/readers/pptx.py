"""PowerPoint presentations (.pptx, .ppsx; Transitional and Strict) → extract.

Every shape of every slide is walked, those in groups, tables and SmartArt included. A slide's title is a heading of
level 1; the speaker's notes follow the slide, and their locator says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from corpus.errors import FileError
from corpus.layout import DIAGRAM_FLAG, TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.model import Block, Extract, Locator
from corpus.readers.archives import Archive, naming_errors, open_archive
from corpus.readers.opc import (
    MISSING_FLAG,
    Relation,
    attribute,
    child,
    children,
    local,
    main_part,
    relation_id,
    relations,
    shown,
)
from corpus.readers.properties import office_properties
from corpus.readers.slides import (
    body_blocks,
    body_words,
    diagram_blocks,
    is_hidden,
    opens_with_title,
    slide_title,
    table_blocks,
)

CHART_FLAG = "graphique non lu"

_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"hdr", "sldNum", "sldImg"})
_REPEATED = frozenset({"ftr", "dt"})
"""Placeholders that most slides repeat: the first of those that say the same is kept."""
_BULLETED = frozenset({"body", "obj"})
"""Placeholders whose paragraphs are list items, unless they say not."""


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of a presentation.

    Raises:
        FileError: the file is protected, made to do harm, damaged, goes over a limit, or is no presentation.
    """
    with naming_errors():
        archive = open_archive(content, limits)
        name, presentation = main_part(archive, "presentation", "ppt/presentation.xml")
        parts = relations(archive, name)
        called = [relation_id(each) for each in children(child(presentation, "sldIdLst"), "sldId")]
        limits.check_pages(len(called))
        reader = _Reader(archive)
        blocks: list[Block] = []
        length = 0
        for number, relation in enumerate(map(parts.get, called), start=1):
            found = reader.slide(relation, number)
            length += sum(len(block.text) for block in found)
            limits.check_characters(length)  # slides may share a part, and each of them shows it in full
            blocks += found
        return Extract(blocks=tuple(blocks), metadata=office_properties(archive, blocks), flags=tuple(reader.flags))


class _Reader:
    """Reads one slide after the other, and keeps what could not be read of them."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._footers: set[str] = set()
        self.flags: dict[str, None] = {}

    def slide(self, relation: Relation | None, number: int) -> list[Block]:
        """Return a slide's title, the words of its other shapes, and its notes."""
        slide = self._part(relation)
        if relation is None or slide is None:
            return []
        try:
            parts = relations(self._archive, relation.target)
        except FileError:
            self.flags[MISSING_FLAG] = None
            parts = {}
        locator = Locator(kind="slide", value=str(number))
        shapes = sorted(_shapes(child(slide, "cSld", "spTree")), key=lambda each: _placeholder(each) in _REPEATED)
        title = next(
            (each for each in shapes if _placeholder(each) in _TITLES and body_words(child(each, "txBody"))), None
        )
        blocks = [block for each in shapes if each is not title for block in self._blocks(each, parts, locator)]
        if title is not None:
            blocks.insert(0, slide_title(body_words(child(title, "txBody")), locator))
        elif opens_with_title(blocks):
            blocks[0] = slide_title(blocks[0].text, locator)
        return blocks + list(self._notes(parts, number))

    def _notes(self, parts: dict[str, Relation], number: int) -> Iterator[Block]:
        relation = next((each for each in parts.values() if each.kind == "notesSlide"), None)
        if relation is None:
            return
        locator = Locator(kind="slide", value=f"{number} (notes)")
        for shape in _shapes(child(self._part(relation), "cSld", "spTree")):
            if _placeholder(shape) not in _REPEATED:
                yield from self._blocks(shape, {}, locator, bulleted=False)

    def _blocks(
        self, shape: Element, parts: dict[str, Relation], locator: Locator, *, bulleted: bool = True
    ) -> Iterator[Block]:
        kind = _placeholder(shape)
        if kind in _FURNITURE or (kind in _REPEATED and self._is_known(child(shape, "txBody"))):
            return
        yield from body_blocks(child(shape, "txBody"), locator, bulleted=bulleted and kind in _BULLETED)
        for held in child(shape, "graphic", "graphicData") or ():
            match local(held):
                case "tbl":
                    for block in table_blocks(held, locator):
                        self.flags[TABLE_FLAG] = None
                        yield block
                case "relIds":
                    if (model := self._part(parts.get(relation_id(held, "dm")))) is not None:
                        self.flags[DIAGRAM_FLAG] = None
                        yield from diagram_blocks(model, locator)
                case "chart":
                    self.flags[CHART_FLAG] = None
                case _:
                    pass

    def _is_known(self, footer: Element | None) -> bool:
        text = body_words(footer)
        known = text in self._footers
        self._footers.add(text)
        return known

    def _part(self, relation: Relation | None) -> Element | None:
        try:
            if relation is not None:
                return self._archive.xml(relation.target)
        except FileError:
            pass
        self.flags[MISSING_FLAG] = None
        return None


def _shapes(holder: Element | Sequence[Element] | None) -> Iterator[Element]:
    """Give the shapes of a slide, in order, those of groups included, save those that are hidden."""
    for element in holder if holder is not None else ():
        name = local(element)
        if name == "AlternateContent":
            yield from _shapes([inner for form in shown(element) for inner in form])
        elif is_hidden(element):
            continue
        elif name == "grpSp":
            yield from _shapes(element)
        elif name in {"sp", "graphicFrame"}:
            yield element


def _placeholder(shape: Element) -> str:
    """Return the kind of a placeholder, or nothing for a shape of the slide's own."""
    look = next((part for part in shape if local(part).startswith("nv")), None)
    place = child(look, "nvPr", "ph")
    return attribute(place, "type", "obj") if place is not None else ""
