"""The styles of an OpenDocument file: which paragraphs are headings, what is hidden, and how lists are numbered.

Source: OASIS OpenDocument 1.3, part 3, chapters 16 (styles) and 19 (attributes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from corpus.readers.numbers import ListLevel
from corpus.readers.opc import attribute, child, local

_HEADING = re.compile(r"Heading_20_(\d{1,2})")
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}
_LIST_LEVELS = frozenset({"list-level-style-number", "list-level-style-bullet", "list-level-style-image"})
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
MOST_LEVELS = 9
MOST_PARENTS = 30
"""Styles that a style may stand on, one on the other: a circle ends here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What a style says itself; `level` is None where it leaves that to the style it stands on."""

    parent: str
    level: int | None
    is_hidden: bool
    is_bold: bool | None
    starts_page: bool


class OpenDocumentStyles:
    """The styles of a file, by name; those of `content.xml` stand on those of `styles.xml`."""

    def __init__(self, *roots: Element | None) -> None:
        self.lists: dict[str, dict[int, ListLevel]] = {}
        self.outline: dict[int, ListLevel] = {}
        self._styles: dict[str, _Style] = {}
        for root in roots:
            for element in root.iter() if root is not None else ():
                match local(element):
                    case "style":
                        self._styles[attribute(element, "name")] = _style(element)
                    case "list-style":
                        self.lists[attribute(element, "name")] = _levels(element, _LIST_LEVELS)
                    case "outline-style":
                        self.outline = _levels(element, frozenset({"outline-level-style"}))
                    case _:
                        pass

    def level(self, name: str) -> int:
        """Return the level of the headings that a paragraph style makes, 0 where it makes none."""
        for known in self._chain(name):
            if known in self._styles and (level := self._styles[known].level) is not None:
                return level
            if found := _HEADING.fullmatch(known):
                return int(found[1])
        return 0

    def is_title(self, name: str) -> bool:
        """Tell whether a paragraph style is that of the document's title."""
        return "Title" in self._chain(name)

    def is_hidden(self, name: str) -> bool:
        """Tell whether a style hides its words, or its sheet."""
        return any(self._styles[known].is_hidden for known in self._chain(name) if known in self._styles)

    def is_bold(self, name: str) -> bool | None:
        """Tell whether a style's words are in bold; None where it does not say."""
        found = (self._styles[known].is_bold for known in self._chain(name) if known in self._styles)
        return next((bold for bold in found if bold is not None), None)

    def starts_page(self, name: str) -> bool:
        """Tell whether a paragraph style begins a page."""
        return any(self._styles[known].starts_page for known in self._chain(name) if known in self._styles)

    def _chain(self, name: str) -> Iterator[str]:
        for _ in range(MOST_PARENTS):
            if not name:
                return
            yield name
            name = self._styles[name].parent if name in self._styles else ""


def _style(element: Element) -> _Style:
    level = attribute(element, "default-outline-level", "none")  # blank where a heading's look is that of no heading
    paragraph, words = child(element, "paragraph-properties"), child(element, "text-properties")
    sheet = child(element, "table-properties")
    return _Style(
        parent=attribute(element, "parent-style-name"),
        level=int(level) if level.isdecimal() and len(level) < 3 else None if level == "none" else 0,
        is_hidden=attribute(words, "display") == "none" or attribute(sheet, "display") == "false",
        is_bold=attribute(words, "font-weight") in _BOLD if attribute(words, "font-weight") else None,
        starts_page=attribute(paragraph, "break-before") == "page",
    )


def _levels(holder: Element, names: frozenset[str]) -> dict[int, ListLevel]:
    """Return how a list marks its levels, from 0; levels that show no number have no mark."""
    found: dict[int, ListLevel] = {}
    for element in holder:
        level = number_in(element, "level", 0) - 1
        if local(element) not in names or not 0 <= level < MOST_LEVELS:
            continue
        form = _FORMS.get(attribute(element, "num-format"), "decimal")
        if local(element) in {"list-level-style-bullet", "list-level-style-image"}:
            form = "bullet"
        first = max(0, level + 1 - number_in(element, "display-levels", 1))
        places = ".".join(f"%{place + 1}" for place in range(first, level + 1))
        text = f"{attribute(element, 'num-prefix')}{places}{attribute(element, 'num-suffix')}"
        start = number_in(element, "start-value", 1)
        found[level] = ListLevel(start=start, form=form, text="" if form == "none" else text)
    return found


def number_in(element: Element, name: str, usual: int) -> int:
    """Return an attribute that is a number of at most seven figures, or else the usual one."""
    value = attribute(element, name)
    return int(value) if value.isdecimal() and len(value) < 8 else usual
