"""A Word file's styles and numbering: which paragraphs are headings, list items, or the table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from corpus.readers.numbers import ListCounter, ListLevel
from corpus.readers.opc import attribute, child, children, is_on

BODY_LEVEL = 9
"""The outline level, from 0, of what is no heading."""

_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo|intertitre|kop)\s?([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|titre)(?: principal| du document)?$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|tm|table of figures|table des illustrations)\s?\d?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a paragraph's style says, those it is based on included."""

    level: int = 0
    is_title: bool = False
    is_contents: bool = False
    is_bold: bool = False
    list_id: str = ""
    list_level: int = 0


class WordStyles:
    """The styles and lists of one file, and the numbers that its lists have reached."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        self._styles = {attribute(style, "styleId"): style for style in children(styles, "style")}
        self._resolved: dict[str, Style] = {}
        self._numbers = {attribute(number, "numId"): number for number in children(numbering, "num")}
        self._lists = {attribute(each, "abstractNumId"): each for each in children(numbering, "abstractNum")}
        self._levels: dict[str, dict[int, ListLevel]] = {}
        self._counter = ListCounter()
        usual = (name for name, style in self._styles.items() if _is_usual(style))
        self._usual = next(usual, "")

    def style(self, paragraph: Element | None) -> Style:
        """Return the style of a paragraph's properties, with what they say themselves on top."""
        held = self._style(attribute(child(paragraph, "pStyle"), "val") or self._usual)
        list_id, list_level = _list_of(paragraph, held.list_id, held.list_level)
        return Style(
            level=_level(paragraph, held.level),
            is_title=held.is_title,
            is_contents=held.is_contents,
            is_bold=held.is_bold,
            list_id=list_id,
            list_level=list_level,
        )

    def mark(self, style: Style) -> str | None:
        """Return the mark of the next item of a style's list, or None where it is in no list."""
        number = self._numbers.get(style.list_id)
        if number is None:
            return None
        counted = self._list_id(number)
        restart = next(
            (
                int(value)
                for each in children(number, "lvlOverride")
                if attribute(each, "ilvl") == str(style.list_level)
                and (value := attribute(child(each, "startOverride"), "val")).isdecimal()
            ),
            None,
        )
        if counted not in self._levels:
            self._levels[counted] = dict(_levels(self._lists.get(counted)))
        again = (style.list_id, restart) if restart is not None else None
        return self._counter.mark(counted, self._levels[counted], style.list_level, again)

    def _list_id(self, number: Element) -> str:
        """Return the list that a number stands for; a list may only name the style that another list defines."""
        found = attribute(child(number, "abstractNumId"), "val")
        linked = attribute(child(self._lists.get(found), "numStyleLink"), "val")
        if linked in self._styles:
            through = attribute(child(self._styles[linked], "pPr", "numPr", "numId"), "val")
            if through in self._numbers:
                found = attribute(child(self._numbers[through], "abstractNumId"), "val")
        return found

    def _style(self, name: str) -> Style:
        if name not in self._resolved:
            self._resolved[name] = self._resolve(name)
        return self._resolved[name]

    def _resolve(self, name: str) -> Style:
        chain: list[str] = []
        based = name
        while based in self._styles and based not in chain:  # a style may be based on itself, in a bad file
            chain.append(based)
            based = attribute(child(self._styles[based], "basedOn"), "val")
        found = Style(level=_named_level(name)) if not chain else Style()
        for based in reversed(chain):
            style = self._styles[based]
            properties = child(style, "pPr")
            named = attribute(child(style, "name"), "val")
            bold = child(style, "rPr", "b")
            list_id, list_level = _list_of(properties, found.list_id, found.list_level)
            found = Style(
                level=_level(properties, _named_level(named) or found.level),
                is_title=bool(_TITLE.match(named)) or found.is_title,
                is_contents=bool(_CONTENTS.match(named)) or found.is_contents,
                is_bold=is_on(bold) if bold is not None else found.is_bold,
                list_id=list_id,
                list_level=list_level,
            )
        return found


def _is_usual(style: Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true"}


def _named_level(name: str) -> int:
    match = _HEADING.match(name)
    return int(match[1]) if match else 0


def _level(properties: Element | None, inherited: int) -> int:
    """Return a heading's level, 1 the outermost, or 0."""
    outline = attribute(child(properties, "outlineLvl"), "val")
    if not outline.isdecimal():
        return inherited
    return int(outline) + 1 if int(outline) < BODY_LEVEL else 0


def _list_of(properties: Element | None, list_id: str, level: int) -> tuple[str, int]:
    numbers = child(properties, "numPr")
    if numbers is None:
        return list_id, level
    depth = attribute(child(numbers, "ilvl"), "val")
    # « numId 0 » takes the paragraph out of its style's list.
    return attribute(child(numbers, "numId"), "val", list_id), int(depth) if depth.isdecimal() else level


def _levels(listed: Element | None) -> Iterator[tuple[int, ListLevel]]:
    for level in children(listed, "lvl"):
        place, start = attribute(level, "ilvl"), attribute(child(level, "start"), "val")
        if place.isdecimal():
            yield (
                int(place),
                ListLevel(
                    start=int(start) if start.isdecimal() else 0,
                    form=attribute(child(level, "numFmt"), "val", "decimal"),
                    text=attribute(child(level, "lvlText"), "val"),
                ),
            )
